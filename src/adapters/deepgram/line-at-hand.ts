import type { VoiceOrder } from "../../machines/events.js";
import { maxPieceLength } from "./speak-socket.js";
import { speechPieces } from "./speech-pieces.js";

/** The order to make a line. */
export type Synthesise = Extract<VoiceOrder, { type: "synthesise" }>;

/** The line that Deepgram is making. */
export interface LineAtHand {
	readonly order: Synthesise;
	/** What Deepgram has not been given yet. */
	toSay: string[];
	/** How many times Deepgram has still to say that all audio has come. */
	flushesDue: number;
	audioBytes: number;
	/** Its audio, if it shall be kept. */
	readonly audio: Buffer[];
	/** It has been begun anew, on a second socket. */
	isSecondTry: boolean;
}

/** A line of which nothing has been done yet. */
export function lineAtHand(order: Synthesise): LineAtHand {
	return {
		order,
		toSay: piecesOf(order),
		flushesDue: 0,
		audioBytes: 0,
		audio: [],
		isSecondTry: false,
	};
}

/** The text of a line as Deepgram takes it; none where there is nothing to say. */
export function piecesOf({ text }: Synthesise): string[] {
	return speechPieces(text, maxPieceLength);
}

/** What tells a kept line from others. */
export function nameOf({ voice = "", text }: Synthesise): string {
	return JSON.stringify([voice, text]);
}

/** Whether something was given to a socket which ended before any sound of it was heard, for the first time. */
export function canBeginAnew(line: LineAtHand): boolean {
	return line.flushesDue > 0 && line.audioBytes === 0 && !line.isSecondTry;
}
