import type { Timers } from "../../../src/commands/phone/pace.js";

interface Timer {
	readonly atMs: number;
	readonly run: () => void;
}

/** A clock that stands still until a test moves it. */
export class HandMovedTimers implements Timers {
	#nowMs = 0;
	#timers: Timer[] = [];

	/** How many timers are waiting. */
	get pending(): number {
		return this.#timers.length;
	}

	readonly nowMs = (): number => this.#nowMs;

	readonly after = (ms: number, run: () => void): (() => void) => {
		const timer = { atMs: this.#nowMs + Math.max(0, ms), run };
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter((other) => other !== timer);
		};
	};

	/** Lets time pass and runs what becomes due, each at its own time. */
	advance(ms: number): void {
		const endMs = this.#nowMs + ms;
		for (let next = this.#next(endMs); next; next = this.#next(endMs)) {
			this.#timers.splice(this.#timers.indexOf(next), 1);
			this.#nowMs = Math.max(this.#nowMs, next.atMs);
			next.run();
		}
		this.#nowMs = endMs;
	}

	/** Lets time pass while the program is held up: what became due runs late, all at the end. */
	stall(ms: number): void {
		this.#nowMs += ms;
		this.advance(0);
	}

	#next(endMs: number): Timer | undefined {
		const due = this.#timers.filter((timer) => timer.atMs <= endMs);
		return due.sort((a, b) => a.atMs - b.atMs)[0];
	}
}
