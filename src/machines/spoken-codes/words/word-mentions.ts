/** Finds the operator's word codes in a transcript, also where the recogniser misheard or split them. */

import type { ReadCode } from "../digits/digit-code.js";
import { roleOf, talk, withPhrases, withRole } from "../talk/code-talk.js";
import type { Token } from "../talk/heard-tokens.js";
import { type Item, isStray, isTalk } from "../talk/items.js";
import { CodeSounds, inexactFit } from "./misheard-words.js";
import { plainWords, plainWordsOf } from "./word-codes.js";

/** With more stray words than this the caller is talking, and nothing is compared with the codes. */
const maxMisheardWords = 4;
/** How many fillers may stand within a code of several words. */
const maxFillers = 2;

/** A place in a transcript that names a code, or could name one of several. */
export interface Mention {
	readonly kind: "mention";
	readonly codes: readonly ReadCode[];
}

interface WordIndex {
	readonly codeOfLetters: ReadonlyMap<string, string>;
	readonly sounds: CodeSounds;
	/** How many words the longest code has, and one for a code that was split in two. */
	readonly maxWords: number;
}

const indexes = new WeakMap<readonly string[], WordIndex>();

/** A transcript in which the codes have been found. */
export function mentionsIn(
	tokens: readonly Token[],
	codes: readonly string[],
): Item<Mention>[] {
	const index = indexOf(codes);
	const items = withPhrases(withExactMentions(tokens, index)).map(asItem);
	return withMisheardMentions(items, index);
}

/** Whether these words are the beginning of a longer code: "fire" of "firefly". */
export function beginsCode(
	words: readonly string[],
	codes: readonly string[],
): boolean {
	const letters = words.flatMap(plainWords).join("");
	return [...indexOf(codes).codeOfLetters.keys()].some(
		(code) => letters.length >= 2 && code.startsWith(letters),
	);
}

function indexOf(codes: readonly string[]): WordIndex {
	const known = indexes.get(codes);
	if (known) return known;
	const phrases = codes.map((code) => [code, plainWords(code)] as const);
	const index = {
		codeOfLetters: new Map(
			phrases.map(([code, words]) => [words.join(""), code]),
		),
		sounds: new CodeSounds(codes),
		maxWords: Math.max(...phrases.map(([, words]) => words.length)) + 1,
	};
	indexes.set(codes, index);
	return index;
}

function withExactMentions(
	tokens: readonly Token[],
	index: WordIndex,
): (Token | Mention)[] {
	const found: (Token | Mention)[] = [];
	for (let at = 0; at < tokens.length; ) {
		const { mention, next } = exactMentionAt(tokens, at, index);
		const token = mention ?? tokens[at];
		if (token) found.push(token);
		at = next;
	}
	return found;
}

function exactMentionAt(
	tokens: readonly Token[],
	at: number,
	{ codeOfLetters, maxWords }: WordIndex,
): { readonly mention?: Mention; readonly next: number } {
	let longest: { mention: Mention; next: number } | undefined;
	for (const { letters, next } of spansAt(tokens, at, maxWords)) {
		const code = codeLike(letters, codeOfLetters);
		if (code) longest = { mention: { kind: "mention", codes: [code] }, next };
	}
	return longest ?? { next: at + 1 };
}

/** The letters of one word, two words and so on from here, with the fillers among them and without. */
function* spansAt(
	tokens: readonly Token[],
	at: number,
	maxWords: number,
): Generator<{ readonly letters: string; readonly next: number }> {
	let spellings = [""];
	let words = 0;
	let fillers = 0;
	for (let next = at; next < tokens.length && words < maxWords; next++) {
		const said = lettersOf(tokens[next]);
		if (said === "" && next === at) return;
		if (said === "") continue;
		const isFiller = next > at && roleOf(said) === "filler";
		if (isFiller) fillers++;
		else words++;
		if (fillers > maxFillers) return;
		spellings = spellings.flatMap((letters) =>
			isFiller ? [letters + said, letters] : [letters + said],
		);
		for (const letters of spellings) {
			if (letters.endsWith(said)) yield { letters, next: next + 1 };
		}
	}
}

function lettersOf(token: Token | undefined): string {
	return token ? plainWordsOf(token).join("") : "";
}

/** The code that is written so, give or take the "s" of a plural. */
function codeLike(
	letters: string,
	codes: ReadonlyMap<string, string>,
): ReadCode | undefined {
	const exact = codes.get(letters);
	if (exact !== undefined) return { code: exact, fit: 1 };
	const inflected =
		codes.get(`${letters}s`) ??
		(letters.endsWith("s") ? codes.get(letters.slice(0, -1)) : undefined);
	return inflected === undefined
		? undefined
		: { code: inflected, fit: inexactFit };
}

function asItem(token: Token | Mention): Item<Mention> {
	return token.kind === "numeral" ? talk(token.digits) : withRole(token);
}

/** Replaces each stretch of stray words that sounds like a code: "rock it" for "rocket". */
function withMisheardMentions(
	items: readonly Item<Mention>[],
	{ sounds }: WordIndex,
): Item<Mention>[] {
	if (items.filter(isStray).length > maxMisheardWords) return [...items];
	const left: Item<Mention>[] = [];
	for (let at = 0; at < items.length; ) {
		const heard = misheardAt(items, at, sounds);
		const item = items[at];
		if (heard) left.push(heard.mention);
		else if (item) left.push(item);
		at = heard?.next ?? at + 1;
	}
	return left;
}

/** A stretch of stray words from here that sounds like a code; a word before or after it may belong to it. */
function misheardAt(
	items: readonly Item<Mention>[],
	at: number,
	sounds: CodeSounds,
): { readonly mention: Mention; readonly next: number } | undefined {
	if (isStray(items[at - 1])) return undefined;
	const begin = isTalk(items[at]) && !isStray(items[at]) ? at + 1 : at;
	let end = begin;
	while (isStray(items[end])) end++;
	if (end === begin) return undefined;
	const ends = begin === at ? [end, end + 1] : [end];
	for (const next of ends) {
		const words = items.slice(at, next).filter(isTalk);
		const codes = sounds.like(words.map(({ word }) => word));
		if (words.length === next - at && codes.length > 0)
			return { mention: { kind: "mention", codes }, next };
	}
	return undefined;
}
