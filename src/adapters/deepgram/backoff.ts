const minMs = 250;
const maxMs = 5000;

/**
 * How long to wait before each further attempt: twice as long each time, from 250 ms to 5 s, and by
 * chance up to half of it less, so that calls which lost the same server do not come back in step.
 */
export class Backoff {
	#ceilingMs = minMs;

	/** `random` is at least 0 and below 1. */
	constructor(private readonly random: () => number = Math.random) {}

	/** Milliseconds to wait before the next attempt. */
	next(): number {
		const ceilingMs = this.#ceilingMs;
		this.#ceilingMs = Math.min(maxMs, ceilingMs * 2);
		return Math.round(ceilingMs * (1 - this.random() / 2));
	}

	/** An attempt has proved good: begin with the shortest wait again. */
	reset(): void {
		this.#ceilingMs = minMs;
	}
}
