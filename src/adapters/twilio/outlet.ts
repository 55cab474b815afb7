import type { WebSocket } from "ws";
import { RelayMeter } from "../relay-meter.js";
import { bytesPerMs } from "../sound/mulaw.js";
import { writeClear, writeMark, writeMedia } from "./messages.js";
import { type ForPhone, type PhoneMark, SentToPhone } from "./sent-to-phone.js";

/**
 * 100 ms. Twilio plays very small pieces with jitter; it needs at least 50 ms
 * (reference: openai/openai-agents-python PR 1926).
 */
const pieceBytes = 100 * bytesPerMs;

/** With more unsent bytes than this the phone is not reading, and audio for it is dropped. */
const maxUnsentBytes = 4 * 1024 * 1024;

/** No more is kept while the phone is paused: eight minutes, where the voice is at most 20 seconds and a piece ahead. */
const maxHeldBytes = 4 * 1024 * 1024;

/** What a phone that is paused plays once it goes on, in order. */
interface Held {
	readonly items: ForPhone[];
	bytes: number;
}

/** The way to the caller's ear: gathers audio into pieces that Twilio plays smoothly, in order. */
export class PhoneOutlet {
	#waiting: Buffer[] = [];
	#waitingBytes = 0;
	#streamSid = "";
	/** Is told of the audio that goes out, as it does. */
	sent: (audio: Buffer) => void = () => {};
	readonly #sent = new SentToPhone();
	/** Undefined unless the phone is paused. */
	#held: Held | undefined;

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
		if (this.#held) this.#hold(this.#held, audio);
		else this.#play(audio);
	}

	/** Asks to be told when everything given to `play` so far has been played. */
	mark(name: string): void {
		const mark = { mark: name, timesSent: 0 };
		if (this.#held) this.#held.items.push(mark);
		else this.#mark(mark);
	}

	/** What a mark that is back is called, if it was sent and is back for the first time: a peer may say that of any name. */
	returned(wireName: string): string | undefined {
		return this.#sent.takeMark(wireName);
	}

	clear(): void {
		const isCleared = this.#held !== undefined;
		this.#held = undefined;
		this.#forget();
		this.#sent.dropped();
		if (!isCleared) this.#send(writeClear(this.#streamSid));
	}

	/** Plays nothing until it is to go on. Of this line so much was played; all behind that is kept. */
	pause(lineId: string, playedMs: number): void {
		if (this.#held) return;
		this.#send(writeClear(this.#streamSid));
		this.#forget();
		this.#held = {
			items: [...this.#sent.takeBack(lineId, playedMs)],
			bytes: 0,
		};
	}

	/** Plays what was kept. */
	goOn(): void {
		const items = this.#held?.items ?? [];
		this.#held = undefined;
		for (const item of items) {
			if ("mark" in item) this.#mark(item);
			else this.#play(item);
		}
	}

	#hold(held: Held, audio: Buffer): void {
		if (held.bytes > maxHeldBytes) {
			this.#drop(audio);
			return;
		}
		held.items.push(audio);
		held.bytes += audio.length;
	}

	#play(audio: Buffer): void {
		if (this.socket.bufferedAmount > maxUnsentBytes) {
			this.#drop(audio);
			return;
		}
		this.#sent.addAudio(audio);
		this.#waiting.push(audio);
		this.#waitingBytes += audio.length;
		if (this.#waitingBytes >= pieceBytes) this.#flush();
	}

	#drop({ length }: Buffer): void {
		this.meter.droppedAudioBytes.phone_buffer += length;
	}

	/**
	 * Twilio returns all marks at a `clear`, as if they had been played (reference: vocodedev/vocode-core PR 586). So one
	 * that is sent again has another name on the wire.
	 */
	#mark(mark: PhoneMark): void {
		this.#flush();
		const wireName = this.#sent.addMark(mark);
		this.#send(writeMark(this.#streamSid, wireName));
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
