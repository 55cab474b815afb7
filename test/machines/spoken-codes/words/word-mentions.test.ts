import { describe, expect, test } from "vitest";
import { tokensOf } from "../../../../src/machines/spoken-codes/talk/heard-tokens.js";
import {
	beginsCode,
	mentionsIn,
} from "../../../../src/machines/spoken-codes/words/word-mentions.js";
import { resultTokens } from "../../../support/codes/result-tokens.js";

const codes = [
	...["banana", "tiger", "firefly", "red fox", "rocket", "agent 7"],
	...["tomato", "area 51", "rock and roll", "thunders", "Blue Whale"],
];

/** What was heard, with each code in brackets; a tilde stands before one that was not said word for word. */
function shown(...results: string[]): string {
	return mentionsIn(resultTokens(...results), codes)
		.map((item) => {
			if (item.kind === "talk") return item.word;
			if (item.kind !== "mention") return item.kind === "break" ? "," : "|";
			const said = item.codes.map(({ code, fit }) =>
				fit === 1 ? code : `~${code}`,
			);
			return `[${said.join("/")}]`;
		})
		.join(" ");
}

describe("a code is found", () => {
	test.each([
		["banana", "[banana]"],
		["It's BANANA, please", "it's [banana] , please"],
		["banana um", "[banana] um"],
		[", banana", ", [banana]"],
		["one moment, banana", "one moment , [banana]"],
		["blue whale", "[Blue Whale]"],
		["redfox", "[red fox]"],
		["red, fox", "[red fox]"],
		["my red fox please", "my [red fox] please"],
		["red um fox", "[red fox]"],
		["red um uh fox", "[red fox]"],
		["red um uh um fox", "red um uh um fox"],
		["fire fly", "[firefly]"],
		["red fo x", "[red fox]"],
		["agent 7", "[agent 7]"],
		["agent seven", "[agent 7]"],
		["area 51", "[area 51]"],
		["area five one", "[area 51]"],
		["rock and roll", "[rock and roll]"],
		["rock um and roll", "[rock and roll]"],
		["banana tiger", "[banana] [tiger]"],
		["banana 42", "[banana] 42"],
		["fox red", "fox red"],
		["ro ck and roll", "[rock and roll]"],
		["and red fox", "and [red fox]"],
		["", ""],
	])("in %s: %s", (text, items) => {
		expect(shown(text)).toBe(items);
	});

	test("also if a pause cuts it in two", () => {
		expect(shown("red", "fox")).toBe("[red fox]");
		expect(shown("it's", "banana")).toBe("it's | [banana]");
	});

	test("the longest, where one is a part of the other", () => {
		const fox = ["fox", "red fox"];
		expect(mentionsIn(tokensOf("red fox"), fox)).toEqual([
			{ kind: "mention", codes: [{ code: "red fox", fit: 1 }] },
		]);
	});
});

describe("a code that was misheard is found, and is less certain", () => {
	test.each([
		["bananas", "[~banana]"],
		["thunder", "[~thunders]"],
		["banan", "[~banana]"],
		["rockit", "[~rocket]"],
		["rock it", "[~rocket]"],
		["it's rock it please", "it's [~rocket] please"],
		["to mato", "[tomato]"],
		["to mato please", "[tomato] please"],
		["it's to mato", "it's [tomato]"],
		["re d fo x", "[red fox]"],
		[
			"clocks the rockit the doors the walls",
			"clocks the [~rocket] the doors the walls",
		],
	])("in %s: %s", (text, items) => {
		expect(shown(text)).toBe(items);
	});

	test.each([
		["among other words", "clocks rockit"],
		["before other words", "rockit clocks"],
		["in two, with a breath between", "rock , it"],
		["in much talk", "clocks the rockit the doors the walls the roofs"],
		["at all", "clocks"],
	])("but not %s: %s", (_, text) => {
		expect(shown(text)).toBe(text);
	});
});

test("what callers say around a code is no code, however much it sounds like one", () => {
	const hello = { kind: "talk", word: "hello", role: "frame" };
	expect(mentionsIn(tokensOf("hello"), ["hallow"])).toEqual([hello]);
	expect(mentionsIn(tokensOf("hellow"), ["hallow"])).toMatchObject([
		{ kind: "mention" },
	]);
});

describe("words begin a code", () => {
	test.each([
		["fi", true],
		["fire", true],
		["firefly", true],
		["fire fl", true],
		["Red", true],
		["agent", true],
		["f", false],
		["", false],
		["ire", false],
		["fires", false],
	])('"%s": %s', (words, isBeginning) => {
		expect(beginsCode(words.split(" "), codes)).toBe(isBeginning);
	});
});
