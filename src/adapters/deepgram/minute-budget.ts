/** A minute, and a second more, as the other side's clock may run a little late. */
const windowMs = 61_000;

/** So much in any minute, as a vendor's limit says, and when there is room for more. */
export class MinuteBudget {
	#spent: { readonly atMs: number; readonly amount: number }[] = [];

	constructor(private readonly most: number) {}

	/** Milliseconds until so much may be spent; 0 if it may be now. */
	delayFor(amount: number): number {
		const now = performance.now();
		this.#spent = this.#spent.filter(({ atMs }) => atMs + windowMs > now);
		let excess = this.#total() + amount - this.most;
		if (excess <= 0) return 0;
		for (const { atMs, amount: freed } of this.#spent) {
			excess -= freed;
			if (excess <= 0) return atMs + windowMs - now;
		}
		return 0;
	}

	spend(amount: number): void {
		this.#spent.push({ atMs: performance.now(), amount });
	}

	#total(): number {
		return this.#spent.reduce((sum, { amount }) => sum + amount, 0);
	}
}
