import { createCodeBook } from "../../src/machines/code-book.js";
import { isUnfit } from "../../src/machines/unfit-codes.js";
import { seededRandom } from "./seeded-random.js";
import { type HeardItem, lookUpsIn } from "./transcripts.js";

const triesPerCall = 3;
const callers = 1_000;
/** Each caller's guesses are held against so many sets of live codes, so that luck evens out. */
const sets = 300;

/** How strangers do who guess. */
export interface Guessing {
	readonly how: string;
	/** How many callers of 1,000 hit some game, if each utterance counts as one try. */
	readonly hitsByTries: number;
	/** The same, if each code that is looked up counts as one. */
	readonly hitsByLookUps: number;
	/** What the share of live codes makes of three different guesses, without a draw. */
	readonly odds: number;
}

type Random = (bound: number) => number;

interface Strategy {
	readonly how: string;
	/** What is keyed or said in one try, to get this code looked up, and perhaps others with it. */
	readonly attempt: (code: string, random: Random) => HeardItem;
}

const strategies: readonly Strategy[] = [
	{ how: "key codes", attempt: (code) => ({ keys: `${code}#` }) },
	{ how: "say codes", attempt: (code) => ({ text: spaced(code) }) },
	{
		how: 'say "oh" before and after, which may or may not be digits',
		attempt: (code) => ({ text: `oh ${spaced(code)} oh` }),
	},
	{
		how: "mumble, and have a recogniser that offers three readings",
		attempt: (code, random) => ({
			alternatives: [code, ...guesses(2, code.length, random)].map(
				(reading) => [spaced(reading), 0.9] as const,
			),
		}),
	},
];

/**
 * Plays strangers who know every rule of how codes are issued and understood, but no code: they guess
 * codes of the most crowded length that may be issued, and never the same one twice in a call.
 */
export function measureGuessing(games: number): readonly Guessing[] {
	const random = seededRandom(games);
	const lives = Array.from({ length: sets }, () => liveCodes(games, random));
	return strategies.map(({ how, attempt }) => {
		const calls = Array.from({ length: callers }, () =>
			lookUpsOfCall(lives[0] ?? [], attempt, random),
		);
		return {
			how,
			hitsByTries: hits(
				calls.map((lookUps) => lookUps.slice(0, triesPerCall).flat()),
				lives,
			),
			hitsByLookUps: hits(
				calls.map((lookUps) => lookUps.flat().slice(0, triesPerCall)),
				lives,
			),
			odds: callers * triesPerCall * mean(lives.map(greatestShare)),
		};
	});
}

/** What one stranger gets looked up; of the live codes only the lengths matter here. */
function lookUpsOfCall(
	live: readonly string[],
	attempt: Strategy["attempt"],
	random: Random,
): readonly string[][] {
	const heard = guesses(triesPerCall, mostCrowdedLength(live), random).map(
		(code) => ({ ...attempt(code, random), afterMs: 5_000 }),
	);
	const nobodys = live.map(({ length }) => "x".repeat(length));
	return lookUpsIn({ heard, live: nobodys, must: "", why: "" });
}

/** How many calls hit one of the live codes, on average over the sets of them. */
function hits(
	calls: readonly (readonly string[])[],
	lives: readonly (readonly string[])[],
): number {
	return mean(
		lives.map((live) => {
			const codes = new Set(live);
			return calls.filter((call) => call.some((code) => codes.has(code)))
				.length;
		}),
	);
}

function greatestShare(live: readonly string[]): number {
	return share(live, mostCrowdedLength(live));
}

function liveCodes(games: number, randomBelow: Random): string[] {
	const codes = createCodeBook({ triesPerCall, restMs: 0, randomBelow });
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

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
