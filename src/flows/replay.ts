import type { AnyStateMachine, EventObject } from "xstate";
import { asKey } from "./plain-data.js";
import { resting } from "./rest.js";
import { Moment, type Walk } from "./walk.js";
import { type SampleEvents, whatCanCome } from "./what-can-come.js";
import {
	defaultSilences,
	isOver,
	type Performed,
	type World,
	WorldOfFlow,
} from "./world.js";

/** What a replay begins with. */
export interface ReplayOptions {
	readonly input?: unknown;
	/** As the proof had it. */
	readonly silences?: number;
}

/** Performs a conversation from the events that came, such as those of a counter-example. Throws when one cannot come where it stands. */
export function replay(
	machine: AnyStateMachine,
	events: readonly EventObject[],
	options: ReplayOptions = {},
): Walk {
	return walkOf(worldsOf(machine, events, options));
}

/** The worlds that a conversation passes, from the beginning. */
export function worldsOf(
	machine: AnyStateMachine,
	events: readonly EventObject[],
	{ input, silences = defaultSilences }: ReplayOptions,
): readonly World[] {
	const bounded = resting(machine);
	const flow = new WorldOfFlow(bounded, silences);
	const worlds = [flow.begin(input)];
	for (const [at, event] of events.entries()) {
		const world = worlds.at(-1) as World;
		if (!canCome(event, world, bounded, silences))
			throw new Error(
				`Event ${at + 1} of the replay, ${event.type}, cannot come where the conversation stands.`,
			);
		worlds.push(flow.after(world, event));
	}
	return worlds;
}

/** A walk through worlds that follow each other. */
export function walkOf(worlds: readonly World[]): Walk {
	const last = worlds.at(-1) as World;
	return {
		steps: worlds.flatMap(({ steps }) => steps).map(stepOf),
		isOver: isOver(last),
	};
}

const knownSteps = new WeakMap<Performed, Walk["steps"][number]>();

/** A step as laws see it. It is made once: the beginning of a walk is that of many others. */
function stepOf(performed: Performed): Walk["steps"][number] {
	const known = knownSteps.get(performed);
	if (known) return known;
	const { event, asked, before, after } = performed;
	const step = {
		event,
		asked,
		before: new Moment(before),
		after: new Moment(after),
	};
	knownSteps.set(performed, step);
	return step;
}

/** Whether an event can come, whatever words, keys or data it carries. */
function canCome(
	event: EventObject,
	world: World,
	machine: AnyStateMachine,
	silences: number,
): boolean {
	const samples: SampleEvents = { [event.type]: [event] };
	return whatCanCome(world, machine, samples, silences).some((each) =>
		event.type === "line.cut"
			? each.type === event.type &&
				each["line" as never] === event["line" as never]
			: asKey(each) === asKey(event),
	);
}
