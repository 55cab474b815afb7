/** What happens in a conversation, drawn by chance: plain data, so that a failure can be read, and made shorter. */
import { seededRandom } from "../support/randomness/seeded-random.js";

/** What understands the caller. */
export type EarName = "Flux" | "listen v1" | "local";

/** What Flux does, and what is done to it. */
export type FluxStep =
	/** A turn begins without a word, or goes on so: a breath, a cough, a door. */
	| "noise"
	| "silence"
	| "words"
	| "eager"
	| "resumed"
	| "end"
	/** The end of the turn has other words than were told before. */
	| "other end"
	/** Flux says nothing more of the turn that is open. */
	| "stuck";

/** What Deepgram's listen v1 does. */
export type ListenStep =
	| "noise"
	| "silence"
	| "words"
	| "final"
	| "end"
	/** A gap after the last word, and one that is told late: words have come since. */
	| "gap"
	| "old gap"
	| "stuck";

/** What callers of the local recogniser do. */
export type LocalStep =
	/** Sound without words. */
	| "noise"
	| "words"
	| "slow words"
	| "end"
	/** The sound stops in the middle of what is said. */
	| "stuck";

/** What may happen whatever understands the caller. */
export type CommonStep =
	/** The recogniser is gone, and another takes its place. */
	"drop" | "key" | "line" | "game returns";

export interface Step {
	readonly does: FluxStep | ListenStep | LocalStep | CommonStep;
	/** What is said, where something is. */
	readonly words: string;
}

export interface Script {
	readonly ear: EarName;
	/** The game expects some words, so that the local recogniser has interim results. */
	readonly expectsWords: boolean;
	/** Nobody waits until what has happened has been noticed. */
	readonly rushes: boolean;
	readonly steps: readonly Step[];
	readonly ends: "hangs up" | "is cut off" | "game hangs up";
}

export const vocabulary: readonly string[] = [
	"open",
	"the",
	"red",
	"door",
	"go",
	"north",
	"now",
	"please",
];

const common = ["drop", "key", "line", "game returns"] as const;
const stepsOf: Readonly<Record<EarName, readonly Step["does"][]>> = {
	Flux: [
		...["noise", "silence", "words", "words", "words", "eager", "eager"],
		...["resumed", "resumed", "end", "end", "other end", "stuck", ...common],
	] as FluxStep[],
	"listen v1": [
		...["noise", "silence", "words", "words", "words", "final", "final"],
		...["end", "end", "gap", "old gap", "stuck", ...common],
	] as ListenStep[],
	local: [
		...["noise", "words", "words", "words", "slow words"],
		...["end", "end", "end", "stuck", ...common],
	] as LocalStep[],
};

const ears: readonly EarName[] = ["Flux", "listen v1", "local"];
const endings = [
	"hangs up",
	"hangs up",
	"is cut off",
	"game hangs up",
] as const;
const longest = 24;
/** What is stuck, or gone, takes time until it is noticed. */
const maxSlowSteps = 2;

/** The conversation of this number, the same for each seed. */
export function scriptOf(seed: number, number: number): Script {
	const below = seededRandom(seed + number * 7_919);
	const oneOf = <Thing>(things: readonly Thing[]) =>
		things[below(things.length)] as Thing;
	const ear = ears[number % ears.length] as EarName;
	const steps = Array.from({ length: 1 + below(longest) }, () => ({
		does: oneOf(stepsOf[ear]),
		words: Array.from({ length: 1 + below(3) }, () => oneOf(vocabulary)).join(
			" ",
		),
	}));
	return {
		ear,
		expectsWords: below(2) === 0,
		rushes: below(3) === 0,
		steps: withFewOf("drop", withFewOf("stuck", steps)),
		ends: oneOf(endings),
	};
}

function withFewOf(
	does: Step["does"],
	steps: readonly Step[],
): readonly Step[] {
	let left = maxSlowSteps;
	return steps.filter((step) => step.does !== does || left-- > 0);
}

/** The same with half of the steps, and then with one step less, each in turn. */
export function shorterThan(script: Script): readonly Script[] {
	const { steps } = script;
	const half = Math.ceil(steps.length / 2);
	const halves =
		half > 1 ? [steps.slice(0, half), steps.slice(steps.length - half)] : [];
	const less = steps.map((_, at) =>
		steps.filter((_step, other) => other !== at),
	);
	return [...halves, ...less].map((fewer) => ({ ...script, steps: fewer }));
}

/** One step on a line. */
export function told({ steps, ...rest }: Script): string {
	const lines = steps.map(({ does, words }) => `  ${does} ("${words}")`);
	return [JSON.stringify(rest), ...lines].join("\n");
}
