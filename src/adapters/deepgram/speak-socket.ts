import { fieldsOf, parsedJson } from "../../protocol/json.js";
import { beginningOf } from "../../protocol/whole-characters.js";
import { after } from "../guarding.js";
import type { DeepgramDialler, SpeakSocket } from "./dialler.js";
import { SpeakLimits } from "./speak-limits.js";
import type { Speaking, SpeakingOwner } from "./speaking.js";
import { guarded, type SocketEnding, type SocketOwner } from "./wire.js";

/** How long `Clear` may go unanswered. Until then all audio is dropped, so the next line would not be heard. */
const clearingMs = 1000;

/** One speak v1 socket: `Clear` drops what was not made yet, and some of it may still come. */
export class DeepgramSpeaking implements SocketOwner, Speaking {
	readonly #socket: SpeakSocket;
	readonly #limits = new SpeakLimits();
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

	get isClosing(): boolean {
		return this.#wasOpen && !this.isOpen;
	}

	delayFor(piece: string): number {
		return this.#limits.delayFor(piece);
	}

	speak(piece: string): void {
		this.#limits.spoken(piece);
		this.#socket.speak(piece);
	}

	flush(): void {
		this.#limits.flushed();
		this.#socket.flush();
	}

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

	/** Speak v1 does not know. */
	tellWords(): boolean {
		return false;
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
