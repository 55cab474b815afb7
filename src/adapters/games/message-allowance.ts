const rightNow = () => performance.now();

/** A token bucket: lets `perSecond` messages through in each second, and twice as many in a burst. */
export class MessageAllowance {
	#left: number;
	#filledAtMs: number;

	constructor(
		private readonly perSecond: number,
		private readonly now: () => number = rightNow,
	) {
		this.#left = 2 * perSecond;
		this.#filledAtMs = now();
	}

	/** False when the allowance is used up. */
	take(): boolean {
		const nowMs = this.now();
		const earned = ((nowMs - this.#filledAtMs) * this.perSecond) / 1000;
		this.#filledAtMs = nowMs;
		this.#left = Math.min(2 * this.perSecond, this.#left + earned);
		if (this.#left < 1) return false;
		this.#left -= 1;
		return true;
	}
}
