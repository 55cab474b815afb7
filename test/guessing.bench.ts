import { test } from "vitest";
import { createCodeBook } from "../src/machines/code-book.js";
import { isUnfit } from "../src/machines/unfit-codes.js";
import { seededRandom } from "./support/seeded-random.js";
import { type HeardItem, play } from "./support/transcripts.js";

const triesPerCall = 3;
const callers = 1_000;
/** Each thousand callers meets other codes, so that a hit in some thousand is not mistaken for a rule. */
const thousands = 100;
/** What is promised of a stranger's whole call. */
const promise = 1 / 1_000;

/** How strangers do who guess, with so many games live. */
export interface Guessing {
	readonly games: number;
	readonly how: string;
	/** The mean number of callers out of 1,000 who hit some game. */
	readonly hits: number;
	/** The same as codes and tries alone make it, without a draw. */
	readonly expectedHits: number;
}

interface Strategy {
	readonly how: string;
	/** What is keyed or said in one try. */
	readonly item: (code: string) => HeardItem;
}

const strategies: readonly Strategy[] = [
	{ how: "keys codes", item: (code) => ({ keys: `${code}#` }) },
	{ how: "says codes", item: (code) => ({ text: [...code].join(" ") }) },
];

/** Plays strangers who know every rule, and guess codes of the most crowded length, never one twice. */
export function measureGuessing(games: number): readonly Guessing[] {
	return strategies.map(({ how, item }, at) => {
		const random = seededRandom(1_000 + at);
		let hits = 0;
		let chance = 0;
		for (let thousand = 0; thousand < thousands; thousand++) {
			const live = liveCodes(games, random);
			const digits = mostCrowdedLength(live);
			chance += triesPerCall * share(live, digits);
			for (let caller = 0; caller < callers; caller++) {
				const guesses = guessesOf(digits, random);
				if (isHit(guesses.map(item), live)) hits++;
			}
		}
		return {
			games,
			how,
			hits: hits / thousands,
			expectedHits: (callers * chance) / thousands,
		};
	});
}

function liveCodes(games: number, random: (bound: number) => number) {
	const codes = createCodeBook({
		triesPerCall,
		restMs: 0,
		randomBelow: random,
	});
	return Array.from(
		{ length: games },
		(_, at) => codes.issue(`game ${at}`, 0) ?? "",
	);
}

function mostCrowdedLength(live: readonly string[]): number {
	const lengths = [...new Set(live.map(({ length }) => length))];
	const [first = 4] = lengths.sort(
		(one, other) => share(live, other) - share(live, one),
	);
	return first;
}

/** The share of all numbers of this length that are live codes. */
function share(live: readonly string[], digits: number): number {
	return live.filter(({ length }) => length === digits).length / 10 ** digits;
}

function guessesOf(digits: number, random: (bound: number) => number) {
	const guesses = new Set<string>();
	while (guesses.size < triesPerCall) {
		const guess = String(random(10 ** digits)).padStart(digits, "0");
		if (!isUnfit(guess)) guesses.add(guess);
	}
	return [...guesses];
}

/** Whether one of the tries pairs, in a call that has no more of them than it may. */
function isHit(heard: readonly HeardItem[], live: readonly string[]): boolean {
	const apart = heard.map((item) => ({ ...item, afterMs: 5_000 }));
	const outcomes = play({ heard: apart, live, must: "", why: "" });
	return outcomes.slice(0, triesPerCall).some((each) => each !== "try");
}

test.each([20, 200])("strangers who guess against %i live games", (games) => {
	for (const { how, hits, expectedHits } of measureGuessing(games)) {
		console.log(
			`${games} games, who ${how}: ${hits.toFixed(2)} of 1,000 callers hit a game; ` +
				`by the odds ${expectedHits.toFixed(2)}; promised below ${(callers * promise).toFixed(0)}`,
		);
	}
});
