import { describe, expect, test } from "vitest";
import { withSoundAlikes } from "../../../../src/machines/spoken-codes/digits/sound-alike-digits.js";
import {
	numbersIn,
	type Part,
} from "../../../../src/machines/spoken-codes/digits/spoken-numbers.js";
import { withPhrases } from "../../../../src/machines/spoken-codes/talk/code-talk.js";
import { resultTokens } from "../../../support/codes/result-tokens.js";

function partsOf(...results: string[]): Part[] {
	return withSoundAlikes(numbersIn(withPhrases(resultTokens(...results))));
}

/** What was said, with each number as its digits; those that may be none have a question mark. */
function shown(...results: string[]): string {
	return partsOf(...results)
		.map(shownPart)
		.join(" ");
}

function shownPart(part: Part): string {
	if (part.kind === "number") return part.digits + (part.isDoubtful ? "?" : "");
	if (part.kind === "word") return part.word;
	return part.kind === "break" ? "," : "|";
}

describe("a word that sounds like a digit is one", () => {
	test.each([
		["four to seven one", "4 2 7 1"],
		["four, to, seven one", "4 , 2 , 7 1"],
		["four um to um seven one", "4 um 2 um 7 1"],
		["for two seven one", "4? 2 7 1"],
		["four two seven won", "4 2 7 1?"],
		["for to seven won", "4? 2 7 1?"],
		["for, to, um, seven, won", "4? , 2 , um , 7 , 1?"],
		["for too seven", "4? 2 7"],
		["for to won seven", "4? 2 1 7"],
		["it's for two seven one", "it's 4? 2 7 1"],
		["the code is for two seven one", "the code is 4? 2 7 1"],
		["the number for two seven one", "the number 4? 2 7 1"],
		["no, for two seven one", "no , 4? 2 7 1"],
		["code four two seven won thanks", "code 4 2 7 1? thanks"],
		["the game four two, to seven", "the game 4 2 , 2 7"],
	])("in %s: %s", (said, parts) => {
		expect(shown(said)).toBe(parts);
	});

	test("also where the next result goes on", () => {
		expect(shown("four two", "to seven")).toBe("4 2 | 2 7");
		expect(shown("for two seven one", "ate")).toBe("4? 2 7 1 | 8?");
	});
});

describe("it is none", () => {
	test.each([
		["if nothing but two digits is said", "for two", "for 2"],
		[
			"among more words that sound like digits than digits",
			"the games 4 2 to won ate",
			"the games 4 2 to won ate",
		],
		["without digits beside it", "for to won", "for to won"],
		["beside one digit, among other words", "it's for two", "it's for 2"],
		[
			"beside too few digits",
			"the games for two to won",
			"the games for 2 to won",
		],
		[
			"where it has its own sense",
			"the game is for four two",
			"the game is 4? 4 2",
		],
		[
			"behind a word that leads to no code",
			"thanks for two seven one",
			"thanks for 2 7 1",
		],
		["behind a number of more digits", "42 to 7 1", "42 to 7 1"],
		["before a number of more digits", "4 2 to 71", "4 2 to 71"],
		["before a name", "thanks for Peter", "thanks for peter"],
		["between two numbers", "10 to 44", "10 to 44"],
	])("%s: %s", (_, said, parts) => {
		expect(shown(said)).toBe(parts);
	});
});

describe("one at the end of a number of three digits", () => {
	test.each([
		["for 271", "4? 271"],
		["for, 271", "4? , 271"],
		["um for 271", "um 4? 271"],
		["427 won", "427 1?"],
		["427, um, won", "427 , um , 1?"],
		["the code is for 271", "the code is 4? 271"],
	])("is the fourth, in %s: %s", (said, parts) => {
		expect(shown(said)).toBe(parts);
	});

	test.each([
		["for 2711", "for 2711"],
		["for 27", "for 27"],
		["4271 won", "4271 won"],
		["for 271 dogs", "for 271 dogs"],
		["thanks for 271", "thanks for 271"],
		["the code is 427 won", "the code is 427 won"],
		["427 won dogs", "427 won dogs"],
		["I 427 won", "i 427 won"],
		["to for 271", "to for 271"],
		["427 won 271", "427 won 271"],
		["for", "for"],
	])("is none in %s", (said, parts) => {
		expect(shown(said)).toBe(parts);
	});
});

test("a digit that was told by its sound is said digit by digit", () => {
	expect(partsOf("four to seven one")[1]).toEqual({
		kind: "number",
		digits: "2",
		withoutInvention: undefined,
		isDigitwise: true,
		isInWords: false,
		isTime: false,
		isDoubtful: false,
	});
});
