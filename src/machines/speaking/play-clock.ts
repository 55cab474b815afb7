/**
 * The time by which the phone plays: it stands still while the phone is paused, and so does all that is reckoned by it:
 * how much of a line was heard, how much is unplayed, when a mark is overdue.
 */
export interface PlayClock {
	/** How far it is behind the server's clock, while it runs. */
	readonly behindMs: number;
	/** When it was stopped, by the server's clock; undefined while it runs. */
	readonly stoppedAtMs: number | undefined;
	/** How much of what was played is played once more when the phone goes on. */
	readonly againMs: number;
}

/**
 * So much before the place where the phone was paused it goes on: what our clock takes for played may still have been
 * on its way, and a syllable that is heard twice is better than one that is not heard.
 */
const mostAgainMs = 160;

export const newPlayClock: PlayClock = {
	behindMs: 0,
	stoppedAtMs: undefined,
	againMs: 0,
};

/** The time by this clock. */
export function playTimeMs(
	{ behindMs, stoppedAtMs }: PlayClock,
	nowMs: number,
): number {
	return (stoppedAtMs ?? nowMs) - behindMs;
}

/** The phone is paused, with so much heard of the line that it plays. */
export function stopped(
	clock: PlayClock,
	heardMs: number,
	nowMs: number,
): PlayClock {
	const againMs = Math.min(mostAgainMs, heardMs);
	return { ...clock, stoppedAtMs: nowMs, againMs };
}

/** The phone is paused no longer. */
export function running(clock: PlayClock, nowMs: number): PlayClock {
	const { behindMs, stoppedAtMs = nowMs } = clock;
	return {
		...clock,
		behindMs: behindMs + nowMs - stoppedAtMs,
		stoppedAtMs: undefined,
	};
}

/** The phone has gone on, a little before the place where it was paused. */
export function setBack(clock: PlayClock): PlayClock {
	const { behindMs, againMs } = clock;
	return { ...clock, behindMs: behindMs + againMs, againMs: 0 };
}
