import type { AnyStateMachine, EventObject } from "xstate";
import { type ReplayOptions, walkOf, worldsOf } from "./replay.js";
import type { Walk } from "./walk.js";

/** The same conversation without what it can do without, as long as something holds of it. */
export function shrunk(
	machine: AnyStateMachine,
	events: readonly EventObject[],
	options: ReplayOptions,
	isOne: (walk: Walk) => boolean,
): readonly EventObject[] {
	let smallest = events;
	for (let size = events.length; size >= 1; size -= 1)
		for (let at = 0; at + size <= smallest.length; ) {
			const fewer = smallest.toSpliced(at, size);
			if (holdsOf(machine, fewer, options, isOne)) smallest = fewer;
			else at += 1;
		}
	return smallest;
}

function holdsOf(
	machine: AnyStateMachine,
	events: readonly EventObject[],
	options: ReplayOptions,
	isOne: (walk: Walk) => boolean,
): boolean {
	try {
		return isOne(walkOf(worldsOf(machine, events, options)));
	} catch {
		// What was left out made something possible that comes after it.
		return false;
	}
}
