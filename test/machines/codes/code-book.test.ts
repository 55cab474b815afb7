import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
	CodeBook,
	CodeBookOptions,
} from "../../../src/machines/codes/code-book.js";
import { createCodeBook } from "../../../src/machines/codes/new-code-book.js";
import { maxRestingRuns } from "../../../src/machines/codes/resting-digit-codes.js";
import { isUnfit } from "../../../src/machines/codes/unfit-codes.js";
import { propertyRuns } from "../../support/randomness/property-runs.js";
import { seededRandom } from "../../support/randomness/seeded-random.js";

function book(options: Partial<CodeBookOptions> = {}): CodeBook {
	return createCodeBook({
		triesPerCall: 3,
		restMs: 1_000,
		randomBelow: seededRandom(1),
		...options,
	});
}

function issueMany(codes: CodeBook, count: number, nowMs = 0): string[] {
	return Array.from(
		{ length: count },
		(_, at) => codes.issue(`game ${at}`, nowMs) ?? "none",
	);
}

/** In how many places two codes of equal length differ. */
function differences(one: string, other: string): number {
	return [...one].filter((digit, at) => digit !== other.charAt(at)).length;
}

describe("issuing codes of digits", () => {
	test("a code leads to its game until it is released", () => {
		const codes = book();
		const code = codes.issue("g", 0) ?? "";
		expect(codes.gameOf(code)).toBe("g");
		expect(codes.liveCount).toBe(1);
		codes.release("g", 0);
		expect(codes.gameOf(code)).toBeUndefined();
		expect(codes.liveCount).toBe(0);
	});

	test("codes grow as the promise to strangers wants it", () => {
		const lengths = issueMany(book(), 400).map(({ length }) => length);
		const count = (digits: number) =>
			lengths.filter((length) => length === digits).length;
		expect([4, 5, 6, 7].map(count)).toEqual([2, 24, 249, 125]);
	});

	test("short codes are issued again when there is room for them", () => {
		const codes = book({ restMs: 0 });
		issueMany(codes, 40);
		codes.release("game 0", 0);
		expect(codes.issue("another", 0)).toHaveLength(4);
	});

	test("with fewer tries codes are shorter, with more they are longer", () => {
		expect(issueMany(book({ triesPerCall: 1 }), 4).join("")).toHaveLength(16);
		expect(book({ triesPerCall: 10 }).issue("g", 0)).toHaveLength(5);
	});

	test("a game that asks again gets another code, and the old one rests", () => {
		const codes = book();
		const old = codes.issue("g", 0) ?? "";
		const next = codes.issue("g", 0) ?? "";
		expect(next).not.toBe(old);
		expect(codes.gameOf(old)).toBeUndefined();
		expect(codes.gameOf(next)).toBe("g");
		expect(codes.liveCount).toBe(1);
		codes.release("g", 0);
		expect(codes.longestLive()).toBe(0);
	});

	test("the odds of a guess follow from how many codes of its length are live", () => {
		const codes = book();
		expect(codes.oddsOf("4271")).toBe(0);
		issueMany(codes, 3);
		expect(codes.oddsOf("4271")).toBeCloseTo(2 / 9_000, 6);
		expect(codes.oddsOf("42713")).toBeCloseTo(1 / 99_000, 8);
		expect(codes.oddsOf("427139")).toBe(0);
	});

	test("a game that asks again keeps no place from itself, and one beyond all lengths gets none", () => {
		// With so many tries nine codes may be live, all of nine digits.
		const codes = book({ triesPerCall: 99_999 });
		const shown = issueMany(codes, 9);
		expect(shown.map(({ length }) => length)).toEqual(Array(9).fill(9));
		expect(codes.issue("one more", 0)).toBeUndefined();
		const [first = ""] = shown;
		expect(codes.issue("game 0", 0)).toHaveLength(9);
		expect(codes.gameOf(first)).toBeUndefined();
		expect(codes.liveCount).toBe(9);
	});

	test("releasing a game without a code does nothing", () => {
		const codes = book();
		codes.release("nobody", 0);
		expect(codes.liveCount).toBe(0);
	});

	test("the longest live code is known, also when it goes", () => {
		const codes = book();
		expect(codes.longestLive()).toBe(0);
		issueMany(codes, 3);
		expect(codes.longestLive()).toBe(5);
		codes.release("game 2", 0);
		expect(codes.longestLive()).toBe(4);
	});
});

describe("codes that are live at once", () => {
	const manyLive = () =>
		issueMany(book({ randomBelow: seededRandom(7) }), 2_000);

	test("are fit to be said, and differ in two places or more if they are of one length", () => {
		const live = manyLive();
		expect(live.filter(isUnfit)).toEqual([]);
		const near = live.filter((code, at) =>
			live
				.slice(at + 1)
				.some(
					(other) =>
						other.length === code.length && differences(code, other) < 2,
				),
		);
		expect(near).toEqual([]);
	});

	test("are no parts of each other", () => {
		const live = manyLive();
		const parts = live.filter((code) =>
			live.some((other) => other !== code && other.includes(code)),
		);
		expect(parts).toEqual([]);
	});
});

