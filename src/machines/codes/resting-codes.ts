/** Codes that were released and may not be issued again for a while. */
export class RestingCodes {
	/** Oldest first: all rest for the same time. Those before `#next` have rested enough. */
	#queue: { readonly code: string; readonly restedMs: number }[] = [];
	#next = 0;
	readonly #restMs: number;

	/** `restMs`: how long each code rests, in milliseconds. */
	constructor(restMs: number) {
		this.#restMs = restMs;
	}

	add(code: string, nowMs: number): void {
		this.#queue.push({ code, restedMs: nowMs + this.#restMs });
	}

	/** Takes out the codes that have rested enough. */
	wake(nowMs: number): string[] {
		const rested: string[] = [];
		for (;;) {
			const oldest = this.#queue[this.#next];
			if (!oldest || oldest.restedMs > nowMs) break;
			rested.push(oldest.code);
			this.#next++;
		}
		this.#forgetRested();
		return rested;
	}

	/** Only once half of the queue has rested, so that each code costs the same however many rest. */
	#forgetRested(): void {
		if (this.#next <= this.#queue.length / 2) return;
		this.#queue = this.#queue.slice(this.#next);
		this.#next = 0;
	}
}
