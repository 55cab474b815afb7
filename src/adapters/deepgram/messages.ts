import type {
	Heard,
	Speech,
	SpokenAlternative,
} from "../../machines/events.js";
import { type Fields, fieldsOf, parsedJson } from "../../protocol/json.js";
import { listOf, milliseconds, share, wordsOf } from "./spoken-words.js";

/** What a message is, by its own account; `other` is anything unknown or unreadable. */
export type DeepgramKind =
	| "final"
	| "interim"
	| "speechStarted"
	| "utteranceEnd"
	| "metadata"
	| "configured"
	| "notConfigured"
	| "error"
	| "other";

/** A message from Deepgram's listen socket, read once. */
export interface DeepgramMessage {
	readonly kind: DeepgramKind;
	/** The same as a fact for the call. A known kind with unreadable content is `recogniser.noted`. */
	readonly heard: Heard;
}

/** Which messages the operator's listen URL asked for; only those are passed on verbatim. */
export interface AskedFor {
	readonly interims: boolean;
	readonly speechStarts: boolean;
	readonly utteranceEnds: boolean;
}

const everything: AskedFor = {
	interims: true,
	speechStarts: true,
	utteranceEnds: true,
};

/**
 * Reads one text of Deepgram's listen v1 socket with a single parse; it never throws.
 * Deepgram counts its times from 0 for each socket: `offsetMs` is the call audio before it.
 */
export function readDeepgramMessage(
	text: string,
	offsetMs: number,
	asked: AskedFor = everything,
): DeepgramMessage {
	const message = fieldsOf(parsedJson(text)) ?? nothing;
	const kind = kindOf(message);
	const verbatim = isAskedFor(kind, asked) ? text : undefined;
	return {
		kind,
		heard: heardIn(kind, message, offsetMs, verbatim) ?? noted(verbatim),
	};
}

const nothing: Fields = {};

function kindOf(message: Fields): DeepgramKind {
	switch (message.type) {
		case "Results":
			return message.is_final === true ? "final" : "interim";
		case "SpeechStarted":
			return "speechStarted";
		case "UtteranceEnd":
			return "utteranceEnd";
		case "Metadata":
			return "metadata";
		case "ConfigureSuccess":
			return "configured";
		case "ConfigureFailure":
			return "notConfigured";
		case "Error":
			return "error";
		default:
			return "other";
	}
}

function isAskedFor(kind: DeepgramKind, asked: AskedFor): boolean {
	switch (kind) {
		case "interim":
			return asked.interims;
		case "speechStarted":
			return asked.speechStarts;
		case "utteranceEnd":
			return asked.utteranceEnds;
		// The answer to an order of ours.
		case "configured":
		case "notConfigured":
			return false;
		default:
			return true;
	}
}

function heardIn(
	kind: DeepgramKind,
	message: Fields,
	offsetMs: number,
	verbatim: string | undefined,
): Heard | undefined {
	switch (kind) {
		case "final":
		case "interim":
			return speechHeard(kind === "final", message, offsetMs, verbatim);
		case "speechStarted":
			return speechStarted(message, offsetMs, verbatim);
		case "utteranceEnd":
			return utteranceEnded(message, offsetMs, verbatim);
		default:
			return undefined;
	}
}

function noted(verbatim: string | undefined): Heard {
	return { type: "recogniser.noted", verbatim };
}

function speechHeard(
	isFinal: boolean,
	message: Fields,
	offsetMs: number,
	verbatim: string | undefined,
): Heard | undefined {
	const speech = speechOf(message, isFinal, offsetMs);
	return speech && { type: "speech.heard", speech, verbatim };
}

function speechStarted(
	message: Fields,
	offsetMs: number,
	verbatim: string | undefined,
): Heard | undefined {
	const atMs = milliseconds(message.timestamp) ?? 0;
	return { type: "speech.started", atMs: offsetMs + atMs, verbatim };
}

function utteranceEnded(
	message: Fields,
	offsetMs: number,
	verbatim: string | undefined,
): Heard | undefined {
	// Deepgram writes -1 where a final result has already ended the utterance: nothing new has ended then.
	const endMs = milliseconds(message.last_word_end);
	if (endMs === undefined) return undefined;
	return { type: "utterance.ended", lastWordEndMs: offsetMs + endMs, verbatim };
}

function speechOf(
	message: Fields,
	isFinal: boolean,
	offsetMs: number,
): Speech | undefined {
	// Words without a readable time still count.
	const startMs = milliseconds(message.start) ?? 0;
	const durationMs = milliseconds(message.duration) ?? 0;
	const [best, ...others] = alternativesOf(
		fieldsOf(message.channel)?.alternatives,
		offsetMs,
	);
	if (best === undefined) return undefined;
	return {
		text: best.text,
		alternatives: [best, ...others],
		isFinal,
		endsSpeech: message.speech_final === true,
		startMs: offsetMs + startMs,
		endMs: offsetMs + startMs + durationMs,
	};
}

function alternativesOf(value: unknown, offsetMs: number): SpokenAlternative[] {
	const alternatives: SpokenAlternative[] = [];
	for (const each of listOf(value)) {
		const { transcript, confidence, words } = fieldsOf(each) ?? nothing;
		if (typeof transcript !== "string") continue;
		alternatives.push({
			text: transcript,
			confidence: share(confidence),
			words: wordsOf(words, offsetMs),
		});
	}
	return alternatives;
}
