import { after } from "../guarding.js";

/** How long a failed service is left alone until it is tried again without a call. */
const probeAfterMs = 5_000;
/** How old the answer of `look` may be. */
const lookAfterMs = 3_000;

export interface HealthChecks {
	/** Tries to be served, at some cost; reports back through `worked` or `failed`. */
	dial(): void;
	/** Sees whether the service can be reached, at almost no cost: what is wrong, or undefined. */
	look(): Promise<string | undefined>;
}

/**
 * Whether Deepgram can be reached, by what the last call found. While it cannot be reached, no call may come
 * that would find out, so it is dialled now and then until it answers. Where no call has come for a while,
 * `whyAbsent` still tells whether it can be reached at all.
 */
export class DeepgramHealth {
	#trouble: string | undefined;
	#probe: NodeJS.Timeout | undefined;
	#absence: string | undefined;
	#lookedAtMs = Number.NEGATIVE_INFINITY;
	#isOver = false;

	constructor(private readonly checks: HealthChecks) {
		this.#look();
	}

	/** Why the last attempt to use the service failed; undefined when it succeeded. */
	get trouble(): string | undefined {
		return this.#trouble;
	}

	/** Why the service could not be reached at the last look; undefined when it could. Looks again, for the next question. */
	whyAbsent(): string | undefined {
		this.#look();
		return this.#absence;
	}

	worked(): void {
		this.#trouble = undefined;
		this.#absence = undefined;
		clearTimeout(this.#probe);
		this.#probe = undefined;
	}

	failed(why: string): void {
		if (this.#isOver) return;
		this.#trouble = why;
		this.#probe ??= after(
			probeAfterMs,
			() => {
				this.#probe = undefined;
				this.checks.dial();
			},
			// It is tried again.
			(error) => this.failed(String(error)),
		);
	}

	close(): void {
		this.#isOver = true;
		clearTimeout(this.#probe);
	}

	#look(): void {
		const now = performance.now();
		if (this.#isOver || now < this.#lookedAtMs + lookAfterMs) return;
		this.#lookedAtMs = now;
		this.checks
			.look()
			.catch(String)
			.then((absence) => {
				this.#absence = absence;
			});
	}
}
