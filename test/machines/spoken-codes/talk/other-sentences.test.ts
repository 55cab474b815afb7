import { describe, expect, test } from "vitest";
import type { SpokenNumber } from "../../../../src/machines/spoken-codes/digits/spoken-numbers.js";
import type { Item } from "../../../../src/machines/spoken-codes/talk/items.js";
import { withoutOtherSentences } from "../../../../src/machines/spoken-codes/talk/other-sentences.js";
import { digitItems } from "../../../support/codes/digit-items.js";

function isNumber(item: Item<SpokenNumber>): item is SpokenNumber {
	return item.kind === "number";
}

/** What is left of a text. */
function left(text: string): string {
	return withoutOtherSentences(digitItems(text), isNumber)
		.map((item) => {
			if (item.kind === "number") return item.digits;
			if (item.kind === "talk") return item.word;
			return item.kind === "break" && item.endsSentence ? "." : ",";
		})
		.join(" ");
}

describe("sentences about other things are left out", () => {
	test.each([
		["I want bananas. It's 4271.", "it's 4271 ."],
		["It's 4271. I want bananas.", "it's 4271 ."],
		["Bananas! Bananas? 4271", "4271"],
		["Bananas, bananas, bananas. 4271", "4271"],
		["Bananas please. 4271", "4271"],
		["42 please. Bananas. 71", "42 please . 71"],
	])("%s: %s", (text, kept) => {
		expect(left(text)).toBe(kept);
	});
});

describe("nothing is left out", () => {
	test.each([
		["if there is no number", "Bananas. Bananas."],
		["if the sentence does not end", "Bananas 4271"],
		["if it only breathes", "Bananas, 4271"],
		["if it does not end any more", "4271. Bananas"],
		["if it is what callers say around a code", "Hello there. 4271"],
		["if it has a number itself", "4271 bananas. 4271"],
		["if it says that the number is an amount", "Dollars for bananas. 4271"],
		["if it takes something back", "No bananas. 4271"],
		["if it denies something", "Not bananas. 4271"],
		["if it announces a code", "Bananas code bananas. 4271"],
		["if it may announce one", "Game of bananas. 4271"],
		["if it announces another number", "Bananas phone number here. 4271"],
		["if it breaks off", "Bananas around. 4271"],
		["if it ends in an abbreviation", "Bananas etc. 4271"],
	])("%s: %s", (_, text) => {
		const all = digitItems(text);
		expect(withoutOtherSentences(all, isNumber)).toEqual(all);
	});
});
