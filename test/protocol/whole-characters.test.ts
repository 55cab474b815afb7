import { describe, expect, test } from "vitest";
import {
	beginningOf,
	inWholeCharacters,
	isOfWholeCharacters,
} from "../../src/protocol/whole-characters.js";

describe("a text", () => {
	test.each([
		["", true, ""],
		["Hi 🎉", true, "Hi 🎉"],
		["Hi \ud83c", false, "Hi \ufffd"],
		["\udf89 Hi", false, "\ufffd Hi"],
		["\udf89\ud83c", false, "\ufffd\ufffd"],
		["\ud83c🎉", false, "\ufffd🎉"],
	])(
		"%j: whether it is of whole characters, and its repair",
		(text, is, whole) => {
			expect(isOfWholeCharacters(text)).toBe(is);
			expect(inWholeCharacters(text)).toBe(whole);
		},
	);
});

describe("the beginning of a text", () => {
	test.each([
		["", 3, ""],
		["abc", 3, "abc"],
		["abcd", 3, "abc"],
		["ab🎉", 3, "ab"],
		["ab🎉", 4, "ab🎉"],
		["🎉", 1, ""],
	])("%j, of at most %i units, is %j", (text, maxLength, beginning) => {
		expect(beginningOf(text, maxLength)).toBe(beginning);
	});
});
