/** How long a failed service is left alone until it is tried again without a call. */
const probeAfterMs = 5_000;
/** How old an answer to "is anybody there" may be. */
const lookAfterMs = 3_000;

/** The two ways to find out about a service. */
export interface HealthChecks {
	/** Tries to be served, at some cost; reports back through `worked` or `failed`. */
	dial(): void;
	/** Sees whether anybody is there, at next to no cost: what is wrong, or undefined. */
	look(): Promise<string | undefined>;
}

/**
 * Whether Deepgram can be reached, as far as anybody knows: the last word of any call. While it
 * cannot, no call may come that would find out, so it is dialled now and then until it answers.
 * Where no call has been for a while, somebody may still want to know whether it is there at all.
 */
export class Health {
	#trouble: string | undefined;
	#probe: NodeJS.Timeout | undefined;
	#absence: string | undefined;
	#lookedAtMs = Number.NEGATIVE_INFINITY;
	#isOver = false;

	constructor(private readonly checks: HealthChecks) {
		this.#look();
	}

	/** Why the service was of no use to the last who tried; undefined when it was. */
	get trouble(): string | undefined {
		return this.#trouble;
	}

	/** Why nobody was there at the last look; undefined when somebody was. Looks again, for those who ask next. */
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
		this.#probe ??= setTimeout(() => {
			this.#probe = undefined;
			this.checks.dial();
		}, probeAfterMs);
	}

	/** Asks no more. */
	close(): void {
		this.#isOver = true;
		clearTimeout(this.#probe);
	}

	#look(): void {
		const now = performance.now();
		if (this.#isOver || now < this.#lookedAtMs + lookAfterMs) return;
		this.#lookedAtMs = now;
		void this.checks.look().then((absence) => {
			this.#absence = absence;
		});
	}
}
