/**
 * Reads numbers in words, and those of which the recogniser wrote only a part in numerals: "forty two",
 * "4 hundred and twenty seven", "four thousand, 271".
 */
import { type Token, wordAt } from "../talk/heard-tokens.js";
import {
	digitOfOrdinal,
	digitOfWord,
	digitThatSoundsLike,
	teens,
	tens,
} from "../talk/number-words.js";

/** A number in words, and the index of the first token behind it. */
export interface Amount {
	readonly value: number;
	readonly next: number;
}

/** The number below a million that begins here, if one does; numerals may stand among its words. */
export function amountAt(
	tokens: readonly Token[],
	at: number,
): Amount | undefined {
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

/** "Four thousand, two hundred"; but "two thousand, two" may be 2000 and a 2 that follows. */
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
