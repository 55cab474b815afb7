import type { VoiceOrder } from "../../machines/events.js";
import type { SocketEnding } from "./wire.js";

/** Is told what happens on one speak socket. */
export interface SpeakingOwner {
	opened(): void;
	/** Audio, in order; never what was made before the last `clear`. */
	heard(audio: Buffer): void;
	/** All audio of what was spoken until one `flush` has come. */
	flushed(): void;
	warned(code: string): void;
	/** Called once, and last. */
	ended(end: SocketEnding): void;
	/** One of the functions above has thrown. */
	failed(error: unknown): void;
}

/** What the caller heard of a text, in milliseconds. */
export type WordsWanted = Extract<VoiceOrder, { type: "tell.words" }>;

/** Is told the beginning of the text that was heard; undefined where nobody can tell. Called once. */
export type TellWords = (heardText: string | undefined) => void;

/** One speak socket of either version: keeps Deepgram's limits, and drops what comes after `clear`. */
export interface Speaking {
	readonly isOpen: boolean;
	/** It was open, and its end is on the way. */
	readonly isClosing: boolean;
	/** Milliseconds until this text may be spoken and flushed within the limits. */
	delayFor(piece: string): number;
	speak(piece: string): void;
	/** Ends what was spoken since the last time: it is of this line. */
	flush(lineId: string): void;
	/** After this nothing is heard of what was spoken so far. */
	clear(): void;
	/** Asks which words of a text were heard; false, and nothing is told, where it cannot be asked. */
	tellWords(wanted: WordsWanted, tell: TellWords): boolean;
	close(): void;
	terminate(): void;
}
