/** A stranger's whole call: the real call machine and the real coordinator, beside codes that he does not know. */
import { createActor, SimulatedClock } from "xstate";
import type { CodeBook } from "../../../src/machines/codes/code-book.js";
import {
	type CoordinatorActor,
	coordinatorMachine,
} from "../../../src/machines/coordinator/coordinator.js";
import { NewCodeLimits } from "../../../src/machines/coordinator/new-code-limits.js";
import { Switchboard } from "../../../src/machines/coordinator/switchboard.js";
import { TryLimits } from "../../../src/machines/coordinator/try-limits.js";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { CallDoubles } from "../actors/call-doubles.js";
import { spoken } from "../codes/spoken.js";

/** What a stranger does in one try: presses keys, or says what the recogniser reads in these ways, best first. */
export type Attempt =
	| { readonly keys: string }
	| { readonly readings: readonly string[] };

const triesPerCall = 3;
/** Longer than a code takes to settle. */
const betweenTriesMs = 4_000;

/**
 * Makes the attempts in one call until the server lets it go, and returns the codes that were looked up, none
 * of which is taken to be live. Of the code book only the lengths of its live codes matter.
 */
export function lookUpsOfCall(
	attempts: readonly Attempt[],
	book: CodeBook,
): readonly string[] {
	const lookedUp: string[] = [];
	const clock = new SimulatedClock();
	const coordinator = createActor(coordinatorMachine, {
		input: { switchboard: switchboardOn(watched(book, lookedUp), clock) },
	}).start();
	const { call, phone, recogniser } = newCall(coordinator, clock);
	phone.tell({
		type: "stream.started",
		callSid: "CA1",
		callerKey: undefined,
	});
	for (const attempt of attempts) {
		if ("keys" in attempt) {
			for (const digit of attempt.keys)
				phone.tell({ type: "key.pressed", digit });
		} else recogniser.tell(resultOf(attempt.readings, clock.now()));
		clock.increment(betweenTriesMs);
	}
	phone.tell({ type: "phone.hung.up" });
	if (call.getSnapshot().status !== "done") throw new Error("It goes on.");
	coordinator.stop();
	return lookedUp;
}

/** The same book, but each code that is looked up is noted and not live. */
function watched(book: CodeBook, lookedUp: string[]): CodeBook {
	return {
		issue: () => undefined,
		release: () => {},
		gameOf: (code) => {
			lookedUp.push(code);
			return undefined;
		},
		oddsOf: (code) => book.oddsOf(code),
		longestLive: () => book.longestLive(),
		liveCount: book.liveCount,
	};
}

function switchboardOn(codes: CodeBook, clock: SimulatedClock): Switchboard {
	const tries = new TryLimits({ perCaller: 1_000, perServer: 1_000 });
	return new Switchboard({
		codes,
		tries,
		newCodes: new NewCodeLimits({ perGame: 10, perAddress: 120 }),
		triesPerCall,
		now: () => clock.now(),
	});
}

function newCall(coordinator: CoordinatorActor, clock: SimulatedClock) {
	const { phone, recogniser, machine } = new CallDoubles();
	const policy = {
		startTimeoutMs: 10_000,
		codeWaitMs: 60_000,
		codeRemindersMs: [8_000, 20_000],
		codeSettleMs: 1_500,
		triesPerCall,
		maxCallMs: 0,
		vocabulary: { kind: "digits" },
		prompts: defaultPrompts,
		languages: ["en"],
		promptVoice: undefined,
		flows: new Map(),
		answeringFlow: () => undefined,
	} as const;
	const now = () => clock.now();
	const input = { callId: "c", coordinator, now, policy };
	const call = createActor(machine, { clock, input }).start();
	return { call, phone, recogniser };
}

function resultOf(readings: readonly string[], nowMs: number) {
	const [best, ...others] = readings.map((text) => ({
		text,
		confidence: 0.9,
		words: [],
	}));
	if (!best) throw new Error("Nothing was said.");
	const speech = spoken(best.text, {
		alternatives: [best, ...others],
		startMs: nowMs,
		endMs: nowMs + 1_500,
	});
	return { type: "speech.heard", speech, verbatim: undefined } as const;
}
