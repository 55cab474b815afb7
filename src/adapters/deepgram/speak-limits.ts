import { SlidingWindow } from "../../limits/sliding-window.js";

/** The longest text that Deepgram takes in one `Speak`. */
export const maxPieceLength = 2000;
/**
 * Deepgram's limits for a speak v1 socket: beyond the first it closes, beyond the second it does not flush. None are
 * documented for speak v2, which is held to the same.
 */
const charactersPerMinute = 2400;
const flushesPerMinute = 20;
/** A minute, and a second more, since Deepgram's clock may run a little late. */
const windowMs = 61_000;

/** How much may be spoken on one speak socket. */
export class SpeakLimits {
	readonly #characters = new SlidingWindow(charactersPerMinute, windowMs);
	readonly #flushes = new SlidingWindow(flushesPerMinute, windowMs);

	/** Milliseconds until this text may be spoken and flushed. */
	delayFor(piece: string): number {
		const nowMs = performance.now();
		return Math.max(
			this.#characters.delayFor(piece.length, nowMs),
			this.#flushes.delayFor(1, nowMs),
		);
	}

	spoken(piece: string): void {
		this.#characters.spend(performance.now(), piece.length);
	}

	flushed(): void {
		this.#flushes.spend(performance.now());
	}
}
