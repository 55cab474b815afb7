import type { AnyStateMachine, EventObject, Snapshot } from "xstate";
import {
	type AdjacencyMap,
	adjacencyMapToArray,
	getAdjacencyMap,
} from "xstate/graph";
import { type SampleEvents, whatCanCome } from "./what-can-come.js";
import { type World, WorldOfFlow } from "./world.js";

/** A world that a conversation can come to. */
export interface Node {
	readonly world: World;
	/** How it is come to first: undefined for the beginning. */
	readonly way: Edge | undefined;
	/** How many events lead to it. */
	readonly depth: number;
	/** All that can come in it. */
	readonly edges: readonly Edge[];
}

/** One event in one world. */
export interface Edge {
	readonly event: EventObject;
	readonly from: Node;
	readonly to: Node;
	/** The world after it, with the steps that led from the one to the other. */
	readonly world: World;
}

/** All worlds of a flow, nearest first, and all that can come in them. */
export interface Exploration {
	readonly machine: AnyStateMachine;
	readonly nodes: readonly Node[];
	readonly edges: readonly Edge[];
}

/** What is explored, and how far. */
export interface ExplorationOptions {
	readonly input: unknown;
	readonly samples: SampleEvents;
	readonly maxSilences: number;
	/** The most edges that are walked. */
	readonly limit: number;
}

/** A flow has more edges than may be walked. */
export class FlowTooLarge extends Error {
	constructor(
		readonly limit: number,
		/** The worlds that were seen until then. */
		readonly worlds: readonly World[],
	) {
		super(`The flow has more than ${limit} edges.`);
	}
}

/** Walks everything that can come in a flow's world. Throws `FlowTooLarge`. */
export function explore(
	machine: AnyStateMachine,
	{ input, samples, maxSilences, limit }: ExplorationOptions,
): Exploration {
	const flow = new WorldOfFlow(machine, maxSilences);
	const worlds: World[] = [];
	const logic = {
		getInitialSnapshot: () => asSnapshot(flow.begin(input)),
		transition: (before: WorldSnapshot, event: EventObject) => {
			if (worlds.length >= limit) throw new FlowTooLarge(limit, worlds);
			const world = flow.after(before.world, event);
			worlds.push(world);
			return asSnapshot(world);
		},
		getPersistedSnapshot: (snapshot: WorldSnapshot) => snapshot,
	};
	const map = getAdjacencyMap<WorldSnapshot, EventObject, unknown>(logic, {
		serializeState: ({ world }) => world.key,
		serializeEvent: (event) => JSON.stringify(event),
		events: ({ world }) => whatCanCome(world, machine, samples, maxSilences),
	});
	return { machine, ...linked(map) };
}

/** A world as the state of a transition function, which is what is walked. */
type WorldSnapshot = Snapshot<undefined> & { readonly world: World };

function asSnapshot(world: World): WorldSnapshot {
	return { status: "active", output: undefined, error: undefined, world };
}

interface OpenNode extends Node {
	way: Edge | undefined;
	readonly edges: Edge[];
}

/** The map's states are in the order of their distance, so the first edge to a node is on a shortest way. */
function linked(
	map: AdjacencyMap<WorldSnapshot, EventObject>,
): Pick<Exploration, "nodes" | "edges"> {
	const nodes = new Map<string, OpenNode>();
	const nodeOf = (world: World, depth: number): OpenNode => {
		const node = nodes.get(world.key) ?? newNode(world, depth);
		nodes.set(world.key, node);
		return node;
	};
	for (const { state } of Object.values(map).slice(0, 1))
		nodeOf(state.world, 0);
	const edges = adjacencyMapToArray(map).map(({ state, event, nextState }) => {
		const from = nodeOf(state.world, 0);
		const to = nodeOf(nextState.world, from.depth + 1);
		const edge = { event, from, to, world: nextState.world };
		if (to.depth > from.depth) to.way ??= edge;
		from.edges.push(edge);
		return edge;
	});
	return { nodes: [...nodes.values()], edges };
}

function newNode(world: World, depth: number): OpenNode {
	return { world, way: undefined, depth, edges: [] };
}

/** The edges that lead to a node from the beginning. */
export function wayTo({ way }: Node): readonly Edge[] {
	const edges: Edge[] = [];
	for (let edge = way; edge !== undefined; edge = edge.from.way)
		edges.push(edge);
	return edges.reverse();
}

/** The edges from the beginning to an edge, with that edge. */
export function wayThrough(edge: Edge): readonly Edge[] {
	return [...wayTo(edge.from), edge];
}
