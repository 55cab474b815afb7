/**
 * What a caller has said so far, as results of the recogniser that belong together: a code may come in
 * several of them. Times are milliseconds of call audio.
 */

import type { CodeCandidate, Speech, SpokenAlternative } from "../events.js";
import type { Reading } from "./digits/digit-code.js";
import { dangles } from "./talk/code-context.js";
import { roleOf, withPhrases } from "./talk/code-talk.js";
import { type Token, tokensOf } from "./talk/heard-tokens.js";

/** The next result goes on with the code of the one before if it begins no later than this after its end. */
export const goesOnWithinMs = 3_000;
/** A caller who speaks in more results than this without a pause is reciting. */
const maxPieces = 12;
/** So is one who says more than this in several results: ten times what a code takes. */
const maxGatheredCharacters = 300;
/** Further readings of a result are not looked at. */
const maxAlternatives = 5;
/** Of more than this, more than codes take, the other alternatives are not searched for a code that is known. */
const maxSearchedCharacters = 100;
/** How often what was gathered is read with another alternative in the place of a best one. */
const maxOtherChoices = 12;
const maxCandidates = 3;

/** One result of the recogniser, ready to be read. */
export interface Piece {
	readonly alternatives: readonly Alternative[];
	readonly startMs: number;
	/** The end of the last word. */
	readonly endMs: number;
	/** The silence after the last word; unknown without word timings. */
	readonly silenceMs: number | undefined;
	readonly endsSpeech: boolean;
	/** The characters of its longest alternative. */
	readonly length: number;
}

interface Alternative {
	readonly tokens: readonly Token[];
	readonly confidence: number;
}

/** How an utterance is read: as digits or as words. */
export type Reader = (tokens: readonly Token[]) => Reading;

/** A result without what was said before `fromMs`; nothing if no word is left. */
export function pieceOf(speech: Speech, fromMs: number): Piece | undefined {
	const alternatives = alternativesRead(speech)
		.map((alternative) => since(fromMs, alternative, speech.startMs))
		.filter(({ tokens }) => tokens.some(({ kind }) => kind !== "break"));
	if (alternatives.length === 0) return undefined;
	const words = speech.alternatives[0].words.filter(
		({ startMs }) => startMs >= fromMs,
	);
	const lastEndMs = words.at(-1)?.endMs;
	return {
		alternatives,
		startMs: words[0]?.startMs ?? speech.startMs,
		endMs: lastEndMs ?? speech.endMs,
		silenceMs: lastEndMs === undefined ? undefined : speech.endMs - lastEndMs,
		endsSpeech: speech.endsSpeech,
		length: lengthOf(speech),
	};
}

/** The characters of a result, in the longest of the readings that are looked at. */
export function lengthOf(speech: Speech): number {
	return Math.max(...alternativesRead(speech).map(({ text }) => text.length));
}

function alternativesRead({
	alternatives,
}: Speech): readonly SpokenAlternative[] {
	return alternatives.slice(0, maxAlternatives);
}

function since(
	fromMs: number,
	{ text, words, confidence }: SpokenAlternative,
	startMs: number,
): Alternative {
	if ((words[0]?.startMs ?? startMs) >= fromMs)
		return { tokens: tokensOf(text), confidence };
	const left = words.filter((word) => word.startMs >= fromMs);
	return {
		tokens: tokensOf(left.map(({ word }) => word).join(" ")),
		confidence,
	};
}

/** Adds a result to those before it, and drops what turns out to have nothing to do with a code. */
export function gathered(
	pieces: readonly Piece[],
	piece: Piece,
	read: Reader,
): readonly Piece[] {
	const before = goesOn(pieces, piece) ? pieces : [];
	if (before.length >= maxPieces) return before;
	const all = [...before, piece];
	if (before.length > 0 && lengthOfAll(all) > maxGatheredCharacters)
		return before;
	if (!areTalk(all, read)) return all;
	if (areTalk([piece], read)) return afterTalk(before, piece, read);
	const isLeadIn = areTalk(before, read);
	return isLeadIn ? [] : [piece];
}

/** The pieces as they are, or of much that was said the best alternatives alone. */
export function bestIfMany(pieces: readonly Piece[]): readonly Piece[] {
	if (lengthOfAll(pieces) <= maxSearchedCharacters) return pieces;
	return pieces.map((piece) => ({
		...piece,
		alternatives: piece.alternatives.slice(0, 1),
	}));
}

