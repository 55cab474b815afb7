import {
	type LatencyStage,
	TurnLatency,
	type TurnTimes,
} from "./turn-latency.js";

/** Is told of all calls how long things took, in milliseconds, each once. Must not throw. */
export interface LatenciesReport {
	readonly gap: (ms: number) => void;
	readonly stage: (stage: LatencyStage, ms: number) => void;
	/** A turn of this call has ended, or is answered. What is not known of it yet is added to the same object. */
	readonly turn: (callId: string, times: TurnTimes) => void;
}

const nobody: LatenciesReport = { gap() {}, stage() {}, turn() {} };

/** The latencies of the calls that are with a game, by call id: where the adapters of a call meet. */
export class CallLatencies {
	readonly #calls = new Map<string, TurnLatency>();

	/** `now` is the time in milliseconds, by a clock that does not run backwards. */
	constructor(
		private readonly now: () => number = () => performance.now(),
		private readonly report: LatenciesReport = nobody,
	) {}

	/** How many calls there are. */
	get size(): number {
		return this.#calls.size;
	}

	/** Undefined for a call that is with no game. */
	of(callId: string): TurnLatency | undefined {
		return this.#calls.get(callId);
	}

	/** The call is with a game. */
	begin(callId: string): void {
		this.end(callId);
		const { gap, stage, turn } = this.report;
		this.#calls.set(
			callId,
			new TurnLatency(this.now, {
				gap,
				stage,
				turn: (times) => turn(callId, times),
			}),
		);
	}

	/** It is not, any more. */
	end(callId: string): void {
		this.#calls.get(callId)?.end();
		this.#calls.delete(callId);
	}
}
