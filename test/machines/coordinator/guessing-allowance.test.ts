import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lookUpsPerCall } from "../../../src/machines/codes/code-length.js";
import { GuessingAllowance } from "../../../src/machines/coordinator/guessing-allowance.js";
import { propertyRuns } from "../../support/randomness/property-runs.js";

const promise = 1 / 1_000;

describe("what one call may look up", () => {
	test("is every reading, as long as codes are hard to hit", () => {
		const allowance = new GuessingAllowance(3);
		expect(allowance.spend([1e-7, 1e-7, 1e-7])).toBe(3);
	});

	test("is one reading a try, and one more in the call, where codes are as crowded as may be", () => {
		const allowance = new GuessingAllowance(3);
		const most = 0.999 * (promise / lookUpsPerCall(3));
		const tries = [1, 2, 3].map(() => allowance.spend([most, most, most]));
		expect(tries).toEqual([2, 1, 1]);
	});

	test("is not so much that a stranger hits just 1 game in 1,000 calls", () => {
		const allowance = new GuessingAllowance(1);
		expect(allowance.spend([promise / 2, promise / 2])).toBe(1);
	});

	test("stops at the first reading that is too likely a hit, for readings come in their order", () => {
		const allowance = new GuessingAllowance(3);
		expect(allowance.spend([0, promise, 0])).toBe(1);
	});

	test("is never so much that a stranger hits more than 1 game in 1,000 calls", () => {
		const inCall = fc.integer({ min: 1, max: 10 }).chain((tries) => {
			const odds = fc.double({
				min: 0,
				max: 0.999 * (promise / lookUpsPerCall(tries)),
				noNaN: true,
			});
			const readings = fc.array(odds, { minLength: 1, maxLength: 3 });
			return fc.array(readings, { minLength: tries, maxLength: tries });
		});
		fc.assert(
			fc.property(inCall, (tries) => {
				const allowance = new GuessingAllowance(tries.length);
				const risk = tries
					.flatMap((odds) => odds.slice(0, allowance.spend(odds)))
					.reduce((sum, odds) => sum + odds, 0);
				expect(risk).toBeLessThan(promise);
			}),
			propertyRuns(100),
		);
	});
});
