import type { EventObject, NonReducibleUnknown } from "xstate";
import { adapterLogic } from "../../../src/adapters/adapter-logic.js";
import type { AdapterLogic } from "../../../src/machines/adapter-contract.js";

/** Stands for an adapter in tests of machines: keeps its orders, and tells what the test wants told. */
export class AdapterDouble<
	Order extends EventObject,
	Fact extends EventObject,
	Input extends NonReducibleUnknown,
> {
	readonly orders: Order[] = [];
	/** What each actor was started with. */
	readonly inputs: Input[] = [];
	/** How many actors run. */
	running = 0;
	readonly logic: AdapterLogic<Order, Input>;
	#tell: ((fact: Fact) => void) | undefined;

	constructor() {
		this.logic = adapterLogic<Order, Fact, Input>((input, tell) => {
			this.inputs.push(input);
			this.running += 1;
			this.#tell = tell;
			return {
				obey: (order) => void this.orders.push(order),
				close: () => {
					this.running -= 1;
				},
			};
		});
	}

	get isOpen(): boolean {
		return this.running > 0;
	}

	/** Reports a fact to the machine. */
	tell(fact: Fact): void {
		this.#tell?.(fact);
	}

	/** The types of all orders so far. */
	get orderTypes(): string[] {
		return this.orders.map(({ type }) => type);
	}
}
