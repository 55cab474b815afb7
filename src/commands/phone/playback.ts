import { bytesPerMs, silentByte } from "../../adapters/sound/mulaw.js";

/** Twilio keeps ten minutes of audio and discards what comes on top (its warning 31931). */
const capacityBytes = 10 * 60_000 * bytesPerMs;

/** What happened on the line in one stretch of time. */
export interface Played {
	/** What the caller heard: mulaw, exactly as long as the time that passed, silent where nothing was to play. */
	readonly heard: Buffer;
	/** The marks before which everything has now been played, in the order they were set. */
	readonly marks: readonly string[];
}

interface PendingMark {
	readonly name: string;
	/** Due when this many bytes have been played. */
	readonly afterBytes: number;
}

/**
 * The play buffer that Twilio keeps for a caller: audio is appended, marks come back once all audio
 * before them has been played, and a clear drops the audio and returns the marks at once. Time
 * passes only by `advance`.
 */
export class Playback {
	#pieces: Buffer[] = [];
	#pendingMarks: PendingMark[] = [];
	#appendedBytes = 0;
	#playedBytes = 0;

	/** Audio that has not been played yet, in milliseconds. */
	get bufferedMs(): number {
		return (this.#appendedBytes - this.#playedBytes) / bytesPerMs;
	}

	/** Adds audio after what is there already; false when the buffer was full and it was discarded. */
	append(audio: Buffer): boolean {
		const bufferedBytes = this.#appendedBytes - this.#playedBytes;
		if (bufferedBytes + audio.length > capacityBytes) return false;
		this.#pieces.push(audio);
		this.#appendedBytes += audio.length;
		return true;
	}

	/** Sets a mark after the audio so far; returns the marks that are due at once. */
	mark(name: string): readonly string[] {
		this.#pendingMarks.push({ name, afterBytes: this.#appendedBytes });
		return this.#takeDueMarks();
	}

	/** Drops the audio that has not been played; returns all pending marks. */
	clear(): readonly string[] {
		this.#pieces = [];
		this.#appendedBytes = this.#playedBytes;
		const names = this.#pendingMarks.map((mark) => mark.name);
		this.#pendingMarks = [];
		return names;
	}

	/** Lets time pass. */
	advance(ms: number): Played {
		const heard = Buffer.alloc(Math.round(ms * bytesPerMs), silentByte);
		let filled = 0;
		while (filled < heard.length && this.#pieces.length > 0) {
			filled += this.#play(heard.subarray(filled));
		}
		return { heard, marks: this.#takeDueMarks() };
	}

	/** Plays from the first piece into `room`; returns how many bytes were played. */
	#play(room: Buffer): number {
		const piece = this.#pieces.shift() ?? Buffer.alloc(0);
		const played = piece.copy(room);
		if (played < piece.length) this.#pieces.unshift(piece.subarray(played));
		this.#playedBytes += played;
		return played;
	}

	#takeDueMarks(): readonly string[] {
		const later = this.#pendingMarks.findIndex(
			(mark) => mark.afterBytes > this.#playedBytes,
		);
		const dueCount = later < 0 ? this.#pendingMarks.length : later;
		return this.#pendingMarks.splice(0, dueCount).map((mark) => mark.name);
	}
}
