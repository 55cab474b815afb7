/**
 * Keeps codes of digits apart, so that a slip of the tongue meets no other game: no code is a part of
 * another one, and codes of one length differ in two places. Each question costs a few look-ups for each
 * digit; only codes that share four digits in a row are compared with each other.
 */
import { minDigits } from "../spoken-codes/digits/digit-count.js";

/** The codes that are in use, live or resting, and the live ones among them. */
export class CodeSpacing {
	readonly #taken = new Set<number>();
	/** The taken codes in which four digits stand in a row, by these. They are few: sets of them would weigh twice as much. */
	readonly #takenWith = new Map<number, readonly string[]>();
	/** The live codes, each with one of its digits struck out, for each of its digits. */
	readonly #struckOut = new Set<number>();

	take(code: string): void {
		this.#taken.add(keyOf(code));
		for (const four of partsOf(code, minDigits)) {
			// A new list, since one that grows takes room for 16 more.
			const others = this.#takenWith.get(four) ?? [];
			this.#takenWith.set(four, others.concat(code));
		}
	}

	/** The code must be taken. */
	free(code: string): void {
		this.#taken.delete(keyOf(code));
		for (const four of partsOf(code, minDigits)) {
			const codes = this.#takenWith.get(four) ?? [];
			const others = codes.toSpliced(codes.indexOf(code), 1);
			if (others.length > 0) this.#takenWith.set(four, others);
			else this.#takenWith.delete(four);
		}
	}

	/** The code must be taken. */
	show(code: string): void {
		for (const pattern of struckOut(code)) this.#struckOut.add(pattern);
	}

	hide(code: string): void {
		for (const pattern of struckOut(code)) this.#struckOut.delete(pattern);
	}

	/** Whether the code is in use, or a part of one that is, or has one that is as a part. */
	overlaps(code: string): boolean {
		return this.#isPartOfTaken(code) || this.#hasTakenPart(code);
	}

	/** Whether a live code differs from this one in no more than one place. */
	isNearLive(code: string): boolean {
		return struckOut(code).some((pattern) => this.#struckOut.has(pattern));
	}

	#isPartOfTaken(code: string): boolean {
		const alike = this.#takenWith.get(keyOf(code.slice(0, minDigits)));
		for (const taken of alike ?? []) if (taken.includes(code)) return true;
		return false;
	}

	#hasTakenPart(code: string): boolean {
		for (let length = minDigits; length < code.length; length++) {
			const parts = partsOf(code, length);
			if (parts.some((part) => this.#taken.has(part))) return true;
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
