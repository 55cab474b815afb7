import type { Edge, Exploration } from "../exploration.js";
import type { Performed } from "../world.js";

/** Where a law is broken. */
export interface Breach {
	/** What is wrong there, in words, with the state. */
	readonly what: string;
	/** The events that lead there from the beginning, the last of which breaks the law; none where no walk shows it. */
	readonly way: readonly Edge[];
}

/** A law that every flow keeps. */
export interface GeneralLaw {
	readonly name: string;
	readonly sentence: string;
	readonly breachesIn: (exploration: Exploration) => readonly Breach[];
}

/** The innermost active states, in words. */
export function stateInWords({ _nodes }: Performed["after"]): string {
	return _nodes
		.filter(({ type }) => type === "atomic" || type === "final")
		.map(({ id }) => id)
		.join(" and ");
}
