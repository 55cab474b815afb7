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
	labelInset,
	statesIn,
	type TextsById,
} from "./chart-graph.js";
import {
	type BoxTexts,
	type PlacedLine,
	type PlacedText,
	type Point,
	sizes,
	type TextOptions,
	textsOf,
} from "./chart-texts.js";

/** A rectangle of the drawing, in pixels from its left upper corner. */
export interface Frame extends Point {
	readonly width: number;
	readonly height: number;
}

/** One state as a box. */
export interface StateBox extends Frame {
	readonly state: ChartState;
	/** Lasts at the same time as the boxes beside it. */
	readonly isRegion: boolean;
	readonly texts: readonly PlacedText[];
	/** What it takes without leaving: one text a line. */
	readonly lines: readonly PlacedLine[];
	/** What sets the lines apart from the texts above them; undefined without lines. */
	readonly rule: { readonly from: Point; readonly to: Point } | undefined;
}

/** All transitions from one state to another, as one arrow; without transitions it points to an initial state. */
export interface Arrow {
	readonly from: string;
	readonly to: string;
	readonly points: readonly Point[];
	/** The frame of its texts; undefined without any. */
	readonly label: Frame | undefined;
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
 * 100 ms of the processor: the server leaves it to a thread of its own.
 */
export async function layOut(
	chart: Chart,
	options: TextOptions = { hasDescriptions: true },
): Promise<PlacedChart> {
	elk ??= new elkModule.default();
	const bundles = arrowsOf(chart);
	const texts = new Map(
		statesIn(chart.root).map((state) => [
			state.id,
			textsOf(state, chart, options),
		]),
	);
	const graph = await elk.layout(graphOf(chart, texts, bundles));
	return placed(graph, chart, texts, bundles);
}

function placed(
	graph: ElkNode,
	chart: Chart,
	texts: TextsById,
	bundles: readonly Bundle[],
): PlacedChart {
	const nodes = nodesIn(graph, 0, 0);
	const edges = new Map(graph.edges?.map((edge) => [edge.id, edge]));
	const arrows = [
		...bundles.map((bundle) =>
			arrowOf(bundle, edges.get(`${bundle.from} ${bundle.to}`)),
		),
		...beginningsOf(chart.root).map(({ id, targets: [to = ""] }) =>
			arrowOf({ from: "", to, lines: [] }, edges.get(id)),
		),
	];
	return {
		width: whole(graph.width),
		height: whole(graph.height),
		boxes: boxesOf(nodes, chart, texts, arrows),
		arrows,
		beginnings: nodes
			.filter(({ id }) => id.endsWith(":begins"))
			.map(({ x, y }) => ({
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

function boxesOf(
	nodes: readonly ElkNode[],
	{ root }: Chart,
	texts: TextsById,
	arrows: readonly Arrow[],
): StateBox[] {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const all = statesIn(root);
	const regions = new Set(
		all
			.filter(({ kind }) => kind === "parallel")
			.flatMap(({ children }) => children),
	);
	return all.flatMap((state) => {
		const node = byId.get(state.id);
		const own = texts.get(state.id);
		if (!node || !own) return [];
		return [boxOf(state, regions.has(state), frameOf(node), own, arrows)];
	});
}

function boxOf(
	state: ChartState,
	isRegion: boolean,
	frame: Frame,
	own: BoxTexts,
	arrows: readonly Arrow[],
): StateBox {
	const { texts, lines, ruleAt } = own;
	const isLeaf = state.children.length === 0;
	const left = isLeaf ? 0 : freeOf(arrows, frame, own);
	const moved = <Placed extends Point>(placed: Placed): Placed => ({
		...placed,
		x: frame.x + left + placed.x,
		y: frame.y + placed.y,
	});
	const inset = isLeaf ? 0 : sizes.inset;
	const right = (isLeaf ? frame.width : own.width) - inset;
	return {
		state,
		isRegion,
		...frame,
		texts: texts.map(moved),
		lines: lines.map(moved),
		rule:
			ruleAt === undefined
				? undefined
				: {
						from: moved({ x: inset, y: ruleAt }),
						to: moved({ x: right, y: ruleAt }),
					},
	};
}

/** How far to the right texts of this size must stand at the top of a box, so that no arrow runs through them. */
function freeOf(
	arrows: readonly Arrow[],
	frame: Frame,
	{ width, height }: { readonly width: number; readonly height: number },
): number {
	const crossings = arrows
		.flatMap(({ points }) => crossingsOf(points, frame.y, frame.y + height))
		.map((x) => x - frame.x)
		.filter((x) => x >= 0 && x <= frame.width);
	const places = [0, ...crossings.toSorted((one, other) => one - other)];
	return (
		places.find(
			(left) =>
				left + width <= frame.width &&
				crossings.every((x) => x <= left || x >= left + width),
		) ?? 0
	);
}

/** Where the upright parts of an arrow run between two heights. */
function crossingsOf(
	points: readonly Point[],
	top: number,
	bottom: number,
): number[] {
	return points.flatMap(({ x, y }, at) => {
		const next = points[at + 1];
		if (next === undefined || next.x !== x) return [];
		const isPast = Math.max(y, next.y) <= top || Math.min(y, next.y) >= bottom;
		return isPast ? [] : [x];
	});
}

function arrowOf(
	{ from, to, lines }: Bundle,
	edge: ElkExtendedEdge | undefined,
): Arrow {
	const [section] = edge?.sections ?? [];
	const [place] = edge?.labels ?? [];
	const label = place && frameOf(place);
	const points = section
		? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]
		: [];
	return {
		from,
		to,
		points: points.map(({ x, y }) => ({ x: whole(x), y: whole(y) })),
		label,
		lines: lines.map((line, at) => ({
			...line,
			x: (label?.x ?? 0) + labelInset,
			y: (label?.y ?? 0) + (at + 1) * sizes.line - 1,
		})),
	};
}

function frameOf({ x, y, width, height }: Partial<Frame>): Frame {
	return {
		x: whole(x),
		y: whole(y),
		width: whole(width),
		height: whole(height),
	};
}

const whole = (value = 0) => Math.round(value);
