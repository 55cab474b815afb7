import type { WebSocket } from "ws";
import { RelayMeter } from "../relay-meter.js";
import { bytesPerMs } from "../sound/mulaw.js";
import { writeClear, writeMark, writeMedia } from "./messages.js";

/**
 * 100 ms. Twilio plays very small pieces with jitter; it needs at least 50 ms
 * (reference: openai/openai-agents-python PR 1926).
 */
const pieceBytes = 100 * bytesPerMs;

/** With more unsent bytes than this the phone is not reading, and audio for it is dropped. */
const maxUnsentBytes = 4 * 1024 * 1024;

/** The way to the caller's ear: gathers audio into pieces that Twilio plays smoothly, in order. */
export class PhoneOutlet {
	#waiting: Buffer[] = [];
	#waitingBytes = 0;
	#streamSid = "";

	constructor(
		private readonly socket: WebSocket,
		private readonly meter = new RelayMeter(),
	) {}

	/** Nothing can be sent before Twilio has named its stream. */
	begin(streamSid: string): void {
		this.#streamSid = streamSid;
	}

	/** Takes audio of any length. The last piece of a line goes out with its mark. */
	play(audio: Buffer): void {
		if (this.socket.bufferedAmount > maxUnsentBytes) {
			this.meter.droppedAudioBytes.phone_buffer += audio.length;
			return;
		}
		this.#waiting.push(audio);
		this.#waitingBytes += audio.length;
		if (this.#waitingBytes >= pieceBytes) this.#flush();
	}

	/** Asks to be told when everything given to `play` so far has been played. */
	mark(name: string): void {
		this.#flush();
		this.#send(writeMark(this.#streamSid, name));
	}

	clear(): void {
		this.#forget();
		this.#send(writeClear(this.#streamSid));
	}

	#flush(): void {
		if (this.#waitingBytes === 0) return;
		const [first, ...others] = this.#waiting;
		const audio =
			first && others.length === 0 ? first : Buffer.concat(this.#waiting);
		this.#forget();
		this.#send(writeMedia(this.#streamSid, audio));
	}

	#forget(): void {
		this.#waiting = [];
		this.#waitingBytes = 0;
	}

	#send(text: string): void {
		if (!this.#streamSid || this.socket.readyState !== this.socket.OPEN) return;
		this.meter.sentBytes.phone += text.length;
		this.socket.send(text);
	}
}
