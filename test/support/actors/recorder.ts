import { createActor, fromTransition } from "xstate";

/** An actor that does nothing but keep what it is sent: all of it, or what is wanted. */
export function recorder<Event extends { type: string }>(
	events: Event[],
	isWanted: (event: Event) => boolean = () => true,
) {
	const logic = fromTransition((_: null, event: Event) => {
		if (isWanted(event)) events.push(event);
		return null;
	}, null);
	return createActor(logic).start();
}
