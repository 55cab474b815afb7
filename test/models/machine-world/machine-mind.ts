import { type CallerName, type MoveName, mindWords } from "../cast.js";
import type { WorldMind } from "../world.js";
import type { MachineCallers } from "./machine-callers.js";
import type { MindDouble } from "./mind-double.js";

/** The mind of a world of machines, which thinks for the flows of all calls. */
export class MachineMind implements WorldMind {
	constructor(private readonly callers: MachineCallers) {}

	async say(caller: CallerName): Promise<void> {
		this.#of(caller).say(mindWords);
	}

	async end(caller: CallerName): Promise<void> {
		this.#of(caller).end();
	}

	async move(caller: CallerName, move: MoveName): Promise<void> {
		this.#of(caller).move(move);
	}

	async fail(caller: CallerName): Promise<void> {
		this.#of(caller).fail();
	}

	#of(caller: CallerName): MindDouble {
		return this.callers.double(caller).mind;
	}
}
