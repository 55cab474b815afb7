import elkModule, {
	type ELK,
	type ElkExtendedEdge,
	type ElkNode,
} from "elkjs/lib/elk.bundled.js";
import type { Chart, ChartState } from "./chart.js";
import {
	arrowsOf,
	type Bundle,
	beginningsOf,
	graphOf,
	type Line,
	sizeOf,
	sizes,
	statesIn,
} from "./chart-graph.js";

/** A point of the drawing, in pixels from its left upper corner. */
export interface Point {
	readonly x: number;
	readonly y: number;
}

/** One state as a box. */
export interface StateBox extends Point {
	readonly state: ChartState;
	readonly width: number;
	readonly height: number;
	/** What it takes without leaving: one text a line, with its place; the place is that of the text's baseline. */
	readonly lines: readonly PlacedLine[];
}

/** A text where it belongs. */
export type PlacedLine = Line & Point;

/** All transitions from one state to another, as one arrow; without transitions it points to an initial state. */
export interface Arrow {
	readonly from: string;
	readonly to: string;
	readonly points: readonly Point[];
	readonly lines: readonly PlacedLine[];
}

/** A statechart with a place for everything. Outer boxes come before those inside them. */
export interface PlacedChart {
	readonly width: number;
	readonly height: number;
	readonly boxes: readonly StateBox[];
	readonly arrows: readonly Arrow[];
	/** Where the dots are that mark initial states. */
	readonly beginnings: readonly Point[];
}

/** Made once, when it is first used. */
let elk: ELK | undefined;

/**
 * Finds a place for every state and arrow. The same chart is always laid out in the same way. Takes some
 * 100 ms of the processor, so it is done at start and never while calls are served.
 */
export async function layOut(chart: Chart): Promise<PlacedChart> {
	elk ??= new elkModule.default();
	const arrows = arrowsOf(chart);
	const graph = await elk.layout(graphOf(chart, arrows));
	return placed(graph, chart, arrows);
}

function placed(
	graph: ElkNode,
	chart: Chart,
	bundles: readonly Bundle[],
): PlacedChart {
	const states = new Map(
		statesIn(chart.root).map((state) => [state.id, state]),
	);
	const nodes = nodesIn(graph, 0, 0);
	const edges = new Map(graph.edges?.map((edge) => [edge.id, edge]));
	const isDot = ({ id }: ElkNode) => id.endsWith(":begins");
	return {
		width: whole(graph.width),
		height: whole(graph.height),
		boxes: nodes.flatMap((node) => {
			const state = states.get(node.id);
			return state ? [boxOf(state, node, chart)] : [];
		}),
		arrows: [
			...bundles.map((bundle) =>
				arrowOf(bundle, edges.get(`${bundle.from} ${bundle.to}`)),
			),
			...beginningsOf(chart.root).map(({ id, targets: [to = ""] }) =>
				arrowOf({ from: "", to, lines: [] }, edges.get(id)),
			),
		],
		beginnings: nodes.filter(isDot).map(({ x, y }) => ({
			x: whole(x) + sizes.dot / 2,
			y: whole(y) + sizes.dot / 2,
		})),
	};
}

/** All nodes inside this one, with places counted from the page's corner and not from the node around them. */
function nodesIn(node: ElkNode, left: number, top: number): ElkNode[] {
	return (node.children ?? []).flatMap((child) => {
		const x = left + (child.x ?? 0);
		const y = top + (child.y ?? 0);
		return [{ ...child, x, y }, ...nodesIn(child, x, y)];
	});
}

function boxOf(state: ChartState, node: ElkNode, chart: Chart): StateBox {
	const { lines, perColumn, column } = sizeOf(state, chart);
	const [x, y] = [whole(node.x), whole(node.y)];
	return {
		state,
		x,
		y,
		width: whole(node.width),
		height: whole(node.height),
		lines: lines.map((line, at) => ({
			...line,
			x: x + sizes.inset + Math.floor(at / perColumn) * column,
			y: y + sizes.titleLine + ((at % perColumn) + 1) * sizes.line,
		})),
	};
}

function arrowOf(
	{ from, to, lines }: Bundle,
	edge: ElkExtendedEdge | undefined,
): Arrow {
	const [section] = edge?.sections ?? [];
	const [label] = edge?.labels ?? [];
	const points = section
		? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]
		: [];
	return {
		from,
		to,
		points: points.map(({ x, y }) => ({ x: whole(x), y: whole(y) })),
		lines: lines.map((line, at) => ({
			...line,
			x: whole(label?.x) + 4,
			y: whole(label?.y) + (at + 1) * sizes.line - 4,
		})),
	};
}

const whole = (value = 0) => Math.round(value);
