import type { RawData, WebSocket } from "ws";
import { attend, every } from "../guarding.js";
import type { RelayMeter } from "../relay-meter.js";
import type { GameOrigin } from "./connections.js";
import type { GameTraffic } from "./game-traffic.js";
import type { Inlet } from "./inlet.js";
import { MessageAllowance } from "./message-allowance.js";

/** How ws names a message that is longer than its `maxPayload`: https://github.com/websockets/ws/blob/8.23.0/doc/ws.md#ws-error-codes */
const tooBigForWs = "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";

/** What the two directions of one socket are bounded by. */
export interface SocketEndOptions {
	readonly messagesPerSecond: number;
	readonly pingEveryMs: number;
	readonly meter: RelayMeter;
	/** What all games send on its way in. */
	readonly traffic: GameTraffic;
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

const nothing = () => {};

/** Our end of one socket to a game: pinged to keep it and to see it die, and bounded in what may come. */
export class GameSocketEnd {
	readonly #socket: WebSocket;
	readonly #messages: MessageAllowance;
	/** Pings and pongs. */
	readonly #controls: MessageAllowance;
	readonly #inlet: Inlet;
	readonly #meter: RelayMeter;
	readonly #ping: NodeJS.Timeout;
	readonly #hearNoMore: () => void;
	#isAlive = true;
	#isOver = false;
	#isClosed = false;

	constructor(
		{ socket, address }: GameOrigin,
		{ messagesPerSecond, pingEveryMs, meter, traffic }: SocketEndOptions,
		private readonly handlers: SocketEndHandlers,
	) {
		this.#socket = socket;
		this.#messages = new MessageAllowance(messagesPerSecond);
		this.#controls = new MessageAllowance(messagesPerSecond);
		this.#meter = meter;
		const fail = (error: unknown) => handlers.failed(error);
		this.#inlet = traffic.open(address, {
			pause: () => socket.pause(),
			resume: (heldMs) => this.#readOn(heldMs),
			fail,
		});
		this.#hearNoMore = attend(
			socket,
			{
				message: (data, isBinary) => this.#receive(data, isBinary),
				ping: () => this.#seeLife(nothing),
				pong: () => this.#seeLife(() => handlers.alive()),
				error: (error) => {
					const isTooBig = "code" in error && error.code === tooBigForWs;
					if (isTooBig && !this.#isOver) handlers.tooBig();
				},
				close: (code) => this.#end(code),
			},
			fail,
		);
		this.#ping = every(pingEveryMs, () => this.#checkLife(), fail);
	}

	/** Bytes that were sent and are still here. */
	get unsentBytes(): number {
		return this.#socket.bufferedAmount;
	}

	send(text: string): void {
		this.#meter.sentBytes.game += Buffer.byteLength(text);
		this.#socket.send(text);
	}

	/** Asks for a sign of life now: it also shows that everything sent before has been read. */
	ping(): void {
		this.#socket.ping();
	}

	close(code: number, reason: string): void {
		this.#socket.close(code, reason);
	}

	/** Tells nothing of the socket any more. */
	letGo(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		clearInterval(this.#ping);
		this.#inlet.finish();
		if (this.#isClosed) this.#forget();
	}

	#receive(data: RawData, isBinary: boolean): void {
		const bytes = (data as Buffer).length;
		this.#meter.receivedBytes.game += bytes;
		const { handlers } = this;
		this.#take(this.#messages, bytes, () =>
			isBinary ? handlers.binary() : handlers.text(data.toString()),
		);
	}

	/** Pings and pongs cost something too, so they have their turn among the messages. */
	#seeLife(handle: () => void): void {
		this.#take(this.#controls, 0, handle);
	}

	#take(allowance: MessageAllowance, bytes: number, handle: () => void): void {
		this.#isAlive = true;
		const isTooMany = !this.#isOver && !allowance.take();
		if (isTooMany) this.handlers.tooMany();
		this.#inlet.take({ bytes, handle });
	}

	/** What the game sent before it closed comes first. */
	#end(code: number): void {
		this.#isClosed = true;
		if (this.#isOver) {
			this.#forget();
			return;
		}
		const handle = () => {
			this.letGo();
			this.handlers.closed(code);
		};
		this.#inlet.take({ bytes: 0, isFree: true, handle });
	}

	#forget(): void {
		this.#hearNoMore();
		this.#inlet.close();
	}

	#readOn(heldMs: number): void {
		this.#isAlive = true;
		this.#messages.makeUp(heldMs);
		this.#controls.makeUp(heldMs);
		this.#socket.resume();
	}

	#checkLife(): void {
		// From a socket that is not read no sign of life can come.
		if (this.#inlet.isHeld) return;
		if (!this.#isAlive) {
			this.#socket.terminate();
			return;
		}
		this.#isAlive = false;
		this.#socket.ping();
	}
}
