import { speechPieces } from "../../limits/speech-pieces.js";
import type { VoiceOrder } from "../../machines/events.js";
import type { LineListener } from "../sound/kept-lines.js";
import { maxPieceLength } from "./speak-limits.js";

export type SynthesisOrder = Extract<VoiceOrder, { type: "synthesise" }>;

/** The line that Deepgram is making. */
export interface LineInSynthesis {
	readonly order: SynthesisOrder;
	readonly listener: LineListener;
	/** Pieces that Deepgram has not been given yet. */
	toSay: string[];
	/** How many `Flushed` of Deepgram are still to come. */
	flushesDue: number;
	audioBytes: number;
	/** Deepgram was given it again, on a second socket. */
	isSecondTry: boolean;
	/** How often a socket was dialled in vain for the rest of it. */
	vainDials: number;
}

export function newLine(
	order: SynthesisOrder,
	listener: LineListener,
): LineInSynthesis {
	return {
		order,
		listener,
		toSay: piecesOf(order),
		flushesDue: 0,
		audioBytes: 0,
		isSecondTry: false,
		vainDials: 0,
	};
}

/** The text of a line in pieces that Deepgram takes; empty where there is nothing to say. */
export function piecesOf({ text }: SynthesisOrder): string[] {
	return speechPieces(text, maxPieceLength);
}

/** The key of a kept line. */
export function nameOfLine({ voice = "", text }: SynthesisOrder): string {
	return JSON.stringify([voice, text]);
}

/** Whether this line is the first to find that a socket which was open has ended. */
export function canBeginAnew(line: LineInSynthesis): boolean {
	return line.audioBytes === 0 && !line.isSecondTry;
}

/** Whether Deepgram has made all that it was given, and there is more to say when its limits allow. */
export function isPausing(line: LineInSynthesis): boolean {
	return line.flushesDue === 0 && line.toSay.length > 0 && line.audioBytes > 0;
}
