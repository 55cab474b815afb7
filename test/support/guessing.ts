import { createCodeBook } from "../../src/machines/code-book.js";
import { isUnfit } from "../../src/machines/unfit-codes.js";
import { seededRandom } from "./seeded-random.js";
import { type HeardItem, lookUpsIn } from "./transcripts.js";

const triesPerCall = 3;
const callers = 1_000;
/** Each thousand callers meets other codes, so that luck in one thousand does not look like a rule. */
const thousands = 50;

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
	return strategies.map((strategy) => {
		const random = seededRandom(games);
		const rounds = Array.from({ length: thousands }, () =>
			guessAgainst(liveCodes(games, random), strategy, random),
		);
		return {
			how: strategy.how,
			hitsByTries: mean(rounds.map(({ byTries }) => byTries)),
			hitsByLookUps: mean(rounds.map(({ byLookUps }) => byLookUps)),
			odds: mean(rounds.map(({ odds }) => odds)),
		};
	});
}

/** How many of a thousand callers hit one of these codes. */
function guessAgainst(
	live: readonly string[],
	{ attempt }: Strategy,
	random: Random,
) {
	const digits = mostCrowdedLength(live);
	let byTries = 0;
	let byLookUps = 0;
	for (let caller = 0; caller < callers; caller++) {
		const heard = guesses(triesPerCall, digits, random).map((code) => ({
			...attempt(code, random),
			afterMs: 5_000,
		}));
		const lookUps = lookUpsIn({ heard, live, must: "", why: "" });
		if (isHit(lookUps.slice(0, triesPerCall).flat(), live)) byTries++;
		if (isHit(lookUps.flat().slice(0, triesPerCall), live)) byLookUps++;
	}
	return {
		byTries,
		byLookUps,
		odds: callers * triesPerCall * share(live, digits),
	};
}

function isHit(lookedUp: readonly string[], live: readonly string[]): boolean {
	return lookedUp.some((code) => live.includes(code));
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
