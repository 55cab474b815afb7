import { type RawData, WebSocket } from "ws";
import { type Closing, closing, opened } from "../network/opening.js";
import { Arrivals } from "../waiting/arrivals.js";
import { within } from "../waiting/within.js";

/** How a game differs from the plainest one. */
export interface JoinOptions {
	readonly headers?: Readonly<Record<string, string>>;
	/** Subprotocols to offer; the plain dialect offers none. */
	readonly protocols?: readonly string[];
}

/** A game as the plain dialect knows it: reads texts, says texts, sends binary pings. */
export class GameClient {
	/** Everything that the game was sent, in order. */
	readonly texts: readonly string[];
	readonly #received = new Arrivals<string>("text for the game");
	readonly #closed: Promise<Closing>;

	/** Opens a game's socket. Rejects with `UpgradeRefused` when the server refuses. */
	static async join(
		url: string,
		{ headers = {}, protocols = [] }: JoinOptions = {},
	): Promise<GameClient> {
		const socket = new WebSocket(url, [...protocols], { headers });
		const game = new GameClient(socket);
		await opened(socket);
		return game;
	}

	private constructor(readonly socket: WebSocket) {
		this.texts = this.#received.all;
		this.#closed = closing(socket);
		socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
		socket.on("close", (code) =>
			this.#received.fail(new Error(`The game was closed with ${code}.`)),
		);
	}

	/** The next text that no one has taken yet, within the deadline. */
	text(deadlineMs?: number): Promise<string> {
		return this.#received.next(deadlineMs);
	}

	/** The phone number and the code that the server shows first, in the plain dialect. */
	async shown(): Promise<{ phoneNumber: string; code: string }> {
		return { phoneNumber: await this.text(), code: await this.text() };
	}

	/** Resolves with the texts so far when there are this many. */
	async textCount(count: number): Promise<readonly string[]> {
		while (this.texts.length < count) await this.text();
		return this.texts;
	}

	/** Sends a text to be spoken. */
	say(text: string): void {
		this.socket.send(text);
	}

	/** Sends the binary message with which games keep proxies awake. */
	ping(): void {
		this.socket.send(Buffer.from("ping"));
	}

	/** Sends anything at all: a string or the bytes of one as text, or with `isBinary` as a binary message. */
	send(data: string | Buffer, isBinary = false): void {
		this.socket.send(data, { binary: isBinary });
	}

	/** Stops reading from the connection, so that what is sent to this game piles up on the other side. */
	pause(): void {
		this.socket.pause();
	}

	/** Reads again. */
	resume(): void {
		this.socket.resume();
	}

	/** Closes as a game does. */
	leave(): void {
		this.socket.close(1000);
	}

	/** The connection is cut, with no closing handshake. */
	vanish(): void {
		this.socket.terminate();
	}

	/** How the socket was closed, once it is. */
	closed(): Promise<Closing> {
		return within(this.#closed, () => "the end of the game");
	}

	#receive(data: RawData, isBinary: boolean): void {
		if (isBinary) {
			this.#received.fail(new Error("The game was sent a binary message."));
		} else {
			this.#received.push(data.toString());
		}
	}
}
