import type { AnyStateMachine, AnyStateNode, InspectionEvent } from "xstate";

/** Which transitions of some machines are taken: told apart by the transition objects themselves. */
export class TransitionCoverage {
	readonly #left = new Map<unknown, string>();
	readonly #names = new Map<unknown, string>();
	/** How often each was taken, by name. */
	readonly taken = new Map<string, number>();

	constructor(machines: readonly AnyStateMachine[]) {
		for (const machine of machines) this.#note(machine.root);
	}

	/** To be given to the actors as their inspector. */
	readonly observe = (event: InspectionEvent): void => {
		if (event.type !== "@xstate.microstep") return;
		for (const transition of event._transitions) {
			this.#left.delete(transition);
			const name = this.#names.get(transition);
			if (name !== undefined)
				this.taken.set(name, (this.taken.get(name) ?? 0) + 1);
		}
	};

	/** The names of those never taken. */
	get missing(): readonly string[] {
		return [...this.#left.values()];
	}

	#note(node: AnyStateNode): void {
		const transitions = [
			...node.transitions.values(),
			node.always ?? [],
		].flat();
		for (const [at, transition] of transitions.entries()) {
			const to = transition.target?.map(({ id }) => id).join() ?? "(stays)";
			const cause = transition.eventType || "always";
			const name = `${node.id}: ${cause}, choice ${at} → ${to}`;
			this.#left.set(transition, name);
			this.#names.set(transition, name);
		}
		for (const child of Object.values(node.states)) this.#note(child);
	}
}
