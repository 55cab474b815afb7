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
} from "../cast.js";
import type { CallerMemory, GameMemory, Memory, Sight } from "./memory.js";

/** One moment of a model: its memory, to be changed, and what is seen meanwhile. */
export class Scene {
	readonly sights: Sight[] = [];

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
