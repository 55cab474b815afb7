import { describe, expect, test } from "vitest";
import { tokensOf } from "../../../../src/machines/spoken-codes/talk/heard-tokens.js";
import { readWordCode } from "../../../../src/machines/spoken-codes/words/word-code.js";

const codes = ["banana", "tiger", "firefly", "red fox", "robot", "rabbit"];

function reading(text: string) {
	return readWordCode(tokensOf(text), codes);
}

describe("an utterance without a code", () => {
	test.each([
		["", { kind: "nothing" }],
		["hello, it's", { kind: "nothing" }],
		["fire", { kind: "part" }],
		["it's fire", { kind: "part" }],
		["banana, no", { kind: "part" }],
		["not banana", { kind: "part" }],
		["it's not banana", { kind: "part" }],
		["banana or tiger", { kind: "unclear" }],
		["rabot, that's tiger", { kind: "unclear" }],
		["clocks are nice", { kind: "talk", holdsCode: false }],
		["fire clocks are nice", { kind: "talk", holdsCode: false }],
		["I like banana cake", { kind: "talk", holdsCode: true }],
		["banana cake", { kind: "talk", holdsCode: true }],
	])('"%s": %j', (text, expected) => {
		expect(reading(text)).toEqual(expected);
	});
});

describe("an utterance with one code", () => {
	test.each([
		["banana", "banana"],
		["it's banana please", "banana"],
		["banana, that's banana", "banana"],
		["bananas, that's banana", "banana"],
		["banana, that's bananas", "banana"],
		["banana, no, tiger", "tiger"],
		["not banana, it's tiger", "tiger"],
		["the code is tiger for the nice clocks", "tiger"],
		["rabot, that's robot", "robot"],
		["robot, that's rabot", "robot"],
		["rabot, that's rabbit", "rabbit"],
	])("%s: %s", (text, code) => {
		expect(reading(text)).toEqual({
			kind: "code",
			codes: [{ code, fit: 1 }],
			isOpen: false,
		});
	});

	test("is less certain where no word is exactly the code", () => {
		expect(reading("bananas, that's bananas")).toMatchObject({
			codes: [{ code: "banana", fit: 0.95 }],
		});
	});

	test("has the certainty of each that it may be", () => {
		const pirates = ["pirate", "parrot"];
		const once = readWordCode(tokensOf("pirot"), pirates);
		expect(readWordCode(tokensOf("pirot, that's pirot"), pirates)).toEqual(
			once,
		);
		expect(once).toMatchObject({
			codes: [{ code: "parrot" }, { code: "pirate" }],
		});
	});

	test("may be one of two that sound much the same", () => {
		const rabot = reading("rabot");
		expect(
			rabot.kind === "code" && rabot.codes.map(({ code }) => code).sort(),
		).toEqual(["rabbit", "robot"]);
	});
});
