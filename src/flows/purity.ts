import {
	type AnyMachineSnapshot,
	type AnyStateMachine,
	initialTransition,
} from "xstate";
import { getStateNodes } from "xstate/graph";
import { strangerIn } from "./plain-data.js";
import { resting, restlessStates } from "./rest.js";

/** Why a machine is no flow: what is wrong, where, and what does the same within a flow. */
export interface Refusal {
	/** The state's id; the machine's own for what is wrong with all of it. */
	readonly state: string;
	readonly fault: string;
	readonly instead: string;
}

/**
 * Checks that a machine is a flow: that it only decides, upon what it is told, and acts by what it asks for. Whatever waits,
 * calls or runs by itself is refused. `input` is what the machine begins with, where it needs any.
 */
export function checkFlow(
	machine: AnyStateMachine,
	input?: unknown,
): readonly Refusal[] {
	const nodes = [machine.root, ...getStateNodes(machine.root)];
	const refusals = nodes.flatMap((node) => refusalsOf(node, machine));
	return refusals.length > 0 ? refusals : refusalsOfStart(machine, input);
}

/** A refusal as a sentence. */
export function refusalInWords({ state, fault, instead }: Refusal): string {
	return `${state} ${fault}: ${instead}.`;
}

type StateNode = AnyStateMachine["root"];
type Reason = Omit<Refusal, "state">;

function refusalsOf(
	node: StateNode,
	machine: AnyStateMachine,
): readonly Refusal[] {
	const transitions = [...node.transitions.values()]
		.flat()
		.concat(node.always ?? []);
	const actions = [
		...node.entry,
		...node.exit,
		...transitions.flatMap((each) => each.actions),
		...(node.config.initial === undefined ? [] : node.initial.actions),
	];
	const reasons = [
		...(node.invoke.length > 0 ? [ofInvoke] : []),
		...(node.after.length > 0 ? [ofAfter] : []),
		...actions.flatMap((action) => reasonsAgainst(action, machine)),
		...transitions.flatMap(({ guard }) => missingGuards(guard, machine)),
	];
	const faults = new Map(reasons.map((reason) => [reason.fault, reason]));
	return [...faults.values()].map((reason) => ({ state: node.id, ...reason }));
}

const ofInvoke: Reason = {
	fault: "invokes an actor",
	instead: "`tell` the game to do it, and go on when you are told `game.told`",
};
const ofAfter: Reason = {
	fault: "waits by `after`",
	instead:
		"a flow has no clock; go on upon `caller.silent` (see `patienceMs`), or when you are told `game.told`",
};
const ofDelay: Reason = {
	fault: "raises an event with a delay",
	instead: "raise it at once, or go on upon `caller.silent`",
};

/** Why actions that XState brings along are refused, by their type. */
const refusedActions: ReadonlyMap<string, Reason> = new Map([
	[
		"xstate.sendTo",
		{ fault: "sends to an actor", instead: "`tell` the game instead" },
	],
	[
		"xstate.spawnChild",
		{
			fault: "spawns an actor",
			instead: "a flow has none; `tell` the game to do it",
		},
	],
	[
		"xstate.stopChild",
		{ fault: "stops an actor", instead: "a flow has none; leave it out" },
	],
	[
		"xstate.cancel",
		{ fault: "cancels a delay", instead: "a flow has none; leave it out" },
	],
	[
		"xstate.log",
		{ fault: "writes to a log", instead: "leave it out; scenes are logged" },
	],
	[
		"xstate.enqueueActions",
		{
			fault: "chooses its actions by `enqueueActions`",
			instead: "give each case a transition with a guard of its own",
		},
	],
]);

const allowedActions: ReadonlySet<string> = new Set([
	"xstate.assign",
	"xstate.emit",
	"xstate.raise",
]);

/** What XState keeps of an action: a function with a type if it is one of its own. */
interface KeptAction {
	readonly type?: string;
	readonly id?: unknown;
	readonly sendId?: unknown;
	readonly delay?: unknown;
	readonly name?: string;
}

function reasonsAgainst(
	action: unknown,
	{ implementations }: AnyStateMachine,
): readonly Reason[] {
	const name = nameOf(action);
	const kept = (name === undefined ? action : implementations.actions[name]) as
		| KeptAction
		| undefined;
	if (kept === undefined)
		return [
			{
				fault: `asks for an action "${name}"`,
				instead: "there is none of this name",
			},
		];
	if (String(kept.id ?? kept.sendId).startsWith("xstate.after.")) return [];
	const { type = "" } = kept;
	if (type === "xstate.raise" && kept.delay !== undefined) return [ofDelay];
	if (allowedActions.has(type)) return [];
	return [refusedActions.get(type) ?? ofOwnAction(name ?? kept.name ?? "")];
}

function ofOwnAction(name: string): Reason {
	return {
		fault: `acts by itself${name === "" ? "" : ` in "${name}"`}`,
		instead:
			"change the context by `assign`, and ask for all else by `say`, `think`, `tell`, `hangUp` or `askForCode`",
	};
}

function nameOf(action: unknown): string | undefined {
	if (typeof action === "string") return action;
	return typeof action === "object" && action !== null
		? (action as { readonly type: string }).type
		: undefined;
}

function missingGuards(
	guard: unknown,
	machine: AnyStateMachine,
): readonly Reason[] {
	if (guard === undefined) return [];
	const name = nameOf(guard);
	if (name !== undefined && machine.implementations.guards[name] === undefined)
		return [
			{
				fault: `asks for a guard "${name}"`,
				instead: "there is none of this name",
			},
		];
	const { guards = [] } = guard as { readonly guards?: readonly unknown[] };
	return guards.flatMap((inner) => missingGuards(inner, machine));
}

function refusalsOfStart(
	machine: AnyStateMachine,
	input: unknown,
): readonly Refusal[] {
	const [snapshot] = initialTransition(resting(machine), input as never);
	const reason = reasonAgainstStart(snapshot);
	if (reason === undefined) return [];
	const restless = restlessStates(machine, { input });
	return restless.length > 0
		? [{ state: restless.join(", "), ...restlessness }]
		: [{ state: machine.id, ...reason }];
}

function reasonAgainstStart(snapshot: AnyMachineSnapshot): Reason | undefined {
	const { status, error, children, context } = snapshot;
	if (status === "error")
		return {
			fault: `does not begin: ${errorInWords(error)}`,
			instead: "a flow begins with any input that it may get",
		};
	if (Object.keys(children).length > 0)
		return refusedActions.get("xstate.spawnChild");
	const stranger = strangerIn(context, "context");
	return stranger === undefined
		? undefined
		: { fault: `keeps ${stranger}`, instead: plainDataAdvice };
}

/** What was thrown, in its own words. */
export function errorInWords(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** Why a flow is refused that goes on by itself for ever. */
export const restlessness: Reason = {
	fault: "never comes to rest",
	instead: "an `always` must lead to a state in which none is possible",
};

/** What a game may be told, for those who tell it something else. */
export const plainNewsAdvice =
	"it comes to the game as JSON, so tell text, numbers, true and false, lists and plain objects, and little of them";

/** What a context may hold, for those who put something else there. */
export const plainDataAdvice =
	"a conversation is kept as JSON, so keep text, numbers, true and false, lists and plain objects";