describe("a code at rest", () => {
	/** Draws these numbers first, and then others. */
	function draws(...numbers: number[]) {
		const random = seededRandom(3);
		return (bound: number) => numbers.shift() ?? random(bound);
	}

	test("is not issued again until it has rested", () => {
		const codes = book({ randomBelow: draws(4271, 4271, 8036, 4271) });
		expect(codes.issue("g", 0)).toBe("4271");
		codes.release("g", 500);
		expect(codes.issue("h", 1_499)).toBe("8036");
		expect(codes.issue("i", 1_500)).toBe("4271");
	});

	test("is not issued as a part of a longer one, nor has parts that are", () => {
		const codes = book({
			randomBelow: draws(4271, 8036, 42713, 90361, 9036),
		});
		for (const game of ["a", "b"]) codes.issue(game, 0);
		expect(codes.issue("d", 0)).toBe("90361");
		codes.release("d", 0);
		codes.release("a", 0);
		expect(codes.issue("e", 0)).not.toBe("9036");
	});

	test("wakes early when many are released after it", () => {
		const codes = book({ restMs: 1_000_000, randomBelow: draws(4271) });
		codes.issue("g", 0);
		codes.release("g", 0);
		const issued = Array.from({ length: 40_000 }, () => codes.issue("h", 0));
		expect(issued.slice(0, maxRestingRuns)).not.toContain("4271");
		expect(issued).toContain("4271");
	});
});

describe("a poor source of numbers", () => {
	test("that always draws the same yields codes that differ, and of the length that is due", () => {
		const codes = book({ randomBelow: () => 4271 });
		const issued = issueMany(codes, 26);
		expect(issued[0]).toBe("4271");
		expect(new Set(issued).size).toBe(26);
		expect(issued.map(({ length }) => length)).toEqual([
			...Array(2).fill(4),
			...Array(24).fill(5),
		]);
	});
});

test("whatever games come and go, no two live codes overlap and each leads to its own game", () => {
	const step = fc.record({
		game: fc.integer({ min: 0, max: 60 }),
		isIssued: fc.boolean(),
		afterMs: fc.integer({ min: 0, max: 400 }),
	});
	fc.assert(
		fc.property(fc.array(step, { maxLength: 200 }), fc.nat(), (steps, seed) => {
			const codes = book({ randomBelow: seededRandom(seed + 1) });
			const live = new Map<string, string>();
			let nowMs = 0;
			for (const { game, isIssued, afterMs } of steps) {
				nowMs += afterMs;
				if (isIssued)
					live.set(`${game}`, codes.issue(`${game}`, nowMs) ?? "none");
				else {
					codes.release(`${game}`, nowMs);
					live.delete(`${game}`);
				}
			}
			const shown = [...live.values()];
			expect(codes.liveCount).toBe(shown.length);
			expect(codes.longestLive()).toBe(
				Math.max(0, ...shown.map(({ length }) => length)),
			);
			for (const [game, code] of live) expect(codes.gameOf(code)).toBe(game);
			for (const code of shown) {
				expect(shown.filter((other) => other.includes(code))).toEqual([code]);
			}
		}),
		propertyRuns(50),
	);
});

describe("issuing words", () => {
	const words = ["banana", "tiger", "firefly"];

	test("each word is live once at a time, as the operator wrote it", () => {
		const codes = book({ words: ["Banana", "Tiger", "Fire fly"] });
		expect(new Set(issueMany(codes, 3))).toEqual(
			new Set(["Banana", "Tiger", "Fire fly"]),
		);
		expect(codes.liveCount).toBe(3);
		expect(codes.issue("one more", 0)).toBeUndefined();
		expect(codes.longestLive()).toBe(0);
	});

	test("guesses have no odds: the promise to strangers is made for digits", () => {
		const codes = book({ words });
		issueMany(codes, 3);
		expect(codes.oddsOf("banana")).toBe(0);
	});

	test("words come in any order", () => {
		const firsts = Array.from({ length: 40 }, (_, at) =>
			book({ words, randomBelow: seededRandom(at + 1) }).issue("g", 0),
		);
		expect(new Set(firsts)).toEqual(new Set(words));
	});

	test("a released word rests while others are free", () => {
		const codes = book({ words });
		const first = codes.issue("g", 0);
		codes.release("g", 0);
		const second = codes.issue("g", 999);
		expect(second).not.toBe(first);
		codes.release("g", 999);
		expect(codes.issue("h", 999)).not.toBe(second);
	});

	test("a released word wakes when no other is free", () => {
		const codes = book({ words: ["banana"] });
		expect(codes.issue("g", 0)).toBe("banana");
		codes.release("g", 0);
		expect(codes.issue("h", 1)).toBe("banana");
		expect(codes.gameOf("banana")).toBe("h");
	});

	test("releasing a game without a word adds none", () => {
		const codes = book({ words: ["banana"] });
		codes.release("nobody", 0);
		expect(codes.issue("g", 1_000)).toBe("banana");
		expect(codes.issue("h", 1_000)).toBeUndefined();
	});

	test("a game that asks for another keeps the one it has when none is free", () => {
		const codes = book({ words: ["banana"] });
		expect(codes.issue("g", 0)).toBe("banana");
		expect(codes.issue("g", 0)).toBeUndefined();
		expect(codes.gameOf("banana")).toBe("g");
	});

	test("an unfit list is a mistake that is told at once", () => {
		expect(() => book({ words: ["bear", "bare", "x"] })).toThrow(
			'"x" has too few letters to be told from a murmur. "bear" and "bare" sound too much alike.',
		);
	});
});
