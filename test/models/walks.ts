/** Paths through a model: walks that together take every enabled edge, and random ones. */
import { initialTransition, transition } from "xstate";
import {
	type AdjacencyMap,
	createTestModel,
	type TestModel,
	type TestPath,
} from "xstate/graph";
import type { Step } from "./cast.js";
import { coveringWalks } from "./covering-walks.js";
import type { Setting, Sight } from "./model/memory.js";
import { type Model, type ModelSnapshot, modelOf } from "./model/model.js";
import { edgeName, serializeState } from "./state-names.js";

/** What a model is about: who takes part, with what payloads, and what it leaves to other models. */
export interface Scope {
	readonly name: string;
	readonly cast: Parameters<typeof modelOf>;
	readonly setting: Setting;
	/** The payload cases. */
	readonly steps: readonly Step[];
	/** Whether the model takes this step; others may. */
	readonly includes: (
		before: ModelSnapshot,
		step: Step,
		after: ModelSnapshot,
	) => boolean;
}

/** A walk through a model, ready to be tested. */
export type Walk = TestPath<ModelSnapshot, Step>;

/** A scope as a model for tests. */
export class ScopedModel {
	readonly machine: Model;
	readonly #test: TestModel<ModelSnapshot, Step, unknown>;
	readonly #cases: ReadonlySet<string>;
	#adjacency: AdjacencyMap<ModelSnapshot, Step> | undefined;

	constructor(readonly scope: Scope) {
		this.machine = modelOf(...scope.cast);
		this.#cases = new Set(scope.steps.map((step) => JSON.stringify(step)));
		this.#test = createTestModel(this.machine, {
			input: scope.setting,
			events: scope.steps,
			serializeState,
			serializeEvent: (step) => JSON.stringify(step),
			filterEvents: (snapshot, step) => this.isEnabled(snapshot, step),
			logger: { log: () => {}, error: () => {} },
		});
	}

	/** Whether this may happen now, within the scope of the model. */
	isEnabled(snapshot: ModelSnapshot, step: Step): boolean {
		// Types without a case are tried bare by XState.
		if (!this.#cases.has(JSON.stringify(step)) || !snapshot.can(step))
			return false;
		const [next] = transition(this.machine, snapshot, step);
		return (
			!next.context.outOfScope && this.scope.includes(snapshot, step, next)
		);
	}

	/** What is seen when this happens. */
	sights(snapshot: ModelSnapshot, step: Step): readonly Sight[] {
		const [, actions] = transition(this.machine, snapshot, step);
		return actions.flatMap(({ type, params }) =>
			type === "see" ? [params as unknown as Sight] : [],
		);
	}

	/** Every state of the model with its enabled edges, by name. */
	get adjacency(): AdjacencyMap<ModelSnapshot, Step> {
		this.#adjacency ??= this.#test.getAdjacencyMap();
		return this.#adjacency;
	}

	/** The names of all enabled edges. */
	edges(): string[] {
		return Object.entries(this.adjacency).flatMap(([from, { transitions }]) =>
			Object.keys(transitions).map((step) => edgeName(from, step)),
		);
	}

	/** Walks that together take every enabled edge, none longer than so many steps. */
	everyEdge(longest: number): readonly Walk[] {
		return this.#walks(() => coveringWalks(this.adjacency, longest));
	}

	/** Walks that together take every step in every state to every outcome, whatever else is remembered there. */
	everyOutcome(longest: number): readonly Walk[] {
		return this.#walks(() =>
			coveringWalks(this.adjacency, longest, (from, step) =>
				JSON.stringify([
					from.value,
					step,
					this.sights(from, step),
					Object.values(from.context.callers).map(
						({ tries, speaks, talks }) => [
							tries,
							speaks,
							Object.values(talks).map((talk) => talk?.speculations),
						],
					),
				]),
			),
		);
	}

	/** One walk that takes these steps, as far as they are enabled. */
	walkOf(steps: readonly Step[]): Walk {
		const [walk] = this.#walks(() => [this.#enabledOf(steps)]);
		if (!walk) throw new Error("The model has no such walk.");
		return walk;
	}

	#enabledOf(steps: readonly Step[]): Step[] {
		let before = this.initial;
		return steps.filter((step) => {
			if (!this.isEnabled(before, step)) return false;
			[before] = transition(this.machine, before, step);
			return true;
		});
	}

	get initial(): ModelSnapshot {
		const [snapshot] = initialTransition(this.machine, this.scope.setting);
		return snapshot;
	}

	/** The states that a walk really comes through; those of the graph stand for others like them. */
	#replayed(walk: readonly Step[]) {
		let { initial: state } = this;
		return walk.map((event) => {
			[state] = transition(this.machine, state, event);
			return { event, state };
		});
	}

	#walks(generate: () => readonly (readonly Step[])[]): readonly Walk[] {
		const { initial } = this;
		const start = { event: { type: "xstate.init" } as never, state: initial };
		return this.#test.getPaths(
			() =>
				generate().map((walk) => {
					const steps = [start, ...this.#replayed(walk)];
					const state = steps.at(-1)?.state ?? initial;
					return { state, steps, weight: walk.length };
				}),
			{ allowDuplicatePaths: true },
		);
	}
}

/** The edges that a walk takes, by name. */
export function edgesOf(walk: Walk): string[] {
	return walk.steps.slice(1).map(({ event }, at) => {
		const from = walk.steps[at]?.state as ModelSnapshot;
		return edgeName(serializeState(from), JSON.stringify(event));
	});
}
