import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk.bundled.js";
import type { Chart, ChartState, ChartTransition } from "./chart.js";

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

/** What elk is asked to place: every state as a node, every bundle of transitions as an edge with a label. */
export function graphOf(chart: Chart, bundles: readonly Bundle[]): ElkNode {
	return {
		id: ":page",
		layoutOptions: { ...layout, "elk.padding": padding(margin) },
		children: [nodeOf(chart.root, chart)],
		edges: [
			...bundles.map((bundle) => edgeOf(bundle, chart)),
			...beginningsOf(chart.root),
		],
	};
}

/** A state and all those inside it. */
export function statesIn(state: ChartState): ChartState[] {
	return [state, ...state.children.flatMap(statesIn)];
}

/** A text and the transitions that it stands for. */
export interface Line {
	readonly text: string;
	readonly transitions: readonly ChartTransition[];
}

/** All transitions from one state to another. */
export interface Bundle {
	readonly from: string;
	readonly to: string;
	readonly lines: readonly Line[];
}

/** The transitions that lead somewhere, those between the same two states together. */
export function arrowsOf({ transitions }: Chart): Bundle[] {
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
): Line[] {
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
function ownLines(state: ChartState, { transitions }: Chart): Line[] {
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

/** An edge from the dot of each state that has others inside to where it begins. */
export function beginningsOf(state: ChartState): ElkExtendedEdge[] {
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
export function sizeOf(state: ChartState, chart: Chart) {
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
