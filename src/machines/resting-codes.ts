/** Codes that were released and may not be issued again for a while. */
export class RestingCodes {
	/** When each code has rested enough, oldest first: all rest for the same time. */
	readonly #restedMs = new Map<string, number>();
	readonly #restMs: number;

	/** `restMs`: how long each code rests, in milliseconds. */
	constructor(restMs: number) {
		this.#restMs = restMs;
	}

	/** Lets a code rest from now on. */
	add(code: string, nowMs: number): void {
		this.#restedMs.set(code, nowMs + this.#restMs);
	}

	/** Whether this code rests, as of the last call of `wake`. */
	has(code: string): boolean {
		return this.#restedMs.has(code);
	}

	/** Takes out the codes that have rested enough. */
	*wake(nowMs: number): Generator<string> {
		for (const [code, restedMs] of this.#restedMs) {
			if (restedMs > nowMs) return;
			this.#restedMs.delete(code);
			yield code;
		}
	}
}
