import { createActor, fromTransition } from "xstate";

/** An actor that does nothing but keep what it is sent. */
export function recorder<Event extends { type: string }>(events: Event[]) {
	const logic = fromTransition((_: null, event: Event) => {
		events.push(event);
		return null;
	}, null);
	return createActor(logic).start();
}
