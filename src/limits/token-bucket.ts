/** What a bucket holds at most, and how fast it fills. */
export interface BucketSize {
	readonly perSecond: number;
	readonly most: number;
}

/**
 * An allowance that fills as time goes by, and may be saved up to a bound. The caller gives the time in milliseconds, by
 * any clock that does not run backwards. What is spent beyond it is a debt that later time pays.
 */
export class TokenBucket {
	#left: number;
	#filledAtMs: number;

	constructor(
		private readonly size: BucketSize,
		nowMs: number,
	) {
		this.#left = size.most;
		this.#filledAtMs = nowMs;
	}

	/** Whether this much may be spent without a debt; any part of it counts where it is more than the bucket holds. */
	has(amount: number, nowMs: number): boolean {
		this.#fill(nowMs);
		return this.#left >= Math.min(amount, this.size.most);
	}

	/** The debt is never greater than what the bucket holds: whoever owes more gets the rest for nothing. */
	spend(amount: number): void {
		this.#left = Math.max(this.#left - amount, -this.size.most);
	}

	/** Fills the bucket for this span of time beyond its bound: it could not be used while it lasted. */
	makeUp(forMs: number, nowMs: number): void {
		this.#fill(nowMs);
		this.#left += (forMs * this.size.perSecond) / 1_000;
	}

	isFull(nowMs: number): boolean {
		this.#fill(nowMs);
		return this.#left >= this.size.most;
	}

	#fill(nowMs: number): void {
		const { perSecond, most } = this.size;
		const earned = ((nowMs - this.#filledAtMs) * perSecond) / 1_000;
		this.#filledAtMs = nowMs;
		if (this.#left < most) this.#left = Math.min(most, this.#left + earned);
	}
}
