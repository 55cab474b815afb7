/**
 * Keeps codes of digits apart, so that a slip of the tongue meets no other game: no code is a part of
 * another one, and codes of one length differ in two places. Each question costs a few look-ups for each
 * digit, however many codes there are.
 */
import { fewestDigits } from "./code-runs.js";

/** The codes that are in use, live or resting, and the live ones among them. */
export class CodeSpacing {
	readonly #taken = new Set<string>();
	/** How many taken codes have this as a part. */
	readonly #parts = new Map<string, number>();
	/** The live codes, each with one of its digits struck out, for each of its digits. */
	readonly #struckOut = new Set<string>();

	/** A code is in use from now on. */
	take(code: string): void {
		this.#taken.add(code);
		for (const part of partsOf(code)) {
			this.#parts.set(part, (this.#parts.get(part) ?? 0) + 1);
		}
	}

	/** A code is in use no longer. */
	free(code: string): void {
		this.#taken.delete(code);
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
			this.#taken.has(code) ||
			this.#parts.has(code) ||
			partsOf(code).some((part) => this.#taken.has(part))
		);
	}

	/** Whether a live code differs from this one in no more than one place. */
	isNearLive(code: string): boolean {
		return struckOut(code).some((pattern) => this.#struckOut.has(pattern));
	}
}

/** All runs of digits in a code that are long enough for a code, but itself. */
function partsOf(code: string): string[] {
	const parts: string[] = [];
	for (let length = fewestDigits; length < code.length; length++) {
		for (let from = 0; from + length <= code.length; from++) {
			parts.push(code.slice(from, from + length));
		}
	}
	return parts;
}

function struckOut(code: string): string[] {
	return Array.from(
		code,
		(_, at) => `${code.slice(0, at)}_${code.slice(at + 1)}`,
	);
}
