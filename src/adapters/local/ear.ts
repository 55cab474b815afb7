import type { Logger } from "pino";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../machines/adapter-contract.js";
import type {
	EarFact,
	EarOrder,
} from "../../machines/recogniser/ear-events.js";
import { adapterLogic, type Driver } from "../adapter-logic.js";
import { readDeepgramMessage } from "../deepgram/messages.js";
import type { Fail } from "../guarding.js";
import { RelayMeter } from "../relay-meter.js";
import { AudioRing } from "../sound/audio-ring.js";
import { bytesPerMs } from "../sound/mulaw.js";
import type { SoundPath, SoundPaths } from "../sound/sound-path.js";
import type { Expectation, Recognised } from "./recognition.js";
import type { SpeechThread } from "./speech-thread.js";
import { FrameCutter, VoiceActivity } from "./voice-activity.js";

export interface LocalEarOptions {
	readonly soundPaths: SoundPaths;
	readonly thread: Pick<SpeechThread, "do">;
	/** The operator's word codes, if codes are words. */
	readonly wordCodes: readonly string[] | undefined;
	/** How much audio is kept while the recogniser is cut off. */
	readonly audioKeepMs: number;
	readonly log: Logger;
	readonly meter?: RelayMeter;
}

const frameMs = 20;
/** Sound before the start of speech that belongs to it. */
const leadFrames = 15;
/** How often an utterance that is still going on is recognised. */
const interimFrames = 30;

/** Plain games in local mode get final results only, as from the usual listen URL. */
const askedFor = { interims: false, speechStarts: false, utteranceEnds: false };

/** The ear of a call in local mode: PocketSphinx in the speech thread, an utterance at a time. */
export function localEar(
	options: LocalEarOptions,
): AdapterLogic<EarOrder, CallAdapterInput> {
	const shared = { ...options, meter: options.meter ?? new RelayMeter() };
	return adapterLogic<EarOrder, EarFact, CallAdapterInput>(
		({ callId }, tell, fail) => {
			const soundPath = options.soundPaths.get(callId);
			if (!soundPath) throw new Error("The call has no line.");
			return new LocalEar(shared, soundPath, tell, fail);
		},
	);
}

class LocalEar implements Driver<EarOrder> {
	readonly #cutter = new FrameCutter();
	readonly #activity = new VoiceActivity();
	#frames: Buffer[] = [];
	#isSpeaking = false;
	/** Milliseconds of call audio heard so far. */
	#heardMs = 0;
	#expectation: Expectation;
	#isRecognising = false;
	/** Nothing is heard until the recogniser dials. */
	#isCutOff = false;
	/** How much gave way meanwhile. */
	#lostBytes = 0;
	/** What came in while the recogniser is cut off. */
	readonly #kept: AudioRing;
	/** Milliseconds of speech that were not understood, since this was last told. */
	#missedMs = 0;
	/** Results are told in the order of the utterances. */
	#results: Promise<void> = Promise.resolve();

	constructor(
		private readonly options: Required<LocalEarOptions>,
		private readonly line: SoundPath,
		private readonly tell: (fact: EarFact) => void,
		private readonly fail: Fail,
	) {
		this.#expectation = this.#codeExpectation;
		this.#kept = new AudioRing(options.audioKeepMs);
		line.hear = (sound) => this.#hear(sound);
		line.cutRecogniser = (forMs) => this.#cutOff(forMs);
	}

	obey(order: EarOrder): void {
		switch (order.type) {
			case "dial":
				this.#open();
				break;
			case "expect.code":
				this.#expectation = this.#codeExpectation;
				break;
			case "expect.words":
				this.#expectWords(order.words);
				break;
			case "finish":
				this.#finish();
				break;
			case "tell.rest":
				this.tell({ type: "ear.finished" });
		}
	}

	close(): void {
		this.line.hear = () => {};
		this.line.cutRecogniser = () => {};
		this.#frames = [];
	}

