/** Whoever takes and drops codes, as fast as he likes and from wherever: no other game's code is longer for it, or missing. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { CodeBook } from "../../../src/machines/codes/code-book.js";
import {
	codeLengths,
	maxLiveCodes,
} from "../../../src/machines/codes/code-length.js";
import { createCodeBook } from "../../../src/machines/codes/new-code-book.js";
import { isUnfit } from "../../../src/machines/codes/unfit-codes.js";
import { propertyRuns } from "../../support/randomness/property-runs.js";
import { seededRandom } from "../../support/randomness/seeded-random.js";

vi.setConfig({ testTimeout: 60_000 });

const triesPerCall = 3;

/** Games at a book of which no code wakes by time. */
class Crowd {
	readonly live = new Map<string, string>();
	/** How many numbers the book has drawn. */
	drawn = 0;
	/** Of how many the last one was. */
	lastBound = 0;
	readonly #book: CodeBook;

	constructor(seed: number, words?: readonly string[]) {
		const random = seededRandom(seed + 1);
		this.#book = createCodeBook({
			triesPerCall,
			restMs: Number.MAX_SAFE_INTEGER,
			randomBelow: (bound) => {
				this.drawn += 1;
				this.lastBound = bound;
				return random(bound);
			},
			...(words && { words }),
		});
	}

	take(game: string): string | undefined {
		const code = this.#book.issue(game, 0);
		if (code !== undefined) this.live.set(game, code);
		return code;
	}

	drop(game: string): void {
		this.#book.release(game, 0);
		this.live.delete(game);
	}

	/** The shortest length that has room for this game beside the other live ones. */
	dueLength(game: string): number | undefined {
		const counts = new Map<number, number>();
		for (const [other, { length }] of this.live)
			if (other !== game) counts.set(length, (counts.get(length) ?? 0) + 1);
		return codeLengths.find(
			(digits) =>
				(counts.get(digits) ?? 0) < maxLiveCodes(digits, triesPerCall),
		);
	}

	/** Whether a fit code of four digits is a part of no live one. */
	hasFreeOfFour(): boolean {
		const runs = new Set<string>();
		for (const code of this.live.values())
			for (let at = 4; at <= code.length; at++)
				runs.add(code.slice(at - 4, at));
		return codesOfFour.some((code) => !isUnfit(code) && !runs.has(code));
	}
}

const codesOfFour = Array.from({ length: 10_000 }, (_, number) =>
	String(number).padStart(4, "0"),
);

describe("codes of digits", () => {
	test("are of the length that the live ones make due, whatever rests", () => {
		const step = fc.record({
			game: fc.nat({ max: 400 }),
			does: fc.constantFrom("take", "drop", "go through many"),
		});
		fc.assert(
			fc.property(
				fc.nat(),
				fc.nat({ max: 300 }),
				fc.array(step, { maxLength: 40 }),
				(seed, crowded, steps) => {
					const crowd = new Crowd(seed);
					for (let at = 0; at < crowded; at++) crowd.take(`${at}`);
					for (const { game, does } of steps) {
						const taker = `${game}`;
						if (does === "drop") crowd.drop(taker);
						const takes = { take: 1, drop: 0, "go through many": 500 }[does];
						for (let taken = 0; taken < takes; taken++) {
							const due = crowd.dueLength(taker);
							expect(crowd.take(taker)).toHaveLength(due ?? 0);
						}
					}
				},
			),
			propertyRuns(20),
		);
	});

	test.each([
		["alone", 0],
		["beside games that crowd four and five digits", 26],
		["beside games that crowd six digits too", 300],
	])(
		"are drawn from nearly all while one game goes through 50,000 %s",
		(_, beside) => {
			const crowd = new Crowd(7);
			for (let at = 0; at < beside; at++) crowd.take(`${at}`);
			crowd.drawn = 0;
			for (let taken = 0; taken < 50_000; taken++) crowd.take("taker");
			expect(crowd.drawn / 50_000).toBeLessThan(1.4);
			expect(crowd.take("honest")).toHaveLength(crowd.dueLength("honest") ?? 0);
		},
	);

	test("of each length in turn, opened and closed in a loop, leave the short ones to others", () => {
		const crowd = new Crowd(11);
		for (let round = 0; round < 30; round++) {
			for (let at = 0; at < 400; at++) crowd.take(`${round} ${at}`);
			for (let at = 0; at < 400; at++) crowd.drop(`${round} ${at}`);
			expect(crowd.take("honest")).toHaveLength(4);
			crowd.drop("honest");
		}
	});

	test("stay in reach beside 20,000 live games, which hold nearly all runs of four digits", () => {
		const crowd = new Crowd(13);
		for (let at = 0; at < 20_000; at++) crowd.take(`${at}`);
		const longest = crowd.dueLength("honest") ?? 0;
		for (const [game, { length }] of [...crowd.live])
			if (length === 4) crowd.drop(game);
		for (let round = 0; round < 100; round++) {
			expect(crowd.dueLength("honest")).toBe(4);
			const isFree = crowd.hasFreeOfFour();
			const code = crowd.take("honest");
			if (isFree) expect(code).toHaveLength(4);
			else expect(code?.length).toBeLessThanOrEqual(longest);
			crowd.drop("honest");
			crowd.drop(`${round + 1_000}`);
		}
	});
});

describe("words", () => {
	test("are there for each game while fewer games than words are live, and never only the one that comes next", () => {
		const words = Array.from("bdfghjkmnpz", (letter) => `${letter}oggle`);
		const step = fc.record({
			game: fc.nat({ max: words.length }),
			isTaken: fc.boolean(),
		});
		fc.assert(
			fc.property(
				fc.nat(),
				fc.array(step, { maxLength: 300 }),
				(seed, steps) => {
					const crowd = new Crowd(seed, words);
					for (const { game, isTaken } of steps) {
						const others = new Set(crowd.live.values());
						const notShown = words.length - others.size;
						if (!isTaken) crowd.drop(`${game}`);
						else if (notShown === 0)
							expect(crowd.take(`${game}`)).toBeUndefined();
						else {
							expect(others).not.toContain(crowd.take(`${game}`));
							expect(crowd.lastBound).toBeGreaterThanOrEqual(notShown / 2);
						}
					}
				},
			),
			propertyRuns(100),
		);
	});
});
