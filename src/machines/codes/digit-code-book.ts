import { minDigits } from "../spoken-codes/digits/digit-count.js";
import type { CodeBook, CodeBookOptions } from "./code-book.js";
import { codeLengths, maxLiveCodes } from "./code-length.js";
import { CodeSpacing } from "./code-spacing.js";
import { RestingDigitCodes } from "./resting-digit-codes.js";
import { ShownCodes } from "./shown-codes.js";
import { isUnfit, maxUnfit } from "./unfit-codes.js";

/**
 * How often a code is drawn before one is searched. Draws fail only where the live codes of many thousand games
 * crowd a short length: each holds several shorter runs of digits.
 */
const draws = 64;

/** How many codes a search goes through at most: all of four and of five digits, which alone can be crowded. */
const maxSearched = 100_000;

export class DigitCodeBook implements CodeBook {
	readonly #options: CodeBookOptions;
	readonly #shown = new ShownCodes();
	/** How many codes of each length are live. */
	readonly #live = new Map<number, number>();
	readonly #spacing = new CodeSpacing();
	readonly #resting: RestingDigitCodes;

	constructor(options: CodeBookOptions) {
		this.#options = options;
		this.#resting = new RestingDigitCodes(options.restMs);
	}

	get liveCount(): number {
		return this.#shown.count;
	}

	issue(gameId: string, nowMs: number): string | undefined {
		this.#freeAll(this.#resting.wake(nowMs));
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
		this.#freeAll(this.#resting.add(code, nowMs));
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

	#freeAll(woken: readonly string[]): void {
		for (const code of woken) this.#spacing.free(code);
	}

	/** Of the shortest length with room. */
	#freeCode(): string | undefined {
		for (const digits of codeLengths) {
			if (!this.#hasRoomFor(digits)) continue;
			const code = this.#draw(digits) ?? this.#find(digits);
			if (code !== undefined) return code;
		}
		return undefined;
	}

	#hasRoomFor(digits: number): boolean {
		const { triesPerCall } = this.#options;
		return (this.#live.get(digits) ?? 0) < maxLiveCodes(digits, triesPerCall);
	}

	#draw(digits: number): string | undefined {
		for (let drawn = 0; drawn < draws; drawn++) {
			const number = this.#options.randomBelow(10 ** digits);
			const code = written(number, digits);
			if (this.#isFree(code) && !this.#spacing.isNearLive(code)) return code;
		}
		return undefined;
	}

	/** Where live codes leave none beside those that rest, these wake: no code is longer because of them. */
	#find(digits: number): string | undefined {
		const code = this.#search(digits);
		if (code !== undefined) return code;
		const woken = this.#resting.wakeAll();
		this.#freeAll(woken);
		return woken.length > 0 ? this.#search(digits) : undefined;
	}

	/** Goes through the codes in a random order; if all that are free are near a live one, one of these will do. */
	#search(digits: number): string | undefined {
		const all = 10 ** digits;
		const { randomBelow } = this.#options;
		let number = randomBelow(all);
		// Steps that end in 1 lead to every code once.
		const step = 10 * randomBelow(all / 10) + 1;
		let near: string | undefined;
		for (let count = 0; count < Math.min(all, maxSearched); count++) {
			number = (number + step) % all;
			// Spares nearly all of the work where four digits are crowded.
			if (digits === minDigits && this.#spacing.holds(number)) continue;
			const code = written(number, digits);
			if (!this.#isFree(code)) continue;
			if (!this.#spacing.isNearLive(code)) return code;
			near ??= code;
		}
		return near;
	}

	#isFree(code: string): boolean {
		return !this.#spacing.overlaps(code) && !isUnfit(code);
	}
}

function written(number: number, digits: number): string {
	return String(number).padStart(digits, "0");
}
