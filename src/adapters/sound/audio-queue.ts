const nothing = Buffer.alloc(0);

/** Audio in the order in which it came, in the pieces in which it came: it is copied only to join pieces. */
export class AudioQueue {
	#pieces: Buffer[] = [];
	#first = 0;
	/** How much of the first piece is gone already. */
	#skipped = 0;
	#bytes = 0;

	get bytes(): number {
		return this.#bytes;
	}

	add(piece: Buffer): void {
		this.#pieces.push(piece);
		this.#bytes += piece.length;
	}

	/** Adds all that is in another queue, which is of no use any more. */
	addAll(other: AudioQueue): void {
		while (other.#bytes > 0) this.add(other.#shift(other.#bytes));
	}

	/** Takes out the oldest audio, at most `maxBytes` of it. */
	take(maxBytes: number): Buffer {
		const first = this.#shift(maxBytes);
		let room = maxBytes - first.length;
		if (room <= 0 || this.#bytes === 0) return first;
		const pieces = [first];
		while (room > 0 && this.#bytes > 0) {
			const piece = this.#shift(room);
			room -= piece.length;
			pieces.push(piece);
		}
		return Buffer.concat(pieces);
	}

	/** Forgets the oldest audio, so many bytes of it, or all there is. */
	drop(bytes: number): void {
		let left = Math.min(bytes, this.#bytes);
		this.#bytes -= left;
		while (left > 0) {
			const rest = this.#head.length - this.#skipped;
			if (rest > left) {
				this.#skipped += left;
				return;
			}
			left -= rest;
			this.#advance();
		}
	}

	get #head(): Buffer {
		return this.#pieces[this.#first] ?? nothing;
	}

	/** Takes out the first piece, or its beginning if it is longer than `maxBytes`. */
	#shift(maxBytes: number): Buffer {
		const end = Math.min(this.#head.length, this.#skipped + maxBytes);
		const isWhole = this.#skipped === 0 && end === this.#head.length;
		const piece = isWhole
			? this.#head
			: this.#head.subarray(this.#skipped, end);
		this.drop(piece.length);
		return piece;
	}

	#advance(): void {
		this.#pieces[this.#first++] = nothing;
		this.#skipped = 0;
		if (this.#first === this.#pieces.length) {
			this.#pieces.length = 0;
			this.#first = 0;
		} else if (this.#first >= 256) {
			this.#pieces.splice(0, this.#first);
			this.#first = 0;
		}
	}
}
