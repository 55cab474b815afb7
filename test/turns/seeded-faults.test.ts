/** The property can fail: each mistake in the telling of turns is found soon, and told in a few steps. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FluxTurns } from "../../src/adapters/deepgram/flux-turns.js";
import { TurnTelling } from "../../src/adapters/games/turn-telling.js";
import { TypedCall } from "../../src/adapters/games/typed-call.js";
import { SpeechThread } from "../../src/adapters/local/speech-thread.js";
import { decode } from "./local-ear.js";
import { assertTurns, Tally } from "./property.js";

const longestStory = 6;

const faults = [
	{
		name: "a turn is left open at the end of its call",
		tells: /never ended/,
		seed: () => vi.spyOn(TypedCall.prototype, "finish").mockReturnValue([]),
	},
	{
		name: "a turn that goes on is not told to",
		tells: /came after .*"eager"/,
		seed: () => vi.spyOn(TurnTelling.prototype, "resume").mockReturnValue([]),
	},
	{
		name: "a turn that Flux never ends is not ended",
		patienceMs: 1_000,
		tells: /the end of a turn/,
		seed: () =>
			vi.spyOn(FluxTurns.prototype, "isStuckAfter").mockReturnValue(false),
	},
	{
		name: "a turn ends with other words than it was told to have",
		tells: /"ended".* came after .*"eager"/,
		seed: () => {
			const { end } = TurnTelling.prototype;
			vi.spyOn(TurnTelling.prototype, "end").mockImplementation(function (
				this: TurnTelling,
			) {
				return end.call(this).map((told) => ({ ...told, text: "other words" }));
			});
		},
	},
];

beforeEach(() => {
	vi.spyOn(SpeechThread.prototype, "do").mockImplementation(decode);
});

afterEach(() => {
	vi.restoreAllMocks();
});

describe("random conversations find it when", () => {
	test.each(faults)(
		"$name",
		{ timeout: 120_000 },
		async ({ seed, tells, patienceMs = 20_000 }) => {
			seed();
			const range = { seed: 1, from: 0, count: 100, atOnce: 10 };
			const found = await assertTurns(
				{ ...range, patienceMs },
				new Tally(),
			).catch((error: Error) => error);
			expect(String(found)).toMatch(tells);
			const steps = String(found).match(/^ {2}\w/gm) ?? [];
			expect(steps.length).toBeLessThanOrEqual(longestStory);
		},
	);
});
