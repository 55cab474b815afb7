import type { CodeBook, CodeBookOptions } from "./code-book.js";
import { codeLengths, maxLiveCodes } from "./code-length.js";
import { CodeSpacing } from "./code-spacing.js";
import { RestingCodes } from "./resting-codes.js";
import { ShownCodes } from "./shown-codes.js";
import { isUnfit, maxUnfit } from "./unfit-codes.js";

/**
 * How often a code is drawn until one may be issued. Live codes leave more than 98 in 100 free, so this
 * many draws fail only where resting codes crowd a length.
 */
const draws = 64;

export class DigitCodeBook implements CodeBook {
	readonly #options: CodeBookOptions;
	readonly #shown = new ShownCodes();
	/** How many codes of each length are live. */
	readonly #live = new Map<number, number>();
	readonly #spacing = new CodeSpacing();
	readonly #resting: RestingCodes;

	constructor(options: CodeBookOptions) {
		this.#options = options;
		this.#resting = new RestingCodes(options.restMs);
	}

	get liveCount(): number {
		return this.#shown.count;
	}

	issue(gameId: string, nowMs: number): string | undefined {
		for (const code of this.#resting.wake(nowMs)) this.#spacing.free(code);
		const shown = this.#shown.codeOf(gameId);
		// The old code makes room for the new one, and is shown again if none is free.
		if (shown !== undefined) this.#hide(shown);
		const code = this.#freeCode();
		if (shown !== undefined) this.#show(shown);
		if (code === undefined) return undefined;
		this.release(gameId, nowMs);
		this.#put(code, gameId);
		return code;
	}

	release(gameId: string, nowMs: number): void {
		const code = this.#shown.remove(gameId);
		if (code === undefined) return;
		this.#hide(code);
		this.#resting.add(code, nowMs);
	}

	gameOf(code: string): string | undefined {
		return this.#shown.gameOf(code);
	}

	/** Strangers know which codes are never issued, and do not guess those. */
	oddsOf({ length }: string): number {
		return (this.#live.get(length) ?? 0) / (10 ** length - maxUnfit);
	}

	longestLive(): number {
		return codeLengths.findLast((digits) => this.#live.has(digits)) ?? 0;
	}

	#put(code: string, gameId: string): void {
		this.#shown.add(code, gameId);
		this.#spacing.take(code);
		this.#show(code);
	}

	#show(code: string): void {
		this.#count(code, 1);
		this.#spacing.show(code);
	}

	#hide(code: string): void {
		this.#count(code, -1);
		this.#spacing.hide(code);
	}

	#count({ length }: string, change: 1 | -1): void {
		const live = (this.#live.get(length) ?? 0) + change;
		if (live > 0) this.#live.set(length, live);
		else this.#live.delete(length);
	}

	/** Of the shortest length with room; where draws fail there, codes come one place near, then longer. */
	#freeCode(): string | undefined {
		for (const digits of codeLengths) {
			if (!this.#hasRoomFor(digits)) continue;
			const code =
				this.#draw(digits, (drawn) => !this.#spacing.isNearLive(drawn)) ??
				this.#draw(digits, () => true);
			if (code !== undefined) return code;
		}
		return undefined;
	}

	#hasRoomFor(digits: number): boolean {
		const { triesPerCall } = this.#options;
		return (this.#live.get(digits) ?? 0) < maxLiveCodes(digits, triesPerCall);
	}

	#draw(digits: number, suits: (code: string) => boolean): string | undefined {
		for (let drawn = 0; drawn < draws; drawn++) {
			const number = this.#options.randomBelow(10 ** digits);
			const code = String(number).padStart(digits, "0");
			if (!isUnfit(code) && !this.#spacing.overlaps(code) && suits(code))
				return code;
		}
		return undefined;
	}
}
