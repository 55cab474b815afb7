import { bytesPerMs } from "../sound/mulaw.js";
import { SentAudio } from "../sound/sent-audio.js";

/** Audio for the phone, or a mark behind it. */
export type ForPhone = Buffer | { readonly mark: string };

/**
 * A minute of sound. Of what was sent, no more than 20 seconds and a piece are unplayed: older sound has surely been
 * heard, though the mark of a long line may not be back.
 */
const maxKeptBytes = 60_000 * bytesPerMs;

/** A phone that returns no mark has no more of them kept than this: of those a line waits for, there are a few. */
const maxOpenMarks = 1_000;

/** A mark that was sent and is not back. */
interface OpenMark {
	readonly name: string;
	/** How many bytes were sent before it. */
	readonly at: number;
}

/** What was sent to the phone and may not have been played: audio, and the marks in it. */
export class SentToPhone {
	#audio = new SentAudio();
	/** By their names on the wire, oldest first. */
	readonly #marks = new Map<string, OpenMark>();
	/** How many bytes were ever sent. */
	#sent = 0;
	/** Before this, all has been played, or dropped. */
	#over = 0;

	addAudio(audio: Buffer): void {
		this.#sent += audio.length;
		this.#audio.add(
			audio.length > maxKeptBytes ? audio.subarray(-maxKeptBytes) : audio,
		);
		this.#audio.drop(this.#audio.bytes - maxKeptBytes);
	}

	addMark(name: string, wireName: string): void {
		this.#marks.set(wireName, { name, at: this.#sent });
		const [oldest = wireName] = this.#marks.keys();
		if (this.#marks.size > maxOpenMarks) this.#marks.delete(oldest);
	}

	/** This mark is back: what it is called by us, if it was sent and is back for the first time. */
	takeMark(wireName: string): string | undefined {
		const mark = this.#marks.get(wireName);
		if (!mark) return undefined;
		this.#marks.delete(wireName);
		this.#forgetAudioBefore(mark.at);
		return mark.name;
	}

	/** The phone was told to drop what it had not played. Its marks come back all the same. */
	dropped(): void {
		this.#forgetAudioBefore(this.#sent);
	}

	/**
	 * Takes back what has not been played: of this line all behind so many milliseconds, and all behind it, with the marks
	 * in it. The marks that come back for what was sent so far are none any more.
	 */
	takeBack(lineId: string, playedMs: number): readonly ForPhone[] {
		const from = this.#beginningOf(lineId) + playedMs * bytesPerMs;
		const rest = this.#audio.all();
		const first = this.#sent - rest.length;
		const taken: ForPhone[] = [];
		let at = Math.min(this.#sent, Math.max(first, from));
		for (const mark of this.#marksOf(lineId)) {
			if (mark.at > at) taken.push(rest.subarray(at - first, mark.at - first));
			taken.push({ mark: mark.name });
			at = Math.max(at, mark.at);
		}
		if (at < this.#sent) taken.push(rest.subarray(at - first));
		this.#marks.clear();
		this.dropped();
		return taken;
	}

	/** How many bytes were sent before this line: up to the mark before its own, or to the last one, if it has none yet. */
	#beginningOf(lineId: string): number {
		let before = this.#over;
		for (const { name, at } of this.#marks.values()) {
			if (name === lineId) break;
			before = Math.max(before, at);
		}
		return before;
	}

	/** The marks from that of this line on; those before it are waited for no longer. */
	#marksOf(lineId: string): readonly OpenMark[] {
		const marks = [...this.#marks.values()];
		const own = marks.findIndex(({ name }) => name === lineId);
		return own < 0 ? [] : marks.slice(own);
	}

	#forgetAudioBefore(at: number): void {
		this.#over = Math.max(this.#over, at);
		const kept = this.#sent - this.#over;
		if (kept === 0) this.#audio = new SentAudio();
		else this.#audio.drop(this.#audio.bytes - kept);
	}
}
