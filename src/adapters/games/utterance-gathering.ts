import type { Speech } from "../../machines/events.js";

/** A finished stretch of speech. Times are milliseconds of call audio. */
export interface Utterance {
	readonly text: string;
	readonly startMs: number;
	readonly endMs: number;
}

/** The most characters gathered; speech without any pause is cut into utterances of this length. */
const maxCharacters = 4_000;

/** Joins the final results of one call into utterances. */
export class UtteranceGathering {
	#gathered: Utterance | undefined;

	/** Takes a final result; returns the utterance that it finishes, if it does. */
	hear(speech: Speech): Utterance | undefined {
		if (speech.text !== "") this.#add(speech);
		const isLong = (this.#gathered?.text.length ?? 0) > maxCharacters;
		return speech.endsSpeech || isLong ? this.finish() : undefined;
	}

	/** The caller has paused or gone: what was gathered is an utterance. */
	finish(): Utterance | undefined {
		const utterance = this.#gathered;
		this.#gathered = undefined;
		return utterance;
	}

	#add({ text, startMs, endMs }: Speech): void {
		const before = this.#gathered;
		this.#gathered = before
			? { text: `${before.text} ${text}`, startMs: before.startMs, endMs }
			: { text, startMs, endMs };
	}
}
