import { describe, expect, test } from "vitest";
import type { Speech } from "../../../src/machines/events.js";
import { readDigitCode } from "../../../src/machines/spoken-codes/digits/digit-code.js";
import {
	candidatesIn,
	gathered,
	type Piece,
	pieceOf,
} from "../../../src/machines/spoken-codes/gathered-speech.js";
import { tokensOf } from "../../../src/machines/spoken-codes/talk/heard-tokens.js";
import { spoken } from "../../support/codes/spoken.js";

/** A result whose words begin at `startMs` and follow each other every 250 ms. */
function timed(text: string, startMs: number, more: Partial<Speech> = {}) {
	const words = text.split(" ").map((word, at) => ({
		word,
		startMs: startMs + at * 250,
		endMs: startMs + at * 250 + 200,
		confidence: 0.9,
	}));
	const endMs = startMs + words.length * 250 + 150;
	const alternatives = [{ text, confidence: 0.9, words }] as const;
	return spoken(text, { alternatives, startMs, endMs, ...more });
}

/** The pieces that are kept when these results come two seconds after each other. */
function piecesOf(...results: (string | Speech)[]): readonly Piece[] {
	return results.reduce<readonly Piece[]>((pieces, result, at) => {
		const speech =
			typeof result === "string" ? timed(result, at * 2_000) : result;
		const piece = pieceOf(speech, 0);
		return piece ? gathered(pieces, piece, readDigitCode) : pieces;
	}, []);
}

function codesIn(pieces: readonly Piece[]): readonly string[] {
	return candidatesIn(pieces, readDigitCode).map(({ code }) => code);
}

describe("one result", () => {
	test("is what was said, when, and the silence after it", () => {
		expect(pieceOf(timed("4 2 7 1", 1_000), 0)).toEqual({
			alternatives: [{ tokens: tokensOf("4 2 7 1"), confidence: 0.9 }],
			length: 7,
			startMs: 1_000,
			endMs: 1_950,
			silenceMs: 200,
			endsSpeech: true,
		});
	});

	test("without word timings takes all its time, and its silence is unknown", () => {
		const speech = spoken("4271", { startMs: 1_000, endMs: 3_000 });
		expect(pieceOf(speech, 0)).toMatchObject({
			startMs: 1_000,
			endMs: 3_000,
			silenceMs: undefined,
		});
	});

	test("loses the words that were said too early", () => {
		expect(pieceOf(timed("4 2 7 1", 1_000), 1_250)).toMatchObject({
			alternatives: [{ tokens: tokensOf("2 7 1") }],
			startMs: 1_250,
			endMs: 1_950,
		});
	});

	test("keeps a word that began just then", () => {
		expect(pieceOf(timed("4", 1_000), 1_000)).toBeDefined();
		expect(pieceOf(timed("4", 1_000), 1_001)).toBeUndefined();
	});

	test.each(["", " ", "...", ", ?"])('"%s" is silence', (text) => {
		expect(pieceOf(spoken(text), 0)).toBeUndefined();
	});
});

describe("results that follow each other", () => {
	test("make one code", () => {
		expect(codesIn(piecesOf("4 2", "7 1"))).toEqual(["4271"]);
	});

	test("are told apart, for a pause may cut a number in two", () => {
		expect(codesIn(piecesOf("forty", "two seventy one"))).toEqual([
			"40271",
			"4271",
		]);
	});

	test("are kept up to twelve", () => {
		const ones = Array.from({ length: 13 }, () => "1");
		expect(piecesOf(...ones.slice(1))).toHaveLength(12);
		expect(piecesOf(...ones)).toHaveLength(12);
	});

	test("leave a code alone if they are talk after it", () => {
		expect(codesIn(piecesOf("4271", "bananas are nice"))).toEqual(["4271"]);
		expect(codesIn(piecesOf("4271", "bananas, no"))).toEqual(["4271"]);
		expect(codesIn(piecesOf("4271", "..., bananas"))).toEqual(["4271"]);
	});

	test("take a code back if they begin with a correction", () => {
		expect(piecesOf("4271", "no, bananas")).toEqual([]);
		expect(piecesOf("4271", "scratch that bananas")).toEqual([]);
	});

	test("of talk alone leave nothing", () => {
		expect(piecesOf("42", "bananas are nice")).toEqual([]);
		expect(piecesOf("bananas are nice")).toEqual([]);
	});

	test("say what the next number is if they break off", () => {
		expect(piecesOf("I was born in", "1984")).toEqual([]);
		expect(piecesOf("I was born in,", "1984")).toEqual([]);
		const cut = timed("my dog lives", 0, { endsSpeech: false });
		expect(piecesOf(cut, "1984")).toEqual([]);
		expect(codesIn(piecesOf("my dog lives", "1984"))).toEqual(["1984"]);
	});

	test("are not joined to a code that has a stray word behind it", () => {
		expect(codesIn(piecesOf("4 2 7 1 pleece", "8036"))).toEqual(["8036"]);
	});
});

describe("the certainty of a code", () => {
	function alternatives(...readings: [string, number][]): readonly Piece[] {
		const [best = { text: "", confidence: 0, words: [] }, ...others] =
			readings.map(([text, confidence]) => ({ text, confidence, words: [] }));
		return piecesOf(spoken("", { alternatives: [best, ...others] }));
	}

	test("is that of the best alternative which has it", () => {
		expect(
			candidatesIn(
				alternatives(["4271", 0.8], ["4 2 7 1", 0.6], ["4275", 0.5]),
				readDigitCode,
			),
		).toEqual([
			{ code: "4271", certainty: 0.8 },
			{ code: "4275", certainty: 0.5 },
		]);
	});

	test("is an average over the results", () => {
		const [one] = alternatives(["42", 1]);
		const [other] = alternatives(["71", 0.5]);
		const pieces = [one, other].filter((piece) => piece !== undefined);
		expect(candidatesIn(pieces, readDigitCode)).toEqual([
			{ code: "4271", certainty: 0.75 },
		]);
	});

	test.each([
		[1.5, 1],
		[-0.5, 0],
	])("of a recogniser that says %s is %s", (confidence, certainty) => {
		expect(
			candidatesIn(alternatives(["4271", confidence]), readDigitCode),
		).toEqual([{ code: "4271", certainty }]);
	});

	test("is of three codes at most", () => {
		const four = alternatives(
			["4271", 0.9],
			["4272", 0.8],
			["4273", 0.7],
			["4274", 0.6],
		);
		expect(codesIn(four)).toEqual(["4271", "4272", "4273"]);
	});

	test("is of none if the best alternative plainly is no code", () => {
		expect(codesIn(alternatives(["4271 or 8036", 0.9], ["4271", 0.8]))).toEqual(
			[],
		);
		expect(codesIn(alternatives(["bananas", 0.9], ["4271", 0.8]))).toEqual([
			"4271",
		]);
	});
});
