import type { EventObject, NonReducibleUnknown } from "xstate";
import type {
	AdapterLogic,
	AdapterSnapshot,
} from "../machines/adapter-contract.js";

/** What an adapter does for the actor around it. Neither function may keep the other waiting. */
export interface Driver<Order> {
	/** Carries out one order. A throw ends the adapter, and its parent is told by XState's error event. */
	obey(order: Order): void;
	/** Closes whatever was opened. Called once, also after a failure. */
	close(): void;
}

/**
 * Opens the outside party for one actor. `tell` sends a fact to the parent, at any time until closed.
 * `fail` ends the adapter for an error that came up outside of an order, in a socket's callback say.
 */
export type OpenDriver<Order, Fact, Input> = (
	input: Input,
	tell: (fact: Fact) => void,
	fail: (error: unknown) => void,
) => Driver<Order>;

/** XState's own word for it. Stops any child of a machine that has failed, which does not stop its children itself. */
export const stopEvent = { type: "xstate.stop" } as const;

const active: AdapterSnapshot = {
	status: "active",
	output: undefined,
	error: undefined,
};
const stopped: AdapterSnapshot = {
	status: "stopped",
	output: undefined,
	error: undefined,
};

/** Where one adapter stands. */
interface Life<Order> {
	driver: Driver<Order> | undefined;
	isOver: boolean;
}

const failed = "adapter.failed";

/** What is used of an actor beside its public face. */
interface InnerActor<Fact> {
	readonly _parent?: InnerActor<Fact>;
	readonly system: {
		/** As `send`, but inspectors learn who sends: XState's own `fromCallback` tells its parent by it. */
		_relay(source: unknown, target: unknown, fact: Fact): void;
	};
	send(event: { readonly type: typeof failed; readonly error: unknown }): void;
}

/**
 * An actor around an outside party. Unlike `fromCallback` it closes its party also when the start or
 * an order throws. The driver is kept out of the snapshot, so it is neither inspected nor persisted.
 */
export function adapterLogic<
	Order extends EventObject,
	Fact extends EventObject,
	Input extends NonReducibleUnknown,
>(open: OpenDriver<Order, Fact, Input>): AdapterLogic<Order, Input> {
	const lives = new WeakMap<object, Life<Order>>();
	const inputs = new WeakMap<object, Input>();

	function close(self: object): void {
		const life = lives.get(self);
		if (!life || life.isOver) return;
		life.isOver = true;
		try {
			life.driver?.close();
		} catch {
			// A party that cannot even be closed is gone; its parent must not fail for it.
		}
	}

	function ended(self: object, error: unknown): AdapterSnapshot {
		close(self);
		return { status: "error", output: undefined, error };
	}

	return {
		getInitialSnapshot: ({ self }, input) => {
			inputs.set(self, input);
			return active;
		},
		start: (_snapshot, { self }) => {
			const input = inputs.get(self) as Input;
			inputs.delete(self);
			const actor = self as unknown as InnerActor<Fact>;
			const { _parent: parent, system } = actor;
			const life: Life<Order> = { driver: undefined, isOver: false };
			lives.set(self, life);
			const tell = (fact: Fact): void => {
				if (parent && !life.isOver) system._relay(actor, parent, fact);
			};
			const fail = (error: unknown): void =>
				actor.send({ type: failed, error });
			life.driver = open(input, tell, fail);
			// It may have failed, and been closed, while it opened.
			if (life.isOver) life.driver.close();
		},
		transition: (snapshot, event, { self }) => {
			const { type, error } = event as EventObject & { error?: unknown };
			if (type === stopEvent.type) {
				close(self);
				return stopped;
			}
			if (type === failed) return ended(self, error);
			try {
				lives.get(self)?.driver?.obey(event);
				return snapshot;
			} catch (error) {
				return ended(self, error);
			}
		},
		getPersistedSnapshot: (snapshot) => snapshot,
	};
}
