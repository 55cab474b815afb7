import { describe, expect, test } from "vitest";
import type { Speech, SpokenWord } from "../../../src/machines/events.js";
import {
	findCode,
	type SaidCode,
	saidAfter,
} from "../../../src/machines/spoken-codes/after-code.js";
import {
	type CodeVocabulary,
	hearSpeech,
	nothingHeard,
} from "../../../src/machines/spoken-codes/code-hearing.js";
import { spoken } from "../../support/codes/spoken.js";

const digits: CodeVocabulary = { kind: "digits" };

/** A result whose words last 400 ms each. */
function timed(text: string, startMs: number, more: Partial<Speech> = {}) {
	const words = text.split(" ").map(
		(word, at): SpokenWord => ({
			word: word.toLowerCase().replace(/[.,?!]$/, ""),
			startMs: startMs + at * 400,
			endMs: startMs + (at + 1) * 400,
			confidence: 0.99,
		}),
	);
	const endMs = words.at(-1)?.endMs ?? startMs;
	const alternatives: Speech["alternatives"] = [
		{ text, confidence: 0.99, words },
	];
	return spoken(text, { startMs, endMs, alternatives, ...more });
}

/** The code 4632 as it was said in this result, or in an interim one. */
function said(newest: Speech, finals: readonly Speech[] = []): SaidCode {
	const gathered = { code: "4632", before: nothingHeard, finals };
	return findCode(gathered, newest, digits);
}

const interim = { isFinal: false };

describe("the words behind a code", () => {
	test.each([
		["4 6 3 2 open the door", "open the door", 1_600],
		["4632 open the door", "open the door", 400],
		["4632. Open the door.", "Open the door.", 400],
		["hello my code is four six three two open it", "open it", 3_200],
		["forty six thirty two open it", "open it", 1_600],
		["4632 I repeat 4632 open it", "open it", 1_600],
		["4632 4632 open it", "open it", 800],
		["4632 open the door 4632", "open the door 4632", 400],
		["not 4631 but 4632 open it", "open it", 1_600],
	])("of the final result that says it: %s", (text, rest, startMs) => {
		const final = timed(text, 0);
		const left = saidAfter(said(final, [final]), final, digits);
		expect(left?.text).toBe(rest);
		expect(left?.startMs).toBe(startMs);
		expect(left?.endMs).toBe(final.endMs);
		expect(left?.alternatives[0].words[0]?.startMs).toBe(startMs);
	});

	test("are told of the final result of an interim one that gave it", () => {
		const code = said(timed("4 6 3 2", 1_000, interim));
		const left = saidAfter(code, timed("4632 open the door", 1_000), digits);
		expect(left?.text).toBe("open the door");
	});

	test("are found by their times where the final result hears another code", () => {
		const code = said(timed("4 6 3 2", 1_000, interim));
		const left = saidAfter(code, timed("4 6 3 8 open", 1_000), digits);
		expect(left?.text).toBe("open");
	});

	test("are none where there is only the code", () => {
		const code = said(timed("4 6 3 2", 1_000, interim));
		for (const text of ["4 6 3 2", "uh 4 6 3 2.", "4 6 3", "hello there"])
			expect(saidAfter(code, timed(text, 600), digits)).toBeUndefined();
	});

	test("are all of a result that begins behind it", () => {
		const code = said(timed("4 6 3 2", 1_000, interim));
		const later = timed("4 6 3 2 go", 2_600);
		expect(saidAfter(code, later, digits)).toBe(later);
	});

	test("are all of a final result that follows the one with the code, whatever its times", () => {
		const final = timed("4 6 3 2", 0);
		const next = timed("open the door", 0);
		const code = said(final, [final, next]);
		expect(saidAfter(code, final, digits)).toBeUndefined();
		expect(saidAfter(code, next, digits)).toBe(next);
	});

	test("follow a code that came in two results", () => {
		const [first, second] = [timed("4 6", 0), timed("3 2 open it", 1_000)];
		const code = said(second, [first, second]);
		expect(saidAfter(code, first, digits)).toBeUndefined();
		expect(saidAfter(code, second, digits)?.text).toBe("open it");
	});

	test("are found without the times of words", () => {
		const first = spoken("4 6 3 2", { isFinal: false, startMs: 1_000 });
		const code = said(first);
		const rest = (text: string, startMs: number) =>
			saidAfter(code, spoken(text, { startMs, endMs: 9_000 }), digits)?.text;
		expect(rest("4 6 3 2 open it", 900)).toBe("open it");
		expect(rest("4 6 3 8 open it", 900)).toBeUndefined();
		expect(rest("open it", 999)).toBeUndefined();
	});

	test("are those of the other readings too", () => {
		const best = timed("4632 open it", 0);
		const other = timed("4632 opened", 0);
		const [reading] = other.alternatives;
		const wordless = { text: "4632 hope", confidence: 0.1, words: [] };
		const final = spoken("4632 open it", {
			...best,
			alternatives: [best.alternatives[0], reading, wordless],
		});
		const left = saidAfter(said(final, [final]), final, digits);
		expect(left?.alternatives.map(({ text }) => text)).toEqual([
			"open it",
			"opened",
		]);
	});

	test("are found where the codes are words", () => {
		const words: CodeVocabulary = { kind: "words", codes: ["tiger", "apple"] };
		const final = timed("my code is tiger open it", 0);
		const gathered = { code: "tiger", before: nothingHeard, finals: [final] };
		const code = findCode(gathered, final, words);
		expect(saidAfter(code, final, words)?.text).toBe("open it");
	});

	test("are found where there are no words at all, and in a long result", () => {
		const final = timed(`4632 ${"go ".repeat(100).trim()}`, 0);
		const left = saidAfter(said(final, [final]), final, digits);
		expect(left?.text.split(" ")).toHaveLength(100);
		const silence = spoken("", { startMs: 0, endMs: 100 });
		expect(saidAfter(said(final, [final]), silence, digits)).toBeUndefined();
	});
});

describe("where a code was said", () => {
	test("is in an interim result only while its final one is to come", () => {
		const first = timed("4 6 3 2", 1_000, interim);
		expect(said(first)).toMatchObject({
			isStillHeard: true,
			fromMs: 1_000,
			toMs: 2_600,
		});
		const final = timed("4 6 3 2 go", 1_000);
		expect(said(final, [final])).toMatchObject({
			isStillHeard: false,
			toMs: 2_600,
		});
		const next = timed("go", 3_000, interim);
		expect(said(next, [final]).isStillHeard).toBe(false);
	});

	test("is known though there was something before it that could go on", () => {
		const { hearing } = hearSpeech(nothingHeard, timed("4 6", 0), digits);
		const second = timed("3 2 go", 1_000);
		const gathered = { code: "4632", before: hearing, finals: [second] };
		const code = findCode(gathered, second, digits);
		expect(saidAfter(code, second, digits)?.text).toBe("go");
	});
});
