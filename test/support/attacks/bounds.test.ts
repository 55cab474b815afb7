import { describe, expect, test } from "vitest";
import type { Findings } from "./attack.js";
import { honestBounds, verdictOn } from "./bounds.js";
import type { Fate } from "./company/company.js";

const health = { p50: 1, p99: 5, max: 9, unanswered: 0, ownLatenessMs: 2 };
const unharmed: Fate = {
	breaks: [],
	wordsSaid: 100,
	wordsLost: 0,
	wordsForeign: 0,
	linesSaid: 50,
	linesUnheard: 0,
	newcomers: 10,
	newcomersFailed: [],
	excessDigits: 0,
	longestGapMs: 140,
	characters: 4_000,
	health,
};
const quiet: Findings = {
	seconds: 120,
	counts: {},
	fate: unharmed,
	control: unharmed,
	spending: {
		listenDials: 20,
		speakDials: 20,
		configures: 0,
		characters: 4_500,
		soundMs: 1_200_000,
		beyondTwiceMs: 0,
	},
	strangersCalls: 0,
	charactersPlayed: 4_000,
	logLines: 200,
	grownKb: 100,
};

const missed = (findings: Findings) =>
	honestBounds(findings)
		.filter((bound) => verdictOn(bound, findings) === "missed")
		.map(({ what }) => what);

test("where nobody was harmed every bound holds", () => {
	expect(missed(quiet)).toEqual([]);
});

describe("a bound is missed by", () => {
	test.each<[string, Partial<Fate>, RegExp]>([
		["a call that was lost", { breaks: ["a call"] }, /codes, games and calls/],
		["a word that was lost", { wordsLost: 1 }, /words that their games/],
		["a word of another", { wordsForeign: 1 }, /not for them/],
		["a line that was not heard", { linesUnheard: 1 }, /lines/],
		["a newcomer who is refused", { newcomersFailed: ["1013"] }, /newcomers/],
		["a longer code", { excessDigits: 1 }, /digits/],
		["a gap", { longestGapMs: 260 }, /gap/],
		["a slow answer", { health: { ...health, p99: 140 } }, /p99/],
		["no answer", { health: { ...health, unanswered: 1 } }, /not answered/],
	])("%s", (_, harm, what) => {
		const harmed = missed({ ...quiet, fate: { ...unharmed, ...harm } });
		expect(harmed).toHaveLength(1);
		expect(harmed[0]).toMatch(what);
	});

	test("characters that nobody hears", () => {
		const spending = { ...quiet.spending, characters: 6_100 };
		expect(missed({ ...quiet, spending })).toEqual([
			"characters made for each one played",
		]);
		expect(missed({ ...quiet, spending, seconds: 2 })).toEqual([]);
		const more = { ...quiet.spending, characters: 6_600 };
		expect(missed({ ...quiet, spending: more, seconds: 2 })).toEqual([
			"characters made beyond what was played",
		]);
	});
});

test("a bound on time is not decided by those who were late themselves", () => {
	const late = { ...health, p99: 140, ownLatenessMs: 80 };
	expect(missed({ ...quiet, fate: { ...unharmed, health: late } })).toEqual([]);
	const slow = { ...unharmed, health: { ...health, p99: 80 } };
	const fate = { ...unharmed, health: { ...health, p99: 140 } };
	expect(missed({ ...quiet, fate, control: slow })).toEqual([]);
});

test("what is no number holds nothing", () => {
	const bound = { what: "a count", measured: Number.NaN, atMost: 0 };
	expect(verdictOn(bound, quiet)).toBe("missed");
});
