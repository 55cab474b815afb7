import type { RawData, WebSocket } from "ws";
import { attend, every } from "../guarding.js";
import { RelayMeter } from "../relay-meter.js";
import { type FromTwilio, readTwilio } from "./messages.js";
import { PhoneOutlet } from "./outlet.js";

export interface StreamListener {
	/** One message of this stream, in order, `start` first. */
	heard(message: FromTwilio): void;
	/** The stream is over: stopped, closed or silently dead. Called once. */
	ended(): void;
	/** One of the above has thrown, or the stream itself. */
	failed(error: unknown): void;
}

/** How long Twilio may be silent until its socket is probed, and how long the probe may take. */
const probeEveryMs = 30_000;

/**
 * One media stream: Twilio's socket and how far it is in its protocol. It listens from the moment
 * it is created, since Twilio's first messages follow the handshake at once. It can be handed from one
 * call actor to another, so it knows neither.
 */
export class TwilioStream {
	readonly outlet: PhoneOutlet;
	#listener: StreamListener | undefined;
	#streamSid: string | undefined;
	#isOver = false;
	#isProbed = false;
	readonly #probe: NodeJS.Timeout;
	readonly #letGo: () => void;

	constructor(
		private readonly socket: WebSocket,
		private readonly meter = new RelayMeter(),
		/** Where it comes from, as far as that tells anybody apart. */
		readonly address = "",
	) {
		this.outlet = new PhoneOutlet(socket, meter);
		const fail = (error: unknown) => this.#fail(error);
		this.#letGo = attend(
			socket,
			{
				message: (data, isBinary) => this.#receive(data, isBinary),
				close: () => this.end(),
				pong: () => {
					this.#isProbed = false;
				},
			},
			fail,
		);
		this.#probe = every(probeEveryMs, () => this.#checkLife(), fail);
	}

	/** This listener replaces the one before. */
	attend(listener: StreamListener): void {
		this.#listener = listener;
	}

	end(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#listener?.ended();
	}

	/**
	 * Closes the socket, with 1000 or with another close code, and listens no more. Twilio then goes on to the
	 * call's next TwiML verb, or hangs up.
	 */
	release(code = 1000): void {
		this.#isOver = true;
		this.#listener = undefined;
		clearInterval(this.#probe);
		this.#letGo();
		this.socket.close(code);
	}

	/** A stream that nobody attends to any more is only closed. */
	#fail(error: unknown): void {
		if (this.#listener) this.#listener.failed(error);
		else this.socket.terminate();
	}

	#receive(data: RawData, isBinary: boolean): void {
		this.#isProbed = false;
		if (this.#isOver) return;
		this.meter.receivedBytes.phone += (data as Buffer).length;
		const message: FromTwilio = isBinary
			? { event: "unreadable", why: "a binary message" }
			: readTwilio(data.toString());
		if (this.#isInOrder(message)) this.#listener?.heard(message);
	}

	/** `start` comes once and first; all that follows names the same stream. */
	#isInOrder(message: FromTwilio): boolean {
		switch (message.event) {
			case "connected":
				return false;
			case "unreadable":
				return true;
			case "start":
				if (this.#streamSid !== undefined) return false;
				this.#streamSid = message.streamSid;
				this.outlet.begin(message.streamSid);
				return true;
			default:
				return message.streamSid === this.#streamSid;
		}
	}

	/**
	 * Behind a tunnel neither `stop` nor close may ever come, and media may pause, so a stream counts
	 * as dead only when a ping stays unanswered too.
	 */
	#checkLife(): void {
		if (this.#isProbed) {
			this.socket.terminate();
			this.end();
			return;
		}
		this.#isProbed = true;
		this.socket.ping();
	}
}
