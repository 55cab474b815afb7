/** So many characters may be made in vain at once, so many more in each second, and so many for each that is heard. */
const mostCharacters = 1_000;
const charactersPerSecond = 4;
const charactersPerHeard = 0.5;

/**
 * What of a game's lines may yet be made without being heard: a line that is stopped was paid for to its end.
 * With this no more is made in vain than half of what is heard, a thousand characters, and four for each second.
 */
export interface WasteAllowance {
	/** What was left of it then; below 0 once a line has cost more than there was. */
	readonly characters: number;
	/** Since when it fills up, by the server's clock. */
	readonly atMs: number;
}

/** Nothing was made in vain yet. */
export const nothingWasted: WasteAllowance = {
	characters: mostCharacters,
	atMs: 0,
};

/** What is left of it. */
export function leftOf(
	{ characters, atMs }: WasteAllowance,
	nowMs: number,
): number {
	const filled = (Math.max(0, nowMs - atMs) * charactersPerSecond) / 1000;
	return Math.min(mostCharacters, characters + filled);
}

/** Which share of it is left, from 0 to 1. */
export function shareLeftOf(allowance: WasteAllowance, nowMs: number): number {
	return Math.max(0, leftOf(allowance, nowMs)) / mostCharacters;
}

/** How long until something of it is left again, in milliseconds. */
export function untilSomeIsLeft(
	allowance: WasteAllowance,
	nowMs: number,
): number {
	const left = leftOf(allowance, nowMs);
	if (left > 0) return 0;
	const unfilledMs = Math.max(0, allowance.atMs - nowMs);
	return unfilledMs + Math.ceil(((1 - left) * 1000) / charactersPerSecond);
}

/** What is left when so many characters have been made that were heard, and so many in vain. */
export function spent(
	allowance: WasteAllowance,
	heard: number,
	inVain: number,
	nowMs: number,
): WasteAllowance {
	const left = leftOf(allowance, nowMs) + heard * charactersPerHeard - inVain;
	const characters = Math.min(mostCharacters, left);
	return { characters, atMs: Math.max(allowance.atMs, nowMs) };
}

/** The same, which does not fill up until then. */
export function unfilledUntil(
	allowance: WasteAllowance,
	untilMs: number,
	nowMs: number,
): WasteAllowance {
	const characters = leftOf(allowance, nowMs);
	return { characters, atMs: Math.max(allowance.atMs, untilMs) };
}
