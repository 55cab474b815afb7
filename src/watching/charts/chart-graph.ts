import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk.bundled.js";
import type { Chart, ChartState, ChartTransition } from "./chart.js";
import {
	type BoxTexts,
	type Line,
	linesOf,
	sizes,
	staysInside,
	widthOf,
	withGuard,
} from "./chart-texts.js";

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

/** The texts of each state's box, by the state's id. */
export type TextsById = ReadonlyMap<string, BoxTexts>;

/**
 * What elk is asked to place: every state as a node, every bundle of transitions as an edge with a label. Boxes
 * that are crowded have so many arrows going in and out that their own texts must be placed as well.
 */
export function graphOf(
	chart: Chart,
	texts: TextsById,
	bundles: readonly Bundle[],
	crowded: ReadonlySet<string>,
): ElkNode {
	return {
		id: ":page",
		layoutOptions: { ...layout, "elk.padding": padding(margin) },
		children: [nodeOf(chart.root, texts, crowded)],
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

/** All transitions from one state to another. */
export interface Bundle {
	readonly from: string;
	readonly to: string;
	readonly lines: readonly Line[];
}

/** The transitions that lead out of their state's box, those between the same two states together. */
export function arrowsOf({ transitions }: Chart): Bundle[] {
	const bundles = new Map<string, ChartTransition[]>();
	for (const transition of transitions) {
		if (staysInside(transition)) continue;
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

/** The id of the node for the texts of a crowded box. */
export const headOf = (stateId: string) => `${stateId}:head`;

/** A box with others inside has its own texts above them; if it is crowded, among them, where arrows go around. */
function nodeOf(
	state: ChartState,
	texts: TextsById,
	crowded: ReadonlySet<string>,
): ElkNode {
	const { id, children, initial } = state;
	const { width = 0, height = 0 } = texts.get(id) ?? {};
	if (children.length === 0) return { id, width, height };
	const isCrowded = crowded.has(id);
	return {
		id,
		layoutOptions: {
			// Regions begin side by side, whatever their heights.
			"elk.alignment": "TOP",
			"elk.padding": padding(sizes.inset + 4, isCrowded ? 4 : height),
			"elk.nodeSize.constraints": "MINIMUM_SIZE",
			// Of a box with others inside elk takes the height first, as it lays out sideways and then turns.
			"elk.nodeSize.minimum": `(0, ${width})`,
		},
		children: [
			...(isCrowded ? [{ ...headNode, id: headOf(id), width, height }] : []),
			...(initial.length > 0 ? [dotOf(state)] : []),
			...children.map((child) => nodeOf(child, texts, crowded)),
		],
	};
}

const headNode = {
	layoutOptions: { "elk.layered.layering.layerConstraint": "FIRST" },
};

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
			{
				text: "lines",
				width: Math.ceil(width) + 2 * labelInset,
				height: lines.length * sizes.line + labelInset,
				// The arrow goes through its label, so that nobody takes the label for that of the arrow beside it.
				layoutOptions: { "elk.edgeLabels.inline": "true" },
			},
		],
	};
}

/** The room between the frame of a label and its text. */
export const labelInset = 6;

function padding(sides: number, top = sides): string {
	return `[top=${top},left=${sides},bottom=${sides},right=${sides}]`;
}
