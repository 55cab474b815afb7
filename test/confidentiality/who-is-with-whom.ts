/** The model: which games and calls there are, and which of them are paired. Of codes and words it knows nothing. */
import { policyTimes } from "../models/policy.js";
import { type GameTitle, kinds, type PhoneOwner } from "./parties.js";

/** A game that is there, or may come back. */
interface ModelGame {
	readonly callers: Set<PhoneOwner>;
	/** When its socket was lost, by the model's clock. */
	lostAtMs: number | undefined;
	/** The word that it expects its callers to say. */
	expects: string | undefined;
}

interface ModelCall {
	game: GameTitle | undefined;
	/** How many codes it has tried in vain. */
	misses: number;
	/** How many lines its game has said to it. */
	lines: number;
}

/** Long before the first reminder of a caller who gives no code. */
const longestWalkMs = 900_000;

export class WhoIsWithWhom {
	readonly games = new Map<GameTitle, ModelGame>();
	readonly calls = new Map<PhoneOwner, ModelCall>();
	/** Games that have shown a code which they show no more. */
	readonly withOldCode = new Set<GameTitle>();
	nowMs = 0;

	/** Whether the game has a socket. */
	isHere(title: GameTitle): boolean {
		const game = this.games.get(title);
		return game !== undefined && game.lostAtMs === undefined;
	}

	isAway(title: GameTitle): boolean {
		return this.games.get(title)?.lostAtMs !== undefined;
	}

	/** The game with which a caller is. */
	gameOf(owner: PhoneOwner): GameTitle | undefined {
		return this.calls.get(owner)?.game;
	}

	callersOf(title: GameTitle): readonly PhoneOwner[] {
		return [...(this.games.get(title)?.callers ?? [])];
	}

	hasRoom(title: GameTitle): boolean {
		const { room } = kinds[title];
		const game = this.games.get(title);
		return game !== undefined && game.callers.size < room;
	}

	pair(owner: PhoneOwner, title: GameTitle): void {
		const call = this.calls.get(owner);
		if (call) call.game = title;
		this.games.get(title)?.callers.add(owner);
	}

	/** The call is with no game any more; returns the one that it was with. */
	part(owner: PhoneOwner): GameTitle | undefined {
		const call = this.calls.get(owner);
		const title = call?.game;
		if (call) call.game = undefined;
		if (title) this.games.get(title)?.callers.delete(owner);
		return title;
	}

	endCall(owner: PhoneOwner): void {
		this.part(owner);
		this.calls.delete(owner);
	}

	endGame(title: GameTitle): void {
		for (const owner of this.callersOf(title)) this.part(owner);
		this.games.delete(title);
		this.withOldCode.add(title);
	}

	/** Whether this much time may pass before anything else is due than games that do not come back. */
	mayPass(ms: number): boolean {
		return this.nowMs + ms < longestWalkMs;
	}

	/** The games that are given up when this much time passes. */
	givenUpWithin(ms: number): readonly GameTitle[] {
		return [...this.games].flatMap(([title, { lostAtMs }]) =>
			lostAtMs !== undefined &&
			lostAtMs + policyTimes.resumeMs <= this.nowMs + ms
				? [title]
				: [],
		);
	}
}
