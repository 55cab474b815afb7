/** The laws of how conversations end. */
import {
	type Edge,
	type Exploration,
	type Node,
	wayTo,
} from "../exploration.js";
import { isGoodEnd } from "../world.js";
import { type Breach, type GeneralLaw, stateInWords } from "./breach.js";

export const lawsOfEnds: readonly GeneralLaw[] = [
	{
		name: "way out",
		sentence:
			"From everywhere the conversation can come to its end: a hang-up, or a final state.",
		breachesIn: deadEnds,
	},
	{
		name: "end by silence",
		sentence:
			"A caller who says nothing more comes to the end by himself, whether the mind answers or fails.",
		breachesIn: (exploration) => [
			...endlessSilences(exploration, "reply.ended"),
			...endlessSilences(exploration, "mind.failed"),
		],
	},
];

/** A failure is a trouble of its own, and no dead end. */
function isEnd({ world }: Node): boolean {
	return isGoodEnd(world) || world.failure !== undefined;
}

function deadEnds({ nodes, edges }: Exploration): readonly Breach[] {
	const sources = new Map<Node, Node[]>();
	for (const { from, to } of edges)
		sources.set(to, [...(sources.get(to) ?? []), from]);
	const open = nodes.filter(isEnd);
	const ending = new Set(open);
	for (let node = open.pop(); node !== undefined; node = open.pop())
		for (const source of sources.get(node) ?? [])
			if (!ending.has(source)) {
				ending.add(source);
				open.push(source);
			}
	return nodes
		.filter((node) => !ending.has(node))
		.map((node) => ({
			what: `${stateInWords(node.world.snapshot)}: no way leads to an end`,
			way: wayTo(node),
		}));
}

/** What the mind does whenever it thinks. */
type MindsWay = "reply.ended" | "mind.failed";

function endlessSilences(
	{ nodes }: Exploration,
	mindsWay: MindsWay,
): readonly Breach[] {
	const known = new Map<Node, boolean>();
	return nodes
		.filter((node) => !endsInSilence(node, mindsWay, known))
		.map((node) => ({
			what: `${stateInWords(node.world.snapshot)}: silences alone go round for ever${mindsWay === "mind.failed" ? " while the mind fails" : ""}`,
			way: [...wayTo(node), ...roundFrom(node, mindsWay)],
		}));
}

/** Follows the silences from a node to an end, or round to where they were; notes for all on the way what came of it. */
function endsInSilence(
	start: Node,
	mindsWay: MindsWay,
	known: Map<Node, boolean>,
): boolean {
	const way = new Set<Node>();
	let node = start;
	while (!known.has(node) && !way.has(node) && !isEnd(node)) {
		way.add(node);
		node = inSilence(node, mindsWay)?.to ?? node;
	}
	const ends = known.get(node) ?? isEnd(node);
	for (const passed of way) known.set(passed, ends);
	return ends;
}

/** The edges by silences from a node until they come to where they were. */
function roundFrom(start: Node, mindsWay: MindsWay): readonly Edge[] {
	const passed = new Set<Node>();
	const edges: Edge[] = [];
	let node = start;
	while (!passed.has(node)) {
		passed.add(node);
		const edge = inSilence(node, mindsWay);
		if (edge === undefined) break;
		edges.push(edge);
		node = edge.to;
	}
	return edges;
}

/** What comes next while the caller says nothing: lines are heard, thoughts end, codes are not given, and then he is silent. */
function inSilence({ edges }: Node, mindsWay: MindsWay): Edge | undefined {
	const types = ["line.heard", mindsWay, "caller.returned", "caller.silent"];
	return types
		.map((type) => edges.find(({ event }) => event.type === type))
		.find((edge) => edge !== undefined);
}
