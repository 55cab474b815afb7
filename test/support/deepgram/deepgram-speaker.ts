import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { DeepgramSocketEnd } from "./deepgram-socket-end.js";

/** How long the emulator speaks for each character: 50 ms of mulaw at 8000 Hz. */
const bytesPerCharacter = 400;
/** Audio comes in messages of a size that fits neither frames nor characters. */
const bytesPerMessage = 1111;
const maxTextLength = 2000;
const flushesPerMinute = 20;
const charactersPerMinute = 2400;

/** The audio that the emulator makes of a text: each character as 50 ms of its own byte. */
export function spokenAudio(text: string): Buffer {
	return Buffer.concat(
		[...text].map((character) =>
			Buffer.alloc(bytesPerCharacter, character.codePointAt(0)),
		),
	);
}

/**
 * Deepgram's end of one speak v1 socket: text is gathered until Flush, then comes as audio in several
 * messages, and `Flushed`. `Clear` drops what is left, but one more piece of audio still slips out.
 */
export class DeepgramSpeaker extends DeepgramSocketEnd {
	/** While true, audio waits for `release`. */
	isHeld: boolean;
	/** While there are some, a line is broken off after pieces of audio of so many bytes, and the socket is closed. */
	breaksOff: readonly number[] | undefined;
	/** While true, `Clear` does nothing and is not answered. */
	isDeafToClear = false;
	/** How long it takes to make the audio of what is flushed. */
	makingMs = 0;
	readonly #making = new Set<NodeJS.Timeout>();
	#gathered = "";
	#toSend: (Buffer | string)[] = [];
	readonly #flushes = new LastMinute();
	readonly #characters = new LastMinute();
	#sequence = 0;

	constructor(socket: WebSocket, request: IncomingMessage, isHeld: boolean) {
		super(socket, request);
		this.isHeld = isHeld;
		socket.on("close", () => {
			for (const made of this.#making) clearTimeout(made);
		});
		socket.on("message", (data: Buffer, isBinary) => {
			if (isBinary) this.close(1003, "MESSAGE-0000");
			else this.#obey(data.toString());
		});
		this.push(
			JSON.stringify({
				type: "Metadata",
				request_id: "7b1d2c3e-0000-4000-8000-000000000000",
				model_name: "aura-2-thalia-en",
				model_version: "2026-01-01.0",
				model_uuid: "00000000-0000-4000-8000-000000000002",
			}),
		);
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
		if (this.breaksOff && this.#toSend.length > 0) {
			this.#breakOff(this.breaksOff);
			return;
		}
		for (const each of this.#toSend.splice(0, messages)) {
			this.socket.send(each);
		}
	}

	/** Sends audio of the test's own, ahead of what is waiting. */
	pushAudio(audio: Buffer): void {
		this.socket.send(audio);
	}

	#obey(text: string): void {
		switch (this.remember(text)) {
			case "Speak":
				this.#gather(JSON.parse(text).text);
				break;
			case "Flush":
				this.#flush();
				break;
			case "Clear":
				if (!this.isDeafToClear) this.#clear();
				break;
			case "Close":
				this.close(1000);
				break;
			default:
				this.close(1008, "DATA-0000");
		}
	}

	#gather(text: string): void {
		this.#gathered += text;
		if (text.length > maxTextLength) this.close(1009, "BIG-0001");
		else if (this.#characters.after(text.length) > charactersPerMinute) {
			this.close(1008, "DATA-0001");
		}
	}

	#flush(): void {
		if (this.#flushes.after(1) > flushesPerMinute) {
			this.#tell("Warning", {
				code: "EXCESSIVE_FLUSH",
				description: "No more flushes until a minute has passed.",
			});
			return;
		}
		const audio = spokenAudio(this.#gathered);
		const waiting = this.#toSend.length;
		this.#gathered = "";
		for (let at = 0; at < audio.length; at += bytesPerMessage) {
			this.#toSend.push(audio.subarray(at, at + bytesPerMessage));
		}
		this.#toSend.push(this.#numbered("Flushed"));
		if (this.isHeld) return;
		if (this.makingMs === 0) this.release();
		else this.#make(this.#toSend.length - waiting);
	}

	/** So many messages go when their audio is made. */
	#make(messages: number): void {
		const made = setTimeout(() => {
			this.#making.delete(made);
			this.release(messages);
		}, this.makingMs);
		this.#making.add(made);
	}

	#breakOff(pieces: readonly number[]): void {
		const whole = Buffer.concat(
			this.#toSend.flatMap((each) => (each instanceof Buffer ? [each] : [])),
		);
		this.#toSend = [];
		let at = 0;
		for (const bytes of pieces) {
			this.socket.send(whole.subarray(at, at + bytes));
			at += bytes;
		}
		this.close(1011, "NET-0000");
	}

	#clear(): void {
		const [next] = this.#toSend;
		this.#gathered = "";
		this.#toSend = [];
		for (const made of this.#making) clearTimeout(made);
		this.#making.clear();
		if (next instanceof Buffer) this.pushAudio(next);
		this.push(this.#numbered("Cleared"));
	}

	#numbered(type: string): string {
		return JSON.stringify({ type, sequence_id: this.#sequence++ });
	}

	#tell(type: string, fields: object): void {
		this.push(JSON.stringify({ type, ...fields }));
	}
}

/** The total of the last minute. */
class LastMinute {
	#amounts: { readonly amount: number; readonly at: number }[] = [];

	/** Adds an amount now, and returns the total. */
	after(amount: number): number {
		const now = Date.now();
		this.#amounts = this.#amounts.filter(({ at }) => at > now - 60_000);
		this.#amounts.push({ amount, at: now });
		return this.#amounts.reduce((sum, each) => sum + each.amount, 0);
	}
}
