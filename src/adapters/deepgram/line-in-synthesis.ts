import type { VoiceOrder } from "../../machines/events.js";
import { maxPieceLength } from "./speak-socket.js";
import { speechPieces } from "./speech-pieces.js";

export type SynthesisOrder = Extract<VoiceOrder, { type: "synthesise" }>;

/** The line that Deepgram is making. */
export interface LineInSynthesis {
	readonly order: SynthesisOrder;
	/** Pieces that Deepgram has not been given yet. */
	toSay: string[];
	/** How many `Flushed` of Deepgram are still to come. */
	flushesDue: number;
	audioBytes: number;
	/** Filled only if the line is to be kept. */
	readonly audio: Buffer[];
	/** Deepgram was given it again, on a second socket. */
	isSecondTry: boolean;
}

export function newLine(order: SynthesisOrder): LineInSynthesis {
	return {
		order,
		toSay: piecesOf(order),
		flushesDue: 0,
		audioBytes: 0,
		audio: [],
		isSecondTry: false,
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

/** Whether the socket has ended after it was given text and before any audio came, for the first time. */
export function canBeginAnew(line: LineInSynthesis): boolean {
	return line.flushesDue > 0 && line.audioBytes === 0 && !line.isSecondTry;
}
