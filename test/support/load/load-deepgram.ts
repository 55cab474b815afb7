import { createHash } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { DeepgramSpeaker } from "../deepgram/deepgram-speaker.js";
import { Arrivals } from "../waiting/arrivals.js";
import { BinaryCounter } from "./frames.js";

/** RFC 6455, section 1.3. */
const acceptSalt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** What speaks on a speak socket. */
type Speaking = (socket: WebSocket, request: IncomingMessage) => void;

const usualSpeaking: Speaking = (socket, request) => {
	new DeepgramSpeaker(socket, request, false);
};

/** A Deepgram for many calls: it counts the audio, says what it is given, and keeps nothing. */
export class LoadDeepgram {
	readonly #ears = new Arrivals<LoadEar>("listen socket");
	readonly #speakers = new WebSocketServer({
		noServer: true,
		perMessageDeflate: false,
	});

	/** A running one, on a free port of 127.0.0.1. */
	static async start(speaking = usualSpeaking): Promise<LoadDeepgram> {
		const http = createServer();
		const deepgram = new LoadDeepgram(http, speaking);
		http.listen(0, "127.0.0.1");
		await once(http, "listening");
		return deepgram;
	}

	private constructor(
		private readonly http: Server,
		private readonly speaking: Speaking,
	) {
		http.on("upgrade", (request: IncomingMessage, socket: Duplex, head) => {
			if (request.url?.includes("/speak")) this.#speak(request, socket, head);
			else this.#listen(request, socket as Socket);
		});
	}

	/** `ws://127.0.0.1:PORT/v1`. */
	get url(): string {
		return `${this.#home}/v1`;
	}

	/** The same for Flux, of listen sockets. */
	get fluxUrl(): string {
		return `${this.#home}/v2`;
	}

	get #home(): string {
		return `ws://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
	}

	/** The next listen socket that no call has taken yet. */
	nextEar(): Promise<LoadEar> {
		return this.#ears.next();
	}

	async close(): Promise<void> {
		this.http.close();
		for (const speaker of this.#speakers.clients) speaker.terminate();
		for (const ear of this.#ears.all) ear.drop();
	}

	#listen(request: IncomingMessage, socket: Socket): void {
		const key = request.headers["sec-websocket-key"] ?? "";
		const accept = createHash("sha1")
			.update(key + acceptSalt)
			.digest("base64");
		socket.setNoDelay();
		socket.write(
			`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
		);
		this.#ears.push(new LoadEar(socket));
	}

	#speak(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		this.#speakers.handleUpgrade(request, socket, head, (speaker) =>
			this.speaking(speaker, request),
		);
	}
}

/**
 * Deepgram's end of one listen socket, without the WebSocket library: only bytes of audio are counted.
 * Says `close` when the other side has closed it.
 */
export class LoadEar extends EventEmitter<{ close: [] }> {
	/** Told whenever audio has come, with the number of all bytes so far. */
	onAudio: (bytes: number) => void = () => {};
	readonly #counter = new BinaryCounter();

	constructor(private readonly socket: Socket) {
		super();
		socket.on("error", () => {});
		socket.on("close", () => this.emit("close"));
		socket.on("data", (chunk: Buffer) => {
			const before = this.#counter.bytes;
			this.#counter.take(chunk);
			if (this.#counter.bytes > before) this.onAudio(this.#counter.bytes);
		});
	}

	/** Sends a frame as it is. */
	write(frame: Buffer): void {
		this.socket.write(frame);
	}

	drop(): void {
		this.socket.destroy();
	}
}