	get #codeExpectation(): Expectation {
		const { wordCodes } = this.options;
		return wordCodes
			? { kind: "phrases", phrases: wordCodes }
			: { kind: "code" };
	}

	#expectWords(words: readonly string[]): void {
		this.#expectation =
			words.length > 0
				? { kind: "phrases", phrases: words }
				: { kind: "anything" };
		if (words.length > 0) this.tell({ type: "words.taken", when: "now" });
	}

	#hear(sound: Buffer): void {
		if (this.#isCutOff) this.#keep(sound);
		else this.#listen(sound);
	}

	#keep(sound: Buffer): void {
		this.#kept.push(sound);
		const lost = this.#kept.takeLostBytes();
		this.#lostBytes += lost;
		this.options.meter.droppedAudioBytes.audio_keep += lost;
	}

	/** Hears nothing for a while, and then at once all that was kept. */
	#cutOff(forMs: number): void {
		this.#isCutOff = true;
		this.tell({ type: "ear.cut", forMs });
	}

	#open(): void {
		this.#isCutOff = false;
		const lostMs = Math.round(this.#lostBytes / bytesPerMs);
		this.#lostBytes = 0;
		if (lostMs > 0) this.#endSpeech();
		this.#heardMs += lostMs;
		this.#missedMs += lostMs;
		this.#tellOpened();
		this.#listen(this.#kept.take(this.#kept.bytes));
		this.#kept.clear();
	}

	#tellOpened(): void {
		this.tell({ type: "ear.opened", missedMs: this.#missedMs });
		this.#missedMs = 0;
	}

	/** What was being said is an utterance: what comes next does not follow it at once, or nothing does. */
	#endSpeech(): void {
		if (this.#isSpeaking) this.#recogniseUtterance();
		this.#isSpeaking = false;
		this.#frames = [];
	}

	#listen(sound: Buffer): void {
		for (const frame of this.#cutter.cut(sound)) this.#hearFrame(frame);
	}

	#hearFrame(frame: Buffer): void {
		this.#heardMs += frameMs;
		this.#frames.push(frame);
		switch (this.#activity.hear(frame)) {
			case "silence":
				this.#frames = this.#frames.slice(-leadFrames);
				break;
			case "started":
				this.#isSpeaking = true;
				this.#startSpeech();
				break;
			case "speaking":
				this.#isSpeaking = true;
				if (this.#frames.length % interimFrames === 0) this.#recogniseSoFar();
				break;
			case "ended":
				this.#isSpeaking = false;
				this.#recogniseUtterance();
		}
	}

	#startSpeech(): void {
		const atMs = this.#heardMs - this.#frames.length * frameMs;
		this.tell({ type: "speech.started", atMs, verbatim: undefined });
	}

	/**
	 * An interim result. There is none while the thread still has the one before to do, and none by the open
	 * model, which is too slow to hear everything several times.
	 */
	#recogniseSoFar(): void {
		if (this.#isRecognising || this.#expectation.kind === "anything") return;
		this.#isRecognising = true;
		this.#recognise(false, () => {
			this.#isRecognising = false;
		});
	}

	#recogniseUtterance(): void {
		this.#recognise(true, () => {});
		this.#frames = [];
	}

	#recognise(isFinal: boolean, done: () => void): void {
		const sound = Buffer.concat(this.#frames);
		const endMs = this.#heardMs;
		const startMs = endMs - this.#frames.length * frameMs;
		const readings = isFinal
			? this.#finalReadingsOf(sound)
			: this.#readingsOf(sound);
		const tell = async () => {
			const found = await readings;
			done();
			if (found) this.#report(found, isFinal, startMs, endMs);
		};
		this.#results = this.#results.then(tell).catch(this.fail);
	}

	/** Interim readings may be lost. These may not: the thread is asked once more, and then it is said that they are. */
	async #finalReadingsOf(sound: Buffer) {
		const readings =
			(await this.#readingsOf(sound)) ?? (await this.#readingsOf(sound));
		if (!readings) this.#missedMs += Math.round(sound.length / bytesPerMs);
		return readings;
	}

	async #readingsOf(sound: Buffer): Promise<readonly Recognised[] | undefined> {
		try {
			const expectation = this.#expectation;
			const task = { do: "recognise", sound, expectation } as const;
			const result = await this.options.thread.do(task);
			this.#reportSuccess();
			return "readings" in result ? result.readings : undefined;
		} catch (error) {
			this.#reportFailure(error);
			return undefined;
		}
	}

	/** It may have failed before. */
	#reportSuccess(): void {
		if (!this.#isCutOff) this.#tellOpened();
	}

	#reportFailure(error: unknown): void {
		const { callId } = this.line;
		this.options.log.warn({ callId, err: error }, "speech was not understood");
		this.tell({ type: "ear.failed" });
	}

	#report(
		readings: readonly Recognised[],
		isFinal: boolean,
		startMs: number,
		endMs: number,
	): void {
		if (readings.length === 0) return;
		const text = resultsMessage(readings, isFinal, startMs, endMs);
		this.options.meter.handleResult(() =>
			this.tell(readDeepgramMessage(text, 0, askedFor).heard),
		);
	}

	#finish(): void {
		this.line.hear = () => {};
		this.line.cutRecogniser = () => {};
		if (this.#isCutOff) this.#open();
		this.#endSpeech();
		this.#results
			.then(() => this.tell({ type: "ear.finished" }))
			.catch(this.fail);
	}
}

/** A result in the shape of Deepgram's `Results`, so that games need to know only one. */
function resultsMessage(
	readings: readonly Recognised[],
	isFinal: boolean,
	startMs: number,
	endMs: number,
): string {
	return JSON.stringify({
		type: "Results",
		channel_index: [0, 1],
		duration: (endMs - startMs) / 1000,
		start: startMs / 1000,
		is_final: isFinal,
		speech_final: isFinal,
		channel: {
			alternatives: readings.map(({ text, confidence, words }) => ({
				transcript: text,
				confidence,
				words: words.map((word) => ({
					word: word.word,
					start: (startMs + word.startMs) / 1000,
					end: (startMs + word.endMs) / 1000,
					confidence,
				})),
			})),
		},
		metadata: { model_info: { name: "pocketsphinx", version: "1.0.0" } },
	});
}
