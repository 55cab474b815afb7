import type { WebSocket } from "ws";
import { RelayMeter } from "../relay-meter.js";
import { bytesPerMs } from "../sound/mulaw.js";
import { writeClear, writeMark, writeMedia } from "./messages.js";

/**
 * 100 ms. Twilio plays very small pieces with jitter; it needs at least 50 ms
 * (reference: openai/openai-agents-python PR 1926).
 */
const pieceBytes = 100 * bytesPerMs;

/** A phone that returns no mark has no more of them kept than this: of those a line waits for, there are a few. */
const maxOpenMarks = 1_000;

/** With more unsent bytes than this the phone is not reading, and audio for it is dropped. */
const maxUnsentBytes = 4 * 1024 * 1024;

/** The way to the caller's ear: gathers audio into pieces that Twilio plays smoothly, in order. */
export class PhoneOutlet {
	#waiting: Buffer[] = [];
	#waitingBytes = 0;
	#streamSid = "";
	/** Is told of the audio that goes out, as it does. */
	sent: (audio: Buffer) => void = () => {};
	/** The marks that were sent and have not come back, oldest first. */
	readonly #openMarks = new Set<string>();

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
		this.#openMarks.add(name);
		const [oldest = name] = this.#openMarks;
		if (this.#openMarks.size > maxOpenMarks) this.#openMarks.delete(oldest);
	}

	/** Whether this mark was sent and is back for the first time: a peer may say that of any name. */
	hasReturned(name: string): boolean {
		return this.#openMarks.delete(name);
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
		this.sent(audio);
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
