interface RestingCode {
	readonly code: string;
	readonly restedMs: number;
}

/** Codes that were released and may not be issued again for a while. */
export class RestingCodes {
	/** Oldest first: all rest for the same time. Those before `#next` have woken. */
	#queue: RestingCode[] = [];
	#next = 0;
	readonly #restMs: number;

	/** `restMs`: how long each code rests, in milliseconds, unless its room is needed. */
	constructor(restMs: number) {
		this.#restMs = restMs;
	}

	get count(): number {
		return this.#queue.length - this.#next;
	}

	add(code: string, nowMs: number): void {
		this.#queue.push({ code, restedMs: nowMs + this.#restMs });
	}

	/** Takes out the codes that have rested enough. */
	wake(nowMs: number): string[] {
		return this.#takeWhile(({ restedMs }) => restedMs <= nowMs);
	}

	/** Takes out the oldest ones until no more than this many rest. */
	wakeAllBut(count: number): string[] {
		return this.#takeWhile(() => this.count > count);
	}

	#takeWhile(isAwake: (oldest: RestingCode) => boolean): string[] {
		const woken: string[] = [];
		for (;;) {
			const oldest = this.#queue[this.#next];
			if (!oldest || !isAwake(oldest)) break;
			woken.push(oldest.code);
			this.#next++;
		}
		this.#forgetWoken();
		return woken;
	}

	/** Only once half of the queue has woken, so that each code costs the same however many rest. */
	#forgetWoken(): void {
		if (this.#next <= this.#queue.length / 2) return;
		this.#queue = this.#queue.slice(this.#next);
		this.#next = 0;
	}
}
