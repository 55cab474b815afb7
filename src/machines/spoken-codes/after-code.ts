/**
 * What a caller says in one breath with a code: the words behind it are for the game, those before it are not.
 * Times are milliseconds of call audio.
 */

import type { Speech, SpokenAlternative, SpokenWord } from "../events.js";
import {
	type CodeHearing,
	type CodeVocabulary,
	hearSpeech,
	nothingHeard,
	settle,
} from "./code-hearing.js";
import { bestIfMany } from "./gathered-speech.js";

/** A code that is looked up, and how it was said. */
export interface SaidCode {
	readonly code: string;
	/** What had been gathered before it. */
	readonly before: CodeHearing;
	/** The final results in which it was said, and those since, oldest first. */
	readonly finals: readonly Speech[];
	/** It was an interim result that gave it: its final result is yet to come. */
	readonly isStillHeard: boolean;
	/** It has paired with nothing: what is said behind it is for no game. */
	readonly isAnswered: boolean;
	/** Where the newest result of it begins. */
	readonly fromMs: number;
	/** Where its last word ends. */
	readonly toMs: number;
}

/** Of longer results only so much is searched for the code, a word at a time: reading it all would keep other calls waiting. */
const maxWordsToCode = 30;
/** Of many results only the newest are searched; in those before them times decide. */
const maxResultsSearched = 4;
/** The code said once more, and what may stand before it, takes no more words than these. */
const maxWordsOfRepetition = 10;
/** "4 2 7 1, I repeat, 4 2 7 1": so many words may stand between. */
const maxWordsBetween = 2;

/** A text and its words, which may have no times. */
interface Wording {
	readonly tokens: readonly string[];
	/** As many as there are tokens, or none. */
	readonly words: readonly SpokenWord[];
}

/**
 * What of a result stands behind the code: the result itself if all of it does, undefined if nothing does.
 * Where the code cannot be found in it, as the final result of an interim one may be worded otherwise, times decide.
 */
export function saidAfter(
	said: SaidCode,
	speech: Speech,
	vocabulary: CodeVocabulary,
): Speech | undefined {
	if (speech.startMs >= said.toMs) return speech;
	const wording = wordingOf(speech.alternatives[0]);
	if (wording.tokens.length === 0) return undefined;
	// There are many of these, and the final one says it better.
	if (!speech.isFinal && isOver(said, wording)) return undefined;
	const count =
		wordsToCode(said, speech, wording, vocabulary) ??
		wordsUntil(said, speech, wording);
	return without(speech, wording, count);
}

/** A code whose final result is yet to come, unless it is among these. */
export function stillHeard(
	said: SaidCode | undefined,
	results: readonly { readonly speech: Speech }[],
): SaidCode | undefined {
	if (!said?.isStillHeard) return undefined;
	const { fromMs, toMs } = said;
	const isOver = results.some(
		({ speech: { isFinal, startMs, endMs } }) =>
			isFinal && (endMs >= toMs || startMs >= fromMs),
	);
	return isOver ? undefined : said;
}

/** Where in what was gathered this code was said. `newest` is the last of the results, or an interim one that came after them. */
export function findCode(
	said: Pick<SaidCode, "code" | "before" | "finals">,
	newest: Speech,
	vocabulary: CodeVocabulary,
): SaidCode {
	const wording = wordingOf(newest.alternatives[0]);
	const count = wordsToCode(said, newest, wording, vocabulary) ?? 0;
	const last = wording.words[count - 1] ?? wording.words.at(-1);
	return {
		...said,
		isStillHeard: !newest.isFinal && count > 0,
		isAnswered: false,
		fromMs: newest.startMs,
		toMs: last?.endMs ?? newest.endMs,
	};
}

/** Whether the last word of it was said before the code was over. */
function isOver({ toMs }: SaidCode, { words }: Wording): boolean {
	const last = words.at(-1);
	return last !== undefined && last.endMs <= toMs;
}

function wordingOf({ text, words }: SpokenAlternative): Wording {
	const tokens = text.split(/\s+/).filter((token) => token !== "");
	if (words.length === 0 || words.length === tokens.length)
		return { tokens, words };
	return { tokens: words.map(({ word }) => word), words };
}

/** How many words of a result it takes to say the code; undefined if it is not in it. */
function wordsToCode(
	{ code, before, finals }: Pick<SaidCode, "code" | "before" | "finals">,
	speech: Speech,
	wording: Wording,
	vocabulary: CodeVocabulary,
): number | undefined {
	const reads = (hearing: CodeHearing, from: number, to: number) =>
		codesIn(hearing, part(speech, wording, from, to), vocabulary).has(code);
	const found = finals.indexOf(speech);
	const at = found < 0 ? finals.length : found;
	if (at < finals.length - maxResultsSearched) return undefined;
	const gathered = hearingsOf(before, finals, vocabulary)[at] ?? before;
	const hearing = { ...gathered, pieces: bestIfMany(gathered.pieces) };
	if (settled(hearing, vocabulary).has(code)) return 0;
	const most = Math.min(wording.tokens.length, maxWordsToCode);
	for (let to = 1; to <= most; to++) {
		if (reads(hearing, 0, to))
			return repeatedUntil(to, most, (from, end) =>
				reads(nothingHeard, from, end),
			);
	}
	return undefined;
}

