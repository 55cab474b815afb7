import type { RawData, WebSocket } from "ws";
import { attend, every } from "../guarding.js";
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

/** Our end of one socket to a game: pinged to keep it and to see it die, and bounded in what may come. */
export class GameSocketEnd {
	readonly #allowance: MessageAllowance;
	readonly #meter: RelayMeter;
	readonly #ping: NodeJS.Timeout;
	readonly #hearNoMore: () => void;
	#isAlive = true;
	#isOver = false;

	constructor(
		private readonly socket: WebSocket,
		{ messagesPerSecond, pingEveryMs, meter }: SocketEndOptions,
		private readonly handlers: SocketEndHandlers,
	) {
		this.#allowance = new MessageAllowance(messagesPerSecond);
		this.#meter = meter;
		const fail = (error: unknown) => handlers.failed(error);
		this.#hearNoMore = attend(
			socket,
			{
				message: (data, isBinary) => this.#receive(data, isBinary),
				ping: () => {
					this.#isAlive = true;
				},
				pong: () => {
					this.#isAlive = true;
					handlers.alive();
				},
				error: (error) => {
					if ("code" in error && error.code === tooBigForWs) handlers.tooBig();
				},
				close: (code) => {
					this.letGo();
					handlers.closed(code);
				},
			},
			fail,
		);
		this.#ping = every(pingEveryMs, () => this.#checkLife(), fail);
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
		this.#hearNoMore();
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
