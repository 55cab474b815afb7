import { describe, expect, test } from "vitest";
import {
	CodeSounds,
	inexactFit,
} from "../../../../src/machines/spoken-codes/words/misheard-words.js";

const sounds = new CodeSounds(["rocket", "robot", "rabbit", "Blue whale"]);

function codesLike(...words: string[]): string[] {
	return sounds.like(words).map(({ code }) => code);
}

describe("the codes that misheard words may stand for", () => {
	test.each([
		["rockit", ["rocket"]],
		["rock it", ["rocket"]],
		["blue wail", ["Blue whale"]],
		["bluewail", ["Blue whale"]],
		["tiger", []],
		["whale", []],
		["rock", []],
		["", []],
	])("%s: %j", (said, codes) => {
		expect(codesLike(...said.split(" "))).toEqual(codes);
	});

	test("are none for no word", () => {
		expect(codesLike()).toEqual([]);
	});

	test("are the same when they are asked for again", () => {
		expect(codesLike("rockit")).toEqual(["rocket"]);
		expect(codesLike("rock", "it")).toEqual(["rocket"]);
	});

	test("are less certain the less alike they sound", () => {
		const [same] = sounds.like(["rockit"]);
		const [near] = sounds.like(["rogget"]);
		expect(same).toEqual({ code: "rocket", fit: inexactFit });
		expect(near?.code).toBe("rocket");
		expect(near?.fit).toBeLessThan(inexactFit);
	});
});
