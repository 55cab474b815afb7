import { SlidingWindow } from "../../limits/sliding-window.js";
import { fieldsOf, parsedJson } from "../../protocol/json.js";
import { beginningOf } from "../../protocol/whole-characters.js";
import { after } from "../guarding.js";
import type { DeepgramDialler, SpeakSocket } from "./dialler.js";
import { guarded, type SocketEnding, type SocketOwner } from "./wire.js";

/** The longest text that Deepgram takes in one `Speak`. */
export const maxPieceLength = 2000;
/** Deepgram's limits for a speak socket: beyond the first it closes, beyond the second it does not flush. */
const charactersPerMinute = 2400;
const flushesPerMinute = 20;
/** A minute, and a second more, since Deepgram's clock may run a little late. */
const windowMs = 61_000;
/** How long `Clear` may go unanswered. Until then all audio is dropped, so the next line would not be heard. */
const clearingMs = 1000;

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

/** One speak socket: keeps Deepgram's limits and drops what comes after `clear`. */
export class DeepgramSpeaking implements SocketOwner {
	readonly #socket: SpeakSocket;
	readonly #characters = new SlidingWindow(charactersPerMinute, windowMs);
	readonly #flushes = new SlidingWindow(flushesPerMinute, windowMs);
	#wasOpen = false;
	#clearsDue = 0;
	#clearing: NodeJS.Timeout | undefined;

	constructor(
		deepgram: DeepgramDialler,
		url: string,
		private readonly owner: SpeakingOwner,
	) {
		this.#socket = deepgram.speak(url, guarded(this, owner.failed));
	}

	opened(): void {
		this.#wasOpen = true;
		this.owner.opened();
	}

	heardText(text: string): void {
		const { type, code } = speakMessage(text);
		if (type === "Cleared") this.#cleared();
		else if (type === "Flushed" && this.#clearsDue === 0) this.owner.flushed();
		else if (type === "Warning" || type === "Error") this.owner.warned(code);
	}

	heardAudio(audio: Buffer): void {
		if (this.#clearsDue === 0) this.owner.heard(audio);
	}

	ended(end: SocketEnding): void {
		clearTimeout(this.#clearing);
		this.owner.ended(end);
	}

	get isOpen(): boolean {
		return this.#socket.isOpen;
	}

	/** It was open, and its end is on the way. */
	get isClosing(): boolean {
		return this.#wasOpen && !this.isOpen;
	}

	/** Milliseconds until this text may be spoken and flushed within the limits. */
	delayFor(piece: string): number {
		const nowMs = performance.now();
		return Math.max(
			this.#characters.delayFor(piece.length, nowMs),
			this.#flushes.delayFor(1, nowMs),
		);
	}

	speak(piece: string): void {
		this.#characters.spend(performance.now(), piece.length);
		this.#socket.speak(piece);
	}

	flush(): void {
		this.#flushes.spend(performance.now());
		this.#socket.flush();
	}

	/** After this nothing is heard of what was spoken so far. */
	clear(): void {
		if (!this.isOpen) return;
		this.#clearsDue += 1;
		this.#socket.clear();
		this.#clearing ??= after(
			clearingMs,
			() => this.#giveUp(),
			this.owner.failed,
		);
	}

	close(): void {
		clearTimeout(this.#clearing);
		this.#socket.close();
	}

	terminate(): void {
		clearTimeout(this.#clearing);
		this.#socket.terminate();
	}

	#giveUp(): void {
		this.terminate();
		this.owner.ended({
			code: 1006,
			reason: "Clear was not answered",
			status: undefined,
			requestId: undefined,
		});
	}

	#cleared(): void {
		this.#clearsDue = Math.max(0, this.#clearsDue - 1);
		if (this.#clearsDue > 0) {
			this.#clearing?.refresh();
			return;
		}
		clearTimeout(this.#clearing);
		this.#clearing = undefined;
	}
}

/** The `type` and `code` of a text from a speak socket; empty where there is none. */
function speakMessage(text: string): { type: string; code: string } {
	const message = fieldsOf(parsedJson(text));
	return { type: word(message?.type), code: word(message?.code) };
}

function word(value: unknown): string {
	return typeof value === "string" ? beginningOf(value, 100) : "";
}
