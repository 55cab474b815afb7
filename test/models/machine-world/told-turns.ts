import { TypedCall } from "../../../src/adapters/games/typed-call.js";
import { TurnLaw } from "../../../src/commands/conformance/turn-law.js";
import type { GameSocketOrder } from "../../../src/machines/events.js";
import type { NewEvent } from "../../../src/protocol/callsign-v1.js";

type TurnEvent = Extract<NewEvent, { type: "turn" }>;

/** The turns that a typed game is told of, by the server's own telling, and the law that holds for them. */
export class ToldTurns {
	readonly #calls = new Map<string, TypedCall>();
	readonly #law = new TurnLaw();

	/** What is told, and what breaks the law; in order. */
	tell(order: GameSocketOrder): readonly (TurnEvent | string)[] {
		return this.#events(order).flatMap((event) => {
			const breach = this.#law.breach({ ...event, seq: 1 });
			const told = event.type === "turn" ? [event] : [];
			return breach === undefined ? told : [...told, breach];
		});
	}

	#events(order: GameSocketOrder): readonly NewEvent[] {
		switch (order.type) {
			case "call.joined": {
				const { callId, callers } = order;
				this.#calls.set(callId, new TypedCall(callId));
				return [{ type: "paired", call: callId, callers }];
			}
			case "caller.heard":
				return this.#calls.get(order.callId)?.hear(order.heard) ?? [];
			case "call.left": {
				const unfinished = this.#calls.get(order.callId)?.finish() ?? [];
				const { callId: call, reason } = order;
				return [...unfinished, { type: "left", call, reason }];
			}
			default:
				return [];
		}
	}
}
