import { describe, expect, test } from "vitest";
import {
	lookUpsPerCall,
	maxLiveCodes,
} from "../../../src/machines/codes/code-length.js";
import { isUnfit, maxUnfit } from "../../../src/machines/codes/unfit-codes.js";

function unfitOf(digits: number): string[] {
	const unfit: string[] = [];
	for (let number = 0; number < 10 ** digits; number++) {
		const code = String(number).padStart(digits, "0");
		if (isUnfit(code)) unfit.push(code);
	}
	return unfit;
}

describe("codes that are never issued", () => {
	test.each([
		"0000",
		"1111",
		"1112",
		"2111",
		"77777",
		"1234",
		"4321",
		"7890",
		"9012",
		"2109",
		"1212",
		"12121",
		"565656",
		"6660",
		"0666",
		"26667",
		"1488",
		"8008",
		"80085",
		"69690",
		"123456",
	])("%s", (code) => expect(isUnfit(code)).toBe(true));

	test.each(["4271", "0427", "1123", "1221", "2024", "90210", "466612"])(
		"%s may be issued",
		(code) => expect(isUnfit(code)).toBe(false),
	);

	test.each([4, 5, 6])("are so few of %i digits", (digits) => {
		expect(unfitOf(digits).length).toBeLessThanOrEqual(maxUnfit);
	});
});

describe("how many codes of a length may be live", () => {
	test.each([
		[4, 3, 2],
		[5, 3, 24],
		[6, 3, 249],
		[7, 3, 2_499],
		[4, 1, 4],
		[5, 9, 9],
		[4, 20, 0],
	])("%i digits, %i tries: %i", (digits, tries, most) => {
		expect(maxLiveCodes(digits, tries)).toBe(most);
	});

	test("keeps the promise whatever the tries, also for strangers who never guess an unfit code", () => {
		for (const digits of [4, 5, 6, 7, 8, 9]) {
			for (let tries = 1; tries <= 10; tries++) {
				const odds = maxLiveCodes(digits, tries) / (10 ** digits - maxUnfit);
				expect(lookUpsPerCall(tries) * odds).toBeLessThan(1 / 1_000);
			}
		}
	});
});
