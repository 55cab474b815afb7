/** The time of a talk: as it goes by, standing still, or leaping to what comes next. */

/** What is due at some time. */
interface Due {
	readonly atMs: number;
	readonly happen: () => void;
}

/** A clock that goes only while it is let, and that leaps; machines and lines go by it alike. */
export class TalkClock {
	readonly #due = new Map<number, Due>();
	#newest = 0;
	#nowMs = 0;
	/** By the process, since when it goes. */
	#goesSinceMs: number | undefined;
	#alarm: NodeJS.Timeout | undefined;

	get nowMs(): number {
		return this.#goesSinceMs === undefined
			? this.#nowMs
			: this.#nowMs + performance.now() - this.#goesSinceMs;
	}

	/** Whether anything is still to come by time alone. */
	get isWaitedFor(): boolean {
		return this.#due.size > 0;
	}

	setTimeout(happen: (...args: never[]) => void, afterMs: number): number {
		const id = ++this.#newest;
		const atMs = this.nowMs + Math.max(0, afterMs);
		this.#due.set(id, { atMs, happen: happen as () => void });
		this.#setAlarm();
		return id;
	}

	clearTimeout(id: number): void {
		this.#due.delete(id);
		this.#setAlarm();
	}

	/** Goes, as the clock on the wall does, until it is to stand. */
	go(): void {
		this.#goesSinceMs ??= performance.now();
		this.#setAlarm();
	}

	stand(): void {
		this.#nowMs = this.nowMs;
		this.#goesSinceMs = undefined;
		this.#setAlarm();
	}

	/** Leaps to what is due next; false if nothing is. */
	leap(): boolean {
		const next = this.#next();
		if (next === undefined) return false;
		const [id, { atMs, happen }] = next;
		this.#due.delete(id);
		this.#nowMs += Math.max(0, atMs - this.nowMs);
		this.#setAlarm();
		happen();
		return true;
	}

	/** What is due first; of two at the same time, what was set first. */
	#next(): readonly [number, Due] | undefined {
		let first: readonly [number, Due] | undefined;
		for (const each of this.#due)
			if (first === undefined || each[1].atMs < first[1].atMs) first = each;
		return first;
	}

	#setAlarm(): void {
		clearTimeout(this.#alarm);
		this.#alarm = undefined;
		const next = this.#goesSinceMs === undefined ? undefined : this.#next();
		if (next === undefined) return;
		const inMs = Math.max(0, next[1].atMs - this.nowMs);
		this.#alarm = setTimeout(() => this.#ring(), inMs);
	}

	/** Node's timers are early by a fraction of a millisecond now and then. */
	#ring(): void {
		const [, next] = this.#next() ?? [];
		if (next !== undefined && next.atMs - this.nowMs < 1) this.leap();
		else this.#setAlarm();
	}
}
