import type {
	AnyStateMachine,
	AnyStateNode,
	AnyTransitionDefinition,
} from "xstate";

/** One state of a machine, with the states inside it. */
export interface ChartState {
	/** Unique in the machine, such as `call.paired.talking`. */
	readonly id: string;
	/** The last part of the id. */
	readonly name: string;
	readonly kind: AnyStateNode["type"];
	/** The ids of the states that it begins in. */
	readonly initial: readonly string[];
	readonly children: readonly ChartState[];
}

/** One way from a state, as the machine has it. Where several have the same event, the first whose guard holds is taken. */
export interface ChartTransition {
	readonly from: string;
	/** The ids of the states that it leads to; none where the machine stays where it is. */
	readonly to: readonly string[];
	/** The event as XState names it, such as `xstate.after.codeWait.call.listeningForCode.listening`. */
	readonly eventType: string;
	/** The event in words, such as `after codeWait`. */
	readonly event: string;
	/** The condition in words. */
	readonly guard: string | undefined;
	/** The names of its actions, in order. */
	readonly actions: readonly string[];
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
			.replace(/^xstate\.after\.([^.]+)\..*$/, "after $1")
			.replace(/^xstate\.(done|error)\.(?:actor|state)\.(.*)$/, "$1: $2")
			.replace(/^xstate\.init$/, "begins") || "at once"
	);
}

function stateOf(node: AnyStateNode): ChartState {
	return {
		id: node.id,
		name: node.key,
		kind: node.type,
		initial: initialOf(node),
		children: Object.values(node.states).map(stateOf),
	};
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
	return all.map((transition) => transitionOf(node, transition));
}

function transitionOf(
	from: AnyStateNode,
	{ target, eventType, guard, actions }: AnyTransitionDefinition,
): ChartTransition {
	const targets = (target ?? []) as readonly AnyStateNode[];
	return {
		from: from.id,
		to: targets.map(({ id }) => id),
		eventType,
		event: eventInWords(eventType),
		guard: guard === undefined ? undefined : nameOf(guard, "a condition"),
		actions: actions.map((action) => nameOf(action, "an action")),
	};
}

/** The name by which a machine refers to a guard or an action. `and`, `or` and `not` hold guards of their own. */
function nameOf(named: unknown, otherwise: string): string {
	if (typeof named === "string") return named;
	const { type, name, guards } = named as {
		type?: string;
		name?: string;
		guards?: readonly unknown[];
	};
	if (guards === undefined) return type || name || otherwise;
	const inner = guards.map((guard) => nameOf(guard, otherwise)).join(", ");
	return `${(type ?? "").replace(/^xstate\./, "") || name}(${inner})`;
}
