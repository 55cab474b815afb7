import { maxDigits, minDigits } from "../spoken-codes/digits/digit-count.js";

/** A stranger's whole call hits some live game with a probability below 1 in this many. */
export const strangersCallsPerHit = 1_000;

/**
 * How many codes a call may always look up: one for each try, and one more where what was said can be
 * read in two ways. The guessing allowance (`guessing-allowance.ts`) sees to it that no call does more harm.
 */
export function lookUpsPerCall(triesPerCall: number): number {
	return triesPerCall + 1;
}

/**
 * How many codes of this length may be live: so few that a stranger who makes all look-ups of a call at that
 * length hits one of them with a probability below 1 in 1,000.
 */
export function maxLiveCodes(digits: number, triesPerCall: number): number {
	const tooMany =
		10 ** digits / (strangersCallsPerHit * lookUpsPerCall(triesPerCall));
	return Math.ceil(tooMany) - 1;
}

/** The lengths a code may have, shortest first. */
export const codeLengths: readonly number[] = Array.from(
	{ length: maxDigits - minDigits + 1 },
	(_, at) => minDigits + at,
);
