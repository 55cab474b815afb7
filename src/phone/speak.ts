import type { Synthesise } from "./rehearse.js";

/** Speaks with flite, which is an optional package: it is loaded when the first text is to be spoken. */
export function fliteVoice(voice: string | undefined): Synthesise {
	return async (text) => {
		const { synthesise } = await import("../adapters/flite.js");
		return synthesise(text, voice);
	};
}
