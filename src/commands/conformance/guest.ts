import type { IncomingMessage } from "node:http";
import type { RawData, WebSocket } from "ws";
import { Broken, Inbox } from "./inbox.js";

/** More messages than this in a second are refused by the usual settings of a server. */
export const maxPerSecond = 50;

/** The socket on which a game has come, as the server sees it. */
export class Guest {
	readonly texts: Inbox<string>;
	/** How many binary messages came. */
	binaries = 0;
	readonly #closings: Inbox<number>;
	readonly #pongs: Inbox<string>;
	readonly #comingsMs: number[] = [];

	constructor(
		readonly socket: WebSocket,
		readonly request: IncomingMessage,
		patienceMs: number,
	) {
		this.texts = new Inbox(patienceMs);
		this.#closings = new Inbox(patienceMs);
		this.#pongs = new Inbox(patienceMs);
		socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
		socket.on("pong", (data) => this.#pongs.push(`${data}`));
		socket.on("error", () => {});
		socket.on("close", (code) => {
			this.#closings.push(code);
			const left = new Broken(`the game closed its socket with ${code}`);
			this.texts.end(left);
			this.#pongs.end(left);
		});
	}

	/** The query of its address. */
	get query(): URLSearchParams {
		return new URL(this.request.url ?? "/", "ws://localhost").searchParams;
	}

	/** Whether it speaks `callsign.v1`. */
	get isTyped(): boolean {
		return this.socket.protocol !== "";
	}

	/** The most messages that came within one second. */
	get busiestSecond(): number {
		const times = this.#comingsMs;
		return Math.max(
			0,
			...times.map(
				(startMs, index) =>
					times.slice(index).filter((ms) => ms < startMs + 1000).length,
			),
		);
	}

	/** Sends a text, or the JSON of an object. */
	send(message: string | object): void {
		this.socket.send(
			typeof message === "string" ? message : JSON.stringify(message),
		);
	}

	/** Resolves when the game has answered a ping: it has all that was sent before. */
	async pong(): Promise<void> {
		this.socket.ping();
		await this.#pongs.next("the answer to a WebSocket ping");
	}

	/** Cuts the connection without a closing handshake. */
	cut(): void {
		this.socket.terminate();
	}

	/** Closes with a code, and waits for the end. */
	async close(code: number, reason: string): Promise<void> {
		this.socket.close(code, reason);
		await this.#closings.next("the answer to the closing of the socket");
	}

	#receive(data: RawData, isBinary: boolean): void {
		this.#comingsMs.push(performance.now());
		if (isBinary) this.binaries += 1;
		else this.texts.push(`${data}`);
	}
}
