/** Paths through a model: walks that together take every enabled edge, and random ones. */
import { initialTransition, transition } from "xstate";
import {
	type AdjacencyMap,
	createTestModel,
	type TestModel,
	type TestPath,
} from "xstate/graph";
import type { Step } from "./cast.js";
import { isMadeAnew } from "./model/lines.js";
import type { Line, Setting, Sight } from "./model/memory.js";
import { type Model, type ModelSnapshot, modelOf } from "./model/model.js";

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
					Object.values(from.context.callers).map(({ tries }) => tries),
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

/** What a model remembers, but for what never changes, and for the wording of the server's own lines. */
function serializeState({ value, context }: ModelSnapshot): string {
	const { setting: _, ...memory } = context;
	return JSON.stringify([value, memory], (_key, part: unknown) =>
		isLine(part) && part.name === undefined
			? isMadeAnew(part)
				? "prompt with a code"
				: "prompt"
			: part,
	);
}

function isLine(part: unknown): part is Line {
	return typeof part === "object" && part !== null && "isStoppable" in part;
}

function edgeName(from: string, step: string): string {
	return `${step} in ${from}`;
}

interface Edge {
	readonly step: Step;
	readonly to: string;
	/** Edges of one kind need not be walked more than once. */
	readonly kind: string;
}

interface Node {
	readonly edges: readonly Edge[];
	/** So many of the edges, from the first on, are known to be of kinds that have been walked. */
	passed: number;
}

/** Goes from each state by an edge not walked yet, or else the shortest way to a state that has one. */
function coveringWalks(
	adjacency: AdjacencyMap<ModelSnapshot, Step>,
	longest: number,
	kindOf: (from: ModelSnapshot, step: Step) => string = (from, step) =>
		edgeName(serializeState(from), JSON.stringify(step)),
): readonly (readonly Step[])[] {
	const nodes = nodesOf(adjacency, kindOf);
	const walked = new Set<string>();
	const [start] = nodes.keys();
	const walks: Step[][] = [];
	for (;;) {
		const walk: Edge[] = [];
		let at = start as string;
		while (walk.length < longest) {
			const way = wayToUnwalked(nodes, walked, at);
			// One that cannot be reached within the length is walked nevertheless, from the start.
			if (!way || (walk.length > 0 && walk.length + way.length > longest))
				break;
			walk.push(...way);
			for (const { kind } of way) walked.add(kind);
			at = way.at(-1)?.to as string;
		}
		if (walk.length === 0) return walks;
		walks.push(walk.map(({ step }) => step));
	}
}

type Transitions = Readonly<
	Record<string, { readonly event: Step; readonly state: ModelSnapshot }>
>;

function edgesFrom(transitions: Transitions) {
	return Object.values(transitions);
}

function nodesOf(
	adjacency: AdjacencyMap<ModelSnapshot, Step>,
	kindOf: (from: ModelSnapshot, step: Step) => string,
): Map<string, Node> {
	return new Map(
		Object.entries(adjacency).map(([name, { state: from, transitions }]) => [
			name,
			{
				edges: edgesFrom(transitions).map(({ event, state }) => ({
					step: event,
					to: serializeState(state),
					kind: kindOf(from, event),
				})),
				passed: 0,
			},
		]),
	);
}

/** The shortest way that ends with an edge of a kind not walked yet. */
function wayToUnwalked(
	nodes: Map<string, Node>,
	walked: Set<string>,
	start: string,
): readonly Edge[] | undefined {
	const cameBy = new Map<string, { from: string; edge: Edge } | undefined>([
		[start, undefined],
	]);
	for (const [name] of cameBy) {
		const node = nodes.get(name);
		const unwalked = node && nextUnwalked(node, walked);
		if (unwalked) return [...wayTo(cameBy, name), unwalked];
		for (const edge of node?.edges ?? []) {
			if (!cameBy.has(edge.to)) cameBy.set(edge.to, { from: name, edge });
		}
	}
	return undefined;
}

function nextUnwalked(
	node: Node,
	walked: ReadonlySet<string>,
): Edge | undefined {
	while (walked.has(node.edges[node.passed]?.kind ?? "")) node.passed += 1;
	return node.edges[node.passed];
}

function wayTo(
	cameBy: ReadonlyMap<string, { from: string; edge: Edge } | undefined>,
	end: string,
): readonly Edge[] {
	const way: Edge[] = [];
	for (let came = cameBy.get(end); came; came = cameBy.get(came.from))
		way.unshift(came.edge);
	return way;
}
