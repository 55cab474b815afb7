/** The laws that an author writes: functions of a walk. */
import type { EventObject } from "xstate";
import {
	type Edge,
	type Exploration,
	type Node,
	wayThrough,
	wayTo,
} from "../exploration.js";
import type { Walk } from "../walk.js";

/** A law of an author's. */
export interface Law<
	Context = Record<string, unknown>,
	Event extends EventObject = EventObject,
> {
	readonly name: string;
	/** Whether a walk keeps the law; in place of `false`, what is wrong with it. */
	readonly holds: (walk: Walk<Context, Event>) => boolean | string;
}

/** Ways from the beginning: to every edge, and through pairs of edges. */
export interface Ways {
	readonly ways: readonly (readonly Edge[])[];
	/** How many pairs of edges there are, and how many of them have a way here. */
	readonly pairs: number;
	readonly pairsWalked: number;
}

/**
 * The shortest ways to every edge, and through every ordered pair of kinds of edges: those that begin in the same state, with
 * the same event, and ask for the same. Of more pairs than `maxPairs` those come first that matter most to the game.
 */
export function waysForLaws(exploration: Exploration, maxPairs: number): Ways {
	const { edges } = exploration;
	const kinds = kindsOf(edges);
	const chosen = pairsOf(kinds, maxPairs);
	const through = [...chosen].flatMap(([first, seconds]) =>
		waysThroughPairs(first, seconds),
	);
	return {
		ways: [[], ...edges.map(wayThrough), ...through],
		pairs: kinds.length ** 2,
		pairsWalked: Math.min(maxPairs, kinds.length ** 2),
	};
}

/** Edges that are one to an author's eye. */
interface Kind {
	readonly edges: readonly Edge[];
	/** The lower, the more it matters. */
	readonly rank: number;
}

function kindsOf(edges: readonly Edge[]): readonly Kind[] {
	const kinds = new Map<string, Edge[]>();
	for (const edge of edges) {
		const { from, world, event } = edge;
		const key = JSON.stringify([
			from.world.snapshot.value,
			event,
			world.steps.map(({ asked }) => asked),
			world.snapshot.value,
		]);
		const kind = kinds.get(key);
		if (kind) kind.push(edge);
		else kinds.set(key, [edge]);
	}
	return [...kinds.values()]
		.map((same) => ({ edges: same, rank: rankOf(same) }))
		.sort((one, other) => one.rank - other.rank);
}

function rankOf([edge]: readonly Edge[]): number {
	const asked = edge?.world.steps.flatMap((step) => step.asked) ?? [];
	if (asked.some(({ type }) => type === "tell")) return 0;
	if (asked.some(({ type }) => type === "hangUp" || type === "askForCode"))
		return 1;
	return edge?.event.type.startsWith("move.") ? 2 : 3;
}

/** As many pairs as are allowed, those of the lowest ranks first. */
function pairsOf(
	kinds: readonly Kind[],
	maxPairs: number,
): ReadonlyMap<Kind, readonly Kind[]> {
	const chosen = new Map<Kind, Kind[]>();
	let left = maxPairs;
	for (let size = 1; size <= kinds.length && left > 0; size += 1)
		for (const [first, second] of newPairsWithin(kinds, size).slice(0, left)) {
			chosen.set(first, [...(chosen.get(first) ?? []), second]);
			left -= 1;
		}
	return chosen;
}

/** The pairs of the first so many kinds in which the last of these occurs. */
function newPairsWithin(
	kinds: readonly Kind[],
	size: number,
): readonly (readonly [Kind, Kind])[] {
	const last = kinds[size - 1];
	if (last === undefined) return [];
	return kinds
		.slice(0, size)
		.flatMap((kind): readonly (readonly [Kind, Kind])[] =>
			kind === last
				? [[last, last]]
				: [
						[kind, last],
						[last, kind],
					],
		);
}

/** The shortest way through an edge of the first kind and then one of each other kind. */
function waysThroughPairs(
	first: Kind,
	seconds: readonly Kind[],
): readonly (readonly Edge[])[] {
	const reached = reachedAfter(first);
	const lengthTo = ({ from }: Edge) =>
		reached.get(from)?.length ?? Number.POSITIVE_INFINITY;
	return seconds.flatMap(({ edges }) => {
		const nearest = edges.reduce((one, other) =>
			lengthTo(other) < lengthTo(one) ? other : one,
		);
		return reached.has(nearest.from)
			? [[...wayAfter(nearest.from, reached), nearest]]
			: [];
	});
}

/** How a node is come to after an edge of some kind: by which edge last, how far from the beginning. */
interface Arrival {
	readonly by: Edge;
	readonly length: number;
	/** Whether `by` is the edge of that kind itself. */
	readonly isFirst: boolean;
}

/** Goes on from all edges of the kind at once, each from its own distance, so that the nearest arrive first. */
function reachedAfter({ edges }: Kind): ReadonlyMap<Node, Arrival> {
	const reached = new Map<Node, Arrival>();
	const firsts = edges.toSorted(
		(one, other) => one.from.depth - other.from.depth,
	);
	let open: Node[] = [];
	for (let length = 1; firsts.length > 0 || open.length > 0; length += 1) {
		const arrived: Node[] = [];
		const arrive = (by: Edge, isFirst: boolean) => {
			if (reached.has(by.to)) return;
			reached.set(by.to, { by, length, isFirst });
			arrived.push(by.to);
		};
		for (const node of open) for (const edge of node.edges) arrive(edge, false);
		while (firsts[0] !== undefined && firsts[0].from.depth < length)
			arrive(firsts.shift() as Edge, true);
		open = arrived;
	}
	return reached;
}

function wayAfter(
	node: Node,
	reached: ReadonlyMap<Node, Arrival>,
): readonly Edge[] {
	const edges: Edge[] = [];
	let arrival = reached.get(node);
	while (arrival !== undefined && !arrival.isFirst) {
		edges.push(arrival.by);
		arrival = reached.get(arrival.by.from);
	}
	if (arrival === undefined) return [];
	return [...wayTo(arrival.by.from), arrival.by, ...edges.reverse()];
}