/** The end of the last repetition of the code; `until` if it is not repeated. */
function repeatedUntil(
	until: number,
	most: number,
	reads: (from: number, to: number) => boolean,
): number {
	for (let between = 0; between <= maxWordsBetween; between++) {
		const from = until + between;
		const end = Math.min(most, from + maxWordsOfRepetition);
		const to = firstEnd(from, end, reads);
		const isExact = to !== undefined && !reads(from + 1, to);
		if (isExact) return repeatedUntil(to, most, reads);
	}
	return until;
}

function firstEnd(
	from: number,
	most: number,
	reads: (from: number, to: number) => boolean,
): number | undefined {
	for (let to = from + 1; to <= most; to++) if (reads(from, to)) return to;
	return undefined;
}

interface Hearings {
	readonly before: CodeHearing;
	readonly vocabulary: CodeVocabulary;
	readonly hearings: readonly CodeHearing[];
}

/** Each result that came with a code is looked for in what was gathered before it. */
const knownHearings = new WeakMap<readonly Speech[], Hearings>();

/** What had been gathered when each of these results came, and when all had come. */
function hearingsOf(
	before: CodeHearing,
	finals: readonly Speech[],
	vocabulary: CodeVocabulary,
): readonly CodeHearing[] {
	const known = knownHearings.get(finals);
	if (known?.before === before && known.vocabulary === vocabulary)
		return known.hearings;
	const hearings = [before];
	let hearing = before;
	for (const final of finals) {
		({ hearing } = hearSpeech(hearing, final, vocabulary));
		hearings.push(hearing);
	}
	knownHearings.set(finals, { before, vocabulary, hearings });
	return hearings;
}

function codesIn(
	hearing: CodeHearing,
	speech: Speech,
	vocabulary: CodeVocabulary,
): ReadonlySet<string> {
	const { hearing: after, clue } = hearSpeech(hearing, speech, vocabulary);
	const codes = settled(after, vocabulary);
	return new Set([
		...codes,
		...(clue?.candidates ?? []).map(({ code }) => code),
	]);
}

function settled(
	hearing: CodeHearing,
	vocabulary: CodeVocabulary,
): ReadonlySet<string> {
	const { clue } = settle(hearing, vocabulary);
	return new Set((clue?.candidates ?? []).map(({ code }) => code));
}

/** Some words of a result, as a final one. */
function part(
	{ alternatives: [{ confidence }], startMs, endMs }: Speech,
	{ tokens, words }: Wording,
	from: number,
	to: number,
): Speech {
	const text = tokens.slice(from, to).join(" ");
	const said = words.slice(from, to);
	return {
		text,
		alternatives: [{ text, confidence, words: said }],
		isFinal: true,
		endsSpeech: true,
		startMs: said[0]?.startMs ?? startMs,
		endMs: said.at(-1)?.endMs ?? endMs,
	};
}

/** How many words were said, for the greater part, before the code was over. */
function wordsUntil(
	{ fromMs, toMs }: SaidCode,
	{ startMs }: Speech,
	{ tokens, words }: Wording,
): number {
	// Without times a result of the same stretch of speech is taken for the code, and a later one for what follows.
	if (words.length === 0) return startMs > fromMs ? 0 : tokens.length;
	return words.filter((word) => (word.startMs + word.endMs) / 2 < toMs).length;
}

function without(
	speech: Speech,
	wording: Wording,
	count: number,
): Speech | undefined {
	if (count === 0) return speech;
	if (count >= wording.tokens.length) return undefined;
	const words = wording.words.slice(count);
	const text = wording.tokens.slice(count).join(" ");
	const [{ confidence }, ...others] = speech.alternatives;
	const fromMs = words[0]?.startMs ?? speech.startMs;
	return {
		...speech,
		text,
		alternatives: [
			{ text, confidence, words },
			...others.flatMap((other) => laterPart(other, fromMs)),
		],
		startMs: fromMs,
	};
}

/** The words of another reading from this moment on; none if there are none, or they have no times. */
function laterPart(
	alternative: SpokenAlternative,
	fromMs: number,
): readonly SpokenAlternative[] {
	const { tokens, words } = wordingOf(alternative);
	const count = words.filter(({ startMs }) => startMs < fromMs).length;
	const text = tokens.slice(count).join(" ");
	if (words.length === 0 || text === "") return [];
	const { confidence } = alternative;
	return [{ text, confidence, words: words.slice(count) }];
}
