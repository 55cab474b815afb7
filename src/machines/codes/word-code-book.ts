import type { CodeBook, CodeBookOptions } from "./code-book.js";
import { RestingCodes } from "./resting-codes.js";
import { ShownCodes } from "./shown-codes.js";

/** The codes of all games, as words of the operator's list. Only when all are live, none is free. */
export class WordCodeBook implements CodeBook {
	readonly #randomBelow: (bound: number) => number;
	readonly #free: string[];
	readonly #shown = new ShownCodes();
	readonly #resting: RestingCodes;

	constructor(
		options: CodeBookOptions & { readonly words: readonly string[] },
	) {
		this.#randomBelow = options.randomBelow;
		this.#free = [...options.words];
		this.#resting = new RestingCodes(options.restMs);
	}

	get liveCount(): number {
		return this.#shown.count;
	}

	issue(gameId: string, nowMs: number): string | undefined {
		this.#wake(nowMs);
		const code = this.#takeAnyFree();
		if (code === undefined) return undefined;
		this.release(gameId, nowMs);
		this.#shown.add(code, gameId);
		return code;
	}

	release(gameId: string, nowMs: number): void {
		const code = this.#shown.remove(gameId);
		if (code === undefined) return;
		this.#resting.add(code, nowMs);
	}

	gameOf(code: string): string | undefined {
		return this.#shown.gameOf(code);
	}

	oddsOf(): number {
		return 0;
	}

	longestLive(): number {
		return 0;
	}

	/** Of the words that are not live at least half are free: when more rest, the oldest wake. */
	#wake(nowMs: number): void {
		this.#free.push(...this.#resting.wake(nowMs));
		const notLive = this.#free.length + this.#resting.count;
		this.#free.push(...this.#resting.wakeAllBut(Math.floor(notLive / 2)));
	}

	/** The last one takes the place of the one that is drawn, so that nothing moves but these two. */
	#takeAnyFree(): string | undefined {
		const last = this.#free.pop();
		if (last === undefined) return undefined;
		const at = this.#randomBelow(this.#free.length + 1);
		const drawn = this.#free[at];
		if (drawn === undefined) return last;
		this.#free[at] = last;
		return drawn;
	}
}
