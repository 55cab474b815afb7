import { describe, expect, test } from "vitest";
import {
	plainWords,
	problemsWithWordCodes,
} from "../../../../src/machines/spoken-codes/words/word-codes.js";

describe("a list of word codes", () => {
	test("is fit if all can be told apart", () => {
		const codes = [
			...["banana", "Red fox", "O'Hara", "crème brûlée", "agent 7"],
			...["phone booth", "fox hole"],
		];
		expect(problemsWithWordCodes(codes)).toEqual([]);
	});

	test.each([
		[[], "There is no word in the list."],
		[["banana", "Banana!"], '"banana" and "Banana!" are the same.'],
		[["firefly", "fire fly"], '"firefly" and "fire fly" are the same.'],
		[["bear", "bare"], '"bear" and "bare" sound too much alike.'],
		[["fox", "red fox"], '"fox" is a part of "red fox".'],
		[["big red fox", "red"], '"red" is a part of "big red fox".'],
		[["!!"], '"!!" has too few letters to be told from a murmur.'],
		[["a b"], '"a b" has too few letters to be told from a murmur.'],
		[["followed by"], '"followed by" is what callers say around a code.'],
		[["red fox", "Red Fox"], '"red fox" and "Red Fox" are the same.'],
		[["red fox", "big red fox"], '"red fox" is a part of "big red fox".'],
		[["uh"], '"uh" has too few letters to be told from a murmur.'],
		[["please"], '"please" is what callers say around a code.'],
		[["Thank you"], '"Thank you" is what callers say around a code.'],
		[["the code"], '"the code" is what callers say around a code.'],
	])("%j: %s", (codes, problem) => {
		expect(problemsWithWordCodes(codes)).toEqual([problem]);
	});

	test("is told all its problems at once", () => {
		expect(
			problemsWithWordCodes(["?", "hello", "fox", "red fox"]),
		).toHaveLength(3);
	});

	test("of some thousand words is checked without comparing each with each", () => {
		const consonants = [..."bdfgklmnpstvz"];
		const syllables = consonants.flatMap((first) =>
			[..."aiu"].map((vowel) => first + vowel),
		);
		const codes = syllables
			.flatMap((one) => syllables.map((two) => one + two))
			.flatMap((both) => ["lon", "kip"].map((end) => `${both}${end}`));
		expect(codes.length).toBeGreaterThan(2_500);
		expect(problemsWithWordCodes(codes)).toEqual([]);
	});
});

test("plain words have no case, accent or punctuation, and digits are spelled", () => {
	expect(plainWords("Crème-Brûlée, O’Hara’s 42!")).toEqual([
		"creme",
		"brulee",
		"oharas",
		"four",
		"two",
	]);
});

test("plain words spell digits in the usual way", () => {
	expect(plainWords("0123456789").join(" ")).toBe(
		"zero one two three four five six seven eight nine",
	);
});
