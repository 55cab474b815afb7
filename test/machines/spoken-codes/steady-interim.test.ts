import { describe, expect, test } from "vitest";
import type { Reading } from "../../../src/machines/spoken-codes/digits/digit-code.js";
import type { Piece } from "../../../src/machines/spoken-codes/gathered-speech.js";
import {
	goesOnWithoutPause,
	isOpenReading,
	nextInterim,
} from "../../../src/machines/spoken-codes/steady-interim.js";

function piece(more: Partial<Piece> = {}, confidence = 0.75): Piece {
	return {
		alternatives: [{ tokens: [], confidence }],
		startMs: 0,
		endMs: 1_000,
		silenceMs: undefined,
		endsSpeech: true,
		length: 0,
		...more,
	};
}

function codes(...all: readonly string[]): Reading {
	return {
		kind: "code",
		codes: all.map((code) => ({ code, fit: 1 })),
		isOpen: false,
	};
}

const open: Reading = {
	kind: "code",
	codes: [{ code: "4000", fit: 1 }],
	isOpen: true,
};
const talk: Reading = { kind: "talk", holdsCode: false };

/** Whether the second of two interim results is steady. */
function isSteady(second: Piece, reading = codes("4271"), first = reading) {
	const before = nextInterim(undefined, piece(), first);
	return nextInterim(before, second, reading).isSteady;
}

describe("an interim result is acted upon", () => {
	test("when it reads as the one before, at a pause", () => {
		expect(isSteady(piece())).toBe(true);
		expect(isSteady(piece({ endsSpeech: false, silenceMs: 300 }))).toBe(true);
		expect(isSteady(piece(), codes("4271", "42071"))).toBe(true);
	});

	test("and keeps what it reads as", () => {
		const heard = piece();
		const reading = codes("4271", "42071");
		expect(nextInterim(undefined, heard, reading)).toEqual({
			piece: heard,
			codes: "4271 42071",
			isSteady: false,
		});
		expect(nextInterim(undefined, heard, talk).codes).toBe("");
	});

	test.each<[string, Piece, Reading?, Reading?]>([
		["it reads as another code", piece(), codes("4271"), codes("4272")],
		["it has more readings", piece(), codes("4271", "42"), codes("4271")],
		["it is only talk", piece(), talk],
		["it may go on", piece(), open],
		["the caller goes on", piece({ endsSpeech: false, silenceMs: 299 })],
		["no pause is known of", piece({ endsSpeech: false })],
		["the recogniser is not confident", piece({}, 0.74)],
	])("but not when %s", (_, second, reading, first) => {
		expect(isSteady(second, reading, first)).toBe(false);
	});
});

test("only a reading that may go on is open", () => {
	expect([open, codes("4271"), talk].map(isOpenReading)).toEqual([
		true,
		false,
		false,
	]);
});

test("a result goes on without a pause when less than 300 ms are silent at its end", () => {
	const cases: Partial<Piece>[] = [
		{ endsSpeech: false, silenceMs: 299 },
		{ endsSpeech: false, silenceMs: 300 },
		{ endsSpeech: false },
		{ endsSpeech: true, silenceMs: 0 },
	];
	expect(cases.map((each) => goesOnWithoutPause(piece(each)))).toEqual([
		true,
		false,
		false,
		false,
	]);
});
