import type { GameSocketFact, GameSocketOrder } from "../../machines/events.js";
import type { ErrorCode } from "../../protocol/game-errors.js";

/** What is wrong with a message of the game. It is told so, and nothing else happens. */
export interface Complaint {
	readonly type: "complain";
	readonly code: ErrorCode;
	readonly message: string;
	/** The game's own name for the message. */
	readonly id?: string;
}

/** How one game and the server put things into words on the wire. */
export interface GameDialect {
	/** Reads one text from the game; `undefined` for one that means nothing. Never throws. */
	read(text: string): GameSocketFact | Complaint | undefined;
	/** Reads a binary message. */
	readBinary(): Complaint | undefined;
	/**
	 * The texts, in order, that tell the game of this. A game that reads too slowly (`isBehind`) is not told
	 * what a later text supersedes.
	 */
	write(
		order: GameSocketOrder | Complaint,
		isBehind: boolean,
	): readonly string[];
	/** The newest turn of this call's that the game was told of; 0 if of none, `undefined` where turns are not told. */
	newestTurnOf?(callId: string): number;
	/** How the game takes up its session on another socket; `undefined` where it cannot. */
	readonly resumption: Resumption | undefined;
}

/** How a game takes up its session on another socket. */
export interface Resumption {
	/** The number of the newest event. */
	readonly lastSeq: number;
	/** Whether this token may take up the session now. One that may is used by asking. */
	admits(token: string): boolean;
	/** The game has no socket for now. */
	socketLost(): void;
	/** What comes first on the new socket: the welcome, and everything after this number. */
	welcomeBack(afterSeq: number): readonly string[];
	/** How many of the events after this number are gone for good. */
	lostAfter(seq: number): number;
	/** The game has shown that it has read the newest welcome. */
	welcomeArrived(): void;
	/** The game is over, and nothing is kept for it. */
	end(): void;
}
