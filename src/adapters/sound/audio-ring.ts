import { bytesPerMs } from "./mulaw.js";

const nothing = Buffer.alloc(0);

const rightNow = () => performance.now();

/** A caller's audio that waits to be sent; when it is full, the oldest is dropped. */
export class AudioRing {
	#frames: Buffer[] = [];
	#first = 0;
	#bytes = 0;
	#droppedBytes = 0;
	#waitingSince = 0;
	readonly #maxBytes: number;

	constructor(
		maxMs: number,
		private readonly now: () => number = rightNow,
	) {
		this.#maxBytes = maxMs * bytesPerMs;
	}

	/** Bytes that wait. */
	get bytes(): number {
		return this.#bytes;
	}

	/** How much was dropped since the last `takeDroppedMs`. */
	get droppedMs(): number {
		return Math.round(this.#droppedBytes / bytesPerMs);
	}

	/** When, by `performance.now`, audio last came into an empty ring. */
	get waitingSince(): number {
		return this.#waitingSince;
	}

	/** Takes a frame of any length, and returns how many bytes of the oldest audio were dropped for it. */
	push(frame: Buffer): number {
		if (frame.length === 0) return 0;
		if (this.#bytes === 0) this.#waitingSince = this.now();
		this.#frames.push(frame);
		this.#bytes += frame.length;
		const tooMany = this.#bytes - this.#maxBytes;
		if (tooMany <= 0) return 0;
		this.#drop(tooMany);
		return tooMany;
	}

	/** Takes out the oldest audio, at most `maxBytes` of it. */
	take(maxBytes: number): Buffer {
		const pieces: Buffer[] = [];
		let room = maxBytes;
		while (room > 0 && this.#bytes > 0) {
			const piece = this.#shift(room);
			room -= piece.length;
			pieces.push(piece);
		}
		return pieces.length === 1 ? (pieces[0] ?? nothing) : Buffer.concat(pieces);
	}

	/** The milliseconds dropped so far; counting starts again from 0. */
	takeDroppedMs(): number {
		const { droppedMs } = this;
		this.#droppedBytes = 0;
		return droppedMs;
	}

	#drop(bytes: number): void {
		this.#droppedBytes += bytes;
		let left = bytes;
		while (left > 0) left -= this.#shift(left).length;
	}

	/** Takes out the first frame, or its beginning if it is longer than `maxBytes`. */
	#shift(maxBytes: number): Buffer {
		const frame = this.#frames[this.#first] ?? nothing;
		if (frame.length <= maxBytes) {
			this.#bytes -= frame.length;
			this.#advance();
			return frame;
		}
		this.#bytes -= maxBytes;
		this.#frames[this.#first] = frame.subarray(maxBytes);
		return frame.subarray(0, maxBytes);
	}

	#advance(): void {
		this.#frames[this.#first++] = nothing;
		if (this.#first === this.#frames.length) {
			this.#frames.length = 0;
			this.#first = 0;
		} else if (this.#first >= 256) {
			this.#frames.splice(0, this.#first);
			this.#first = 0;
		}
	}
}
