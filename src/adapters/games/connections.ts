import type { WebSocket } from "ws";
import type { GameDialect } from "./dialect.js";

/** A socket of a game, and the address that it counts for. */
export interface GameOrigin {
	readonly socket: WebSocket;
	readonly address: string;
}

/** One game as its socket adapter finds it: the socket it came on, and how to talk with it. */
export class GameConnection {
	/** Set by the adapter: goes on with another socket, after the event of this number. */
	takeUp: (from: GameOrigin, afterSeq: number) => void = () => {};

	constructor(
		/** How the game came first. */
		readonly origin: GameOrigin,
		readonly dialect: GameDialect,
		/** Called once, when the game is over, with its newest socket, which may still be closing. */
		readonly whenOver: (newestSocket: WebSocket) => void,
	) {}
}

/** The connections of all live games, by game id. */
export type GameConnections = Map<string, GameConnection>;
