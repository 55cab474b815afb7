import type { CodeBook } from "../../../src/machines/codes/code-book.js";
import { createCodeBook } from "../../../src/machines/codes/new-code-book.js";
import { isUnfit } from "../../../src/machines/codes/unfit-codes.js";
import { seededRandom } from "../randomness/seeded-random.js";
import { type Attempt, lookUpsOfCall } from "./stranger.js";

const triesPerCall = 3;
/** Strangers go on guessing after their last try, to see whether the server still listens. */
const attemptsPerCall = 5;
const callers = 1_000;

/** How strangers do who guess. */
export interface Guessing {
	readonly how: string;
	/** How many codes the call that got the most of them looked up. */
	readonly maxLookUps: number;
	/** How many callers of 1,000 hit some game, on average. */
	readonly hits: number;
	/** What the true average is below, with a confidence of 99 in 100. */
	readonly hitsAtMost: number;
}

type Random = (bound: number) => number;

interface Strategy {
	readonly how: string;
	/** One try, which wants this code looked up, and perhaps others with it. */
	readonly attempt: (code: string, random: Random) => Attempt;
}

const strategies: readonly Strategy[] = [
	{ how: "key codes", attempt: (code) => ({ keys: `${code}#` }) },
	{ how: "say codes", attempt: (code) => ({ readings: [spaced(code)] }) },
	{
		how: 'say "oh" before and after, which may or may not be digits',
		attempt: (code) => ({ readings: [`oh ${spaced(code)} oh`] }),
	},
	{
		how: "mumble, and have a recogniser that offers three readings",
		attempt: (code, random) => ({
			readings: mumbled(code, random).map(spaced),
		}),
	},
	{
		how: 'mumble, and say "oh" before and after',
		attempt: (code, random) => ({
			readings: mumbled(code, random).map((each) => `oh ${spaced(each)} oh`),
		}),
	},
	{
		how: "recite five codes in one breath",
		attempt: (code, random) => ({
			readings: [[code, ...guesses(4, code.length, random)].join(", ")],
		}),
	},
];

/**
 * Plays strangers who know every rule of how codes are issued and understood, but no code: they guess
 * codes of the most crowded length that may be issued, and never the same one twice in a call. What each
 * of them gets looked up is held against many sets of live codes.
 */
export function measureGuessing(
	games: number,
	sets: number,
): readonly Guessing[] {
	const random = seededRandom(games);
	const { book, codes } = liveCodes(games, random);
	const digits = maxCrowdedLength(codes);
	const calls = strategies.map(({ attempt }) =>
		Array.from({ length: callers }, () => {
			const wanted = guesses(attemptsPerCall, digits, random);
			const attempts = wanted.map((code) => attempt(code, random));
			return lookUpsOfCall(attempts, book);
		}),
	);
	const hits = hitsOf(calls.map(callersByCode), games, sets, random);
	return strategies.map(({ how }, at) => ({
		how,
		maxLookUps: Math.max(...(calls[at] ?? []).map(({ length }) => length)),
		hits: (hits[at] ?? 0) / sets,
		hitsAtMost: atMost(hits[at] ?? 0) / sets,
	}));
}

/** Which callers had a code looked up. */
type CallersByCode = ReadonlyMap<string, readonly number[]>;

function callersByCode(calls: readonly (readonly string[])[]): CallersByCode {
	const callersOf = new Map<string, number[]>();
	calls.forEach((lookUps, caller) => {
		for (const code of new Set(lookUps)) {
			callersOf.set(code, [...(callersOf.get(code) ?? []), caller]);
		}
	});
	return callersOf;
}

/** How many callers hit a live code, over all sets, for each way of guessing. */
function hitsOf(
	ways: readonly CallersByCode[],
	games: number,
	sets: number,
	random: Random,
): readonly number[] {
	const hits = ways.map(() => 0);
	for (let set = 0; set < sets; set++) {
		const { codes } = liveCodes(games, random);
		ways.forEach((callersOf, way) => {
			const hit = new Set(codes.flatMap((code) => callersOf.get(code) ?? []));
			hits[way] = (hits[way] ?? 0) + hit.size;
		});
	}
	return hits;
}

/** Below this is, at a confidence of 99 in 100, the mean of a count that came out so, as rare events are counted. */
function atMost(count: number): number {
	const deviations = 2.326;
	return count + deviations * Math.sqrt(count) + deviations ** 2;
}

function liveCodes(
	games: number,
	randomBelow: Random,
): { readonly book: CodeBook; readonly codes: readonly string[] } {
	const book = createCodeBook({ triesPerCall, restMs: 0, randomBelow });
	const codes = Array.from(
		{ length: games },
		(_, at) => book.issue(`game ${at}`, 0) ?? "",
	);
	return { book, codes };
}

function maxCrowdedLength(live: readonly string[]): number {
	const share = (digits: number) =>
		live.filter(({ length }) => length === digits).length / 10 ** digits;
	const lengths = [...new Set(live.map(({ length }) => length))];
	const [first = 4] = lengths.sort((one, other) => share(other) - share(one));
	return first;
}

function mumbled(code: string, random: Random): readonly string[] {
	return [code, ...guesses(2, code.length, random)];
}

function guesses(count: number, digits: number, random: Random): string[] {
	const drawn = new Set<string>();
	while (drawn.size < count) {
		const guess = String(random(10 ** digits)).padStart(digits, "0");
		if (!isUnfit(guess)) drawn.add(guess);
	}
	return [...drawn];
}

function spaced(code: string): string {
	return [...code].join(" ");
}
