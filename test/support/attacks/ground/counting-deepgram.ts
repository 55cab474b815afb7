import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { bytesPerMs } from "../../../../src/adapters/sound/mulaw.js";
import { DeepgramSpeaker } from "../../deepgram/deepgram-speaker.js";
import { HeardTexts } from "./heard-as.js";

/** What was asked of Deepgram, all of which costs money. */
export interface Spending {
	readonly listenDials: number;
	readonly speakDials: number;
	readonly configures: number;
	/** Characters that the voice was given to speak. */
	readonly characters: number;
	/** Sound that came, in milliseconds. */
	readonly soundMs: number;
	/** By how much the sound of one listen socket exceeded twice the time for which it was open, at the most. */
	readonly beyondTwiceMs: number;
}

/** A piece of the voice's sound is sent so often: 1,111 bytes of it are 139 ms, so it speaks faster than real time. */
const pieceEveryMs = 40;
const wordMs = 250;

/** A Deepgram that hears what frames say (`heardAs`), speaks faster than real time, keeps nothing and counts. */
export class CountingDeepgram {
	readonly #sockets = new WebSocketServer({
		noServer: true,
		perMessageDeflate: false,
	});
	#counted = nothingSpent;

	/** A running one, on a free port of 127.0.0.1. */
	static async start(): Promise<CountingDeepgram> {
		const http = createServer();
		const deepgram = new CountingDeepgram(http);
		http.listen(0, "127.0.0.1");
		await once(http, "listening");
		return deepgram;
	}

	private constructor(private readonly http: Server) {
		http.on("upgrade", (request: IncomingMessage, connection, head) => {
			connection.on("error", () => {});
			this.#sockets.handleUpgrade(request, connection, head, (socket) => {
				socket.on("error", () => {});
				if (request.url?.includes("/speak")) this.#speak(socket, request);
				else this.#listen(socket);
			});
		});
	}

	/** `ws://127.0.0.1:PORT/v1`. */
	get url(): string {
		return `ws://127.0.0.1:${(this.http.address() as AddressInfo).port}/v1`;
	}

	/** What was spent since this was asked last. */
	takeSpending(): Spending {
		const spent = this.#counted;
		this.#counted = nothingSpent;
		return spent;
	}

	#count(spent: Partial<Spending>): void {
		const before = this.#counted;
		const sum = (of: keyof Spending) => before[of] + (spent[of] ?? 0);
		this.#counted = {
			listenDials: sum("listenDials"),
			speakDials: sum("speakDials"),
			configures: sum("configures"),
			characters: sum("characters"),
			soundMs: sum("soundMs"),
			beyondTwiceMs: Math.max(before.beyondTwiceMs, spent.beyondTwiceMs ?? 0),
		};
	}

	#listen(socket: WebSocket): void {
		const openedAtMs = performance.now();
		const heard = new HeardTexts();
		let soundMs = 0;
		this.#count({ listenDials: 1 });
		socket.on("message", (data: Buffer, isBinary) => {
			if (!isBinary) return this.#obey(socket, data.toString());
			const ms = data.length / bytesPerMs;
			soundMs += ms;
			const beyondTwiceMs = soundMs - 2 * (performance.now() - openedAtMs);
			this.#count({ soundMs: ms, beyondTwiceMs });
			for (const text of heard.take(data)) tell(socket, text, soundMs);
		});
	}

	#obey(socket: WebSocket, text: string): void {
		const { type } = JSON.parse(text) as { readonly type?: unknown };
		if (type === "CloseStream") socket.close(1000);
		if (type !== "Configure") return;
		this.#count({ configures: 1 });
		socket.send('{"type":"ConfigureSuccess"}');
	}

	#speak(socket: WebSocket, request: IncomingMessage): void {
		this.#count({ speakDials: 1 });
		socket.on("message", (data: Buffer) => {
			const { type, text } = JSON.parse(data.toString());
			if (type === "Speak") this.#count({ characters: text.length });
		});
		const speaker = new DeepgramSpeaker(socket, request, true);
		const timer = setInterval(() => speaker.release(1), pieceEveryMs);
		socket.once("close", () => clearInterval(timer));
	}
}

const nothingSpent: Spending = {
	listenDials: 0,
	speakDials: 0,
	configures: 0,
	characters: 0,
	soundMs: 0,
	beyondTwiceMs: 0,
};

/** One final result, that ends where the sound does. */
function tell(socket: WebSocket, transcript: string, soundMs: number): void {
	const words = transcript.split(" ");
	const durationMs = words.length * wordMs;
	const startMs = Math.max(0, soundMs - durationMs);
	const confidence = 0.98;
	socket.send(
		JSON.stringify({
			type: "Results",
			channel_index: [0, 1],
			duration: durationMs / 1000,
			start: startMs / 1000,
			is_final: true,
			speech_final: true,
			channel: {
				alternatives: [
					{
						transcript,
						confidence,
						words: words.map((word, at) => ({
							word,
							start: (startMs + at * wordMs) / 1000,
							end: (startMs + (at + 1) * wordMs) / 1000,
							confidence,
						})),
					},
				],
			},
		}),
	);
}
