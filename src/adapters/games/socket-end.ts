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

/** How many messages may be on their way to us when we close a socket. */
const maxLate = 2_000;

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
	#late = 0;

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
		this.#inlet.close();
		if (this.#isClosed) this.#hearNoMore();
	}

	#receive(data: RawData, isBinary: boolean): void {
		const bytes = (data as Buffer).length;
		this.#meter.receivedBytes.game += bytes;
		if (!this.#mayTake(this.#messages)) return;
		const { handlers } = this;
		const handle = isBinary
			? () => handlers.binary()
			: () => handlers.text(data.toString());
		this.#inlet.take({ bytes, handle });
	}

	/** Pings and pongs cost something too, so they have their turn among the messages. */
	#seeLife(handle: () => void): void {
		if (this.#mayTake(this.#controls)) this.#inlet.take({ bytes: 0, handle });
	}

	#mayTake(allowance: MessageAllowance): boolean {
		this.#isAlive = true;
		if (this.#isOver) this.#countLate();
		else if (allowance.take()) return true;
		else this.handlers.tooMany();
		return false;
	}

	/** A peer that answers our close frame is read until it does; one that goes on sending is not, until `ws` cuts it off. */
	#countLate(): void {
		this.#late += 1;
		if (this.#late === maxLate) this.#socket.pause();
	}

	/** What the game sent before it closed comes first. */
	#end(code: number): void {
		this.#isClosed = true;
		if (this.#isOver) {
			this.#hearNoMore();
			return;
		}
		const handle = () => {
			this.letGo();
			this.handlers.closed(code);
		};
		this.#inlet.take({ bytes: 0, isFree: true, handle });
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
