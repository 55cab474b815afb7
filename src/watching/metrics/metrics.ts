import { Gauge, Registry } from "prom-client";
import type { LatenciesReport } from "../../adapters/latency/call-latencies.js";
import type { RelayDelays, RelayMeter } from "../../adapters/relay-meter.js";
import { ConversationMetrics } from "./conversation-metrics.js";
import { turnLatencies } from "./latency-metrics.js";
import { measureProcess, type ProcessMetrics } from "./process-metrics.js";
import { countRelay, relayDelays } from "./relay-metrics.js";
import { type LiveSessions, SessionMetrics } from "./session-metrics.js";

/** Read at each scrape. */
export interface MeasuredServer {
	readonly sessions: LiveSessions;
	readonly meter: RelayMeter;
	/** New calls are taken. */
	readonly isReady: () => boolean;
}

/** The metrics of one server, in the text format of Prometheus. Nothing is shared with another server of this process. */
export class Metrics {
	readonly #registry = new Registry();
	readonly #process: ProcessMetrics;
	readonly sessions: SessionMetrics;
	readonly conversations: ConversationMetrics;
	readonly delays: RelayDelays;
	readonly latencies: Pick<LatenciesReport, "gap" | "stage">;

	constructor(now?: () => number) {
		this.sessions = new SessionMetrics(this.#registry, now);
		this.conversations = new ConversationMetrics(this.#registry);
		this.delays = relayDelays(this.#registry);
		this.latencies = turnLatencies(this.#registry);
		this.#process = measureProcess(this.#registry);
	}

	/** To be called once. */
	show({ sessions, meter, isReady }: MeasuredServer): void {
		this.sessions.countLive(this.#registry, sessions);
		this.conversations.countLive(this.#registry, sessions.calls);
		countRelay(this.#registry, meter);
		new Gauge({
			name: "callsign_ready",
			help: "1 while new calls are taken, as /readyz says; 0 while draining or while speech cannot be understood.",
			registers: [this.#registry],
			collect() {
				this.set(isReady() ? 1 : 0);
			},
		});
	}

	/** All metrics as they are now, and the content type of that text. */
	async read(): Promise<{ readonly type: string; readonly text: string }> {
		const { contentType: type } = this.#registry;
		return { type, text: await this.#registry.metrics() };
	}

	close(): void {
		this.#process.close();
		this.#registry.clear();
	}
}
