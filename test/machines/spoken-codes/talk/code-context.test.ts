import { describe, expect, test } from "vitest";
import { readDigitCode } from "../../../../src/machines/spoken-codes/digits/digit-code.js";
import { resultTokens } from "../../../support/codes/result-tokens.js";

function kindOf(...results: string[]): string {
	return readDigitCode(resultTokens(...results)).kind;
}

/** So many words that nobody says around a code. */
function strays(count: number): string {
	return "banana ".repeat(count);
}

describe("a code that is announced may have other words beside it", () => {
	test.each([
		["the code is 4271 big dogs"],
		["code 4271 big dogs"],
		["code, um, is, 4271 big dogs"],
		["big dogs, the code is 4271"],
		["my password is 4271 big dogs"],
		["big dogs, the code is 4271 and it's 4271"],
		[`the code is 4271 ${strays(8)}`],
	])("%s", (said) => {
		expect(kindOf(said)).toBe("code");
	});

	test("also if it comes in the next result", () => {
		expect(kindOf("the code is", "4271 big dogs")).toBe("code");
	});
});

describe("it is ordinary talk", () => {
	test.each([
		["with too many other words", `the code is 4271 ${strays(9)}`],
		["if it is an amount", "the code is 4271 dollars"],
		["if it is an amount, after a breath", "the code is 4271, dollars"],
		["if it is denied", "the code is 4271 big dogs, which it isn't"],
		["if it is another kind of code", "the zip code is 4271"],
		["if it is an amount of codes", "dollars code 4271"],
		["if something else is announced", "the code banana 4271"],
		["if it is not announced", "4271 big dogs"],
		["if it only is in front of an announcement", "4271 big dogs code"],
	])("%s: %s", (_, said) => {
		expect(kindOf(said)).toBe("talk");
	});
});

describe("a code that was said digit by digit may have one word behind it", () => {
	test.each([
		["4 2 7 1 pleece"],
		["four two seven one pleece"],
		["it's 4 2 7 1, um, pleece"],
		["4 2 7 1, 4 2 7 1 pleece"],
		["4 2 7 1, that's 4 2 7 1 pleece"],
	])("%s", (said) => {
		expect(kindOf(said)).toBe("code");
	});

	test.each([
		["but not two", "4 2 7 1 big dogs"],
		["but not one in front", "pleece 4 2 7 1"],
		["but not one between", "4 2 7 1 pleece, that's 4 2 7 1"],
		["but no unit", "4 2 7 1 dollars"],
		["but not if it was not said so", "4271 pleece"],
		["but not if it was not said so once", "4271, that's 4 2 7 1 pleece"],
		["and without a code it is talk", "pleece"],
		["and with less than a code it is talk", "4 2 7 pleece"],
	])("%s: %s", (_, said) => {
		expect(kindOf(said)).toBe("talk");
	});
});
