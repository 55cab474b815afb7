import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { DeepgramSocketEnd } from "./deepgram-socket-end.js";

/** How a turn is told; times are milliseconds of the audio on this socket. */
export interface TurnTelling {
	/** The audio that was transcribed: by default from the end of the turn before, to all that has come. */
	startMs?: number;
	endMs?: number;
	confidence?: number;
	/** Words have no times, as from a Flux of 2025. */
	withoutTimes?: boolean;
	trigger?: string;
}

/** What `/v1/listen` takes and Flux refuses with 400. */
const foreignParameters = [
	"interim_results",
	"endpointing",
	"utterance_end_ms",
	"vad_events",
	"smart_format",
	"punctuate",
	"channels",
];

/** Why Flux refuses a request for a listen v2 socket, as an HTTP status; undefined if it does not. */
export function fluxRefusal(url: string): number | undefined {
	const { searchParams: query } = new URL(url, "ws://deepgram.test");
	const isFlux = /^flux-general-(en|multi)$/.test(query.get("model") ?? "");
	const isForeign = foreignParameters.some((name) => query.has(name));
	return isFlux && !isForeign ? undefined : 400;
}

/**
 * Deepgram's end of one listen v2 socket: Flux. It is silent until told what to say; it numbers its turns and messages,
 * refuses what it does not know as the real one does, and answers CloseStream by closing, without a code or a last word.
 */
export class FluxListener extends DeepgramSocketEnd {
	/** Every binary message. */
	readonly frames: Buffer[] = [];
	/** Pings that came. */
	pings = 0;
	/** Whether CloseStream is answered. */
	answersCloseStream = true;
	/** The type of the message that answers Configure; none if undefined. */
	configureAnswer: "ConfigureSuccess" | "ConfigureFailure" | undefined =
		"ConfigureSuccess";
	readonly #requestId = randomUUID();
	#sequence = 0;
	#turn = 0;
	#turnBeganMs = 0;

	constructor(socket: WebSocket, request: IncomingMessage) {
		super(socket, request);
		socket.on("ping", () => {
			this.pings += 1;
			this.changed();
		});
		socket.on("message", (data: Buffer, isBinary) => {
			if (isBinary) this.#hear(data);
			else this.#obey(data.toString());
		});
		this.#send({ type: "Connected" });
	}

	/** All audio received so far, in one piece. */
	get audio(): Buffer {
		return Buffer.concat(this.frames);
	}

	get audioMs(): number {
		return this.audio.length / 8;
	}

	/** Resolves when at least this many bytes of audio have come. */
	heardAudio(bytes: number): Promise<void> {
		return this.until(
			() => this.audio.length >= bytes,
			() => `${bytes} bytes of audio; there were ${this.audio.length}`,
		);
	}

	/** Resolves when this many pings have come. */
	pinged(count: number): Promise<void> {
		return this.until(
			() => this.pings >= count,
			() => `${count} pings; there were ${this.pings}`,
		);
	}

	startTurn(words = "", telling: TurnTelling = {}): string {
		this.#turnBeganMs = telling.startMs ?? this.#turnBeganMs;
		return this.#tell("StartOfTurn", words, telling);
	}

	/** The turn so far; between turns, that nothing is said. */
	update(words = "", telling: TurnTelling = {}): string {
		return this.#tell("Update", words, telling);
	}

	endEagerly(words: string, telling: TurnTelling = {}): string {
		return this.#tell("EagerEndOfTurn", words, telling);
	}

	resume(words: string, telling: TurnTelling = {}): string {
		return this.#tell("TurnResumed", words, telling);
	}

	endTurn(words: string, telling: TurnTelling = {}): string {
		const text = this.#tell("EndOfTurn", words, {
			trigger: "model",
			...telling,
		});
		this.#turn += 1;
		this.#turnBeganMs = telling.endMs ?? this.audioMs;
		return text;
	}

	/** A fatal error: the close follows. */
	failWith(code: string): void {
		this.#send({ type: "Error", code, description: "It was told to." });
		this.close(1008, code);
	}

	#tell(event: string, words: string, telling: TurnTelling): string {
		const { confidence = 0.95, trigger } = telling;
		const startMs = telling.startMs ?? this.#turnBeganMs;
		const endMs = telling.endMs ?? Math.max(startMs, this.audioMs);
		return this.#send({
			type: "TurnInfo",
			event,
			turn_index: this.#turn,
			audio_window_start: startMs / 1000,
			audio_window_end: endMs / 1000,
			transcript: words,
			words: timed(words, startMs, endMs, confidence, telling.withoutTimes),
			end_of_turn_confidence: event === "EndOfTurn" ? 0.9 : 0.1,
			...(trigger !== undefined && { trigger }),
		});
	}

	#send(message: object): string {
		const text = JSON.stringify({
			...message,
			request_id: this.#requestId,
			sequence_id: this.#sequence++,
		});
		this.push(text);
		return text;
	}

	#hear(bytes: Buffer): void {
		this.frames.push(bytes);
		this.changed();
	}

	#obey(text: string): void {
		switch (this.remember(text)) {
			case "CloseStream":
				if (this.answersCloseStream) this.socket.close();
				break;
			case "Configure":
				if (this.configureAnswer) this.#answer(this.configureAnswer, text);
				break;
			default:
				this.failWith("UNPARSABLE_CLIENT_MESSAGE");
		}
	}

	#answer(type: string, text: string): void {
		const { thresholds = {}, keyterms = [] } = JSON.parse(text);
		const isDone = type === "ConfigureSuccess";
		this.#send({ type, ...(isDone && { thresholds, keyterms }) });
	}
}

function timed(
	text: string,
	startMs: number,
	endMs: number,
	confidence: number,
	withoutTimes = false,
): object[] {
	const words = text.split(" ").filter((word) => word !== "");
	const each = (endMs - startMs) / 1000 / Math.max(1, words.length);
	return words.map((word, index) => ({
		word,
		confidence,
		...(!withoutTimes && {
			start: startMs / 1000 + index * each,
			end: startMs / 1000 + (index + 1) * each,
		}),
	}));
}
