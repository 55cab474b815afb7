/** Few walks that together take every edge of a graph. */
import type { AdjacencyMap } from "xstate/graph";
import type { Step } from "./cast.js";
import type { ModelSnapshot } from "./model/model.js";
import { edgeName, serializeState } from "./state-names.js";

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
export function coveringWalks(
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
