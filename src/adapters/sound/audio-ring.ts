import { AudioQueue } from "./audio-queue.js";
import { bytesPerMs } from "./mulaw.js";
import { SentAudio } from "./sent-audio.js";

const rightNow = () => performance.now();

/**
 * A caller's audio for which nobody has answered yet: what waits to be sent, and what was sent and may have to be
 * sent again. When both together are too much, the oldest gives way.
 *
 * A place in a call's audio is the number of bytes before it.
 */
export class AudioRing {
	#waiting = new AudioQueue();
	#sent = new SentAudio();
	/** The end of all that ever came. */
	#end = 0;
	/** All before this was either answered or counted as lost. */
	#accountedTo = 0;
	/** How much the listener at hand has had; `undefined` while there is none. */
	#sentTo: number | undefined;
	#waitingSince = 0;
	readonly #maxBytes: number;

	constructor(
		maxMs: number,
		private readonly now: () => number = rightNow,
	) {
		this.#maxBytes = maxMs * bytesPerMs;
	}

	/** Bytes that wait to be sent. */
	get waitingBytes(): number {
		return this.#waiting.bytes;
	}

	/** Bytes that are kept, sent or not. */
	get bytes(): number {
		return this.#sent.bytes + this.#waiting.bytes;
	}

	/** Where that begins which is kept. */
	get keptFrom(): number {
		return this.#next - this.#sent.bytes;
	}

	/** When, by the clock, audio last came to wait where none waited. */
	get waitingSince(): number {
		return this.#waitingSince;
	}

	/** Audio gave way before the listener at hand was sent it. */
	get hasGap(): boolean {
		return this.#sentTo !== undefined && this.#next > this.#sentTo;
	}

	/** Takes a frame of any length. */
	push(frame: Buffer): void {
		if (frame.length === 0) return;
		if (this.#waiting.bytes === 0) this.#waitingSince = this.now();
		this.#waiting.add(frame);
		this.#end += frame.length;
		const tooMany = this.bytes - this.#maxBytes;
		if (tooMany > 0) this.#giveWay(tooMany);
	}

	/** Somebody begins to listen: at this place. */
	begin(): number {
		this.#sentTo = this.#next;
		return this.#next;
	}

	/** Audio for whoever listens, the oldest first, at most `maxBytes` of it. It is kept until it is settled. */
	take(maxBytes: number): Buffer {
		const audio = this.#waiting.take(maxBytes);
		if (audio.length > 0) this.#sent.add(audio);
		this.#sentTo = this.#next;
		return audio;
	}

	/** What was sent from before this place has been answered for good. */
	settle(place: number): void {
		const settledTo = Math.min(place, this.#next);
		if (settledTo <= this.#accountedTo) return;
		this.#accountedTo = settledTo;
		this.#sent.drop(Math.max(0, settledTo - this.keptFrom));
	}

	/** Whoever listened is gone: what was not settled waits to be sent again. Returns where it had come to. */
	rewind(): number {
		const reached = this.#sentTo ?? this.keptFrom;
		if (this.#waiting.bytes === 0) this.#waitingSince = this.now();
		const again = new AudioQueue();
		if (this.#sent.bytes > 0) again.add(this.#sent.all());
		again.addAll(this.#waiting);
		this.#waiting = again;
		this.#sent = new SentAudio();
		this.#sentTo = undefined;
		return reached;
	}

	/**
	 * Bytes that have given way and that nobody will answer for any more; each is counted once. While somebody
	 * listens there are none: what was sent may yet be answered.
	 */
	takeLostBytes(): number {
		if (this.#sentTo !== undefined) return 0;
		const lost = this.keptFrom - this.#accountedTo;
		this.#accountedTo = this.keptFrom;
		return lost;
	}

	/** Forgets all that is kept. */
	clear(): void {
		this.#waiting = new AudioQueue();
		this.#sent = new SentAudio();
		this.#accountedTo = this.#end;
		this.#sentTo = undefined;
	}

	/** Where that begins which waits. */
	get #next(): number {
		return this.#end - this.#waiting.bytes;
	}

	#giveWay(bytes: number): void {
		const waitingToo = bytes - this.#sent.bytes;
		this.#sent.drop(bytes);
		if (waitingToo > 0) this.#waiting.drop(waitingToo);
	}
}
