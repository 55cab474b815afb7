/** The closed world of a conversation: a flow, and what of all that it asked for is still to come. */
import {
	type AnyMachineSnapshot,
	type AnyStateMachine,
	type EventObject,
	initialTransition,
	transition,
} from "xstate";
import {
	type Asked,
	askedSchema,
	type LineAsked,
	untellableIn,
} from "./asked.js";
import {
	afterReceipt,
	isGoodbyeHeard,
	nothingOutstanding,
	type Outstanding,
	withAsked,
} from "./outstanding.js";
import { strangerIn } from "./plain-data.js";
import {
	errorInWords,
	plainDataAdvice,
	plainNewsAdvice,
	restlessness,
} from "./purity.js";
import { restlessStates } from "./rest.js";
import type { Start } from "./walk.js";

/** A step as the world performs it: between two snapshots. */
export interface Performed {
	readonly event: EventObject | Start;
	readonly asked: readonly Asked[];
	readonly before: AnyMachineSnapshot;
	readonly after: AnyMachineSnapshot;
	/** The lines that are still to be heard after it, and whether the mind still thinks. */
	readonly isMoreToCome: boolean;
	/** Whether the last that was said until then may not be interrupted. */
	readonly endsFirmly: boolean;
}

/** How things stand in a conversation: the flow's own state, and what is outstanding. Never changed in place. */
export interface World extends Outstanding {
	readonly snapshot: AnyMachineSnapshot;
	/** Why the flow is broken. */
	readonly failure: string | undefined;
	/** How it came about from the world before. */
	readonly steps: readonly Performed[];
	/** The same for worlds in which the same can happen. */
	readonly key: string;
}

/** How many silences in a row are told apart without a wish of the author's. */
export const defaultSilences = 3;

/** Performs a flow in its world. */
export class WorldOfFlow {
	constructor(
		private readonly machine: AnyStateMachine,
		private readonly maxSilences: number,
	) {}

	/** The world in which the conversation has just begun. */
	begin(input: unknown): World {
		const [snapshot, actions] = initialTransition(this.machine, input as never);
		const asked = emittedBy(actions);
		const world = withAsked({ ...blank, snapshot }, asked);
		const step = { event: { type: "start" } as const, asked, before: snapshot };
		return finished(withStep(world, step, faultOf(snapshot, asked)));
	}

	/** The world after an event that can come. */
	after(world: World, event: EventObject): World {
		const before: World = { ...world, steps: [] };
		return finished(
			isTurn(event)
				? this.#afterTurn(before, event)
				: this.#told(before, event),
		);
	}

	/** A turn stops the lines that it may stop, and what the mind was thinking before it. */
	#afterTurn(world: World, event: EventObject): World {
		const cut = world.waiting.filter(({ interruptible }) => interruptible);
		let current = world;
		for (const [at, line] of cut.entries()) {
			if (current.ending || isOver(current)) return current;
			current = this.#told(current, lineCut(line, at === 0));
		}
		if (current.ending || isOver(current)) return current;
		return this.#told({ ...current, isThinking: false }, event);
	}

	#told(world: World, event: EventObject): World {
		const ready = afterReceipt(world, event, this.maxSilences);
		try {
			const [snapshot, actions] = transition(
				this.machine,
				world.snapshot,
				event,
			);
			const asked = emittedBy(actions);
			const next = withAsked({ ...ready, snapshot }, asked, event);
			const step = { event, asked, before: world.snapshot };
			return withStep(next, step, faultOf(snapshot, asked));
		} catch (error) {
			const step = { event, asked: [], before: world.snapshot };
			return withStep(ready, step, this.#failureOf(error, world, event));
		}
	}

	#failureOf(error: unknown, { snapshot }: World, event: EventObject): string {
		const restless = restlessStates(this.machine, { snapshot, event });
		return restless.length > 0
			? `${restless.join(", ")} ${restlessness.fault}: ${restlessness.instead}`
			: errorInWords(error);
	}
}

const blank = {
	...nothingOutstanding,
	failure: undefined,
	steps: [],
	key: "",
} as const;

/** Whether nothing can come any more. */
export function isOver(world: World): boolean {
	const { snapshot, failure, ending, waiting } = world;
	if (failure !== undefined || snapshot.status !== "active") return true;
	if (ending === undefined) return false;
	return isGoodbyeHeard(ending, waiting);
}

/** Whether the conversation came to its end as it should: by a hang-up, or in a final state. */
export function isGoodEnd(world: World): boolean {
	return world.failure === undefined && isOver(world);
}

/** A turn of the caller's: words, or a key. */
export function isTurn({ type }: EventObject): boolean {
	return type === "caller.said" || type === "caller.pressed";
}

/** A line that is cut when its first half was heard, or before anything of it was. */
export function lineCut({ line, text }: LineAsked, hasBegun: boolean) {
	const words = text.split(" ");
	const heard = hasBegun
		? words.slice(0, Math.floor(words.length / 2)).join(" ")
		: "";
	return { type: "line.cut", line, heard } as const;
}

function withStep(
	world: World,
	step: Pick<Performed, "event" | "asked" | "before">,
	failure: string | undefined,
): World {
	const { snapshot: after, waiting, isThinking, endsFirmly } = world;
	const isMoreToCome = waiting.length > 0 || isThinking;
	const performed = { ...step, after, isMoreToCome, endsFirmly };
	return { ...world, failure, steps: [...world.steps, performed] };
}

/** What is wrong with what a flow has become, or with what it asks. */
export function faultOf(
	{ status, error, children, context }: AnyMachineSnapshot,
	asked: readonly Asked[],
): string | undefined {
	if (status === "error") return errorInWords(error);
	if (Object.keys(children).length > 0)
		return "it spawns an actor, and a flow has none";
	const stranger = strangerIn(context, "context");
	if (stranger !== undefined) return `it keeps ${stranger}: ${plainDataAdvice}`;
	const [untellable] = asked.flatMap((each) => untellableIn(each) ?? []);
	if (untellable !== undefined)
		return `it tells the game ${untellable}: ${plainNewsAdvice}`;
	const odd = asked.find((each) => !askedSchema.safeParse(each).success);
	return odd === undefined
		? undefined
		: `it asks for what nobody can do: ${JSON.stringify(odd)}`;
}

/** What of the actions of a transition was asked; whatever else is in them was done by XState itself. */
export function emittedBy(actions: readonly unknown[]): readonly Asked[] {
	return (actions as readonly EmittedAction[])
		.filter(({ type }) => type === "xstate.emit")
		.map(({ params }) => params.event);
}

interface EmittedAction {
	readonly type: string;
	readonly params: { readonly event: Asked };
}

function finished(world: World): World {
	const { snapshot, waiting, isThinking, isAskingForCode } = world;
	const { silences, hasGameLeft, endsFirmly, ending, failure } = world;
	const key = JSON.stringify([
		snapshot.value,
		snapshot.status,
		// An assign may set keys in another order.
		Object.entries(snapshot.context as object).sort(([one], [other]) =>
			one < other ? -1 : 1,
		),
		remembered(snapshot),
		waiting,
		isThinking,
		isAskingForCode,
		silences,
		hasGameLeft,
		endsFirmly,
		ending,
		failure,
	]);
	return { ...world, key };
}

/** What history states remember, by ids. */
function remembered({ historyValue }: AnyMachineSnapshot): object {
	return Object.fromEntries(
		Object.entries(historyValue).map(([id, nodes]) => [
			id,
			nodes.map((node) => node.id),
		]),
	);
}
