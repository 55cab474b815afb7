/** What the servers of the models are set to, and how a code is said to them. */
import { defaultPrompts } from "../../src/machines/speaking/prompts.js";

/** The times of the models' servers, far enough apart that each can pass by itself. In milliseconds. */
export const policyTimes = {
	startTimeoutMs: 10_000,
	codeWaitMs: 3_000_000,
	codeRemindersMs: [1_000_000, 2_000_000],
	codeSettleMs: 1_500,
	lastWordsMs: 10_000,
	codeRestMs: 300_000,
	resumeMs: 30_000,
	maxCallMs: 36_000_000,
	/** Where Flux listens. */
	turnPauseMs: 60_000,
} as const;

/** The prompts of the models' servers: the usual ones, but one names the code, so that it is never kept. */
export const prompts = {
	...defaultPrompts,
	tooManyTries: "I heard {code}. That was not a code either. Goodbye.",
};

const names = [
	"zero",
	"one",
	"two",
	"three",
	"four",
	"five",
	"six",
	"seven",
	"eight",
	"nine",
];

/** A code as a caller says it. */
export function spokenDigits(code: string): string {
	if (!/^\d+$/.test(code)) return code;
	return [...code].map((digit) => names[Number(digit)]).join(" ");
}

/** What a caller says in one breath with what he says next, if there is anything. */
export function followedBy(text: string, next: string | undefined): string {
	return next === undefined ? text : `${text} ${next}`;
}
