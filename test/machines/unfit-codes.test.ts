import { describe, expect, test } from "vitest";
import { mostLiveCodes } from "../../src/machines/code-length.js";
import { isUnfit } from "../../src/machines/unfit-codes.js";

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

	test.each([4, 5, 6])(
		"are so few of %i digits that the promise to strangers holds without them",
		(digits) => {
			const triesPerCall = 3;
			const fit = 10 ** digits - unfitOf(digits).length;
			const chance = (triesPerCall * mostLiveCodes(digits, triesPerCall)) / fit;
			expect(chance).toBeLessThan(1 / 1_000);
		},
	);
});

describe("how many codes of a length may be live", () => {
	test.each([
		[4, 3, 3],
		[5, 3, 33],
		[6, 3, 333],
		[7, 3, 3_333],
		[4, 1, 9],
		[5, 10, 9],
		[4, 20, 0],
	])("%i digits, %i tries: %i", (digits, tries, most) => {
		expect(mostLiveCodes(digits, tries)).toBe(most);
	});
});
