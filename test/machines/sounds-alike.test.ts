/**
 * The measurement behind the tolerance for misheard words. `sounds-alike.jsonl` was drawn from the CMU
 * dictionary: 200 pairs of common words with the same pronunciation (chosen at random; abbreviations such
 * as "corps" and "sgt" among them), the words among the 20,000 commonest that are one similar sound away
 * from one of 139 likely codes, and the 2,000 commonest that are not part of the talk around a code.
 */
import { describe, expect, test } from "vitest";
import { leastAlikeness } from "../../src/machines/misheard-words.js";
import { alikeness, soundOf } from "../../src/machines/sounds-alike.js";
import { linesOf } from "../support/transcripts.js";

type Line =
	| { readonly kind: "same" | "near"; code: string; heard: string }
	| { readonly kind: "codes" | "common"; words: readonly string[] };

const lines = linesOf<Line>("sounds-alike.jsonl");

function pairsOf(kind: "same" | "near"): readonly [string, string][] {
	return lines.flatMap((line): [string, string][] =>
		line.kind === kind ? [[line.code, line.heard]] : [],
	);
}

function wordsOf(kind: "codes" | "common"): readonly string[] {
	return lines.flatMap((line) => (line.kind === kind ? line.words : []));
}

function passes(code: string, heard: string): boolean {
	return alikeness(soundOf(code), soundOf(heard)) >= leastAlikeness;
}

function sharePassing(pairs: readonly [string, string][]): number {
	return pairs.filter((pair) => passes(...pair)).length / pairs.length;
}

describe("the tolerance for misheard words, measured", () => {
	test("lets pass nine of ten words that are pronounced the same", () => {
		expect(sharePassing(pairsOf("same"))).toBeGreaterThanOrEqual(0.9);
	});

	test("lets pass six of ten words that are one similar sound away", () => {
		expect(sharePassing(pairsOf("near"))).toBeGreaterThanOrEqual(0.6);
	});

	test("lets pass one of 10,000 other words", () => {
		const near = new Set(pairsOf("near").map((pair) => pair.join(" ")));
		const codes = wordsOf("codes");
		const pairs = codes.flatMap((code) =>
			wordsOf("common").map((word): [string, string] => [code, word]),
		);
		const others = pairs.filter(
			([code, word]) => !near.has(`${code} ${word}`) && word !== `${code}s`,
		);
		expect(others.length).toBeGreaterThan(250_000);
		expect(sharePassing(others)).toBeLessThanOrEqual(1 / 10_000);
	});
});

describe("how alike words sound", () => {
	test.each([
		["bear", "bare"],
		["phone", "fone"],
		["knight", "night"],
		["whale", "wale"],
		["quay", "kway"],
		["lamb", "lam"],
		["banana", "bannana"],
	])("%s and %s: the same", (one, other) => {
		expect(alikeness(soundOf(one), soundOf(other))).toBe(1);
	});

	test.each([
		["tiger", "banana"],
		["apple", "orange"],
		["bear", "rabbit"],
	])("%s and %s: hardly", (one, other) => {
		expect(alikeness(soundOf(one), soundOf(other))).toBeLessThan(0.6);
	});

	test("nothing sounds like nothing", () => {
		expect(alikeness("", "")).toBe(0);
		expect(alikeness(soundOf("banana"), "")).toBeLessThan(0.6);
	});

	test("goes both ways", () => {
		const [one, other] = [soundOf("firefly"), soundOf("fireplace")];
		expect(alikeness(one, other)).toBe(alikeness(other, one));
	});
});
