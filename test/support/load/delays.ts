import { createHistogram } from "node:perf_hooks";

/** Delays as they were, and what share of them was how long. Milliseconds. */
export class Delays {
	readonly #histogram = createHistogram();

	add(ms: number): void {
		this.#histogram.record(Math.max(1, Math.round(ms * 1000)));
	}

	get count(): number {
		return this.#histogram.count;
	}

	/** The delay that this percentage of all did not exceed; 0 if there were none. */
	percentile(percent: number): number {
		return this.count === 0 ? 0 : this.#histogram.percentile(percent) / 1000;
	}

	forget(): void {
		this.#histogram.reset();
	}
}

/** The middle one, or the mean of the two in the middle; 0 if there are none. */
export function median(numbers: readonly number[]): number {
	const sorted = [...numbers].sort((one, other) => one - other);
	const middle = sorted.length / 2;
	const low = sorted[Math.ceil(middle) - 1] ?? 0;
	const high = sorted[Math.floor(middle)] ?? 0;
	return (low + high) / 2;
}
