/**
 * Finds the numbers in a transcript, as the digits that they are written with: "forty two seventy one" is
 * 42 and 71, "four thousand two hundred and seventy one" is 4271, "double four" is 44.
 */
import { roleOf } from "./code-talk.js";
import type { Numeral, Token } from "./heard-tokens.js";
import {
	digitOfOrdinal,
	digitOfPlural,
	digitOfWord,
	digitThatSoundsLike,
	teens,
	tens,
	timesSaid,
} from "./number-words.js";

/** One number that was said. */
export interface SpokenNumber {
	readonly kind: "number";
	readonly digits: string;
	/** What it is if the recogniser invented a zero: the "06" of "5:06" is a 6. */
	readonly withoutInvention: string | undefined;
	/** Said digit by digit, as in "four" and "double four", not as in "forty two". */
	readonly isDigitwise: boolean;
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

type Rule = (tokens: readonly Token[], at: number) => Found | undefined;

/** Replaces each number in a transcript by its digits; everything else stays. */
export function numbersIn(tokens: readonly Token[]): Part[] {
	const parts: Part[] = [];
	for (let at = 0; at < tokens.length; ) {
		const found = numberAt(tokens, at);
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

function numberAt(tokens: readonly Token[], at: number): Found | undefined {
	for (const rule of rules) {
		const found = rule(tokens, at);
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
		return token.form === "plural" ? token.digits : undefined;
	return digitOfPlural.get(wordAt(tokens, at));
}

/** "Forty two", "fourteen", "four hundred (and) twenty seven", "four thousand two hundred seventy one". */
function cardinal(tokens: readonly Token[], at: number): Found | undefined {
	const amount = upToMillion(tokens, at);
	if (!amount || amount.value < 10 || amount.next === at + 1) {
		const value = teens.get(wordAt(tokens, at)) ?? tens.get(wordAt(tokens, at));
		return value === undefined ? undefined : found(String(value), at + 1);
	}
	return found(String(amount.value), amount.next);
}

interface Amount {
	readonly value: number;
	readonly next: number;
}

function upToMillion(tokens: readonly Token[], at: number): Amount | undefined {
	const head = upToTenThousand(tokens, at) ?? numeralBelow(1000, tokens, at);
	if (!head || wordAt(tokens, head.next) !== "thousand") return head;
	const rest =
		afterAnd(tokens, head.next + 1, upToThousand) ??
		afterComma(tokens, head.next + 1);
	return sum(head.value * 1000, head.next + 1, rest);
}

function upToTenThousand(
	tokens: readonly Token[],
	at: number,
): Amount | undefined {
	const head = upToHundred(tokens, at);
	if (!head || wordAt(tokens, head.next) !== "hundred") return head;
	const rest = afterAnd(tokens, head.next + 1, upToHundred);
	return sum(head.value * 100, head.next + 1, rest);
}

function upToThousand(
	tokens: readonly Token[],
	at: number,
): Amount | undefined {
	const amount = upToTenThousand(tokens, at) ?? numeralBelow(1000, tokens, at);
	return amount && amount.value < 1000 ? amount : undefined;
}

function upToHundred(tokens: readonly Token[], at: number): Amount | undefined {
	const word = wordAt(tokens, at);
	const ten = tens.get(word);
	const unit = Number(unitAfterTens(wordAt(tokens, at + 1)));
	if (ten && unit > 0) return { value: ten + unit, next: at + 2 };
	const value =
		ten ?? teens.get(word) ?? (Number(digitOfWord.get(word)) || undefined);
	if (value !== undefined) return { value, next: at + 1 };
	if (word === "a" && /^(hundred|thousand)$/.test(wordAt(tokens, at + 1)))
		return { value: 1, next: at + 1 };
	return numeralBelow(100, tokens, at);
}

/** "Seventy won" is 71; "forty to" and "forty for" are a range and an offer. */
function unitAfterTens(word: string): string | undefined {
	if (word === "to" || word === "for") return undefined;
	return (
		digitOfWord.get(word) ??
		digitOfOrdinal.get(word) ??
		digitThatSoundsLike.get(word)
	);
}

function numeralBelow(
	bound: number,
	tokens: readonly Token[],
	at: number,
): Amount | undefined {
	const token = tokens[at];
	if (token?.kind !== "numeral" || token.form !== "plain") return undefined;
	const value = Number(token.digits);
	if (token.digits.startsWith("0") || value >= bound) return undefined;
	return { value, next: at + 1 };
}

function afterAnd(
	tokens: readonly Token[],
	at: number,
	read: (tokens: readonly Token[], at: number) => Amount | undefined,
): Amount | undefined {
	return read(tokens, wordAt(tokens, at) === "and" ? at + 1 : at);
}

/** "Four thousand, two hundred"; but "two thousand, two" may well be 2000 and what follows. */
function afterComma(tokens: readonly Token[], at: number): Amount | undefined {
	if (tokens[at]?.kind !== "break") return undefined;
	const amount = upToThousand(tokens, at + 1);
	return amount && amount.value >= 100 ? amount : undefined;
}

function sum(value: number, next: number, rest: Amount | undefined): Amount {
	return rest
		? { value: value + rest.value, next: rest.next }
		: { value, next };
}

/** "Four"; "oh" only beside another number, for it is what people sigh as well. */
function singleDigit(tokens: readonly Token[], at: number): Found | undefined {
	const word = wordAt(tokens, at);
	const digit = digitOfWord.get(word);
	const isOh = word === "oh" || word === "o";
	if (!digit || (isOh && !isBesideNumber(tokens, at))) return undefined;
	return found(digit, at + 1, { isDigitwise: true, isDoubtful: isOh });
}

/** "4271"; an ordinal only beside another number: "42nd 71", but not "the 1984th time". */
function numeral(tokens: readonly Token[], at: number): Found | undefined {
	const token = tokens[at];
	if (token?.kind !== "numeral") return undefined;
	const { digits, form, isMinutes } = token;
	if (form === "plural") return undefined;
	if (form === "ordinal" && !isBesideNumber(tokens, at)) return undefined;
	return found(digits, at + 1, {
		isDigitwise: digits.length === 1,
		withoutInvention: isMinutes ? digits.slice(1) : undefined,
	});
}

function isBesideNumber(tokens: readonly Token[], at: number): boolean {
	return [-1, 1].some((step) => {
		let beside = at + step;
		while (mayStandBetween(tokens[beside])) beside += step;
		return digitsAt(tokens, beside) !== "" || isTen(tokens[beside]);
	});
}

/** A breath, a filler, or another "oh". */
function mayStandBetween(token: Token | undefined): boolean {
	if (token?.kind === "word") return roleOf(token.word) === "filler";
	return token?.kind === "break" || token?.kind === "pause";
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

function wordAt(tokens: readonly Token[], at: number): string {
	const token = tokens[at];
	return token?.kind === "word" ? token.word : "";
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
		isDoubtful: false,
		...more,
	};
	return { number, next };
}
