import type { AnyActorRef } from "xstate";

interface Scheduled {
	readonly _scheduledEvents: Readonly<Record<string, { readonly id: string }>>;
}

/** The alarms that are set in the system of an actor, by both names by which XState knows each. */
export function timersOf(actor: AnyActorRef): string[] {
	const { _scheduledEvents: scheduled } =
		actor.system.getSnapshot() as unknown as Scheduled;
	return Object.entries(scheduled).flatMap(([key, { id }]) => [key, id]);
}
