import elkModule, {
	type ELK,
	type ElkExtendedEdge,
	type ElkNode,
} from "elkjs/lib/elk.bundled.js";
import type { Chart, ChartState, ChartTransition } from "./chart.js";

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

/** A text and the transitions that it stands for. */
export interface PlacedLine extends Point {
	readonly text: string;
	readonly transitions: readonly ChartTransition[];
}

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

/** Sizes of the drawing, in pixels. Text is drawn in a font of fixed width, so its length is known without drawing it. */
export const sizes = {
	titleLine: 30,
	line: 15,
	character: 6.63,
	titleCharacter: 7.85,
	inset: 12,
	dot: 8,
} as const;

const layout = {
	"elk.algorithm": "layered",
	"elk.direction": "DOWN",
	"elk.hierarchyHandling": "INCLUDE_CHILDREN",
	"elk.json.edgeCoords": "ROOT",
	"elk.spacing.nodeNode": "28",
	"elk.layered.spacing.nodeNodeBetweenLayers": "24",
	"elk.layered.spacing.edgeNodeBetweenLayers": "12",
	"elk.spacing.edgeNode": "16",
	"elk.spacing.edgeLabel": "4",
	"elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
};
const margin = 12;

/** Made once, when it is first used. */
let elk: ELK | undefined;

/**
 * Finds a place for every state and arrow. The same chart is always laid out in the same way. Takes some
 * 100 ms of the processor, so it is done at start and never while calls are served.
 */
export async function layOut(chart: Chart): Promise<PlacedChart> {
	elk ??= new elkModule.default();
	const arrows = arrowsOf(chart);
	const graph = await elk.layout<ElkNode>({
		id: ":page",
		layoutOptions: { ...layout, "elk.padding": padding(margin) },
		children: [nodeOf(chart.root, chart)],
		edges: [
			...arrows.map((arrow) => edgeOf(arrow, chart)),
			...beginningsOf(chart.root),
		],
	});
	return placed(graph, chart, arrows);
}

// ---------------------------------------------------------------------------------------------
// What goes in

interface Bundle {
	readonly from: string;
	readonly to: string;
	readonly lines: readonly Omit<PlacedLine, "x" | "y">[];
}

function arrowsOf({ transitions }: Chart): Bundle[] {
	const bundles = new Map<string, ChartTransition[]>();
	for (const transition of transitions) {
		for (const to of transition.to) {
			const key = `${transition.from} ${to}`;
			bundles.set(key, [...(bundles.get(key) ?? []), transition]);
		}
	}
	return [...bundles].map(([key, bundle]) => {
		const [from = "", to = ""] = key.split(" ");
		return { from, to, lines: linesOf(bundle, withGuard) };
	});
}

/** One line for each different text. */
function linesOf(
	transitions: readonly ChartTransition[],
	inWords: (transition: ChartTransition) => string,
): Omit<PlacedLine, "x" | "y">[] {
	const lines = new Map<string, ChartTransition[]>();
	for (const transition of transitions) {
		const text = inWords(transition);
		lines.set(text, [...(lines.get(text) ?? []), transition]);
	}
	return [...lines].map(([text, same]) => ({ text, transitions: same }));
}

const withGuard = ({ event, guard }: ChartTransition) =>
	guard === undefined ? event : `${event} [${guard}]`;

/** What a state takes without leaving; the guards of these are left to the tooltip. */
function ownLines(
	state: ChartState,
	{ transitions }: Chart,
): Omit<PlacedLine, "x" | "y">[] {
	const own = transitions.filter(
		({ from, to }) => from === state.id && to.length === 0,
	);
	return linesOf(own, ({ event }) => event);
}

function nodeOf(state: ChartState, chart: Chart): ElkNode {
	const { width, height } = sizeOf(state, chart);
	if (state.children.length === 0) return { id: state.id, width, height };
	const [first] = state.initial;
	return {
		id: state.id,
		layoutOptions: {
			"elk.padding": padding(sizes.inset + 4, height),
			"elk.nodeSize.constraints": "MINIMUM_SIZE",
			"elk.nodeSize.minimum": `(${width}, ${height})`,
		},
		children: [
			...(first === undefined ? [] : [dotOf(state)]),
			...state.children.map((child) => nodeOf(child, chart)),
		],
	};
}

const dotOf = ({ id }: ChartState): ElkNode => ({
	id: `${id}:begins`,
	width: sizes.dot,
	height: sizes.dot,
});

function beginningsOf(state: ChartState): ElkExtendedEdge[] {
	return [
		...state.initial.map((to) => ({
			id: `${state.id}:begins ${to}`,
			sources: [`${state.id}:begins`],
			targets: [to],
			layoutOptions: { "elk.layered.priority.direction": "10" },
		})),
		...state.children.flatMap(beginningsOf),
	];
}

function edgeOf({ from, to, lines }: Bundle, { root }: Chart): ElkExtendedEdge {
	const width = Math.max(...lines.map(({ text }) => widthOf(text)));
	const order = statesIn(root).map(({ id }) => id);
	const leadsOn = order.indexOf(from) < order.indexOf(to);
	return {
		id: `${from} ${to}`,
		sources: [from],
		targets: [to],
		// What leads on in the machine's own order points down, and only what leads back points up.
		layoutOptions: { "elk.layered.priority.direction": leadsOn ? "10" : "0" },
		labels: [
			{ text: "lines", width: width + 8, height: lines.length * sizes.line },
		],
	};
}

/** The size of a box's own texts: its name, and its lines in as many columns as `columnsFor` says. */
function sizeOf(state: ChartState, chart: Chart) {
	const lines = ownLines(state, chart);
	const columns = columnsFor(state, lines.length);
	const perColumn = Math.ceil(lines.length / columns);
	const widest = Math.max(0, ...lines.map(({ text }) => widthOf(text)));
	const column = Math.ceil(widest + 2 * sizes.inset);
	const title = state.name.length * sizes.titleCharacter + 3 * sizes.inset;
	return {
		lines,
		perColumn,
		column,
		width: Math.ceil(Math.max(title, columns * column)),
		height:
			sizes.titleLine +
			perColumn * sizes.line +
			(lines.length > 0 ? sizes.inset : 0),
	};
}

/** Boxes with others inside are wide anyway, and a long list makes the whole chart long. */
function columnsFor({ children }: ChartState, lines: number): number {
	if (children.length > 0) return Math.min(3, Math.max(1, lines));
	return lines > 5 ? 2 : 1;
}

const widthOf = (text: string) => text.length * sizes.character;

function padding(sides: number, top = sides): string {
	return `[top=${top},left=${sides},bottom=${sides},right=${sides}]`;
}

// ---------------------------------------------------------------------------------------------
// What comes out

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

function statesIn(state: ChartState): ChartState[] {
	return [state, ...state.children.flatMap(statesIn)];
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
