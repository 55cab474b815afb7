/** A voice beyond these is not dialled: each needs a socket of its own to Deepgram. */
const maxVoices = 5;
const withinMs = 60_000;

/** The voices that a game has had, beside the usual one, each with when it had it last. */
export type VoicesInUse = ReadonlyMap<string, number>;

export const noVoices: VoicesInUse = new Map();

/** Whether this voice would be one more than a game may have within a minute. */
export function isOneTooMany(
	voices: VoicesInUse,
	voice: string | undefined,
	nowMs: number,
): boolean {
	if (voice === undefined) return false;
	const others = ofLate(voices, nowMs).filter(([other]) => other !== voice);
	return others.length >= maxVoices;
}

/** The same with a voice that speaks now. */
export function withVoice(
	voices: VoicesInUse,
	voice: string | undefined,
	nowMs: number,
): VoicesInUse {
	if (voice === undefined) return voices;
	return new Map(ofLate(voices, nowMs)).set(voice, nowMs);
}

function ofLate(
	voices: VoicesInUse,
	nowMs: number,
): readonly (readonly [string, number])[] {
	return [...voices].filter(([, atMs]) => atMs + withinMs > nowMs);
}
