import { type RawData, WebSocket } from "ws";
import { Broken, Inbox } from "./inbox.js";

/** How a socket was closed. */
export interface SeenClosing {
	readonly code: number;
	readonly reason: string;
}

/** How a game comes to the server. */
export interface Arrival {
	readonly url: string;
	/** Subprotocols to offer. */
	readonly protocols: readonly string[];
	readonly patienceMs: number;
	/** Gives no sign of life: not even pings are answered. */
	readonly isDead?: boolean;
}

/** A game's socket, as any game has one: texts come in, and anything may be sent. */
export class PlayedGame {
	readonly texts: Inbox<string>;
	readonly closings: Inbox<SeenClosing>;
	readonly #pongs: Inbox<string>;
	/** What the server has done that no protocol allows. */
	readonly faults: string[] = [];

	/** Opens the socket. Rejects with `Broken` when the server does not let it in. */
	static open(arrival: Arrival): Promise<PlayedGame> {
		const { url, protocols, patienceMs, isDead = false } = arrival;
		const socket = new WebSocket(url, [...protocols], {
			perMessageDeflate: false,
			autoPong: !isDead,
			handshakeTimeout: patienceMs,
		});
		return new Promise((resolve, reject) => {
			const end = new PlayedGame(socket, patienceMs);
			socket.once("open", () => resolve(end));
			socket.once("unexpected-response", (request, response) => {
				request.destroy();
				reject(new Refused(response.statusCode ?? 0));
			});
			socket.on("error", ({ message }) =>
				reject(new Broken(`no WebSocket could be opened: ${message}`)),
			);
		});
	}

	private constructor(
		readonly socket: WebSocket,
		patienceMs: number,
	) {
		this.texts = new Inbox(patienceMs);
		this.closings = new Inbox(patienceMs);
		this.#pongs = new Inbox(patienceMs);
		socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
		socket.on("pong", (data) => this.#pongs.push(data.toString()));
		socket.on("close", (code, reason) =>
			this.#end({ code, reason: `${reason}` }),
		);
	}

	/** Sends a text, or the JSON of an object. */
	send(message: string | object): void {
		this.socket.send(
			typeof message === "string" ? message : JSON.stringify(message),
		);
	}

	sendBinary(bytes: Buffer): void {
		this.socket.send(bytes, { binary: true });
	}

	/** Pings, and resolves with what the pong brings back. */
	pong(data = ""): Promise<string> {
		this.socket.ping(data);
		return this.#pongs.next("a pong");
	}

	/** Cuts the connection without a closing handshake. */
	async vanish(): Promise<void> {
		this.socket.terminate();
		await this.closed();
	}

	/** Closes properly. */
	async leave(code = 1000): Promise<void> {
		this.socket.close(code);
		await this.closed();
	}

	/** How the socket was closed, once it is. */
	async closed(): Promise<SeenClosing> {
		const closing = await this.closings.next("the end of the socket");
		this.closings.push(closing);
		return closing;
	}

	#receive(data: RawData, isBinary: boolean): void {
		if (isBinary) this.faults.push("a binary message came from the server");
		else this.texts.push(data.toString());
	}

	#end(closing: SeenClosing): void {
		this.closings.push(closing);
		const { code, reason } = closing;
		this.texts.end(
			new Broken(`the server closed the socket with ${code} "${reason}"`),
		);
	}
}

/** The server has answered the upgrade with another status than 101. */
export class Refused extends Broken {
	constructor(readonly status: number) {
		super(`the upgrade was answered ${status} instead of 101`);
	}
}
