/**
 * Keeps codes of digits apart, so that a slip of the tongue meets no other game: no code is a part of
 * another one, and codes of one length differ in two places. Each question costs a few look-ups for each
 * digit, however many codes there are.
 */
import { fewestDigits } from "./code-runs.js";

/** The codes that are in use, live or resting, and the live ones among them. */
export class CodeSpacing {
	readonly #taken = new Set<number>();
	/** How many taken codes have this as a part. */
	readonly #parts = new Map<number, number>();
	/** The live codes, each with one of its digits struck out, for each of its digits. */
	readonly #struckOut = new Set<number>();

	/** A code is in use from now on. */
	take(code: string): void {
		this.#taken.add(keyOf(code));
		for (const part of partsOf(code)) {
			this.#parts.set(part, (this.#parts.get(part) ?? 0) + 1);
		}
	}

	/** A code is in use no longer. */
	free(code: string): void {
		this.#taken.delete(keyOf(code));
		for (const part of partsOf(code)) {
			const left = (this.#parts.get(part) ?? 0) - 1;
			if (left > 0) this.#parts.set(part, left);
			else this.#parts.delete(part);
		}
	}

	/** A code that is in use is shown from now on. */
	show(code: string): void {
		for (const pattern of struckOut(code)) this.#struckOut.add(pattern);
	}

	/** A code that is in use is shown no longer. */
	hide(code: string): void {
		for (const pattern of struckOut(code)) this.#struckOut.delete(pattern);
	}

	/** Whether the code is in use, or a part of one that is, or has one that is as a part. */
	overlaps(code: string): boolean {
		return (
			this.#taken.has(keyOf(code)) ||
			this.#parts.has(keyOf(code)) ||
			partsOf(code).some((part) => this.#taken.has(part))
		);
	}

	/** Whether a live code differs from this one in no more than one place. */
	isNearLive(code: string): boolean {
		return struckOut(code).some((pattern) => this.#struckOut.has(pattern));
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

/** The keys of all runs of digits in a code that are long enough for a code, but of itself. */
function partsOf(code: string): number[] {
	const parts: number[] = [];
	for (let length = fewestDigits; length < code.length; length++) {
		const bound = power(length);
		let left = Number(code);
		for (let from = length; from <= code.length; from++) {
			parts.push(bound + (left % bound));
			left = Math.trunc(left / 10);
		}
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
