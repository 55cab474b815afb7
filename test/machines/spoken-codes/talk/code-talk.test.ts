import { describe, expect, test } from "vitest";
import {
	roleOf,
	talk,
	withPhrases,
} from "../../../../src/machines/spoken-codes/talk/code-talk.js";
import { tokensOf } from "../../../../src/machines/spoken-codes/talk/heard-tokens.js";

/** The tokens of a text once phrases are made, with a bar between them. */
function shown(text: string): string {
	return withPhrases(tokensOf(text))
		.map((token) => {
			if (token.kind === "word") return token.word;
			return token.kind === "numeral" ? token.digits : ",";
		})
		.join("|");
}

describe("known phrases are made one word", () => {
	test.each([
		["", ""],
		["hello", "hello"],
		["banana please", "banana|please"],
		["one moment", "one moment"],
		["One moment please", "one moment|please"],
		["1 moment please", "one moment|please"],
		["please one moment", "please|one moment"],
		["a four digit code", "a|four digit|code"],
		["a 4 digit code", "a|four digit|code"],
		["0 digits", "zero digits"],
		["42 digits", "42|digits"],
		["one, moment", "one|,|moment"],
		["one", "one"],
		["let me try that again", "let me try that again"],
		["let me try that", "let|me|try|that"],
		["that is that", "that is|that"],
		["no wait, no", "no wait|,|no"],
	])("%s: %s", (text, tokens) => {
		expect(shown(text)).toBe(tokens);
	});

	test.each([["four", "five", "nine", "zero"]].flat())(
		"%s digits are no digit",
		(count) => {
			expect(roleOf(`${count} digit`)).toBe("frame");
			expect(roleOf(`${count} digits`)).toBe("frame");
			expect(roleOf(`${count} numbers`)).toBe("frame");
		},
	);
});

describe("what follows an introduction is a name and left out", () => {
	test.each([
		["my name is Peter", "my name is"],
		["my name's Peter and 4271", "my name's|and|4271"],
		["the name's Peter Parker", "the name's|parker"],
		["my name is please", "my name is|please"],
		["my name is 4271", "my name is|4271"],
		["my name is, Peter", "my name is|,|peter"],
		["my name is", "my name is"],
		["this is Peter", "this is|peter"],
	])("%s: %s", (text, tokens) => {
		expect(shown(text)).toBe(tokens);
	});
});

test("a word that is not known is a stray one", () => {
	expect(talk("banana")).toEqual({
		kind: "talk",
		word: "banana",
		role: "stray",
	});
	expect(talk("please")).toMatchObject({ role: "frame" });
});
