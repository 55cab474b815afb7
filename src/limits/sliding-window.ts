interface Entry {
	readonly atMs: number;
	readonly amount: number;
}

/**
 * At most `max` within any `windowMs` milliseconds. The caller gives the time, by any clock that does not run
 * backwards. Spending is never refused: ask before. Amounts are whole numbers, so that no more than `max`
 * entries are kept: an older one changes no answer.
 */
export class SlidingWindow {
	/** Oldest first. */
	readonly #entries: Entry[] = [];
	#total = 0;

	constructor(
		private readonly max: number,
		private readonly windowMs: number,
	) {}

	hasRoom(nowMs: number): boolean {
		this.#forgetOld(nowMs);
		return this.#total < this.max;
	}

	/** Milliseconds until this amount may be spent; 0 if it may be now, or is more than any wait makes room for. */
	delayFor(amount: number, nowMs: number): number {
		this.#forgetOld(nowMs);
		let excess = this.#total + amount - this.max;
		if (excess <= 0) return 0;
		for (const { atMs, amount: freed } of this.#entries) {
			excess -= freed;
			if (excess <= 0) return atMs + this.windowMs - nowMs;
		}
		return 0;
	}

	spend(nowMs: number, amount = 1): void {
		this.#entries.push({ atMs: nowMs, amount });
		this.#total += amount;
		while (this.#isFullWithoutOldest()) this.#drop(1);
	}

	/** Whether nothing that was spent counts any more. */
	isUnused(nowMs: number): boolean {
		this.#forgetOld(nowMs);
		return this.#entries.length === 0;
	}

	#isFullWithoutOldest(): boolean {
		const [oldest] = this.#entries;
		return oldest !== undefined && this.#total - oldest.amount >= this.max;
	}

	#forgetOld(nowMs: number): void {
		const isKept = ({ atMs }: Entry) => atMs + this.windowMs > nowMs;
		const kept = this.#entries.findIndex(isKept);
		this.#drop(kept === -1 ? this.#entries.length : kept);
	}

	#drop(count: number): void {
		if (count === 0) return;
		for (const { amount } of this.#entries.splice(0, count))
			this.#total -= amount;
	}
}

/** A sliding window for each key. Keys whose window is unused are forgotten, at most one `windowMs` late. */
export class SlidingWindows {
	readonly #windows = new Map<string, SlidingWindow>();
	#sweptAtMs = 0;

	constructor(
		private readonly max: number,
		private readonly windowMs: number,
	) {}

	hasRoom(key: string, nowMs: number): boolean {
		return this.#windows.get(key)?.hasRoom(nowMs) ?? this.max > 0;
	}

	spend(key: string, nowMs: number): void {
		this.#sweep(nowMs);
		this.#windowOf(key).spend(nowMs);
	}

	/** How many keys are remembered. */
	get size(): number {
		return this.#windows.size;
	}

	#windowOf(key: string): SlidingWindow {
		const known = this.#windows.get(key);
		if (known) return known;
		const window = new SlidingWindow(this.max, this.windowMs);
		this.#windows.set(key, window);
		return window;
	}

	#sweep(nowMs: number): void {
		if (nowMs - this.#sweptAtMs < this.windowMs) return;
		this.#sweptAtMs = nowMs;
		for (const [key, window] of this.#windows)
			if (window.isUnused(nowMs)) this.#windows.delete(key);
	}
}
