/**
 * A transcript cut into tokens, so that "4271", "4-2-7-1", "$42.71" and "four two seven one" differ only
 * in what they say. Punctuation inside a number says nothing; punctuation after a word is a breath.
 */
import { digitOfWord, tens } from "./number-words.js";

/** Digits that the recogniser wrote as such. */
export interface Numeral {
	readonly kind: "numeral";
	readonly digits: string;
	/** "42", "42nd", "4s", the "27" of "4:27", the "06" of "5/27/06". */
	readonly form: "plain" | "ordinal" | "plural" | "minutes" | "padded year";
}

/** In lower case, without accents and punctuation. */
export interface Word {
	readonly kind: "word";
	readonly word: string;
}

/** One thing in a transcript. */
export type Token =
	| Numeral
	| Word
	/** Punctuation at which a reader breathes. */
	| { readonly kind: "break"; readonly endsSentence: boolean }
	/** The place where one result of the recogniser ends and the next begins. */
	| { readonly kind: "pause" };

const minutes = "(?<=(?<!\\d)\\d{1,2}):(?<minutes>\\d{2})(?![\\da-z:])";
const year = "(?<=(?<!\\d)\\d{1,2}/\\d{1,2})/(?<year>0[1-9])(?![\\da-z/])";
const run = "(?<run>[a-z0-9]+(?:'[a-z]+)*)";
const sign = "(?<sign>[%@&])";
// Tried at the first sign of several alone: those inside would be tried again from each of them.
const anyBreath =
	"(?<breath>(?<![.,;:?!])[.,;:?!]+(?=\\s|$)|[\\u2013\\u2014]|\\s-+(?=\\s))";
const anyToken = new RegExp(
	[minutes, year, run, sign, anyBreath].join("|"),
	"g",
);

const signWords = new Map([
	["%", "percent"],
	["@", "at"],
	["&", "and"],
]);

/** Cuts a text into tokens. Currency signs, brackets and the like are passed over. */
export function tokensOf(text: string): Token[] {
	const tokens: Token[] = [];
	for (const { groups = {} } of folded(text).matchAll(anyToken)) {
		if (groups.minutes) tokens.push(numeral(groups.minutes, "minutes"));
		else if (groups.year) tokens.push(numeral(groups.year, "padded year"));
		else if (groups.run) tokens.push(...tokensOfRun(groups.run));
		else if (groups.sign) tokens.push(word(signWords.get(groups.sign) ?? ""));
		else tokens.push(breath(groups.breath));
	}
	return tokens;
}

/** The word at this place; empty if none stands there. */
export function wordAt(tokens: readonly Token[], at: number): string {
	const token = tokens[at];
	return token?.kind === "word" ? token.word : "";
}

/** Lower case, without accents, with one kind of apostrophe. */
export function folded(text: string): string {
	return text
		.normalize("NFKD")
		.replace(/\p{M}/gu, "")
		.replace(/[\u2018\u2019`]/g, "'")
		.toLowerCase();
}

function tokensOfRun(run: string): Token[] {
	const [, digits, suffix] = /^(\d+)(st|nd|rd|th|s)?(?:'s)?$/.exec(run) ?? [];
	if (digits) return [numeral(digits, formOf(suffix))];
	return parted(run).map(word);
}

function formOf(suffix: string | undefined): Numeral["form"] {
	if (suffix === undefined) return "plain";
	return suffix.endsWith("s") ? "plural" : "ordinal";
}

/** "fortytwo" as "forty" and "two". */
function parted(run: string): string[] {
	const [, tensWord, unitWord] = /^([a-z]{3,5}ty)([a-z]+)$/.exec(run) ?? [];
	if (!tensWord || !unitWord) return [run];
	return tens.has(tensWord) && digitOfWord.has(unitWord)
		? [tensWord, unitWord]
		: [run];
}

function breath(signs = ""): Token {
	return { kind: "break", endsSentence: /[.?!]/.test(signs) };
}

function word(text: string): Word {
	return { kind: "word", word: text };
}

function numeral(digits: string, form: Numeral["form"]): Numeral {
	return { kind: "numeral", digits, form };
}
