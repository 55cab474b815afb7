import type { RecogniserFact, Speech } from "../../../src/machines/events.js";

/** A result of the recogniser with this text; final and at the end of speech unless said otherwise. */
export function spoken(text: string, more: Partial<Speech> = {}): Speech {
	return {
		text,
		alternatives: [{ text, confidence: 0.99, words: [] }],
		isFinal: true,
		endsSpeech: true,
		startMs: 0,
		endMs: 1_000,
		...more,
	};
}

/** The same as a fact, with a verbatim text to recognise it by. */
export function heard(
	text: string,
	more: Partial<Speech> = {},
): Extract<RecogniserFact, { type: "speech.heard" }> {
	const speech = spoken(text, more);
	return { type: "speech.heard", speech, verbatim: `verbatim: ${text}` };
}
