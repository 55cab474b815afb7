/**
 * Reads an utterance as a code of digits: the words are given their meaning, the speaker's corrections
 * are made, and what is left must be one code and almost nothing else.
 */
import {
	isOneAnnounced,
	isOrdinaryTalk,
	type Place,
} from "../talk/code-context.js";
import { withPhrases, withRole } from "../talk/code-talk.js";
import type { Token } from "../talk/heard-tokens.js";
import { hasRole, type Item, isTalk } from "../talk/items.js";
import { withoutOtherSentences } from "../talk/other-sentences.js";
import { type Corrected, corrected } from "../talk/spoken-corrections.js";
import {
	codesOf,
	digitsOf,
	isDigitwise,
	isLongEnough,
	isOpenRun,
	type Run,
	runsOf,
} from "./code-runs.js";
import { withSoundAlikes } from "./sound-alike-digits.js";
import { numbersIn, type SpokenNumber } from "./spoken-numbers.js";

/** A code as one reading of an utterance has it. */
export interface ReadCode {
	readonly code: string;
	/** How well the reading fits, 0 to 1; the recogniser's own confidence is not in it. */
	readonly fit: number;
}

/** What an utterance is, as far as codes go. */
export type Reading =
	/** At most fillers and the words around a code. */
	| { readonly kind: "nothing" }
	/** Ordinary talk; with something in it that would be a code by itself, or without. */
	| { readonly kind: "talk"; readonly holdsCode: boolean }
	/** May still become a code: "four two". */
	| { readonly kind: "part" }
	/** Meant as a code, but unusable: a recitation, two codes, a correction of one digit. */
	| { readonly kind: "unclear" }
	/** One code, in one or several readings, best first. */
	| {
			readonly kind: "code";
			readonly codes: readonly ReadCode[];
			/** It ends in words that could go on: "four thousand". */
			readonly isOpen: boolean;
	  };

type DigitItem = Item<SpokenNumber>;

/** Reads an utterance as a code of digits. */
export function readDigitCode(tokens: readonly Token[]): Reading {
	const all = itemsOf(tokens);
	// "It's 10:45. I have to go." is all about a time.
	const items = all.some(isTime) ? all : withoutOtherSentences(all, isNumber);
	const left = corrected(items, isNumber);
	const runs = runsOf(left.items);
	const long = runs.filter(isLongEnough);
	if (isOrdinaryTalk(left.items, long.map(placeOf)))
		return { kind: "talk", holdsCode: long.length > 0 };
	if (left.isWithdrawn) return { kind: "part" };
	return long.length > 0
		? readLongRuns(left.items, runs, long)
		: readShortRuns(items, left, runs);
}

function itemsOf(tokens: readonly Token[]): DigitItem[] {
	return withSoundAlikes(numbersIn(withPhrases(tokens))).map(withRole);
}

/** All runs that are long enough must agree on one code; a short one may be a false start of it. */
function readLongRuns(
	items: readonly DigitItem[],
	runs: readonly Run[],
	long: readonly Run[],
): Reading {
	const [first, ...others] = long.map(codesOf);
	const codes = (first ?? []).filter((code) =>
		others.every((other) => other.includes(code)),
	);
	const mayIgnoreShort = isOneAnnounced(items, long.map(placeOf));
	const short = runs.filter((run) => !isLongEnough(run));
	const [begin = 0] = long.map((run) => run.first);
	const isHarmless = harmlessBefore(begin, items);
	const fitting = codes.filter(
		(code) => mayIgnoreShort || short.every((run) => isHarmless(run, code)),
	);
	if (fitting.length === 0) return { kind: "unclear" };
	const last = long.at(-1);
	return {
		kind: "code",
		codes: fitting.map(withFit),
		isOpen: last !== undefined && isOpenRun(last),
	};
}

/** "Four two", before "it's four two seven one"; or anything, if "it's" begins a new result. */
function harmlessBefore(begin: number, items: readonly DigitItem[]) {
	const pause = items.findLastIndex(
		({ kind }, at) => at < begin && kind === "pause",
	);
	const lead = items.slice(pause + 1, begin).filter(isTalk);
	const beginsAnew = hasRole(lead.at(-1), "link");
	return (run: Run, code: string): boolean => {
		if (run.last > begin) return false;
		// What came before the pause is not about the code: "… two dogs here", a pause, "it's …".
		const isBeforePause = run.last < pause;
		return (
			code.startsWith(digitsOf(run.items)) || (isBeforePause && beginsAnew)
		);
	};
}

/** A reading that does not take the words as they stand is less certain. */
function withFit(code: string, at: number): ReadCode {
	return { code, fit: 0.9 ** at };
}

/** "Four two" may go on; "4275, no, 1" leaves open which digits are meant. */
function readShortRuns(
	items: readonly DigitItem[],
	left: Corrected<SpokenNumber>,
	runs: readonly Run[],
): Reading {
	if (runs.length === 0) return { kind: "nothing" };
	const hadCode = left.isCorrection && runsOf(items).some(isLongEnough);
	return { kind: hadCode ? "unclear" : "part" };
}

function placeOf(run: Run): Place {
	return { first: run.first, last: run.last, isDigitwise: isDigitwise(run) };
}

function isTime(item: DigitItem): boolean {
	return isNumber(item) && item.isTime;
}

function isNumber(item: DigitItem): item is SpokenNumber {
	return item.kind === "number";
}
