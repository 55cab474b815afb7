/**
 * When an interim result may be acted upon, so that a caller need not wait for the recogniser to be sure
 * that he has finished; but not while more digits may follow.
 */

import type { Reading } from "./digits/digit-code.js";
import { confidenceOf, type Piece } from "./gathered-speech.js";

export interface Interim {
	readonly piece: Piece;
	/** The codes that it reads as, with spaces between them; empty if it is not a code. */
	readonly codes: string;
	/** Certain enough to be acted upon. */
	readonly isSteady: boolean;
}

/** The silence after a word that counts as a pause. */
const pauseMs = 300;
/** How confident the recogniser must be of an interim result that is acted upon. */
const minConfidence = 0.75;

/**
 * The interim result that takes the place of the one before. It is certain when that one read as the same
 * code, when a pause follows its last word, and when the recogniser is confident.
 */
export function nextInterim(
	before: Interim | undefined,
	piece: Piece,
	reading: Reading,
): Interim {
	const codes =
		reading.kind === "code"
			? reading.codes.map(({ code }) => code).join(" ")
			: "";
	const isSteady =
		codes !== "" &&
		!isOpenReading(reading) &&
		codes === before?.codes &&
		isFollowedByPause(piece) &&
		confidenceOf([piece]) >= minConfidence;
	return { piece, codes, isSteady };
}

/** Whether it ends in words that could go on: "four thousand". */
export function isOpenReading(reading: Reading): boolean {
	return reading.kind === "code" && reading.isOpen;
}

/** Whether a result ends in the middle of speech, so that the next one may go on with the same number. */
export function goesOnWithoutPause(piece: Piece): boolean {
	return piece.silenceMs !== undefined && !isFollowedByPause(piece);
}

function isFollowedByPause({ endsSpeech, silenceMs = 0 }: Piece): boolean {
	return endsSpeech || silenceMs >= pauseMs;
}
