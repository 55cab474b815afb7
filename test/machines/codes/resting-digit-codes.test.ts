import { describe, expect, test } from "vitest";
import {
	codeLengths,
	lookUpsPerCall,
	maxLiveCodes,
	strangersCallsPerHit,
} from "../../../src/machines/codes/code-length.js";
import {
	maxRestingRuns,
	RestingDigitCodes,
} from "../../../src/machines/codes/resting-digit-codes.js";
import { maxUnfit } from "../../../src/machines/codes/unfit-codes.js";

/** Different codes of this many digits, in order. */
function codesOf(digits: number, count: number): string[] {
	return Array.from({ length: count }, (_, at) =>
		String(at).padStart(digits, "0"),
	);
}

function addAll(resting: RestingDigitCodes, codes: readonly string[]) {
	return codes.flatMap((code) => resting.add(code, 0));
}

describe("as many codes rest as hold a thousand runs of four digits", () => {
	test.each([
		[4, 1_000],
		[5, 500],
		[6, 333],
		[7, 250],
		[8, 200],
		[9, 166],
	])("of %i digits %i, and then the oldest wakes", (digits, count) => {
		const resting = new RestingDigitCodes(1_000);
		const codes = codesOf(digits, count + 1);
		expect(addAll(resting, codes.slice(0, count))).toEqual([]);
		expect(addAll(resting, codes.slice(count))).toEqual([codes[0]]);
		expect(resting.wakeAll()).toEqual(codes.slice(1));
		expect(resting.wakeAll()).toEqual([]);
	});

	test("and a flood of one length wakes no code of a length that holds less", () => {
		const resting = new RestingDigitCodes(1_000);
		const few = [...codesOf(4, 100), ...codesOf(7, 30)];
		addAll(resting, few);
		const woken = addAll(resting, codesOf(8, 10_000));
		expect(new Set(woken.map(({ length }) => length))).toEqual(new Set([8]));
		expect(resting.wakeAll()).toEqual(expect.arrayContaining(few));
	});
});

test("codes of all lengths wake when they have rested", () => {
	const resting = new RestingDigitCodes(1_000);
	resting.add("42713", 0);
	resting.add("8036", 500);
	expect(resting.wake(999)).toEqual([]);
	expect(resting.wake(1_000)).toEqual(["42713"]);
	expect(resting.wake(1_500)).toEqual(["8036"]);
});

test("somebody who knows all resting codes and guesses others hits a game as rarely as promised", () => {
	const tries = 3;
	for (const digits of codeLengths) {
		const guessable = 10 ** digits - maxUnfit - maxRestingRuns;
		const odds =
			(maxLiveCodes(digits, tries) / guessable) * lookUpsPerCall(tries);
		expect(odds).toBeLessThan(1 / strangersCallsPerHit);
	}
});
