import { SlidingWindows } from "../../limits/sliding-window.js";
import type { NewCodeBound } from "../events.js";

/** How many new codes may be taken in a minute. The code that a game comes with is none of them. */
export interface NewCodeLimitsOptions {
	/** By one game. */
	readonly perGame: number;
	/** By all games that came from one address. */
	readonly perAddress: number;
}

/** A game, and the address that it came from. */
export interface CodeTaker {
	readonly gameId: string;
	readonly address: string;
}

const windowMs = 60_000;

/** Counts the new codes that games take, so that nobody goes through codes as fast as he can ask. */
export class NewCodeLimits {
	readonly #byGame: SlidingWindows;
	readonly #byAddress: SlidingWindows;

	constructor({ perGame, perAddress }: NewCodeLimitsOptions) {
		this.#byGame = new SlidingWindows(perGame, windowMs);
		this.#byAddress = new SlidingWindows(perAddress, windowMs);
	}

	/** What keeps this game from another code just now, if anything. */
	boundFor(
		{ gameId, address }: CodeTaker,
		nowMs: number,
	): Exclude<NewCodeBound, "none_free"> | undefined {
		if (!this.#byGame.hasRoom(gameId, nowMs)) return "game";
		return this.#byAddress.hasRoom(address, nowMs) ? undefined : "address";
	}

	/** To be called when this game has taken another code. */
	count({ gameId, address }: CodeTaker, nowMs: number): void {
		this.#byGame.spend(gameId, nowMs);
		this.#byAddress.spend(address, nowMs);
	}

	/** How many games and addresses are remembered. */
	get size(): { readonly games: number; readonly addresses: number } {
		return { games: this.#byGame.size, addresses: this.#byAddress.size };
	}
}
