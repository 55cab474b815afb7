/**
 * Understands a pairing code from what the recogniser hears and which keys are pressed, in the order in
 * which they come. Pure: the caller of these functions keeps the hearing, and the clock.
 */

import type { CodeCandidate, Speech } from "../events.js";
import { readDigitCode } from "./digits/digit-code.js";
import { maxDigits, minDigits } from "./digits/digit-count.js";
import {
	candidatesIn,
	gathered,
	lengthOf,
	type Piece,
	pieceOf,
	type Reader,
	readingOf,
} from "./gathered-speech.js";
import {
	goesOnWithoutPause,
	type Interim,
	isOpenReading,
	nextInterim,
} from "./steady-interim.js";
import { readWordCode } from "./words/word-code.js";

/** What the codes are made of: digits, or the words of the operator's whole list. */
export type CodeVocabulary =
	| { readonly kind: "digits" }
	| { readonly kind: "words"; readonly codes: readonly string[] };

/** What was said or keyed as a code. Without candidates it still counts as a try, which pairs with nothing. */
export interface CodeClue {
	/** Best first, at most 3. */
	readonly candidates: readonly CodeCandidate[];
	/** Nothing more belongs to it. An unsettled clue may still grow, by digits that follow. */
	readonly isSettled: boolean;
	readonly source: "speech" | "keys";
}

/** What one result, key or pause has brought. */
export interface Understanding {
	readonly hearing: CodeHearing;
	readonly clue: CodeClue | undefined;
	/** Something was said that would be a code by itself, but in ordinary talk: it is no try. */
	readonly isPassedOver?: boolean;
	/** Something is gathered that a pause would complete: call `settle` when the pause has passed. */
	readonly awaitsMore: boolean;
}

/** Opaque: begin with `nothingHeard` and use the functions below. */
export interface CodeHearing {
	readonly pieces: readonly Piece[];
	readonly interim: Interim | undefined;
	readonly keys: string;
	/** Too few keys for a code were pressed, and then none for a while: speech is heard again. */
	readonly hasKeyingPaused: boolean;
	/** Milliseconds of call audio that results have covered, or that had passed when a key was pressed. */
	readonly audioMs: number;
	/** What was said before this moment of call audio has had its answer. */
	readonly answeredToMs: number;
}

export const nothingHeard: CodeHearing = {
	pieces: [],
	interim: undefined,
	keys: "",
	hasKeyingPaused: false,
	audioMs: 0,
	answeredToMs: 0,
};

/** The silence, by the recogniser's own clock, after which what was said is complete. */
const settledSilenceMs = 1_500;
/** How far results may lag behind the keys: what was said until then was said while keying. */
const resultLagMs = 1_000;
/** Word timings of an interim and of its final result differ by less than this. */
const timingSlackMs = 100;
/** A longer text is taken for talk: reading it all would keep other calls waiting. */
const maxTextLength = 600;
/** Further keys are ignored. */
const maxKeys = 24;

/** Understands a result. Results that cover silence are welcome: they tell how long it lasts. */
export function hearSpeech(
	hearing: CodeHearing,
	speech: Speech,
	vocabulary: CodeVocabulary,
): Understanding {
	const audioMs = Math.max(hearing.audioMs, speech.endMs);
	const now = { ...hearing, audioMs };
	if (isKeying(now)) return understood(now);
	if (lengthOf(speech) > maxTextLength) {
		return understood({ ...now, pieces: [], interim: undefined });
	}
	const piece = pieceOf(speech, hearing.answeredToMs);
	if (!piece) return hearSilence(now, speech, vocabulary);
	const understanding = speech.isFinal
		? hearFinal(now, piece, vocabulary)
		: hearInterim(now, piece, vocabulary);
	return understanding.clue ? withoutKeys(understanding) : understanding;
}

/**
 * Understands a key: digits make a code, `#` ends it, `*` starts over. Codes that are words cannot be keyed.
 * `atMs`: when it was pressed, in milliseconds of call audio, of which the last may not have had its result.
 */
export function hearKey(
	before: CodeHearing,
	key: string,
	vocabulary: CodeVocabulary,
	atMs = 0,
): Understanding {
	const hearing = { ...before, audioMs: Math.max(before.audioMs, atMs) };
	if (key === "*") return understood(startedOver(hearing));
	if (key === "#") return hearEndKey(hearing, vocabulary);
	if (vocabulary.kind === "words" || !/^\d$/.test(key))
		return understood(hearing);
	const keys = (hearing.keys + key).slice(0, maxKeys);
	const keyed = { ...startedOver(hearing), keys };
	return understood(keyed, clueOfKeys(keys, false));
}

/** Understands a pause: what has been gathered is complete. */
export function settle(
	hearing: CodeHearing,
	vocabulary: CodeVocabulary,
): Understanding {
	if (hearing.keys) {
		const clue = clueOfKeys(hearing.keys, true);
		const paused = { ...hearing, hasKeyingPaused: !clue };
		return { hearing: paused, clue, awaitsMore: false };
	}
	const read = readerFor(vocabulary);
	const { interim } = hearing;
	const pieces = interim?.isSteady
		? gathered(hearing.pieces, interim.piece, read)
		: hearing.pieces;
	const clue = clueIn(pieces, read, () => true);
	return { hearing, clue, awaitsMore: false };
}

