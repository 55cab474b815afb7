// @ts-check

/**
 * How long to wait before each further attempt: twice as long each time, from the first wait to the
 * longest, and by chance up to half of it less, so that games which lost the same server do not come
 * back in step.
 */
export class Backoff {
	#firstMs;
	#longestMs;
	#ceilingMs;

	/** @param {{ firstMs: number, longestMs: number }} waits in milliseconds */
	constructor({ firstMs, longestMs }) {
		this.#firstMs = firstMs;
		this.#longestMs = longestMs;
		this.#ceilingMs = firstMs;
	}

	/** Milliseconds to wait before the next attempt. */
	next() {
		const ceilingMs = this.#ceilingMs;
		this.#ceilingMs = Math.min(this.#longestMs, ceilingMs * 2);
		return Math.round(ceilingMs * (1 - Math.random() / 2));
	}

	/** A connection has proved good: begin with the shortest wait again. */
	reset() {
		this.#ceilingMs = this.#firstMs;
	}
}
