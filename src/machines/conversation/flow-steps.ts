/** A flow stepped outside any actor: what it is told, what it asks, and what of that is outstanding, as in its proof. */
import {
	type AnyMachineSnapshot,
	type AnyStateMachine,
	createActor,
	type EventObject,
	initialTransition,
	type Snapshot,
	transition,
} from "xstate";
import type { Asked } from "../../flows/asked.js";
import {
	afterReceipt,
	isGoodbyeHeard,
	nothingOutstanding,
	type Outstanding,
	withAsked,
} from "../../flows/outstanding.js";
import { resting } from "../../flows/rest.js";
import { emittedBy, faultOf } from "../../flows/world.js";

/** How it stands between a conversation and its flow. */
export interface TalkWithFlow extends Outstanding {
	readonly snapshot: AnyMachineSnapshot;
	/** Why the flow is broken. */
	readonly failure: FlowFailed | undefined;
}

/** One thing that a flow was told. */
export interface FlowStep {
	/** The type of what it was told; `start` for its beginning. */
	readonly cause: string;
	readonly asked: readonly Asked[];
	readonly talk: TalkWithFlow;
}

/**
 * A flow is broken. What it has thrown may have the caller's words in it: the name of the error and the place where it was
 * thrown are all that is told of it.
 */
export class FlowFailed extends Error {
	override readonly name = "FlowFailed";

	constructor(cause: string, thrown: unknown) {
		super(`The flow has failed upon ${cause}${kindOf(thrown)}.`);
		const places = thrown instanceof Error ? placesIn(thrown.stack) : [];
		this.stack = [`${this.name}: ${this.message}`, ...places].join("\n");
	}
}

/** The flow where its conversation begins. */
export function beginning(machine: AnyStateMachine, input: unknown): FlowStep {
	return stepped("start", nothingSaid, () =>
		initialTransition(bounded(machine), input as never),
	);
}

/** The flow as it was kept, if it can be taken up. */
export function takenUp(
	machine: AnyStateMachine,
	snapshot: unknown,
	outstanding: Outstanding,
): TalkWithFlow {
	try {
		const actor = createActor(bounded(machine), {
			snapshot: snapshot as Snapshot<unknown>,
		});
		const restored = actor.getSnapshot() as AnyMachineSnapshot;
		if (faultOf(restored, []) === undefined)
			return { ...outstanding, snapshot: restored, failure: undefined };
		return { ...nothingSaid, failure: new FlowFailed("start", restored.error) };
	} catch (error) {
		return { ...nothingSaid, failure: new FlowFailed("start", error) };
	}
}

/** The flow when it was told something that can come. */
export function told(
	machine: AnyStateMachine,
	talk: TalkWithFlow,
	event: EventObject,
): FlowStep {
	const ready = afterReceipt(
		isTurn(event) ? { ...talk, isThinking: false } : talk,
		event,
		Number.POSITIVE_INFINITY,
	);
	return stepped(
		event.type,
		ready,
		() => transition(bounded(machine), talk.snapshot, event),
		event,
	);
}

/** Whether nothing can be told any more. */
export function isTalkOver({
	failure,
	snapshot,
	ending,
	waiting,
}: TalkWithFlow): boolean {
	return (
		failure !== undefined ||
		snapshot.status !== "active" ||
		(ending !== undefined && isGoodbyeHeard(ending, waiting))
	);
}

/** A flow that says a line for each that it hears of has no place for what else it is to be told. */
export function neverResting(talk: TalkWithFlow): TalkWithFlow {
	return { ...talk, failure: new FlowFailed("turn", undefined) };
}

/** A turn of the caller's: words, or a key. */
function isTurn({ type }: EventObject): boolean {
	return type === "caller.said" || type === "caller.pressed";
}

function stepped(
	cause: string,
	before: TalkWithFlow,
	step: () => readonly [AnyMachineSnapshot, readonly unknown[]],
	event?: EventObject,
): FlowStep {
	try {
		const [snapshot, actions] = step();
		const asked = emittedBy(actions);
		const fault = faultOf(snapshot, asked);
		if (fault !== undefined)
			return failed(cause, { ...before, snapshot }, snapshot.error);
		return {
			cause,
			asked,
			talk: withAsked({ ...before, snapshot }, asked, event),
		};
	} catch (error) {
		return failed(cause, before, error);
	}
}

function failed(cause: string, talk: TalkWithFlow, thrown: unknown): FlowStep {
	const failure = new FlowFailed(cause, thrown);
	return { cause, asked: [], talk: { ...talk, failure } };
}

/** Stands for the snapshot of a flow that did not begin: nobody is told anything by it. */
const stillborn = {
	status: "error",
	value: {},
	context: {},
	_nodes: [],
} as unknown as AnyMachineSnapshot;

const nothingSaid: TalkWithFlow = {
	...nothingOutstanding,
	snapshot: stillborn,
	failure: undefined,
};

const boundedMachines = new WeakMap<AnyStateMachine, AnyStateMachine>();

/** The flow, which fails rather than hangs the process where it never rests. */
function bounded(machine: AnyStateMachine): AnyStateMachine {
	const made = boundedMachines.get(machine) ?? resting(machine);
	boundedMachines.set(machine, made);
	return made;
}

function kindOf(thrown: unknown): string {
	if (thrown === undefined) return "";
	return `: ${thrown instanceof Error ? thrown.constructor.name : typeof thrown}`;
}

function placesIn(stack = ""): readonly string[] {
	return stack.split("\n").filter((line) => /^\s+at /.test(line));
}
