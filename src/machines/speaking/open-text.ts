/** What the voice is given of a text of which more is to come: when, and how much. */
import { firstSpeechPiece, speechPieces } from "../../limits/speech-pieces.js";

/** The voice is given no more of a line at once: what is stopped was made in vain. Deepgram ends 20 pieces a minute. */
export const maxPieceCharacters = 160;
/** Less is no clause that would be worth a piece of its own: "Oh,". */
const minClauseCharacters = 10;
/** A clause is no longer waited for: what there is of it goes at the end of a word. */
const maxClauseCharacters = 80;
/** While more than this is unplayed there is time to gather a full piece; less, and a sentence goes by itself. */
const sentenceAheadMs = 3_000;
/** With less than this unplayed, waiting for the end of a sentence would be heard as a gap. */
const clauseAheadMs = 500;

/** What may stand between a mark of punctuation and the space after it. */
const closers = `["')\\]»”’」』]*`;
/** At the very end of the text a number may go on behind its point or comma. */
const sentenceEnds = new RegExp(
	`[.!?…]+${closers}\\s+|(?<!\\d)[.!?…]+${closers}$|[。！？]+${closers}\\s*|\\n+`,
	"gu",
);
const clauseEnds = new RegExp(
	`[,;:—–]+${closers}\\s+|(?<!\\d)[,;:—–]+${closers}$|[、，；：]+\\s*|${sentenceEnds.source}`,
	"gu",
);
const wordEnds = /\s+/gu;

/** A piece of a text, and in how many milliseconds it is due. */
export interface OpenPiece {
	readonly text: string;
	readonly inMs: number;
}

/**
 * The piece of such a text that goes to the voice next; `undefined` while there is none. The first piece of a line
 * is its first clause; from then on it goes by how much sound is unplayed.
 */
export function pieceOfOpenText(
	text: string,
	unplayedMs?: number,
): OpenPiece | undefined {
	const full = fullPiece(text);
	if (full !== undefined) return { text: full, inMs: 0 };
	const sentence = pieceUpTo(text, sentenceEnds);
	const clause = pieceUpTo(text, clauseEnds) ?? partOfLongClause(text);
	if (unplayedMs === undefined) return due(clause, 0);
	const inMs = unplayedMs - clauseAheadMs;
	if (inMs <= 0 || sentence === undefined) return due(clause, inMs);
	return due(sentence, unplayedMs - sentenceAheadMs);
}

/** The pieces of what is left of such a text when no more comes. */
export function piecesOfRest(text: string): readonly string[] {
	const [first, ...others] = speechPieces(text, maxPieceCharacters);
	return first === undefined ? [] : [spaceBefore(text) + first, ...others];
}

function due(text: string | undefined, inMs: number): OpenPiece | undefined {
	return text === undefined ? undefined : { text, inMs: Math.max(0, inMs) };
}

/** As much of a long text as is given at once. */
function fullPiece(text: string): string | undefined {
	const space = spaceBefore(text);
	const spoken = text.slice(space.length);
	if (spoken.trimEnd().length <= maxPieceCharacters) return undefined;
	return space + firstSpeechPiece(spoken, maxPieceCharacters);
}

/** The text up to the last of these ends; `undefined` if that is little, or if there is none. */
function pieceUpTo(text: string, ends: RegExp): string | undefined {
	const last = [...text.matchAll(ends)].at(-1);
	if (last === undefined) return undefined;
	const piece = text.slice(0, last.index + last[0].length);
	return piece.trim().length < minClauseCharacters ? undefined : piece;
}

function partOfLongClause(text: string): string | undefined {
	return text.trim().length < maxClauseCharacters
		? undefined
		: pieceUpTo(text, wordEnds);
}

function spaceBefore(text: string): string {
	return text.slice(0, text.length - text.trimStart().length);
}
