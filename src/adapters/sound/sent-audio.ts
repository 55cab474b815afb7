/** A quarter of a second of sound: a session in which little is said stays small. */
const firstCapacity = 2 * 1024;

/**
 * Audio that was sent and may have to be sent again. It is copied into one buffer, which goes round: so the pieces that
 * were sent die young, as those that are kept for seconds would not, and cost the collector more than the copies do.
 */
export class SentAudio {
	#buffer = Buffer.alloc(0);
	#first = 0;
	#bytes = 0;

	get bytes(): number {
		return this.#bytes;
	}

	add(audio: Buffer): void {
		if (audio.length === 0) return;
		this.#makeRoomFor(this.#bytes + audio.length);
		const at = (this.#first + this.#bytes) % this.#buffer.length;
		const fitting = Math.min(audio.length, this.#buffer.length - at);
		audio.copy(this.#buffer, at, 0, fitting);
		audio.copy(this.#buffer, 0, fitting);
		this.#bytes += audio.length;
	}

	/** Forgets the oldest audio, so many bytes of it, or all there is. */
	drop(bytes: number): void {
		const dropped = Math.min(bytes, this.#bytes);
		this.#bytes -= dropped;
		if (dropped > 0)
			this.#first = (this.#first + dropped) % this.#buffer.length;
	}

	/** All of it, the oldest first, in a buffer of its own. */
	all(): Buffer {
		const end = this.#first + this.#bytes;
		return Buffer.concat([
			this.#buffer.subarray(this.#first, Math.min(end, this.#buffer.length)),
			this.#buffer.subarray(0, Math.max(0, end - this.#buffer.length)),
		]);
	}

	#makeRoomFor(bytes: number): void {
		if (bytes <= this.#buffer.length) return;
		let capacity = Math.max(firstCapacity, this.#buffer.length);
		while (capacity < bytes) capacity *= 2;
		const larger = Buffer.alloc(capacity);
		this.all().copy(larger);
		this.#buffer = larger;
		this.#first = 0;
	}
}
