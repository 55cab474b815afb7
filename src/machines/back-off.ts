const minMs = 250;
const maxMs = 5000;

/** How far the back-off has come: the longest that the next wait may be. */
export const firstCeilingMs = minMs;

/**
 * How long to wait before the next attempt: twice as long each time, from 250 ms to 5 s, and by chance
 * up to half of it less, so that calls which lost the same server do not come back in step.
 * `chance` is at least 0 and below 1.
 */
export function nextWait(
	ceilingMs: number,
	chance: number,
): { readonly waitMs: number; readonly ceilingMs: number } {
	return {
		waitMs: Math.round(ceilingMs * (1 - chance / 2)),
		ceilingMs: Math.min(maxMs, ceilingMs * 2),
	};
}
