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

/**
 * What may stand where a machine expects an adapter that takes `Order` events: the adapter itself, or a machine
 * with an adapter of its own. XState's logic is invariant in its snapshot and its events, so no narrower type
 * holds both; `Order` is for the reader, and for whoever provides the adapter itself.
 */
export type ChildLogic<
	Order extends EventObject,
	Input extends NonReducibleUnknown,
> =
	| AdapterLogic<Order, Input>
	// biome-ignore lint/suspicious/noExplicitAny: this is the seam.
	| ActorLogic<any, any, Input, any, any>;

/** What every adapter of a call is given: its line, socket and keys are found by this id, never in an event. */
export interface CallAdapterInput {
	readonly callId: string;
}

/** What the socket adapter of a game is given. */
export interface GameAdapterInput {
	readonly gameId: string;
}

/** Stands in a machine for an adapter that `server.ts` or a test provides; running it is a mistake, and says so. */
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
