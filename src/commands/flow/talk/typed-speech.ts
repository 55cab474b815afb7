import type { Speech } from "../../../machines/events.js";

/** What is typed is heard at once, all of it, and surely. */
export function typedSpeech(text: string): Speech {
	const words = text.split(/\s+/).map((word) => ({
		word,
		startMs: 0,
		endMs: 0,
		confidence: 1,
	}));
	return {
		text,
		alternatives: [{ text, confidence: 1, words }],
		isFinal: true,
		endsSpeech: true,
		startMs: 0,
		endMs: 0,
	};
}
