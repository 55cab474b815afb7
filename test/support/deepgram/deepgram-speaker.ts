import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { audioMessages, SpeakerEnd } from "./speaker-end.js";

const maxTextLength = 2000;
const flushesPerMinute = 20;
const charactersPerMinute = 2400;

/**
 * Deepgram's end of one speak v1 socket: text is gathered until Flush, then comes as audio in several
 * messages, and `Flushed`. `Clear` drops what is left, but one more piece of audio still slips out.
 */
export class DeepgramSpeaker extends SpeakerEnd {
	#gathered = "";
	readonly #flushes = new LastMinute();
	readonly #characters = new LastMinute();
	#sequence = 0;

	constructor(socket: WebSocket, request: IncomingMessage, isHeld: boolean) {
		super(socket, request, isHeld);
		socket.on("message", (data: Buffer, isBinary) => {
			if (isBinary) this.close(1003, "MESSAGE-0000");
			else this.#obey(data.toString());
		});
		this.tell("Metadata", {
			request_id: "7b1d2c3e-0000-4000-8000-000000000000",
			model_name: "aura-2-thalia-en",
			model_version: "2026-01-01.0",
			model_uuid: "00000000-0000-4000-8000-000000000002",
		});
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
			this.tell("Warning", {
				code: "EXCESSIVE_FLUSH",
				description: "No more flushes until a minute has passed.",
			});
			return;
		}
		const audio = audioMessages(this.#gathered);
		this.#gathered = "";
		this.make([...audio, this.#numbered("Flushed")]);
	}

	#clear(): void {
		const next = this.makeNoneOfIt();
		this.#gathered = "";
		if (next instanceof Buffer) this.pushAudio(next);
		this.push(this.#numbered("Cleared"));
	}

	#numbered(type: string): string {
		return JSON.stringify({ type, sequence_id: this.#sequence++ });
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
