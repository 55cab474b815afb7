import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { answered } from "../waiting/answered.js";
import { Watched } from "../waiting/watched.js";

/** Deepgram's end of one socket: what both its listen and its speak sockets have. */
export class DeepgramSocketEnd extends Watched {
	/** The request target as it came on the wire, and its query decoded. */
	readonly url: string;
	readonly query: URLSearchParams;
	readonly headers: IncomingMessage["headers"];
	/** Every text received, in order. */
	readonly texts: string[] = [];
	/** How the socket ended; `undefined` while it lives. */
	closedWith: { code: number; reason: string } | undefined;

	constructor(
		protected readonly socket: WebSocket,
		request: IncomingMessage,
	) {
		super();
		this.url = request.url ?? "";
		this.query = new URL(this.url, "ws://deepgram.test").searchParams;
		this.headers = request.headers;
		socket.on("error", () => {});
		socket.on("close", (code, reason) => {
			this.closedWith = { code, reason: reason.toString() };
			this.changed();
		});
	}

	/** The `type` of every text received, in order. */
	get textTypes(): string[] {
		return this.texts.map(typeOf);
	}

	/** Resolves when a text of this type has come, at the latest after five seconds. */
	heardText(type: string): Promise<void> {
		return this.until(
			() => this.textTypes.includes(type),
			() =>
				`a text of type ${type}; there were: ${this.textTypes.join(", ") || "none"}`,
		);
	}

	/** Resolves when the socket has ended, with its code and reason. */
	async closed(): Promise<{ code: number; reason: string }> {
		await this.until(
			() => this.closedWith !== undefined,
			() => "the socket's end",
		);
		return this.closedWith ?? { code: 0, reason: "" };
	}

	/**
	 * Resolves when the other end has read all that was sent to it so far, or is gone. It answers the first
	 * ping when it has read what came before, and the second when it has dealt with it.
	 */
	async read(): Promise<void> {
		await answered(this.socket);
		await answered(this.socket);
	}

	/** Sends a text exactly as given. */
	push(text: string): void {
		this.socket.send(text);
	}

	/** Closes in good order. */
	close(code: number, reason = ""): void {
		this.socket.close(code, reason);
	}

	/** Cuts the connection without a word. */
	drop(): void {
		this.socket.terminate();
	}

	/** Stops reading: nothing more is received or answered, and the sender's bytes pile up. */
	stall(): void {
		this.socket.pause();
	}

	protected remember(text: string): string {
		this.texts.push(text);
		this.changed();
		return typeOf(text);
	}
}

/** As strict as the readers that refuse half a surrogate pair (RFC 8259, section 8.2, lets them). */
function typeOf(text: string): string {
	try {
		const whole = JSON.stringify(JSON.parse(text));
		const { type } = JSON.parse(text) ?? {};
		return /\\ud[89a-f]/i.test(whole) ? "unreadable" : String(type);
	} catch {
		return "unreadable";
	}
}
