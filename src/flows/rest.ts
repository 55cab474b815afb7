import {
	type AnyMachineSnapshot,
	type AnyStateMachine,
	createActor,
	type EventObject,
	StateMachine,
} from "xstate";
import { maxStepsAtOnce } from "./kit.js";

/** The same machine, which fails rather than hangs the process when it never rests. */
export function resting<Machine extends AnyStateMachine>(
	machine: Machine,
): Machine {
	const { config, implementations, options } = machine;
	if (Number(options.maxIterations) <= maxStepsAtOnce) return machine;
	return new StateMachine(
		{ ...config, options: { ...options, maxIterations: maxStepsAtOnce } },
		implementations,
	) as Machine;
}

/** From where a machine is followed: from its beginning, or from a snapshot upon an event. */
export type Beginning =
	| { readonly input: unknown }
	| { readonly snapshot: AnyMachineSnapshot; readonly event: EventObject };

/** The states that a machine goes round in for ever; none if it comes to rest, or fails for another reason. */
export function restlessStates(
	machine: AnyStateMachine,
	beginning: Beginning,
): readonly string[] {
	const bounded = resting(machine);
	const steps: (readonly string[])[] = [];
	const actor = createActor(bounded, {
		...("input" in beginning
			? { input: beginning.input }
			: { snapshot: bounded.getPersistedSnapshot(beginning.snapshot) }),
		inspect: (inspected) => {
			if (inspected.type === "@xstate.microstep")
				steps.push(innermost(inspected.snapshot as AnyMachineSnapshot));
		},
	});
	actor.subscribe({ error: () => {} });
	actor.start();
	if ("event" in beginning) actor.send(beginning.event);
	actor.stop();
	return steps.length < maxStepsAtOnce
		? []
		: [...new Set(steps.slice(maxStepsAtOnce / 2).flat())].sort();
}

function innermost({ _nodes }: AnyMachineSnapshot): readonly string[] {
	return _nodes
		.filter(({ type }) => type === "atomic" || type === "final")
		.map(({ id }) => id);
}
