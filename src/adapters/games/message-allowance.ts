import { TokenBucket } from "../../limits/token-bucket.js";

const rightNow = () => performance.now();

/** How much of the time in which a socket was not read is made up for, at most. */
const maxMadeUpMs = 20_000;

/** Lets `perSecond` messages of one socket through in each second, and twice as many in a burst. */
export class MessageAllowance {
	readonly #bucket: TokenBucket;

	constructor(
		perSecond: number,
		private readonly now: () => number = rightNow,
	) {
		const size = { perSecond, most: 2 * perSecond };
		this.#bucket = new TokenBucket(size, now());
	}

	/** False when the allowance is used up. */
	take(): boolean {
		if (!this.#bucket.has(1, this.now())) return false;
		this.#bucket.spend(1);
		return true;
	}

	/** The socket was not read for so long: what was sent meanwhile comes at once now, and was no burst. */
	makeUp(forMs: number): void {
		this.#bucket.makeUp(Math.min(forMs, maxMadeUpMs), this.now());
	}
}
