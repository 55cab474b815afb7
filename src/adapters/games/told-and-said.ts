import type {
	GameSocketFact,
	GameSocketOrder,
	Heard,
} from "../../machines/events.js";
import type { CallLatencies } from "../latency/call-latencies.js";

/** Tells of one game, for the latencies of its calls, what it is told and what it wants said. */
export class ToldAndSaid {
	/** A game may name any call; only its own are meant. */
	readonly #calls = new Set<string>();

	constructor(private readonly latencies: CallLatencies) {}

	/** The game has been told this, unless it is away. */
	told(order: GameSocketOrder, isThere: boolean): void {
		if (order.type === "call.joined") {
			this.#calls.add(order.callId);
			this.latencies.begin(order.callId);
		} else if (order.type === "call.left") {
			this.#calls.delete(order.callId);
			this.latencies.end(order.callId);
		} else if (order.type === "caller.heard" && isThere) {
			this.#heard(order.callId, order.heard);
		}
	}

	/** The game asks for this. */
	said(fact: GameSocketFact): void {
		if (fact.type !== "say" || !fact.text.trim()) return;
		const { callId } = fact;
		for (const each of callId === undefined ? this.#calls : [callId])
			if (this.#calls.has(each)) this.latencies.of(each)?.textCame();
	}

	/** The game is over. */
	end(): void {
		for (const callId of this.#calls) this.latencies.end(callId);
		this.#calls.clear();
	}

	#heard(callId: string, heard: Heard): void {
		const latency = this.latencies.of(callId);
		if (heard.type === "turn.ended") latency?.turnEndTold();
		else if (heard.type === "speech.heard" && heard.speech.text !== "")
			latency?.wordsTold();
	}
}
