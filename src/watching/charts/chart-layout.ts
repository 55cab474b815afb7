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
	headOf,
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
import { type Frame, freePlace } from "./free-place.js";

/** One state as a box. */
export interface StateBox extends Frame {
	readonly state: ChartState;
	/** Lasts at the same time as the boxes beside it. */
	readonly isRegion: boolean;
	/** So many arrows go in and out that its texts found no place between them. */
	readonly isCrowded: boolean;
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

/** Each attempt gives more boxes room that were found crowded; the last one is taken as it is. */
const maxAttempts = 4;

/** Made once, when it is first used. */
let elk: ELK | undefined;

/**
 * Finds a place for every state and arrow. The same chart is always laid out in the same way. Takes some
 * 100 ms of the processor, more for a crowded one: the server leaves it to a thread of its own.
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
	const crowded = new Set<string>();
	for (let attempt = 1; ; attempt += 1) {
		const graph = graphOf(chart, texts, bundles, crowded);
		const drawing = placed(await elk.layout(graph), chart, texts, bundles);
		const found = drawing.boxes.filter(({ isCrowded }) => isCrowded);
		if (found.length === 0 || attempt === maxAttempts) return drawing;
		for (const { state } of found) crowded.add(state.id);
	}
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
		const frame = frameOf(node);
		const head = byId.get(headOf(state.id));
		const left =
			state.children.length === 0 ? 0 : freePlace(frame, own, arrows);
		const corner = head ?? { x: frame.x + (left ?? 0), y: frame.y };
		return [
			{
				...boxOf(state, frame, frameOf(corner), own),
				isRegion: regions.has(state),
				isCrowded: head === undefined && left === undefined,
			},
		];
	});
}

function boxOf(
	state: ChartState,
	frame: Frame,
	corner: Point,
	{ texts, lines, ruleAt, width }: BoxTexts,
) {
	const moved = <Placed extends Point>(placed: Placed): Placed => ({
		...placed,
		x: corner.x + placed.x,
		y: corner.y + placed.y,
	});
	const isLeaf = state.children.length === 0;
	const inset = isLeaf ? 0 : sizes.inset;
	const right = (isLeaf ? frame.width : width) - inset;
	const ruleFrom = (y: number) => ({
		from: moved({ x: inset, y }),
		to: moved({ x: right, y }),
	});
	return {
		state,
		...frame,
		texts: texts.map(moved),
		lines: lines.map(moved),
		rule: ruleAt === undefined ? undefined : ruleFrom(ruleAt),
	};
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
	const way = from === to && label ? throughLabel(points, label) : points;
	return {
		from,
		to,
		points: way.map(({ x, y }) => ({ x: whole(x), y: whole(y) })),
		label,
		lines: lines.map((line, at) => ({
			...line,
			x: (label?.x ?? 0) + labelInset,
			y: (label?.y ?? 0) + (at + 1) * sizes.line - 1,
		})),
	};
}

/** Elk puts the label of a loop beside it, at the side of the state's box: the loop goes out to the label and back instead. */
function throughLabel(
	points: readonly Point[],
	{ x, y, width, height }: Frame,
): Point[] {
	const [start, end] = [points[0], points.at(-1)];
	if (!start || !end) return [];
	const middle = x + width / 2;
	const within = (at: number) =>
		Math.min(Math.max(at, y + labelInset), y + height - labelInset);
	const [out, back] = [within(start.y), within(end.y)];
	return [
		{ x: start.x, y: out },
		{ x: middle, y: out },
		{ x: middle, y: back },
		{ x: end.x, y: back },
	];
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
