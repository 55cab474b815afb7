/** Codes that are words out of the operator's own list: how they compare, and what makes a list unfit. */
import { roleOf } from "../talk/code-talk.js";
import { type Token, tokensOf } from "../talk/heard-tokens.js";
import { wordOfDigit } from "../talk/number-words.js";
import { soundOf } from "./sounds-alike.js";

/** A code as plain words: lower case, without accents and punctuation, digits spelled out. */
export function plainWords(text: string): string[] {
	return tokensOf(text).flatMap(plainWordsOf);
}

/** A token as plain words: none for punctuation, several for "42". */
export function plainWordsOf(token: Token): string[] {
	if (token.kind === "word") return [token.word.replaceAll("'", "")];
	if (token.kind !== "numeral") return [];
	return [...token.digits].map((digit) => wordOfDigit.get(digit) ?? digit);
}

/** Each thing that must be changed in a list of word codes, in a sentence; empty for a good list. */
export function problemsWithWordCodes(codes: readonly string[]): string[] {
	if (codes.length === 0) return ["There is no word in the list."];
	return [
		...codes.flatMap(problemsWithOne),
		...problemsWithPairs(codes),
		...problemsWithParts(codes),
	];
}

function problemsWithOne(code: string): string[] {
	const words = plainWords(code);
	if (words.join("").length < 3)
		return [`"${code}" has too few letters to be told from a murmur.`];
	const isTalk =
		roleOf(words.join(" ")) !== "stray" ||
		words.every((word) => roleOf(word) !== "stray");
	return isTalk ? [`"${code}" is what callers say around a code.`] : [];
}

/** "Bear" and "bare", "firefly" and "fire fly". */
function problemsWithPairs(codes: readonly string[]): string[] {
	const firstBySound = new Map<string, string>();
	return codes.flatMap((code) => {
		const letters = plainWords(code).join("");
		const sound = soundOf(letters);
		const first = firstBySound.get(sound);
		firstBySound.set(sound, first ?? code);
		if (first === undefined) return [];
		const isSame = plainWords(first).join("") === letters;
		const what = isSame ? "are the same" : "sound too much alike";
		return [`"${first}" and "${code}" ${what}.`];
	});
}

/** "Fox" in "red fox": a caller who says the longer one has said the shorter one too. */
function problemsWithParts(codes: readonly string[]): string[] {
	const codeOfPhrase = new Map(
		codes.map((code) => [plainWords(code).join(" "), code]),
	);
	return codes.flatMap((code) =>
		partsOf(plainWords(code))
			.map((part) => codeOfPhrase.get(part))
			.filter((part) => part !== undefined)
			.map((part) => `"${part}" is a part of "${code}".`),
	);
}

/** All runs of words in a phrase but the whole phrase itself. */
function partsOf(words: readonly string[]): string[] {
	return words.flatMap((_, from) =>
		words
			.map((_, to) => words.slice(from, to + 1))
			.filter(({ length }) => length > 0 && length < words.length)
			.map((part) => part.join(" ")),
	);
}
