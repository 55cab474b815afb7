import type { AnyMachineSnapshot, AnyStateNode, EventObject } from "xstate";
import type { z } from "zod";
import type { Move } from "./told.js";

/** A move as the mind is offered it. */
export interface MoveInScene {
	/** When to make it, in words for the mind: "The caller was kind." */
	readonly means: string;
	/** What callers say for it, for minds that compare phrases. */
	readonly heardAs?: readonly string[];
	/** It cannot be taken back: it waits until the caller's turn is surely over. */
	readonly final?: boolean;
	/** What its `data` must be. */
	readonly data?: z.ZodType;
}

/** A fixed line of a scene. */
export interface SceneLine {
	readonly line: string;
	readonly text: string;
}

/** The `meta` of a state: what holds while the conversation is in it. */
export interface Scene<Moves extends Move = Move> {
	/** Who the mind is. Never put here what a guard is to keep: callers get everything out of a mind. */
	readonly persona?: string;
	/** What the mind is after. */
	readonly goal?: string;
	/** What the mind may do, by the move's type. It is offered only what the machine would take. */
	readonly moves?: { readonly [Type in Moves["type"]]?: MoveInScene };
	/** Words to expect from the caller, beside those of the moves. */
	readonly words?: readonly string[];
	/** How long both may be quiet before the flow is told `caller.silent`. */
	readonly patienceMs?: number;
	/** Whose voice speaks. */
	readonly voice?: string;
	/** What is said in turn where a mind that compares phrases understands nothing. */
	readonly otherwise?: readonly SceneLine[];
	/** A short sound of thinking, for when an answer takes long. */
	readonly filler?: string;
}

/** The scene that a conversation is in: of all active states, outermost first; what an inner one says wins. Moves and words add up. */
export function sceneOf(snapshot: AnyMachineSnapshot): Scene {
	return scenesIn(snapshot).reduce(joined, {});
}

/** The types of the moves that the mind may make now: those that the scene declares and the machine would take. */
export function legalMoves(snapshot: AnyMachineSnapshot): readonly string[] {
	if (snapshot.status !== "active") return [];
	return Object.keys(sceneOf(snapshot).moves ?? {}).filter((type) =>
		wouldTake(snapshot, { type }),
	);
}

/** Whether a machine would take an event as it stands. A guard that fails on the event is one that says no. */
export function wouldTake(
	snapshot: AnyMachineSnapshot,
	event: EventObject,
): boolean {
	try {
		return snapshot.can(event);
	} catch {
		return false;
	}
}

/** The active states, outermost first. */
export function activeStates(
	snapshot: AnyMachineSnapshot,
): readonly AnyStateNode[] {
	return [...snapshot._nodes].sort(
		(one, other) =>
			one.path.length - other.path.length || one.order - other.order,
	);
}

function scenesIn(snapshot: AnyMachineSnapshot): readonly Scene[] {
	return activeStates(snapshot).flatMap(({ meta }) =>
		meta === undefined ? [] : [meta as Scene],
	);
}

function joined(outer: Scene, inner: Scene): Scene {
	const words = [...(outer.words ?? []), ...(inner.words ?? [])];
	const moves = { ...outer.moves, ...inner.moves };
	return {
		...outer,
		...inner,
		...(Object.keys(moves).length > 0 ? { moves } : {}),
		...(words.length > 0 ? { words } : {}),
	};
}