function lengthOfAll(pieces: readonly Piece[]): number {
	return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** Whether no alternative makes anything else of it. */
function areTalk(pieces: readonly Piece[], read: Reader): boolean {
	return choicesOf(pieces).every(
		(choice) => readingOf(choice, read).kind === "talk",
	);
}

/** What was gathered is asked for again and again, and read once. */
const readings = new WeakMap<
	readonly Piece[],
	{ readonly read: Reader; readonly reading: Reading }
>();

/** Reads all pieces as one utterance, each by its best alternative. */
export function readingOf(pieces: readonly Piece[], read: Reader): Reading {
	const known = readings.get(pieces);
	if (known?.read === read) return known.reading;
	const reading = read(tokensIn(pieces));
	readings.set(pieces, { read, reading });
	return reading;
}

/**
 * The codes that the pieces may mean, best first. Where the best alternatives make one, or none, the
 * others are tried as well, one at a time; but not when the best say plainly that it was no code.
 */
export function candidatesIn(
	pieces: readonly Piece[],
	read: Reader,
): readonly CodeCandidate[] {
	if (readingOf(pieces, read).kind === "unclear") return [];
	const byCode = new Map<string, CodeCandidate>();
	for (const choice of choicesOf(pieces)) {
		const reading = readingOf(choice, read);
		if (reading.kind !== "code") continue;
		for (const { code, fit } of reading.codes) {
			const certainty = fit * confidenceOf(choice);
			if (!byCode.has(code)) byCode.set(code, { code, certainty });
		}
	}
	return [...byCode.values()].slice(0, maxCandidates);
}

/** How sure the recogniser was, on average over the pieces. */
export function confidenceOf(pieces: readonly Piece[]): number {
	const confidences = pieces.map(
		({ alternatives }) => alternatives[0]?.confidence ?? 0,
	);
	const sum = confidences.reduce((total, confidence) => total + confidence, 0);
	return Math.min(1, Math.max(0, sum / Math.max(1, pieces.length)));
}

type Choices = readonly (readonly Piece[])[];

const choices = new WeakMap<readonly Piece[], Choices>();

/**
 * The pieces as they are, then with one of them replaced by each of its other alternatives; of many pieces by the
 * best of those.
 */
function choicesOf(pieces: readonly Piece[]): Choices {
	const known = choices.get(pieces);
	if (known) return known;
	const maxOthers = Math.floor(maxOtherChoices / Math.max(1, pieces.length));
	const others = pieces.flatMap((piece, at) =>
		piece.alternatives
			.slice(1, 1 + maxOthers)
			.map((alternative) =>
				pieces.with(at, { ...piece, alternatives: [alternative] }),
			),
	);
	const all = [pieces, ...others];
	choices.set(pieces, all);
	return all;
}

function goesOn(pieces: readonly Piece[], piece: Piece): boolean {
	const last = pieces.at(-1);
	return !!last && piece.startMs - last.endMs <= goesOnWithinMs;
}

/**
 * Talk after a whole code leaves it alone, unless it takes the code back. Talk that breaks off ("I was
 * born in …") is kept, for it says what the next number is.
 */
function afterTalk(
	before: readonly Piece[],
	piece: Piece,
	read: Reader,
): readonly Piece[] {
	const isWhole = readingOf(before, read).kind === "code";
	if (isWhole && !beginsWithCorrection(piece)) return before;
	return breaksOff(piece) ? [piece] : [];
}

function beginsWithCorrection(piece: Piece): boolean {
	const [first] = withPhrases(tokensIn([piece]));
	return first?.kind === "word" && roleOf(first.word) === "correction";
}

function breaksOff(piece: Piece): boolean {
	const last = tokensIn([piece]).findLast(({ kind }) => kind === "word");
	return !piece.endsSpeech || (last?.kind === "word" && dangles(last.word));
}

function tokensIn(pieces: readonly Piece[]): readonly Token[] {
	return pieces.flatMap(({ alternatives }, at): readonly Token[] => {
		const tokens = alternatives[0]?.tokens ?? [];
		return at === 0 ? tokens : [{ kind: "pause" }, ...tokens];
	});
}
