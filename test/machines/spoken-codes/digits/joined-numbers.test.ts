import { describe, expect, test } from "vitest";
import { digitsOf } from "../../../../src/machines/spoken-codes/digits/code-runs.js";
import {
	joinedNumbers,
	mayGoOn,
} from "../../../../src/machines/spoken-codes/digits/joined-numbers.js";
import { digitItems } from "../../../support/codes/digit-items.js";

/** The digits of what was said, as far as numbers were joined. */
function joined(...results: string[]): string | undefined {
	const numbers = joinedNumbers(digitItems(...results));
	return numbers && digitsOf(numbers);
}

describe("numbers in two results of the recogniser", () => {
	test.each([
		["forty", "two", "42"],
		["forty two seventy", "one", "4271"],
		["four thousand", "two hundred and seventy one", "4271"],
		["4000", "271", "4271"],
		["seventy", "four thousand", undefined],
	])("%s … %s: %s", (one, other, digits) => {
		expect(joined(one, other)).toBe(digits);
	});

	test.each([
		["40", "2", "the numerals may stand for 402"],
		["forty", "twenty two", "there is no room in forty for twenty two"],
		["forty", "oh", "nobody says forty oh for forty"],
		["4000", "071", "nobody says so for 4071"],
		["ten", "two", "nobody says so for twelve"],
		["forty two", "seventy one", "both are complete"],
	])("%s … %s: not joined, for %s", (one, other) => {
		expect(joined(one, other)).toBeUndefined();
	});
});

describe("numbers in one result", () => {
	test.each([
		["four thousand two seventy one", "4271"],
		["forty two thousand two seventy one", "42271"],
	])("%s: %s", (said, digits) => {
		expect(joined(said)).toBe(digits);
	});

	test.each([
		["forty two seventy one", "none of them may go on"],
		["4002 71", "numerals are complete"],
		["four thousand two, 71", "a numeral is complete"],
		["4002 seventy one", "a numeral is complete"],
		["four thousand two seven", "seven is not said for seventy"],
		["four thousand two, three hundred", "hundreds are complete"],
		["one hundred four thousand two seventy one", "it has too many digits"],
		["forty thousand twenty one seventy one", "its end is complete"],
	])("%s: not joined, for %s", (said) => {
		expect(joined(said)).toBeUndefined();
	});
});

describe("a number that may go on", () => {
	test.each([
		["forty", true],
		["four thousand", true],
		["one thousand", true],
		["four thousand two hundred", true],
		["four", false],
		["forty two", false],
		["ten", false],
		["four thousand ten", false],
		["four thousand twenty one", false],
		["4000", false],
	])("%s: %s", (said, isOpen) => {
		const [number] = digitItems(said);
		expect(number?.kind === "number" && mayGoOn(number)).toBe(isOpen);
	});
});
