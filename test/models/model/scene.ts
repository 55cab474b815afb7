/**
 * What one thing that happens makes of a model: told from outside, as a caller and a game see it, and
 * written apart from the server.
 */
import {
	asSeen,
	type CallerName,
	type CallerSight,
	type GameName,
	type GameSight,
	mind,
} from "../cast.js";
import type {
	CallerMemory,
	Door,
	GameMemory,
	LineOfTalk,
	Memory,
	Sight,
} from "./memory.js";

/** What became of a line of a talk. */
export interface Receipt {
	readonly caller: CallerName;
	readonly of: LineOfTalk;
	readonly outcome: string;
	/** What the caller heard of it. */
	readonly heard: string;
}

/** What became of a talk. */
export interface Outcome {
	readonly caller: CallerName;
	readonly door: Door;
	readonly outcome: "ended" | "hung up" | "asks for code" | "is back";
}

/** One moment of a model: its memory, to be changed, and what is seen meanwhile. */
export class Scene {
	readonly sights: Sight[] = [];
	/** What became of lines and of talks, and those who talk are not told yet. */
	readonly receipts: Receipt[] = [];
	readonly outcomes: Outcome[] = [];

	/** The memory is changed in place: give a copy, unless nothing but questions is asked. */
	constructor(readonly memory: Memory) {}

	caller(name: CallerName): CallerMemory {
		return this.memory.callers[name];
	}

	game(name: GameName): GameMemory {
		return this.memory.games[name];
	}

	see(of: CallerName, what: CallerSight): void {
		this.sights.push({ of, what });
	}

	tell(of: GameName, sight: GameSight): void {
		const what = asSeen(sight, this.memory.setting.dialects[of]);
		if (what !== undefined) this.sights.push({ of, what });
	}

	seeAsMind(what: string): void {
		this.sights.push({ of: mind, what });
	}

	/** Who talked is not there any more to be told what became of his lines. */
	forgetReceipts(caller: CallerName, door: Door): void {
		const others = this.receipts.filter(
			(each) => each.caller !== caller || each.of.door !== door,
		);
		this.receipts.splice(0, this.receipts.length, ...others);
	}

	/** The game of this caller is told, if there is one. */
	tellGameOf(caller: CallerName, sight: GameSight): void {
		const { game } = this.caller(caller);
		if (game !== null) this.tell(game, sight);
	}
}

/** This cannot be tried everywhere alike: no model goes here. */
export function outOfScope({ memory }: Scene): void {
	memory.outOfScope = true;
}

/** The game of this caller is told what the recogniser says of him. */
export function tellHeard(
	scene: Scene,
	caller: CallerName,
	what: string,
): void {
	scene.tellGameOf(caller, { sees: "heard", caller, what });
}
