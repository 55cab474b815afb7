import { bytesPerMs } from "../sound/mulaw.js";
import { SentAudio } from "../sound/sent-audio.js";

/** A mark for the phone. */
export interface PhoneMark {
	/** What it is called by us. */
	readonly mark: string;
	/** How often it was sent before, for audio that was then taken back. */
	readonly timesSent: number;
}

/** Audio for the phone, or a mark behind it. */
export type ForPhone = Buffer | PhoneMark;

/**
 * A minute of sound. Of what was sent, no more than 20 seconds and a piece are unplayed: older sound has surely been
 * heard, though the mark of a long line may not be back.
 */
const maxKeptBytes = 60_000 * bytesPerMs;

/** A phone that returns no mark has no more of them kept than this: of those a line waits for, there are a few. */
const maxOpenMarks = 1_000;

/** A mark that was sent and is not back. */
interface OpenMark extends PhoneMark {
	/** How many bytes were sent before it. */
	readonly at: number;
}

/** What was sent to the phone and may not have been played: audio, and the marks in it. */
export class SentToPhone {
	#audio = new SentAudio();
	/** By their names on the wire, oldest first. */
	readonly #marks = new Map<string, OpenMark>();
	/** How many bytes were ever sent, but for what was taken back: what is sent again has its old place. */
	#sent = 0;
	/** Before this, all has been played, or dropped. */
	#over = 0;

	addAudio(audio: Buffer): void {
		this.#sent += audio.length;
		this.#audio.add(
			audio.length > maxKeptBytes ? audio.subarray(-maxKeptBytes) : audio,
		);
		this.#keep(maxKeptBytes);
	}

	/** @returns what the mark is called on the wire */
	addMark({ mark, timesSent }: PhoneMark): string {
		const wireName = timesSent === 0 ? mark : `${mark}/${timesSent + 1}`;
		this.#marks.set(wireName, {
			mark,
			timesSent: timesSent + 1,
			at: this.#sent,
		});
		const [oldest = wireName] = this.#marks.keys();
		if (this.#marks.size > maxOpenMarks) this.#marks.delete(oldest);
		return wireName;
	}

	/** This mark is back: what it is called by us, if it was sent and is back for the first time. */
	takeMark(wireName: string): string | undefined {
		const found = this.#marks.get(wireName);
		if (!found) return undefined;
		this.#marks.delete(wireName);
		this.#forgetAudioBefore(found.at);
		return found.mark;
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
		const beginning = this.#beginningOf(lineId);
		const from = beginning + playedMs * bytesPerMs;
		const rest = this.#audio.all();
		const first = this.#sent - rest.length;
		const taken: ForPhone[] = [];
		const end = this.#sent;
		let at = Math.min(end, Math.max(first, from));
		this.#sent = at;
		for (const { at: markAt, ...mark } of this.#marksOf(lineId)) {
			if (markAt > at) taken.push(rest.subarray(at - first, markAt - first));
			taken.push(mark);
			at = Math.max(at, markAt);
		}
		if (at < end) taken.push(rest.subarray(at - first));
		this.#marks.clear();
		this.#audio = new SentAudio();
		this.#over = beginning;
		return taken;
	}

	/** How many bytes were sent before this line: up to the mark before its own, or to the last one, if it has none yet. */
	#beginningOf(lineId: string): number {
		let before = this.#over;
		for (const { mark, at } of this.#marks.values()) {
			if (mark === lineId) break;
			before = Math.max(before, at);
		}
		return before;
	}

	/** The marks from that of this line on; those before it are waited for no longer. */
	#marksOf(lineId: string): readonly OpenMark[] {
		const marks = [...this.#marks.values()];
		const own = marks.findIndex(({ mark }) => mark === lineId);
		return own < 0 ? [] : marks.slice(own);
	}

	#forgetAudioBefore(at: number): void {
		this.#over = Math.max(this.#over, at);
		const kept = this.#sent - this.#over;
		if (kept === 0) this.#audio = new SentAudio();
		else this.#keep(kept);
	}

	/** Forgets all but the newest audio, of which it keeps so much. */
	#keep(bytes: number): void {
		this.#audio.drop(Math.max(0, this.#audio.bytes - bytes));
	}
}
