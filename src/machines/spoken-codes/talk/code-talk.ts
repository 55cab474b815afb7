/**
 * The talk around a code. People who give a code wrap it in a small stock of words ("um, it's … please",
 * `talk-words.ts`); any other word is a stray one, and a number among stray words is ordinary talk
 * (`code-context.ts`).
 */
import type { Token } from "./heard-tokens.js";
import { digitOfWord } from "./number-words.js";
import type { Role } from "./roles.js";
import { talkWords } from "./talk-words.js";

/** A word, or a known phrase, that is no part of a code. */
export interface Talk {
	readonly kind: "talk";
	readonly word: string;
	readonly role: Role;
}

/** One thing in an utterance in which everything has its meaning; what may belong to a code is `Said`. */
export type Item<Said> =
	| Said
	| Talk
	| { readonly kind: "break"; readonly endsSentence: boolean }
	| { readonly kind: "pause" };

const digitCountPhrases = [...digitOfWord.keys()].flatMap((count) => [
	`${count} digit`,
	`${count} digits`,
	`${count} numbers`,
]);

const roles = new Map<string, Role>();
for (const [role, list] of Object.entries(talkWords)) {
	for (const each of list.split(",")) roles.set(each.trim(), role as Role);
}
for (const phrase of digitCountPhrases) roles.set(phrase, "frame");

const maxPhraseWords = Math.max(
	...[...roles.keys()].map((phrase) => phrase.split(" ").length),
);

/** Any token, as far as phrases go. */
interface AnyToken {
	readonly kind: string;
	readonly word?: string;
	readonly digits?: string;
}

/** The word with what it does beside a code. */
export function talk(word: string): Talk {
	return { kind: "talk", word, role: roleOf(word) };
}

/** What this word or phrase does beside a code. */
export function roleOf(word: string): Role {
	return roles.get(word) ?? "stray";
}

/**
 * Makes one word of each known phrase, the longest first, so that the "one" of "one moment" and the
 * "four" of "a four digit code" are no digits.
 */
export function withPhrases<Other extends { readonly kind: string }>(
	tokens: readonly (Token | Other)[],
): (Token | Other)[] {
	const merged: (Token | Other)[] = [];
	for (let at = 0; at < tokens.length; ) {
		const length = phraseLengthAt(tokens, at);
		const token = tokens[at];
		const phrase = phraseOf(tokens.slice(at, at + length));
		if (length > 1) merged.push(phrase);
		else if (token) merged.push(token);
		at += length;
		if (introductions.has(phrase.word) && isName(tokens[at])) at++;
	}
	return merged;
}

const introductions = new Set(["my name is", "my name's", "the name's"]);

/** What follows "my name is" is a name, whatever it is, and says nothing about a code. */
function isName(token: AnyToken | undefined): boolean {
	return token?.word !== undefined && roleOf(token.word) === "stray";
}

function phraseLengthAt(tokens: readonly AnyToken[], at: number): number {
	for (let length = maxPhraseWords; length > 1; length--) {
		const words = tokens.slice(at, at + length).map(spelled);
		if (words.length === length && roles.has(words.join(" "))) return length;
	}
	return 1;
}

function phraseOf(
	tokens: readonly AnyToken[],
): Extract<Token, { kind: "word" }> {
	return { kind: "word", word: tokens.map(spelled).join(" ") };
}

const wordOfDigit = new Map(
	[...digitOfWord].reverse().map(([word, digit]) => [digit, word]),
);

/** The token as a word: the recogniser may have written "1 moment", "4 digits". */
function spelled({ word, digits = "" }: AnyToken): string {
	return word ?? wordOfDigit.get(digits) ?? "#";
}
