import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { DeepgramSocketEnd } from "./deepgram-socket-end.js";

/** How a result is said; times are seconds of the audio on this socket, as in Deepgram's own messages. */
export interface Saying {
	final?: boolean;
	speechFinal?: boolean;
	startMs?: number;
	durationMs?: number;
	confidence?: number;
	/** Further readings, after the text itself. */
	alternatives?: readonly string[];
}

/**
 * Deepgram's end of one listen v1 socket. It is silent until told what to say; it ends as the real one
 * does: 1011 after ten seconds with nothing received, and after CloseStream a last result, metadata, 1000.
 */
export class DeepgramListener extends DeepgramSocketEnd {
	/** Every binary message, with the time of its arrival (`performance.now`). */
	readonly frames: { readonly bytes: Buffer; readonly atMs: number }[] = [];
	/** Said as the final result that answers CloseStream. */
	lastWords = "";
	/** The same where it is empty. */
	understand: () => string = () => "";
	/** Whether CloseStream is answered. */
	answersCloseStream = true;
	/** The message that answers Configure; none if undefined. */
	configureAnswer: object | undefined = { type: "ConfigureSuccess" };
	readonly #silence: NodeJS.Timeout;
	#audioBytes = 0;

	constructor(socket: WebSocket, request: IncomingMessage, silenceMs: number) {
		super(socket, request);
		this.#silence = setTimeout(() => this.timeOut(), silenceMs);
		socket.on("close", () => clearTimeout(this.#silence));
		socket.on("message", (data: Buffer, isBinary) => {
			if (isBinary) this.#hear(data);
			else this.#obey(data.toString());
		});
	}

	/** All audio received so far, in one piece. */
	get audio(): Buffer {
		return Buffer.concat(this.frames.map(({ bytes }) => bytes));
	}

	/** Resolves when at least this many bytes of audio have come. */
	heardAudio(bytes: number): Promise<void> {
		return this.until(
			() => this.#audioBytes >= bytes,
			() => `${bytes} bytes of audio; there were ${this.#audioBytes}`,
		);
	}

	/** Sends a result, and returns its very text. */
	say(words: string, saying: Saying = {}): string {
		const text = JSON.stringify(resultsOf(words, saying));
		this.push(text);
		return text;
	}

	/** Tells that speech has started, at a time of this socket's audio. */
	startSpeech(atMs = 0): string {
		const text = JSON.stringify({
			type: "SpeechStarted",
			channel: [0, 1],
			timestamp: atMs / 1000,
		});
		this.push(text);
		return text;
	}

	/** Tells that a gap between words has ended an utterance. */
	endUtterance(lastWordEndMs = 0): string {
		const text = JSON.stringify({
			type: "UtteranceEnd",
			channel: [0, 1],
			last_word_end: lastWordEndMs / 1000,
		});
		this.push(text);
		return text;
	}

	/** What happens after ten seconds in which nothing came; a test need not wait for them. */
	timeOut(): void {
		this.push(this.#metadata());
		this.close(1011, "NET-0001: no audio was received in time");
	}

	#hear(bytes: Buffer): void {
		this.#silence.refresh();
		this.frames.push({ bytes, atMs: performance.now() });
		this.#audioBytes += bytes.length;
		this.changed();
		// An empty message ends the stream, as Deepgram's troubleshooting page warns.
		if (bytes.length === 0) this.#finish();
	}

	#obey(text: string): void {
		const type = this.remember(text);
		// KeepAlive does not help a stream on which no audio was ever sent.
		if (this.#audioBytes > 0) this.#silence.refresh();
		if (type === "unreadable") this.close(1008, "DATA-0000");
		if (type === "CloseStream") this.#finish();
		if (type === "Configure" && this.configureAnswer) {
			this.push(JSON.stringify(this.configureAnswer));
		}
	}

	#finish(): void {
		if (!this.answersCloseStream) return;
		this.say(this.lastWords || this.understand(), {
			final: true,
			speechFinal: true,
		});
		this.push(this.#metadata());
		this.close(1000);
	}

	#metadata(): string {
		return JSON.stringify({
			type: "Metadata",
			transaction_key: "deprecated",
			request_id: "5a2f7c1e-0000-4000-8000-000000000000",
			sha256: "0".repeat(64),
			created: "2026-10-01T00:00:00.000Z",
			duration: this.#audioBytes / 8000,
			channels: 1,
		});
	}
}

function resultsOf(words: string, saying: Saying): object {
	const { final = true, startMs = 0, confidence = 0.98 } = saying;
	const durationMs = saying.durationMs ?? wordsIn(words).length * 400;
	const readings = [words, ...(saying.alternatives ?? [])];
	return {
		type: "Results",
		channel_index: [0, 1],
		duration: durationMs / 1000,
		start: startMs / 1000,
		is_final: final,
		speech_final: saying.speechFinal ?? final,
		channel: {
			alternatives: readings.map((transcript) => ({
				transcript,
				confidence,
				words: timed(transcript, startMs, durationMs, confidence),
			})),
		},
		metadata: {
			request_id: "5a2f7c1e-0000-4000-8000-000000000000",
			model_info: {
				name: "general-nova-3",
				version: "2026-01-01",
				arch: "nova-3",
			},
			model_uuid: "00000000-0000-4000-8000-000000000001",
		},
		from_finalize: false,
	};
}

function wordsIn(text: string): string[] {
	return text.split(" ").filter((word) => word !== "");
}

function timed(
	text: string,
	startMs: number,
	durationMs: number,
	confidence: number,
): object[] {
	const words = wordsIn(text);
	const each = durationMs / 1000 / Math.max(1, words.length);
	return words.map((word, index) => ({
		word,
		start: startMs / 1000 + index * each,
		end: startMs / 1000 + (index + 1) * each,
		confidence,
	}));
}
