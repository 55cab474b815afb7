import { minDigits } from "../spoken-codes/digits/digit-count.js";
import { codeLengths } from "./code-length.js";
import { RestingCodes } from "./resting-codes.js";

/**
 * How many runs of four digits the resting codes of all lengths may hold together. What holds none of them is
 * free, of any length: so at most one code in ten is kept back. Somebody who has taken and dropped all these
 * codes himself knows that they are not issued, and guesses others: with the usual three tries the length rule
 * (`code-length.ts`) leaves enough over that its promise holds against him too.
 */
export const maxRestingRuns = 1_000;

/** The resting codes of all lengths. Of the length that holds most runs the oldest wakes when they are too many. */
export class RestingDigitCodes {
	readonly #byLength: ReadonlyMap<number, RestingCodes>;

	constructor(restMs: number) {
		this.#byLength = new Map(
			codeLengths.map((digits) => [digits, new RestingCodes(restMs)]),
		);
	}

	/** Returns the codes that wake to make room for it. */
	add(code: string, nowMs: number): string[] {
		this.#byLength.get(code.length)?.add(code, nowMs);
		const woken: string[] = [];
		while (this.#runs() > maxRestingRuns) {
			const fullest = this.#fullest();
			woken.push(...fullest.wakeAllBut(fullest.count - 1));
		}
		return woken;
	}

	/** Takes out the codes that have rested enough. */
	wake(nowMs: number): string[] {
		return this.#each((codes) => codes.wake(nowMs));
	}

	/** Takes out all codes. */
	wakeAll(): string[] {
		return this.#each((codes) => codes.wakeAllBut(0));
	}

	#each(wake: (codes: RestingCodes) => string[]): string[] {
		return [...this.#byLength.values()].flatMap(wake);
	}

	#runs(): number {
		return [...this.#byLength].map(runsHeld).reduce((sum, each) => sum + each);
	}

	#fullest(): RestingCodes {
		const [, codes] = [...this.#byLength].reduce((most, each) =>
			runsHeld(each) > runsHeld(most) ? each : most,
		);
		return codes;
	}
}

function runsHeld([digits, { count }]: [number, RestingCodes]): number {
	return count * (digits - minDigits + 1);
}
