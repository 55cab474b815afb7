import type { RawData, WebSocket } from "ws";
import type { RelayMeter } from "../relay-meter.js";
import { MessageAllowance } from "./message-allowance.js";

/** How ws names a message that is longer than its `maxPayload`: https://github.com/websockets/ws/blob/8.23.0/doc/ws.md#ws-error-codes */
const tooBigForWs = "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";

/** What the two directions of one socket are bounded by. */
export interface SocketEndOptions {
	readonly messagesPerSecond: number;
	readonly pingEveryMs: number;
	readonly meter: RelayMeter;
}

/** What is told of one socket. Nothing more is after `closed`. */
export interface SocketEndHandlers {
	text(text: string): void;
	binary(): void;
	/** More messages came than may; the one that was too many is dropped. */
	tooMany(): void;
	/** A message was longer than may be; `closed` follows. */
	tooBig(): void;
	/** The peer shows that it has read what it was sent. */
	alive(): void;
	/** The socket is gone; 1000 means that the peer is done. */
	closed(code: number): void;
	/** A handler above has thrown. */
	failed(error: unknown): void;
}

const ignore = () => {};

/** Our end of one socket to a game: pinged to keep it and to see it die, and bounded in what may come. */
export class GameSocketEnd {
	readonly #allowance: MessageAllowance;
	readonly #meter: RelayMeter;
	readonly #ping: NodeJS.Timeout;
	#isAlive = true;
	#isOver = false;
	readonly #onMessage = (data: RawData, isBinary: boolean) => {
		try {
			this.#receive(data, isBinary);
		} catch (error) {
			this.handlers.failed(error);
		}
	};
	readonly #onClose = (code: number) => {
		this.letGo();
		this.handlers.closed(code);
	};
	readonly #onError = (error: Error) => {
		if ("code" in error && error.code === tooBigForWs) this.handlers.tooBig();
	};
	readonly #onPing = () => {
		this.#isAlive = true;
	};
	readonly #onPong = () => {
		this.#isAlive = true;
		this.handlers.alive();
	};

	constructor(
		private readonly socket: WebSocket,
		{ messagesPerSecond, pingEveryMs, meter }: SocketEndOptions,
		private readonly handlers: SocketEndHandlers,
	) {
		this.#allowance = new MessageAllowance(messagesPerSecond);
		this.#meter = meter;
		socket.on("message", this.#onMessage);
		socket.on("close", this.#onClose);
		socket.on("ping", this.#onPing);
		socket.on("pong", this.#onPong);
		socket.on("error", this.#onError);
		// Every error of a socket is followed by its close, also once nothing more is heard of it.
		socket.on("error", ignore);
		this.#ping = setInterval(() => this.#checkLife(), pingEveryMs);
	}

	/** Bytes that were sent and are still here. */
	get unsentBytes(): number {
		return this.socket.bufferedAmount;
	}

	send(text: string): void {
		this.#meter.sentBytes.game += Buffer.byteLength(text);
		this.socket.send(text);
	}

	/** Asks for a sign of life now: it also shows that everything sent before has been read. */
	ping(): void {
		this.socket.ping();
	}

	close(code: number, reason: string): void {
		this.socket.close(code, reason);
	}

	/** Hears nothing of the socket any more. */
	letGo(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		clearInterval(this.#ping);
		this.socket.off("message", this.#onMessage);
		this.socket.off("close", this.#onClose);
		this.socket.off("error", this.#onError);
		this.socket.off("ping", this.#onPing);
		this.socket.off("pong", this.#onPong);
	}

	#receive(data: RawData, isBinary: boolean): void {
		if (this.#isOver) return;
		this.#meter.receivedBytes.game += (data as Buffer).length;
		this.#isAlive = true;
		if (!this.#allowance.take()) this.handlers.tooMany();
		else if (isBinary) this.handlers.binary();
		else this.handlers.text(data.toString());
	}

	#checkLife(): void {
		if (!this.#isAlive) {
			this.socket.terminate();
			return;
		}
		this.#isAlive = false;
		this.socket.ping();
	}
}
