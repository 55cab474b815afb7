/** The laws that each step keeps or breaks by itself. */
import { type Asked, maxLineLength } from "../asked.js";
import {
	type Edge,
	type Exploration,
	wayThrough,
	wayTo,
} from "../exploration.js";
import type { Performed } from "../world.js";
import { type Breach, type GeneralLaw, stateInWords } from "./breach.js";

export const lawsOfSteps: readonly GeneralLaw[] = [
	{
		name: "no dead air",
		sentence:
			"After a turn, a silence, a failed mind and a caller's return something is said, thought, asked or ended.",
		breachesIn: inSteps(deadAirIn),
	},
	{
		name: "one voice",
		sentence: "No step asks for a fixed line and for a thought.",
		breachesIn: inSteps((step) =>
			asks(step, "say") && asks(step, "think")
				? `${placeOf(step)}: asks for a fixed line and for a thought`
				: undefined,
		),
	},
	{
		name: "heard goodbye",
		sentence:
			"The call is hung up only after a line that may not be interrupted.",
		breachesIn: inSteps((step) =>
			asks(step, "hangUp") && !step.endsFirmly
				? `${placeOf(step)}: hangs up, and the last that was said may be interrupted`
				: undefined,
		),
	},
	{
		name: "speakable lines",
		sentence: `No line is blank, or longer than ${maxLineLength.toLocaleString("en")} characters.`,
		breachesIn: inSteps((step) =>
			step.asked.map(unspeakable).find((found) => found !== undefined),
		),
	},
	{
		name: "named goodbye",
		sentence: "The line that a hang-up waits for was said.",
		breachesIn: unsaidGoodbyes,
	},
	{
		name: "no failure",
		sentence: "No state fails, whatever it is told.",
		breachesIn: failures,
	},
];

/** The breaches of a law that looks at one step. */
function inSteps(
	breachIn: (step: Performed) => string | undefined,
): GeneralLaw["breachesIn"] {
	return (exploration) =>
		momentsOf(exploration).flatMap(({ steps, way }) =>
			steps.flatMap((step) => {
				const what = breachIn(step);
				return what === undefined ? [] : [{ what, way: way() }];
			}),
		);
}

/** The beginning, and every edge, nearest first. */
function momentsOf({ nodes, edges }: Exploration): readonly {
	readonly steps: readonly Performed[];
	readonly way: () => readonly Edge[];
}[] {
	const beginning = nodes[0]?.world.steps ?? [];
	return [
		{ steps: beginning, way: () => [] },
		...edges.map((edge) => ({
			steps: edge.world.steps,
			way: () => wayThrough(edge),
		})),
	];
}

const answered: ReadonlySet<string> = new Set([
	"caller.said",
	"caller.pressed",
	"caller.silent",
	"caller.returned",
	"mind.failed",
]);

function deadAirIn(step: Performed): string | undefined {
	const { event, asked, after, isMoreToCome } = step;
	if (!answered.has(event.type) || after.status !== "active") return undefined;
	const isAnswered = asked.some(({ type }) => type !== "tell");
	return isAnswered || isMoreToCome
		? undefined
		: `${placeOf(step)}: nothing is said, thought, asked or ended`;
}

function asks({ asked }: Performed, kind: Asked["type"]): boolean {
	return asked.some(({ type }) => type === kind);
}

/** The state that a step begins in, with what it is told there. */
export function placeOf({ event, before }: Performed): string {
	return event.type === "start"
		? "at the beginning"
		: `${stateInWords(before)}, upon ${event.type}`;
}

function unspeakable(asked: Asked): string | undefined {
	if (asked.type !== "say" || typeof asked.text !== "string") return undefined;
	if (asked.text.trim() === "") return `the line "${asked.line}" is blank`;
	return asked.text.length > maxLineLength
		? `the line "${asked.line}" has ${asked.text.length} characters`
		: undefined;
}

function unsaidGoodbyes({ nodes, edges }: Exploration): readonly Breach[] {
	const beginning = nodes[0]?.world.steps ?? [];
	const ways = [[], ...edges.filter(hangsUp).map(wayThrough)];
	return ways.flatMap((way) => {
		const steps = [...beginning, ...way.flatMap(({ world }) => world.steps)];
		const what = unsaidGoodbyeIn(steps.flatMap(({ asked }) => asked));
		return what === undefined ? [] : [{ what, way }];
	});
}

function hangsUp({ world }: Edge): boolean {
	return world.steps.some((step) => asks(step, "hangUp"));
}

function unsaidGoodbyeIn(asked: readonly Asked[]): string | undefined {
	const lines = new Set<string>();
	for (const each of asked) {
		if (each.type === "say") lines.add(each.line);
		if (each.type !== "hangUp" || each.after === undefined) continue;
		if (!lines.has(each.after))
			return `a hang-up waits for the line "${each.after}", which was not said`;
	}
	return undefined;
}

function failures({ nodes }: Exploration): readonly Breach[] {
	return nodes.flatMap((node) => {
		const { failure, steps } = node.world;
		const last = steps.at(-1);
		return failure === undefined || last === undefined
			? []
			: [{ what: `${placeOf(last)}: ${failure}`, way: wayTo(node) }];
	});
}
