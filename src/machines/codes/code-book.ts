/** Which pairing codes are live, which rest, and which may be issued. */

export interface CodeBookOptions {
	/** How many codes one call may try; the length of the codes follows from it. */
	readonly triesPerCall: number;
	/** How long a released code rests before it may be issued again, in milliseconds. */
	readonly restMs: number;
	/** A whole number from 0 to below the bound, from a cryptographic generator. */
	readonly randomBelow: (bound: number) => number;
	/** The operator's own codes, instead of digits. */
	readonly words?: readonly string[];
}

/** The codes of all games. Times are milliseconds of any clock that does not run backwards. */
export interface CodeBook {
	/** A code for this game; the one it had, if any, goes to rest. `undefined` when no code is free: it keeps that one. */
	issue(gameId: string, nowMs: number): string | undefined;
	release(gameId: string, nowMs: number): void;
	/** The game that shows this code now. */
	gameOf(code: string): string | undefined;
	/**
	 * How likely a stranger who guesses a code like this one hits a live code. 0 for words: an operator's list
	 * is too short to keep strangers out, and no promise is made for it.
	 */
	oddsOf(code: string): number;
	/** The digits of the longest live code; 0 when none is live, and for words, which cannot grow. */
	longestLive(): number;
	readonly liveCount: number;
}
