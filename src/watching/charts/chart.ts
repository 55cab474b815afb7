import type {
	AnyStateMachine,
	AnyStateNode,
	AnyTransitionDefinition,
} from "xstate";
import { nameOf, namesOf, timeInWords } from "./chart-words.js";

/** One state of a machine, with the states inside it. */
export interface ChartState {
	/** Unique in the machine, such as `call.paired.talking`. */
	readonly id: string;
	/** The last part of the id. */
	readonly name: string;
	readonly kind: AnyStateNode["type"];
	/** What the machine says that it means. */
	readonly description: string | undefined;
	/** The names of its actions on entry and on exit, in order. */
	readonly entry: readonly string[];
	readonly exit: readonly string[];
	/** The actors that run while it lasts. */
	readonly invokes: readonly ChartActor[];
	/** What the machine gives when it ends here, in words. */
	readonly output: string | undefined;
	/** The ids of the states that it begins in. */
	readonly initial: readonly string[];
	readonly children: readonly ChartState[];
}

/** An actor that a state invokes. */
export interface ChartActor {
	/** Its id; undefined where the machine leaves it to XState. */
	readonly id: string | undefined;
	/** The name of its logic. */
	readonly logic: string;
}

/** One way from a state, as the machine has it. Where several have the same event, the first whose guard holds is taken. */
export interface ChartTransition {
	readonly from: string;
	/** The ids of the states that it leads to; none where the machine stays where it is. */
	readonly to: readonly string[];
	/** The event as XState names it, such as `xstate.after.codeWait.call.listeningForCode.listening`. */
	readonly eventType: string;
	/** The event in words, such as `after codeWait`; with the time, where the machine has it as a number. */
	readonly event: string;
	/** The condition in words. */
	readonly guard: string | undefined;
	/** The names of its actions, in order. */
	readonly actions: readonly string[];
	/** What the machine says that it means. */
	readonly description: string | undefined;
}

/** What a machine's statechart consists of, in the machine's own order. */
export interface Chart {
	readonly root: ChartState;
	readonly transitions: readonly ChartTransition[];
}

/** Reads the statechart off a machine object, so that it cannot differ from what runs. */
export function chartOf(machine: AnyStateMachine): Chart {
	return {
		root: stateOf(machine.root),
		transitions: statesIn(machine.root).flatMap(transitionsOf),
	};
}

/** The ids of the states that are live in a snapshot's `value`, the machine itself first. */
export function liveStates(machineId: string, value: unknown): string[] {
	if (typeof value === "string") return [machineId, `${machineId}.${value}`];
	const inner = Object.entries((value ?? {}) as Record<string, unknown>);
	return [
		machineId,
		...inner.flatMap(([name, deeper]) =>
			liveStates(`${machineId}.${name}`, deeper),
		),
	];
}

/** An event type as people say it. */
export function eventInWords(eventType: string): string {
	return (
		eventType
			.replace(/^xstate\.after\.(\d+)\..*$/, (_, ms) => afterTime(Number(ms)))
			.replace(/^xstate\.after\.([^.]+)\..*$/, "after $1")
			.replace(/^xstate\.(done|error)\.(?:actor|state)\.(.*)$/, "$1: $2")
			.replace(/^xstate\.init$/, "begins")
			.replace(/^\*$/, "any other event") || "at once"
	);
}

const afterTime = (ms: number) => `after ${timeInWords(ms)}`;

/** How a delay of a machine is called, with its length where the machine has that as a number. */
export function delayInWords(
	{ implementations }: AnyStateMachine,
	delay: unknown,
): string {
	if (typeof delay === "number") return timeInWords(delay);
	if (typeof delay !== "string") return "some time";
	const length: unknown = implementations.delays[delay];
	return typeof length === "number"
		? `${delay} (${timeInWords(length)})`
		: delay;
}

function stateOf(node: AnyStateNode): ChartState {
	return {
		id: node.id,
		name: node.key,
		kind: node.type,
		description: node.description,
		entry: namesOf(node.entry),
		exit: namesOf(node.exit),
		invokes: node.invoke.map((actor) => actorOf(actor, node)),
		output: outputOf(node),
		initial: initialOf(node),
		children: Object.values(node.states).map(stateOf),
	};
}

/** An actor without a name or an id of its own gets one of XState's making, which ends with the state's id. */
function actorOf(
	{ id, src }: AnyStateNode["invoke"][number],
	node: AnyStateNode,
): ChartActor {
	const isNamed = (name: string) => !name.endsWith(`.${node.id}`);
	const name = typeof src === "string" && isNamed(src) ? src : undefined;
	return {
		id: isNamed(id) ? id : undefined,
		logic: name ?? "an actor",
	};
}

function outputOf({ output }: AnyStateNode): string | undefined {
	if (output === undefined) return undefined;
	return typeof output === "string" || typeof output === "number"
		? String(output)
		: "computed";
}

function initialOf(node: AnyStateNode): string[] {
	if (node.type !== "compound") return [];
	const targets = (node.initial.target ?? []) as readonly AnyStateNode[];
	return targets.map(({ id }) => id);
}

function statesIn(node: AnyStateNode): AnyStateNode[] {
	return [node, ...Object.values(node.states).flatMap(statesIn)];
}

function transitionsOf(node: AnyStateNode): ChartTransition[] {
	const all = [...node.transitions.values()].flat().concat(node.always ?? []);
	const delays = new Map<string, string>(
		node.after.map(({ eventType, delay }) => [
			eventType,
			`after ${delayInWords(node.machine, delay)}`,
		]),
	);
	return all.map((transition) => ({
		...transitionOf(node, transition),
		event:
			delays.get(transition.eventType) ?? eventInWords(transition.eventType),
	}));
}

function transitionOf(
	from: AnyStateNode,
	{ target, eventType, guard, actions, description }: AnyTransitionDefinition,
): Omit<ChartTransition, "event"> {
	const targets = (target ?? []) as readonly AnyStateNode[];
	return {
		from: from.id,
		to: targets.map(({ id }) => id),
		eventType,
		guard: guard === undefined ? undefined : nameOf(guard, "a condition"),
		actions: actions.map((action) => nameOf(action, "an action")),
		description,
	};
}