/**
 * The hearing after a clue has had its answer: all is forgotten, but for how far the caller has been
 * heard, so that the final result of an interim one, or speech during keying, is no second try.
 */
export function answered(hearing: CodeHearing): CodeHearing {
	const { audioMs, keys, interim } = hearing;
	const saidToMs = interim?.isSteady ? interim.piece.endMs + timingSlackMs : 0;
	const keyedToMs = keys ? audioMs + resultLagMs : 0;
	return {
		...nothingHeard,
		audioMs,
		answeredToMs: Math.max(hearing.answeredToMs, saidToMs, keyedToMs),
	};
}

function hearFinal(
	hearing: CodeHearing,
	piece: Piece,
	vocabulary: CodeVocabulary,
): Understanding {
	const read = readerFor(vocabulary);
	const pieces = gathered(hearing.pieces, piece, read);
	const heard = { ...hearing, pieces, interim: undefined };
	const mayGoOn =
		goesOnWithoutPause(piece) || isOpenReading(readingOf(pieces, read));
	if (mayGoOn) return understood(heard);
	// A word code is complete as it is; a run of digits may need more digits.
	const isComplete = (fit: number) => vocabulary.kind === "words" && fit === 1;
	const said = readingOf([piece], read);
	const isPassedOver = said.kind === "talk" && said.holdsCode;
	const understanding = understood(heard, clueIn(pieces, read, isComplete));
	return { ...understanding, isPassedOver };
}

function hearInterim(
	hearing: CodeHearing,
	piece: Piece,
	vocabulary: CodeVocabulary,
): Understanding {
	const read = readerFor(vocabulary);
	const pieces = gathered(hearing.pieces, piece, read);
	const reading = readingOf(pieces, read);
	const interim = nextInterim(hearing.interim, piece, reading);
	const isNews = interim.isSteady && !hearing.interim?.isSteady;
	const clue = isNews ? clueIn(pieces, read, () => false) : undefined;
	return understood({ ...hearing, interim }, clue);
}

function hearSilence(
	hearing: CodeHearing,
	{ endMs }: Speech,
	vocabulary: CodeVocabulary,
): Understanding {
	const last = hearing.pieces.at(-1);
	const isOver = last !== undefined && endMs - last.endMs >= settledSilenceMs;
	return isOver ? settle(hearing, vocabulary) : understood(hearing);
}

function hearEndKey(
	hearing: CodeHearing,
	vocabulary: CodeVocabulary,
): Understanding {
	if (!hearing.keys) return settle(hearing, vocabulary);
	const clue = clueOfKeys(hearing.keys, true) ?? {
		candidates: [],
		isSettled: true,
		source: "keys",
	};
	return { hearing, clue, awaitsMore: false };
}

/** The code in the keys pressed so far; undefined while they are too few. */
function clueOfKeys(keys: string, isSettled: boolean): CodeClue | undefined {
	if (keys.length < minDigits) return undefined;
	const isCode = keys.length <= maxDigits;
	const candidates = isCode ? [{ code: keys, certainty: 1 }] : [];
	return { candidates, isSettled, source: "keys" };
}

function clueIn(
	pieces: readonly Piece[],
	read: Reader,
	isComplete: (fit: number) => boolean,
): CodeClue | undefined {
	const reading = readingOf(pieces, read);
	const candidates = candidatesIn(pieces, read);
	if (candidates.length === 0 && reading.kind !== "unclear") return undefined;
	const fit = reading.kind === "code" ? (reading.codes[0]?.fit ?? 0) : 0;
	return { candidates, isSettled: isComplete(fit), source: "speech" };
}

/** One for each list of words, since readings are known by their reader. */
const wordReaders = new WeakMap<readonly string[], Reader>();

function readerFor(vocabulary: CodeVocabulary): Reader {
	if (vocabulary.kind === "digits") return readDigitCode;
	const { codes } = vocabulary;
	const reader =
		wordReaders.get(codes) ?? ((tokens) => readWordCode(tokens, codes));
	wordReaders.set(codes, reader);
	return reader;
}

/** A code that was said makes the few keys pressed before it meaningless. */
function withoutKeys({ hearing, ...rest }: Understanding): Understanding {
	return { hearing: { ...hearing, keys: "" }, ...rest };
}

function isKeying({ keys, hasKeyingPaused }: CodeHearing): boolean {
	return keys !== "" && !hasKeyingPaused;
}

function startedOver(hearing: CodeHearing): CodeHearing {
	const { audioMs, answeredToMs } = hearing;
	return { ...nothingHeard, audioMs, answeredToMs };
}

function understood(hearing: CodeHearing, clue?: CodeClue): Understanding {
	const awaitsMore =
		hearing.keys !== "" ||
		hearing.pieces.length > 0 ||
		(hearing.interim?.isSteady ?? false);
	return { hearing, clue, awaitsMore: awaitsMore && !clue?.isSettled };
}
