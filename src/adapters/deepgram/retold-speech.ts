import type { Heard, Speech } from "../../machines/events.js";

/** How far apart two sockets may place the same moment: the later one begins in the middle of the speech. */
const toleranceMs = 250;
const never = Number.NEGATIVE_INFINITY;

/**
 * Knows again what a socket tells of audio that an older socket has heard, too: when speech started and when an
 * utterance ended. Results need no such care: audio is sent again only from the end of the last final result.
 */
export class RetoldSpeech {
	/** When speech has started last, as it was told. */
	#startedMs = never;
	/** It has not ended since. */
	#isUnderWay = false;
	/** The end of the last utterance, as it was told. */
	#endedMs = never;
	/** Final words were told since. */
	#hasWordsSince = false;
	/** How far the older socket has come in the audio, and where the one at hand has begun. */
	#heardToMs = never;
	#beganMs = never;

	/** A socket is gone that had audio up to here. */
	heardUpTo(ms: number): void {
		this.#heardToMs = Math.max(this.#heardToMs, ms);
	}

	/** Another one listens from here. */
	hearAgain(fromMs: number): void {
		this.#beganMs = fromMs;
	}

	/** Whether nobody was told this before; from now on it counts as told. */
	isNews(heard: Heard): boolean {
		switch (heard.type) {
			case "speech.heard":
				this.#hearSpeech(heard.speech);
				return true;
			case "speech.started":
				if (this.#isKnownStart(heard.atMs)) return false;
				this.#startedMs = heard.atMs;
				this.#isUnderWay = true;
				return true;
			case "utterance.ended":
				if (this.#isKnownEnd(heard.lastWordEndMs)) return false;
				this.#endedMs = heard.lastWordEndMs;
				this.#isUnderWay = false;
				this.#hasWordsSince = false;
				return true;
			default:
				return true;
		}
	}

	#hearSpeech({ text, isFinal, endsSpeech }: Speech): void {
		if (text !== "") this.#isUnderWay = true;
		if (text !== "" && isFinal) this.#hasWordsSince = true;
		if (endsSpeech) this.#isUnderWay = false;
	}

	#isKnownStart(atMs: number): boolean {
		// Speech that goes on where the newer socket begins seems to it to start there.
		const knownMs = this.#isUnderWay
			? Math.max(this.#startedMs, this.#beganMs)
			: this.#startedMs;
		return atMs < this.#heardToMs && atMs <= knownMs + toleranceMs;
	}

	#isKnownEnd(lastWordEndMs: number): boolean {
		return (
			!this.#hasWordsSince &&
			lastWordEndMs < this.#heardToMs &&
			lastWordEndMs <= this.#endedMs + toleranceMs
		);
	}
}
