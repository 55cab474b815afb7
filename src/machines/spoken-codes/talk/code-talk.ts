/**
 * The talk around a code. People who give a code wrap it in a small stock of words ("um, it's … please",
 * `talk-words.ts`); any other word is a stray one, and a number among stray words is ordinary talk
 * (`code-context.ts`).
 */
import type { Token, Word } from "./heard-tokens.js";
import type { AnyItem, Talk } from "./items.js";
import { digitOfWord, wordOfDigit } from "./number-words.js";
import type { Role } from "./roles.js";
import { talkWords } from "./talk-words.js";

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

/** A word as talk; everything else as it is. */
export function withRole<Part extends AnyItem>(
	part: Part,
): Talk | Exclude<Part, Word> {
	return isWord(part) ? talk(part.word) : (part as Exclude<Part, Word>);
}

function isWord(part: AnyItem): part is Word {
	return part.kind === "word";
}

/** What this word or phrase does beside a code. */
export function roleOf(word: string): Role {
	return roles.get(word) ?? "stray";
}

/**
 * Makes one word of each known phrase, the longest first, so that the "one" of "one moment" and the
 * "four" of "a four digit code" are no digits.
 */
export function withPhrases<Other extends AnyItem>(
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

function phraseOf(tokens: readonly AnyToken[]): Word {
	return { kind: "word", word: tokens.map(spelled).join(" ") };
}

/** The token as a word: the recogniser may have written "1 moment", "4 digits". */
function spelled({ word, digits = "" }: AnyToken): string {
	return word ?? wordOfDigit.get(digits) ?? "#";
}
