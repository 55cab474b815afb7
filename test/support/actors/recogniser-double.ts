import { adapterLogic } from "../../../src/adapters/adapter-logic.js";
import type { CallAdapterInput } from "../../../src/machines/adapter-contract.js";
import type {
	RecogniserFact,
	RecogniserOrder,
} from "../../../src/machines/events.js";
import type {
	EarFact,
	EarOrder,
} from "../../../src/machines/recogniser/ear-events.js";
import { recogniserMachine } from "../../../src/machines/recogniser/recogniser.js";

/** All that a recogniser tells but for what it says by its clock alone. */
type ToldByEar = Exclude<RecogniserFact, { type: "recognition.still.lost" }>;

/** Stands for a call's recogniser in tests of calls: its own machine, over an ear that opens at once. */
export class RecogniserDouble {
	/** What the call has ordered. */
	readonly orders: RecogniserOrder[] = [];
	/** What each ear was started with. */
	readonly inputs: CallAdapterInput[] = [];
	/** How many ears there are. */
	running = 0;
	readonly logic;
	#tell: ((fact: EarFact) => void) | undefined;

	constructor() {
		const ear = adapterLogic<EarOrder, EarFact, CallAdapterInput>(
			(input, tell) => {
				this.inputs.push(input);
				this.running += 1;
				this.#tell = tell;
				return {
					obey: (order) => this.#obey(order),
					close: () => {
						this.running -= 1;
					},
				};
			},
		);
		this.logic = recogniserMachine.provide({
			actors: { ear },
			delays: { lastWords: 1_000 },
		});
	}

	get isOpen(): boolean {
		return this.running > 0;
	}

	/** The ear does what lets the recogniser report this fact. */
	tell(fact: ToldByEar): void {
		this.#tell?.(causeOf(fact));
	}

	#obey(order: EarOrder): void {
		switch (order.type) {
			case "dial":
				this.#tell?.({ type: "ear.opened", missedMs: 0 });
				break;
			case "expect.code":
			case "expect.words":
			case "finish":
				this.orders.push(order);
				break;
			case "tell.rest":
				this.#tell?.({ type: "ear.finished" });
		}
	}
}

function causeOf(fact: ToldByEar): EarFact {
	switch (fact.type) {
		case "recognition.lost":
			return { type: "ear.failed" };
		case "recognition.restored":
			return { type: "ear.opened", missedMs: fact.missedMs };
		case "recognition.refused":
			return {
				type: "ear.ended",
				isFinal: true,
				chance: 0,
				hasUnheard: true,
			};
		case "recognition.finished":
			return { type: "ear.finished" };
		default:
			return fact;
	}
}
