import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { DeepgramSocketEnd } from "./deepgram-socket-end.js";

/** How long the emulators speak for each character: 50 ms of mulaw at 8000 Hz. */
const bytesPerCharacter = 400;
/** Audio comes in messages of a size that fits neither frames nor characters. */
const bytesPerMessage = 1111;

/** The audio that the emulators make of a text: each character as 50 ms of its own byte. */
export function spokenAudio(text: string): Buffer {
	return Buffer.concat(
		[...text].map((character) =>
			Buffer.alloc(bytesPerCharacter, character.codePointAt(0)),
		),
	);
}

/** The same audio as it comes. */
export function audioMessages(text: string): Buffer[] {
	const audio = spokenAudio(text);
	const messages: Buffer[] = [];
	for (let at = 0; at < audio.length; at += bytesPerMessage)
		messages.push(audio.subarray(at, at + bytesPerMessage));
	return messages;
}

/** Deepgram's end of one speak socket: what those of v1 and v2 have. */
export abstract class SpeakerEnd extends DeepgramSocketEnd {
	/** While true, audio waits for `release`. */
	isHeld: boolean;
	/** While there are some, a line is broken off after pieces of audio of so many bytes, and the socket is closed. */
	breaksOff: readonly number[] | undefined;
	/** While true, what ends a line does nothing and is not answered. */
	isDeafToClear = false;
	/** How long it takes to make the audio of what is flushed. */
	makingMs = 0;
	readonly #making = new Set<NodeJS.Timeout>();
	protected toSend: (Buffer | string)[] = [];

	constructor(socket: WebSocket, request: IncomingMessage, isHeld: boolean) {
		super(socket, request);
		this.isHeld = isHeld;
		socket.on("close", () => this.#makeNoMore());
	}

	/** Every text that was to be spoken, in order. */
	get spoken(): string[] {
		return this.texts
			.map((text) => JSON.parse(text))
			.filter(({ type }) => type === "Speak")
			.map(({ text }) => text);
	}

	/** Lets this many of the waiting messages go. */
	release(messages = Number.POSITIVE_INFINITY): void {
		if (this.breaksOff && this.toSend.length > 0) {
			this.#breakOff(this.breaksOff);
			return;
		}
		for (let count = 0; count < messages; count++) {
			const next = this.toSend.shift();
			if (next === undefined) return;
			this.sent(next);
		}
	}

	/** Sends audio of the test's own, ahead of what is waiting. */
	pushAudio(audio: Buffer): void {
		this.sent(audio);
	}

	/** These messages go once their audio is made, unless the test holds them. */
	protected make(messages: readonly (Buffer | string)[]): void {
		this.toSend.push(...messages);
		if (this.isHeld) return;
		if (this.makingMs === 0) {
			this.release();
			return;
		}
		const made = setTimeout(() => {
			this.#making.delete(made);
			this.release(messages.length);
		}, this.makingMs);
		this.#making.add(made);
	}

	/** Nothing of what waits goes any more. Returns what would have gone next. */
	protected makeNoneOfIt(): Buffer | string | undefined {
		const [next] = this.toSend;
		this.toSend = [];
		this.#makeNoMore();
		return next;
	}

	#makeNoMore(): void {
		for (const made of this.#making) clearTimeout(made);
		this.#making.clear();
	}

	protected sent(message: Buffer | string): void {
		this.socket.send(message);
	}

	protected tell(type: string, fields: object): void {
		this.push(JSON.stringify({ type, ...fields }));
	}

	#breakOff(pieces: readonly number[]): void {
		const whole = Buffer.concat(
			this.toSend.flatMap((each) => (each instanceof Buffer ? [each] : [])),
		);
		this.toSend = [];
		let at = 0;
		for (const bytes of pieces) {
			this.sent(whole.subarray(at, at + bytes));
			at += bytes;
		}
		this.close(1011, "NET-0000");
	}
}
