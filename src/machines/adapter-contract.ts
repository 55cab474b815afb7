import type {
	ActorLogic,
	ActorSystem,
	EventObject,
	NonReducibleUnknown,
	Snapshot,
} from "xstate";

/** The snapshot of an adapter actor: it has no state that others should read. */
export type AdapterSnapshot = Snapshot<undefined>;

/** The logic of an adapter actor that takes `Order` events. */
export type AdapterLogic<
	Order extends EventObject,
	Input extends NonReducibleUnknown,
> = ActorLogic<
	AdapterSnapshot,
	Order,
	Input,
	// biome-ignore lint/suspicious/noExplicitAny: XState does not export its AnyActorSystem; this is the one seam.
	ActorSystem<any>
>;

/** What every adapter of a call is given: its line, socket and keys are found by this id, never in an event. */
export interface CallAdapterInput {
	readonly callId: string;
}

/** What the socket adapter of a game is given. */
export interface GameAdapterInput {
	readonly gameId: string;
}

/** Stands in a machine for an adapter that `main.ts` or a test provides; running it is a mistake, and says so. */
export function unplugged<
	Order extends EventObject,
	Input extends NonReducibleUnknown,
>(name: string): AdapterLogic<Order, Input> {
	return {
		getInitialSnapshot: () => {
			throw new Error(
				`The machine runs without its "${name}" adapter: provide one.`,
			);
		},
		transition: (snapshot) => snapshot,
		getPersistedSnapshot: (snapshot) => snapshot,
	};
}
