import { get } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Delays } from "../../load/delays.js";

/** How long `/healthz` took to answer, in milliseconds, and how late the one who asks was himself. */
export interface Health {
	readonly p50: number;
	readonly p99: number;
	readonly max: number;
	readonly unanswered: number;
	readonly ownLatenessMs: number;
}

const everyMs = 100;
const deadlineMs = 10_000;
const resolutionMs = 10;

/** Asks `/healthz` again and again, each time on a connection of its own. */
export class HealthProbe {
	readonly #delays = new Delays();
	readonly #lateness = monitorEventLoopDelay({ resolution: resolutionMs });
	readonly #timer: NodeJS.Timeout;
	#unanswered = 0;
	#asking = 0;

	constructor(private readonly url: string) {
		this.#lateness.enable();
		this.#timer = setInterval(() => this.#ask(), everyMs);
	}

	/** What was seen since this was asked last. A question that still waits counts by how long it has waited. */
	take(): Health {
		const delays = this.#delays;
		const health: Health = {
			p50: delays.percentile(50),
			p99: delays.percentile(99),
			max: delays.percentile(100),
			unanswered: this.#unanswered,
			ownLatenessMs: Math.max(
				0,
				this.#lateness.percentile(99) / 1e6 - resolutionMs,
			),
		};
		delays.forget();
		this.#lateness.reset();
		this.#unanswered = 0;
		return health;
	}

	stop(): void {
		clearInterval(this.#timer);
		this.#lateness.disable();
	}

	#ask(): void {
		// An answer that takes seconds is asked for once, not fifty times.
		if (this.#asking >= 5) return;
		this.#asking += 1;
		const askedAtMs = performance.now();
		const done = (isAnswered: boolean) => {
			this.#asking -= 1;
			this.#delays.add(performance.now() - askedAtMs);
			if (!isAnswered) this.#unanswered += 1;
		};
		const request = get(`${this.url}/healthz`, {
			agent: false,
			timeout: deadlineMs,
		});
		request.once("response", (response) => {
			response.resume();
			response.once("close", () => done(response.statusCode === 200));
		});
		request.once("timeout", () => request.destroy());
		request.once("error", () => done(false));
	}
}
