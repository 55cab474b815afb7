/**
 * Keeps the promise to the games where one try can be read in several ways ("oh, 4271", or a recogniser that
 * offers alternatives): each reading that is looked up is a guess, if a stranger made it, so further readings
 * are looked up only as long as the whole call stays below 1 hit in 1,000.
 */
import { lookUpsPerCall, strangersCallsPerHit } from "../codes/code-length.js";

/** What one call has risked so far, and what it may still risk. */
export class GuessingAllowance {
	/** No code is likelier than this to be hit: the length of the codes follows from it. */
	readonly #maxOddsOfOne: number;
	#triesLeft: number;
	/** The probability that what was looked up so far hit some game, had a stranger said it. */
	#taken = 0;

	constructor(triesPerCall: number) {
		const all = strangersCallsPerHit * lookUpsPerCall(triesPerCall);
		this.#maxOddsOfOne = 1 / all;
		this.#triesLeft = triesPerCall;
	}

	/**
	 * Spends one try. Takes for each reading, best first, how likely a stranger would hit a live game with it,
	 * and returns how many of them may be looked up. The best one always may; the others may as long as they
	 * leave enough for the tries to come.
	 */
	spend([best = 0, ...others]: readonly number[]): number {
		this.#triesLeft = Math.max(0, this.#triesLeft - 1);
		this.#taken += best;
		const isTooMuch = (odds: number) => !this.#take(odds);
		const refused = others.findIndex(isTooMuch);
		return 1 + (refused === -1 ? others.length : refused);
	}

	#take(odds: number): boolean {
		const keptBack = this.#triesLeft * this.#maxOddsOfOne;
		const risk = this.#taken + odds + keptBack;
		if (risk >= 1 / strangersCallsPerHit) return false;
		this.#taken += odds;
		return true;
	}
}
