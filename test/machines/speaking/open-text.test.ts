import { describe, expect, test } from "vitest";
import {
	maxPieceCharacters,
	pieceOfOpenText,
	piecesOfRest,
} from "../../../src/machines/speaking/open-text.js";

/** A sentence of so many characters. */
const sentence = (length: number) => `${"x".repeat(length - 2)}. `;

describe("the first piece of a text of which more is to come", () => {
	test.each([
		["Hello there, ", "Hello there, "],
		["Hello there,", "Hello there,"],
		["Hello there, my fri", "Hello there, "],
		["Well, of course, my fri", "Well, of course, "],
		["Stop right there! Who", "Stop right there! "],
		["Stop right there… ", "Stop right there… "],
		["“Stop right there!” he", "“Stop right there!” "],
		["A wooden door — a red one", "A wooden door — "],
		["\nThree doors: a red", "\nThree doors: "],
		["It is cold\nHe", "It is cold\n"],
		["It is 3.14 m", undefined],
		["It costs 3.", undefined],
		["It costs 1,000,", undefined],
		["It costs only 3. Then", "It costs only 3. "],
		["ここは暗い洞窟の中です。右に", "ここは暗い洞窟の中です。"],
		["ここは暗い洞窟の中で、右に", "ここは暗い洞窟の中で、"],
	])("of %j is %j", (text, piece) => {
		const inMs = 0;
		expect(pieceOfOpenText(text)).toEqual(piece && { text: piece, inMs });
	});

	test.each([
		"",
		"  ",
		"Oh,",
		"Oh, ",
		"Oh, well. ",
		"Hello there",
		"A-b-c-d-e-f-g",
	])("is none yet of %j", (text) =>
		expect(pieceOfOpenText(text)).toBeUndefined(),
	);

	test("ends with a word, where no clause ends for long", () => {
		const words = "word ".repeat(16);
		expect(pieceOfOpenText(words.slice(0, 79))).toBeUndefined();
		expect(pieceOfOpenText(`${words}wo`)?.text).toBe(words);
		expect(pieceOfOpenText("x".repeat(159))).toBeUndefined();
	});

	test("is no longer than a piece may be, and ends where it may", () => {
		const { text = "" } = pieceOfOpenText(sentence(100).repeat(3)) ?? {};
		expect(text).toBe(sentence(100));
		expect(pieceOfOpenText("x".repeat(200))?.text).toBe("x".repeat(160));
		expect(pieceOfOpenText(`  ${"x".repeat(200)}`)?.text).toHaveLength(162);
	});
});

describe("a further piece", () => {
	const text = `${sentence(20)}and on, and`;

	test.each([
		[5_000, sentence(20), 2_000],
		[3_000, sentence(20), 0],
		[501, sentence(20), 0],
		[500, `${sentence(20)}and on, `, 0],
		[0, `${sentence(20)}and on, `, 0],
	])("with %i ms unplayed is %j in %i ms", (unplayedMs, piece, inMs) => {
		expect(pieceOfOpenText(text, unplayedMs)).toEqual({ text: piece, inMs });
	});

	test("that ends no sentence is due when hardly anything is unplayed", () => {
		const clause = { text: "and so on, ", inMs: 1_500 };
		expect(pieceOfOpenText("and so on, an", 2_000)).toEqual(clause);
	});

	test("is due at once where it is a full one", () => {
		const piece = pieceOfOpenText(sentence(100).repeat(2), 9_000);
		expect(piece).toEqual({ text: sentence(100), inMs: 0 });
	});
});

describe("the rest of a text, when no more comes", () => {
	test("is cut like any other, and loses nothing but the space at its end", () => {
		const rest = `  and then ${sentence(100).repeat(3)}`;
		const pieces = piecesOfRest(rest);
		expect(pieces.join("")).toBe(rest.trimEnd());
		expect(Math.max(...pieces.map((each) => each.trim().length))).toBeLessThan(
			maxPieceCharacters,
		);
	});

	test.each(["", " \n "])("is nothing to say where it is %j", (rest) => {
		expect(piecesOfRest(rest)).toEqual([]);
	});

	test("makes one text with the pieces before it", () => {
		const whole = `Hello there, my friend. ${sentence(90).repeat(4)}Good bye`;
		let rest = whole;
		let said = "";
		for (;;) {
			const { text = "" } = pieceOfOpenText(rest) ?? {};
			if (text === "") break;
			said += text;
			rest = rest.slice(text.length);
		}
		expect(said + piecesOfRest(rest).join("")).toBe(whole);
	});
});
