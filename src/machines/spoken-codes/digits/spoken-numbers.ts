/**
 * Finds the numbers in a transcript, as the digits that they are written with: "forty two seventy one" is
 * 42 and 71, "four thousand two hundred and seventy one" is 4271, "double four" is 44.
 */

import { withRole } from "../talk/code-talk.js";
import { type Numeral, type Token, wordAt } from "../talk/heard-tokens.js";
import { mayStandInside } from "../talk/items.js";
import {
	digitOfPlural,
	digitOfWord,
	digitThatSoundsLike,
	teens,
	tens,
	timesSaid,
} from "../talk/number-words.js";
import { amountAt } from "./cardinals.js";

export interface SpokenNumber {
	readonly kind: "number";
	readonly digits: string;
	/** The digits without a zero that the recogniser may have invented: the "06" of "5:06" is a 6. */
	readonly withoutInvention: string | undefined;
	/** Said digit by digit, as in "four" and "double four", not as in "forty two". */
	readonly isDigitwise: boolean;
	/** Said, and written, in words for tens or more: "forty two", "four thousand". */
	readonly isInWords: boolean;
	/** Written as the minutes of a time: "4:27". */
	readonly isTime: boolean;
	/** Perhaps no number at all, if it is the first or the last of a run: "oh, 4271". */
	readonly isDoubtful: boolean;
}

/** A transcript whose numbers have been found. */
export type Part = SpokenNumber | Exclude<Token, Numeral>;

interface Found {
	readonly number: SpokenNumber;
	/** The index of the first token behind the number. */
	readonly next: number;
}

/** `isBeside` tells of each place whether a number stands beside it. */
type Rule = (
	tokens: readonly Token[],
	at: number,
	isBeside: readonly boolean[],
) => Found | undefined;

/** Replaces each number in a transcript by its digits; everything else stays. */
export function numbersIn(tokens: readonly Token[]): Part[] {
	const parts: Part[] = [];
	const isBeside = placesBesideNumbers(tokens);
	for (let at = 0; at < tokens.length; ) {
		const found = numberAt(tokens, at, isBeside);
		const token = tokens[at];
		if (found) parts.push(found.number);
		else if (token) parts.push(asWord(token));
		at = found?.next ?? at + 1;
	}
	return parts;
}

const rules: readonly Rule[] = [
	repeated,
	counted,
	cardinal,
	singleDigit,
	numeral,
];

function numberAt(...place: Parameters<Rule>): Found | undefined {
	for (const rule of rules) {
		const found = rule(...place);
		if (found) return found;
	}
	return undefined;
}

/** "Double four", "triple oh"; the recogniser may write "double 42 7", which doubles the 4. */
function repeated(tokens: readonly Token[], at: number): Found | undefined {
	const times = timesSaid.get(wordAt(tokens, at));
	const digits =
		digitsAt(tokens, at + 1) ||
		(digitThatSoundsLike.get(wordAt(tokens, at + 1)) ?? "");
	const [first] = digits;
	if (times === undefined || !first) return undefined;
	return found(first.repeat(times - 1) + digits, at + 2, {
		isDigitwise: digits.length === 1,
	});
}

/** "Two fours", "3 7s". */
function counted(tokens: readonly Token[], at: number): Found | undefined {
	const times = Number(digitsAt(tokens, at));
	const digit = pluralAt(tokens, at + 1);
	if (!digit || times < 2 || times > 6) return undefined;
	return found(digit.repeat(times), at + 2, { isDigitwise: true });
}

function pluralAt(tokens: readonly Token[], at: number): string | undefined {
	const token = tokens[at];
	if (token?.kind === "numeral")
		return token.form === "plural" && token.digits.length === 1
			? token.digits
			: undefined;
	return digitOfPlural.get(wordAt(tokens, at));
}

/** "Forty two", "fourteen", "four hundred (and) twenty seven", "four thousand two hundred seventy one". */
function cardinal(tokens: readonly Token[], at: number): Found | undefined {
	const amount = amountAt(tokens, at);
	// A digit alone and a numeral alone keep the form in which they were said.
	if (!amount || amount.value < 10) return undefined;
	if (amount.next === at + 1 && tokens[at]?.kind === "numeral")
		return undefined;
	return found(String(amount.value), amount.next, { isInWords: true });
}

/** "Four"; "oh" only beside another number, since people also sigh "oh". */
function singleDigit(
	tokens: readonly Token[],
	at: number,
	isBeside: readonly boolean[],
): Found | undefined {
	const word = wordAt(tokens, at);
	const digit = digitOfWord.get(word);
	const isOh = word === "oh" || word === "o";
	if (!digit || (isOh && !isBeside[at])) return undefined;
	return found(digit, at + 1, { isDigitwise: true, isDoubtful: isOh });
}

/** "4271"; an ordinal only beside another number: "42nd 71", but not "the 1984th time". */
function numeral(
	tokens: readonly Token[],
	at: number,
	isBeside: readonly boolean[],
): Found | undefined {
	const token = tokens[at];
	if (token?.kind !== "numeral") return undefined;
	const { digits, form } = token;
	if (form === "plural") return undefined;
	if (form === "ordinal" && !isBeside[at]) return undefined;
	return found(digits, at + 1, {
		isDigitwise: digits.length === 1,
		withoutInvention: hasInventedZero(token) ? digits.slice(1) : undefined,
		isTime: form === "minutes",
	});
}

/** The recogniser writes 5:06 for "five six" and 4/27/01 for "four twenty seven one". */
function hasInventedZero({ digits, form }: Numeral): boolean {
	const isPadded = form === "minutes" || form === "padded year";
	return isPadded && /^0[1-9]$/.test(digits);
}

/** For each place, whether a number stands before or behind it, with at most breaths, fillers and "oh" between. */
function placesBesideNumbers(tokens: readonly Token[]): readonly boolean[] {
	const isBeside = tokens.map(() => false);
	let isBehindNumber = false;
	let isBeforeNumber = false;
	for (let at = 0; at < tokens.length; at++) {
		const fromEnd = tokens.length - 1 - at;
		isBeside[at] ||= isBehindNumber;
		isBeside[fromEnd] ||= isBeforeNumber;
		if (!mayStandBetween(tokens[at])) isBehindNumber = isNumberAt(tokens, at);
		if (!mayStandBetween(tokens[fromEnd]))
			isBeforeNumber = isNumberAt(tokens, fromEnd);
	}
	return isBeside;
}

function isNumberAt(tokens: readonly Token[], at: number): boolean {
	return digitsAt(tokens, at) !== "" || isTen(tokens[at]);
}

/** A breath, a filler, or another "oh". */
function mayStandBetween(token: Token | undefined): boolean {
	return token !== undefined && mayStandInside(withRole(token));
}

function isTen(token: Token | undefined): boolean {
	if (token?.kind !== "word") return false;
	return [tens, teens, timesSaid].some((words) => words.has(token.word));
}

function digitsAt(tokens: readonly Token[], at: number): string {
	const token = tokens[at];
	if (token?.kind === "numeral") return token.digits;
	return digitOfWord.get(wordAt(tokens, at)) ?? "";
}

function asWord(token: Token): Exclude<Token, Numeral> {
	return token.kind === "numeral"
		? { kind: "word", word: `${token.digits} ${token.form}` }
		: token;
}

function found(
	digits: string,
	next: number,
	more: Partial<SpokenNumber> = {},
): Found {
	const number: SpokenNumber = {
		kind: "number",
		digits,
		withoutInvention: undefined,
		isDigitwise: false,
		isInWords: false,
		isTime: false,
		isDoubtful: false,
		...more,
	};
	return { number, next };
}
