import type { GameSocketFact, GameSocketOrder } from "../machines/events.js";

/** One text for a game. */
export interface ToGame {
	readonly text: string;
	/** It will be superseded by a later one, so a game that reads too slowly may miss it. */
	readonly isInterim: boolean;
}

/** How a game and the server put things into words on the wire. */
export interface GameDialect {
	/** Reads one text from the game; `undefined` for one that means nothing. Never throws. */
	read(text: string): GameSocketFact | undefined;
	/** The texts, in order, that tell the game of this. */
	write(order: GameSocketOrder): readonly ToGame[];
}
