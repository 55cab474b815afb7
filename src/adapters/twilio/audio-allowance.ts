import { bytesPerMs } from "../sound/mulaw.js";

/** Nobody speaks faster than time passes; whatever the line does, twice as fast is more than a call needs. */
const pace = 2;

/**
 * How much may come at once. Twilio's messages come in bunches after a stall: up to 233 ms was measured on calls,
 * and where packets are lost again and again TCP is silent for some seconds before it sends all of them.
 */
const bunchMs = 10_000;

/**
 * How much audio of one call is heard: as much as comes in twice the time that it has lasted, and ten seconds.
 * Nothing of a caller's voice is beyond that, as it takes as long to say as to play.
 */
export class AudioAllowance {
	#leftBytes = bunchMs * bytesPerMs;
	#filledAtMs: number;

	/** `now` is the time in milliseconds, by a clock that does not run backwards. */
	constructor(private readonly now: () => number) {
		this.#filledAtMs = now();
	}

	/** Whether so many bytes more are heard. Hot path: asked for each frame. */
	take(bytes: number): boolean {
		const nowMs = this.now();
		const earned = (nowMs - this.#filledAtMs) * pace * bytesPerMs;
		this.#filledAtMs = nowMs;
		this.#leftBytes = Math.min(bunchMs * bytesPerMs, this.#leftBytes + earned);
		if (this.#leftBytes < bytes) return false;
		this.#leftBytes -= bytes;
		return true;
	}
}
