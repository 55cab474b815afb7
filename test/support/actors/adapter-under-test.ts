import { createActor, type EventObject, setup } from "xstate";
import type {
	CallAdapterInput,
	ChildLogic,
} from "../../../src/machines/adapter-contract.js";
import { Watched } from "../waiting/watched.js";

/** An adapter of a call, run by a parent that only takes down what it is told. */
export class AdapterUnderTest<
	Order extends EventObject,
	Fact extends EventObject,
> extends Watched {
	/** Every fact so far, in order, but for how the caller's turns stand. */
	readonly facts: Fact[] = [];
	/** How the caller's turns stand, as it was told. */
	readonly turns: string[] = [];
	#taken = 0;
	readonly #parent;

	constructor(logic: ChildLogic<Order, CallAdapterInput>, callId: string) {
		super();
		const machine = setup({ actors: { adapter: logic } }).createMachine({
			invoke: { id: "adapter", src: "adapter", input: { callId } },
			on: {
				"*": {
					actions: ({ event }) => {
						if (event.type.startsWith("turn.")) this.turns.push(event.type);
						else this.facts.push(event as EventObject as Fact);
						this.changed();
					},
				},
			},
		});
		this.#parent = createActor(machine).start();
	}

	/** The types of all facts so far, in order. */
	get factTypes(): string[] {
		return this.facts.map(({ type }) => type);
	}

	/** The next fact of this type that was not asked for yet; facts before it are passed over. */
	async fact<Type extends Fact["type"]>(
		type: Type,
	): Promise<Extract<Fact, { type: Type }>> {
		const indexOf = () =>
			this.facts.findIndex(
				(fact, index) => index >= this.#taken && fact.type === type,
			);
		await this.until(
			() => indexOf() >= 0,
			() => `the fact ${type}; there were: ${this.factTypes.join(", ")}`,
		);
		this.#taken = indexOf() + 1;
		return this.facts[this.#taken - 1] as Extract<Fact, { type: Type }>;
	}

	/** What the adapter has failed with, as soon as it has. */
	async failure(): Promise<unknown> {
		const found = () =>
			this.facts.find(
				({ type }) => (type as string) === "xstate.error.actor.adapter",
			);
		await this.until(
			() => found() !== undefined,
			() => `a failure; there were: ${this.factTypes.join(", ")}`,
		);
		return (found() as unknown as { readonly error: unknown }).error;
	}

	order(order: Order): void {
		this.#parent.getSnapshot().children.adapter?.send(order);
	}

	/** Stops the parent, and the adapter with it. */
	stop(): void {
		this.#parent.stop();
	}
}
