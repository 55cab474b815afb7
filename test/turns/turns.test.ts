/**
 * What is promised of turns, in random conversations over real sockets. A failure tells a short conversation, its seed and
 * its number: `SEED=… CONVERSATION=… npx vitest run test/turns/turns.test.ts` has that one alone.
 */
import { beforeEach, expect, test, vi } from "vitest";
import { SpeechThread } from "../../src/adapters/local/speech-thread.js";
import { propertyRuns } from "../support/randomness/property-runs.js";
import { decode } from "./local-ear.js";
import { assertTurns, Tally } from "./property.js";

const {
	SEED,
	CONVERSATION,
	CONVERSATIONS = "500",
} = process.env as Readonly<Record<string, string | undefined>>;
const seed = Number(SEED ?? Math.trunc(Math.random() * 2 ** 31));
console.log(`The seed of the conversations is ${seed}.`);

beforeEach(() => {
	vi.spyOn(SpeechThread.prototype, "do").mockImplementation(decode);
});

test("every turn is told as promised, whatever understands the caller", {
	timeout: 300_000,
}, async () => {
	const tally = new Tally();
	const isOne = CONVERSATION !== undefined;
	const range = {
		seed,
		from: Number(CONVERSATION ?? 0),
		count: isOne ? 1 : Number(CONVERSATIONS ?? propertyRuns(500).numRuns),
		atOnce: 40,
		patienceMs: 30_000,
	};
	await assertTurns(range, tally);
	const { started, eager, resumed, ended } = tally.turns;
	console.log(
		`${tally.conversations} conversations: ${JSON.stringify(tally.turns)}`,
	);
	if (isOne) return;
	// Where nothing was told, nothing was promised.
	expect(started).toBeGreaterThan(range.count);
	expect(ended).toBe(started);
	expect(eager).toBeGreaterThan(range.count / 10);
	expect(resumed).toBeGreaterThan(range.count / 20);
});
