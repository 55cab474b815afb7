import type { AnyStateMachine, AnyStateNode, InspectionEvent } from "xstate";

/** Which transitions of some machines are taken: told apart by the transition objects themselves. */
export class TransitionCoverage {
	readonly #names = new Map<unknown, string>();
	readonly #walks = new Map<string, number>();
	readonly #takenNow = new Set<string>();

	constructor(machines: readonly AnyStateMachine[]) {
		for (const machine of machines) this.#note(machine.root);
	}

	/** To be given to the actors as their inspector. */
	readonly observe = (event: InspectionEvent): void => {
		if (event.type !== "@xstate.microstep") return;
		for (const transition of event._transitions) {
			const name = this.#names.get(transition);
			if (name !== undefined) this.#takenNow.add(name);
		}
	};

	/** A walk is over. */
	endWalk(): void {
		for (const name of this.#takenNow)
			this.#walks.set(name, this.walksOf(name) + 1);
		this.#takenNow.clear();
	}

	/** Whether this is the name of a transition of its machines. */
	knows(name: string): boolean {
		return [...this.#names.values()].includes(name);
	}

	/** How many walks have taken this transition. */
	walksOf(name: string): number {
		return this.#walks.get(name) ?? 0;
	}

	/** The names of those never taken. */
	get missing(): readonly string[] {
		return [...this.#names.values()].filter((name) => this.walksOf(name) === 0);
	}

	#note(node: AnyStateNode): void {
		for (const { transition, name } of namedTransitions(node))
			this.#names.set(transition, name);
		for (const child of Object.values(node.states)) this.#note(child);
	}
}

/** The transitions of one state, each with a name that no other has. */
export function namedTransitions(node: AnyStateNode) {
	const transitions = [...node.transitions.values(), node.always ?? []].flat();
	return transitions.map((transition, at) => {
		const to = transition.target?.map(({ id }) => id).join() ?? "(stays)";
		const cause = transition.eventType || "always";
		return { transition, name: `${node.id}: ${cause}, choice ${at} → ${to}` };
	});
}
