import type { SoundPaths } from "./adapters/sound/sound-path.js";
import type { SpeechAdapters } from "./adapters/speech.js";

/** What the try-it page reaches into. */
export interface TryItParts {
	readonly soundPaths: SoundPaths;
	readonly speech: SpeechAdapters;
}

/** How long the page cuts a recogniser off. */
const cutMs = 3_000;

/**
 * What the try-it page can do beside calling and playing: make speech of a text, and cut a call of its own
 * off, by the CallSid that only its phone knows.
 */
export function tryItHandlers({ soundPaths, speech }: TryItParts) {
	const lineOf = (callSid: string) =>
		[...soundPaths.values()].find((line) => line.callSid === callSid);
	return {
		speak: (text: string) => speech.speak(text),
		callIdOf: (callSid: string) => lineOf(callSid)?.callId,
		cutRecogniser: (callSid: string) => {
			const line = lineOf(callSid);
			line?.cutRecogniser(cutMs);
			return line !== undefined;
		},
	};
}
