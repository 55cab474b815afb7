import type { AnyMachineSnapshot, EventObject, StateValue } from "xstate";
import type { Asked } from "./asked.js";
import { activeStates, type Scene, sceneOf } from "./scene.js";

/** How a conversation stands between two steps. */
export class Moment<Context = Record<string, unknown>> {
	readonly #snapshot: AnyMachineSnapshot;

	constructor(snapshot: AnyMachineSnapshot) {
		this.#snapshot = snapshot;
	}

	/** The state's value, as XState has it: `"talking"`, or `{ plot: "talking", mood: "calm" }`. */
	get value(): StateValue {
		return this.#snapshot.value as StateValue;
	}

	get context(): Context {
		return this.#snapshot.context as Context;
	}

	/** The ids of the active states, outermost first: `["keeper", "keeper.talking"]`. */
	get states(): readonly string[] {
		return activeStates(this.#snapshot).map(({ id }) => id);
	}

	get scene(): Scene {
		return sceneOf(this.#snapshot);
	}

	/** Whether the flow has come to its final state. */
	get isDone(): boolean {
		return this.#snapshot.status === "done";
	}
}

/** The event of a walk's first step: the conversation begins. */
export interface Start {
	readonly type: "start";
}

/** One thing that a flow was told, and what it made of that. */
export interface WalkStep<
	Context = Record<string, unknown>,
	Event extends EventObject = EventObject,
> {
	readonly event: Event | Start;
	/** What it asked for upon it, in order. */
	readonly asked: readonly Asked[];
	/** How it stood before; for the first step, as after. */
	readonly before: Moment<Context>;
	readonly after: Moment<Context>;
}

/** A conversation, or the beginning of one. */
export interface Walk<
	Context = Record<string, unknown>,
	Event extends EventObject = EventObject,
> {
	readonly steps: readonly WalkStep<Context, Event>[];
	/** Whether nothing can come after it. */
	readonly isOver: boolean;
}

/** All that was asked in a walk, of one kind: `askedIn(walk, "tell")`. */
export function askedIn<Kind extends Asked["type"]>(
	{
		steps,
	}: { readonly steps: readonly { readonly asked: readonly Asked[] }[] },
	kind: Kind,
): readonly Extract<Asked, { type: Kind }>[] {
	return steps
		.flatMap(({ asked }) => asked)
		.filter(
			(each): each is Extract<Asked, { type: Kind }> => each.type === kind,
		);
}
