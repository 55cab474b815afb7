import type {
	FromGame,
	NumberedEvent,
	Welcome,
} from "../../../src/protocol/callsign-v1.js";
import type { LittleServer, LittleSocket } from "../network/little-server.js";

/** An event as a test tells it: its number is counted. */
type Untold = NumberedEvent extends infer Each
	? Each extends NumberedEvent
		? Omit<Each, "seq">
		: never
	: never;

/** What a game is welcomed with, unless a test wants it otherwise. */
export const usualWelcome: Welcome = {
	type: "welcome",
	session: "session-1",
	phoneNumber: "+15005550006",
	code: "4271",
	callers: 1,
	calls: [],
	resumeToken: "token-1",
	resumeSeconds: 30,
	resumed: false,
	lastSeq: 0,
};

/** The server's end of a game's socket, which says what a test wants it to say. */
export class GameServerEnd {
	/** The number of the event told last. */
	seq = 0;

	/** The end of the next game that comes. */
	static async next(server: LittleServer): Promise<GameServerEnd> {
		return new GameServerEnd(await server.sockets.next());
	}

	private constructor(readonly little: LittleSocket) {}

	/** What the game asked for in its address. */
	get query(): Record<string, string> {
		const { searchParams } = new URL(
			this.little.request.url ?? "",
			"ws://localhost",
		);
		return Object.fromEntries(searchParams);
	}

	welcome(changes: Partial<Welcome> = {}): void {
		this.send({ ...usualWelcome, ...changes });
	}

	/** Tells an event under the next number, or under one of the test's own. */
	tell({ type, ...fields }: Untold, seq = this.seq + 1): void {
		this.seq = seq;
		this.send({ type, seq, ...fields });
	}

	send(message: object | string): void {
		const text =
			typeof message === "string" ? message : JSON.stringify(message);
		this.little.socket.send(text);
	}

	/** The next message of the game. */
	async order(): Promise<FromGame> {
		return JSON.parse(await this.little.texts.next()) as FromGame;
	}

	close(code: number, reason = ""): void {
		this.little.socket.close(code, reason);
	}

	/** The connection is cut, with no closing handshake. */
	vanish(): void {
		this.little.socket.terminate();
	}

	/** The code with which the game closed. */
	closedWith(): Promise<number> {
		return this.little.closings.next();
	}
}
