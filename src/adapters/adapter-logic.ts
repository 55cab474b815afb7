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

/** Opens the outside party for one actor; `tell` sends a fact to the parent, at any time until closed. */
export type OpenDriver<Order, Fact, Input> = (
	input: Input,
	tell: (fact: Fact) => void,
) => Driver<Order>;

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

/**
 * An actor around an outside party. Unlike `fromCallback` it closes its party also when the start or
 * an order throws. The driver is kept out of the snapshot, so it is neither inspected nor persisted.
 */
export function adapterLogic<
	Order extends EventObject,
	Fact extends EventObject,
	Input extends NonReducibleUnknown,
>(open: OpenDriver<Order, Fact, Input>): AdapterLogic<Order, Input> {
	const drivers = new WeakMap<object, Driver<Order>>();
	const inputs = new WeakMap<object, Input>();

	function close(self: object): void {
		const driver = drivers.get(self);
		drivers.delete(self);
		try {
			driver?.close();
		} catch {
			// A party that cannot even be closed is gone; its parent must not fail for it.
		}
	}

	return {
		getInitialSnapshot: ({ self }, input) => {
			inputs.set(self, input);
			return active;
		},
		start: (_snapshot, { self }) => {
			const input = inputs.get(self) as Input;
			inputs.delete(self);
			const { _parent: parent } = self as unknown as {
				_parent?: { send(fact: Fact): void };
			};
			drivers.set(
				self,
				open(input, (fact) => parent?.send(fact)),
			);
		},
		transition: (snapshot, event, { self }) => {
			if ((event as EventObject).type === "xstate.stop") {
				close(self);
				return stopped;
			}
			try {
				drivers.get(self)?.obey(event);
				return snapshot;
			} catch (error) {
				close(self);
				return { status: "error", output: undefined, error };
			}
		},
		getPersistedSnapshot: (snapshot) => snapshot,
	};
}
