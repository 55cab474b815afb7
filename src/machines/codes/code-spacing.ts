/**
 * Keeps codes of digits apart, so that a slip of the tongue meets no other game: no live code is a part of
 * another one, live or resting, and live codes of one length differ in two places. Each question costs a few
 * look-ups for each digit; only codes that share four digits in a row are compared with each other.
 */
import { minDigits } from "../spoken-codes/digits/digit-count.js";

/** One list for all runs that no code holds. */
const nobody: readonly string[] = [];

/** The codes that are in use, live or resting, and the live ones among them. */
export class CodeSpacing {
	/** For each run of four digits the codes in use that hold it. They are few: sets of them would weigh twice as much. */
	readonly #takenWith = Array<readonly string[]>(power(minDigits)).fill(nobody);
	/** How many these are. A search asks for all runs, and lists are spread over the memory. */
	readonly #takenCounts = new Uint32Array(power(minDigits));
	readonly #live = new Set<number>();
	/** The live codes, each with one of its digits struck out, for each of its digits. */
	readonly #struckOut = new Set<number>();

	/** The code is in use from now on. */
	take(code: string): void {
		for (const run of runsOf(code)) {
			// A new list, since one that grows takes room for 16 more.
			this.#put(run, this.#codesWith(run).concat(code));
		}
	}

	/** The code is no longer in use. */
	free(code: string): void {
		for (const run of runsOf(code)) {
			const codes = this.#codesWith(run);
			if (codes.includes(code))
				this.#put(run, codes.toSpliced(codes.indexOf(code), 1));
		}
	}

	/** The code, which is in use, is live from now on. */
	show(code: string): void {
		this.#live.add(keyOf(code));
		for (const pattern of struckOut(code)) this.#struckOut.add(pattern);
	}

	/** The code is no longer live, and may still be in use. */
	hide(code: string): void {
		this.#live.delete(keyOf(code));
		for (const pattern of struckOut(code)) this.#struckOut.delete(pattern);
	}

	/**
	 * Whether the code is in use, or a part of one that is, or has a live one as a part. It may have a resting one
	 * as a part: who gives that is not taken to have given more.
	 */
	overlaps(code: string): boolean {
		return this.#isPartOfTaken(code) || this.#hasLivePart(code);
	}

	/** Whether a live code differs from this one in no more than one place. */
	isNearLive(code: string): boolean {
		return struckOut(code).some((pattern) => this.#struckOut.has(pattern));
	}

	/** Whether a code in use holds these four digits in a row. A look-up, and no more. */
	holds(run: number): boolean {
		return this.#takenCounts[run] !== 0;
	}

	#put(run: number, codes: readonly string[]): void {
		this.#takenWith[run] = codes.length > 0 ? codes : nobody;
		this.#takenCounts[run] = codes.length;
	}

	#codesWith(run: number): readonly string[] {
		return this.#takenWith[run] ?? nobody;
	}

	#isPartOfTaken(code: string): boolean {
		const alike = this.#codesWith(Number(code.slice(0, minDigits)));
		return alike.some((taken) => taken.includes(code));
	}

	#hasLivePart(code: string): boolean {
		for (let length = minDigits; length < code.length; length++) {
			const parts = partsOf(code, length);
			if (parts.some((part) => this.#live.has(part))) return true;
		}
		return false;
	}
}

// Numbers stand for the digits here: look-ups by number take half the time of those by text.

const powers = Array.from({ length: 12 }, (_, exponent) => 10 ** exponent);

function power(exponent: number): number {
	return powers[exponent] ?? 10 ** exponent;
}

/** A number that no other digits have: with a 1 in front, leading zeros count. */
function keyOf(code: string): number {
	return power(code.length) + Number(code);
}

/** All runs of four digits in a code. */
function runsOf(code: string): number[] {
	return partsOf(code, minDigits).map((key) => key - power(minDigits));
}

/** The keys of all runs of this length in a code. */
function partsOf(code: string, length: number): number[] {
	const bound = power(length);
	const parts: number[] = [];
	let left = Number(code);
	for (let end = code.length; end >= length; end--) {
		parts.push(bound + (left % bound));
		left = Math.trunc(left / 10);
	}
	return parts;
}

/** The code with one digit made 0, and told which: once for each of its digits. */
function struckOut(code: string): number[] {
	const key = keyOf(code);
	const patterns: number[] = [];
	for (let place = 0; place < code.length; place++) {
		const worth = power(place);
		const digit = Math.trunc(key / worth) % 10;
		patterns.push((key - digit * worth) * 10 + place);
	}
	return patterns;
}
