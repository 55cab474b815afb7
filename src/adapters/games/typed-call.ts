import type { Heard, Speech, SpokenWord } from "../../machines/events.js";
import type { NewEvent } from "../../protocol/callsign-v1.js";
import { TurnTelling } from "./turn-telling.js";
import { type Utterance, UtteranceGathering } from "./utterance-gathering.js";

/** What a game of `callsign.v1` is told of the speech of one call. */
export class TypedCall {
	readonly #utterances = new UtteranceGathering();
	readonly #turns: TurnTelling;
	/** The game was shown an interim transcript which no final one has replaced yet. */
	#hasOpenInterim = false;

	constructor(private readonly callId: string) {
		this.#turns = new TurnTelling(callId);
	}

	/** The number of the newest turn; 0 before the first. */
	get newestTurn(): number {
		return this.#turns.newest;
	}

	/** The events, in order, that tell of this. */
	hear(heard: Heard): readonly NewEvent[] {
		switch (heard.type) {
			case "speech.heard":
				return this.#hearSpeech(heard.speech);
			case "speech.started":
				return [{ type: "speechStarted", call: this.callId }];
			case "utterance.ended":
				return this.#told(this.#utterances.finish());
			case "turn.eager":
				return this.#turns.endEagerly();
			case "turn.resumed":
				return this.#turns.resume();
			case "turn.ended":
				return this.#turns.end();
			case "recogniser.noted":
				return [];
		}
	}

	/** No more is heard of what was said so far: it is an utterance and the end of a turn, if it is anything. */
	finish(): readonly NewEvent[] {
		return [...this.#told(this.#utterances.finish()), ...this.#turns.end()];
	}

	#hearSpeech(speech: Speech): readonly NewEvent[] {
		// Silence is no news, except where it replaces what was thought to be words.
		const isNews = speech.text !== "" || this.#hasOpenInterim;
		const transcripts = isNews ? [transcriptOf(this.callId, speech)] : [];
		const turns = this.#turns.hear(speech);
		if (!speech.isFinal) {
			this.#hasOpenInterim ||= isNews;
			return [...transcripts, ...turns];
		}
		this.#hasOpenInterim = false;
		const utterances = this.#told(this.#utterances.hear(speech));
		return [...transcripts, ...turns, ...utterances];
	}

	#told(utterance: Utterance | undefined): readonly NewEvent[] {
		if (!utterance) return [];
		const { text, startMs, endMs } = utterance;
		const times = { start: inSeconds(startMs), end: inSeconds(endMs) };
		return [{ type: "utterance", call: this.callId, text, ...times }];
	}
}

function transcriptOf(call: string, speech: Speech): NewEvent {
	const { confidence, words } = speech.alternatives[0];
	return {
		type: "transcript",
		call,
		text: speech.text,
		final: speech.isFinal,
		confidence,
		start: inSeconds(speech.startMs),
		end: inSeconds(speech.endMs),
		words: words.map(wordOf),
	};
}

function wordOf({ word, startMs, endMs, confidence }: SpokenWord) {
	return { word, start: inSeconds(startMs), end: inSeconds(endMs), confidence };
}

/** Whole milliseconds, as seconds. */
function inSeconds(ms: number): number {
	return Math.round(ms) / 1_000;
}
