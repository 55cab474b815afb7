import type { Logger } from "pino";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../machines/adapter-contract.js";
import type { VoiceFact, VoiceOrder } from "../../machines/events.js";
import { adapterLogic, type Driver } from "../adapter-logic.js";
import { after, type Fail, orFail } from "../guarding.js";
import { RelayMeter } from "../relay-meter.js";
import {
	KeptLines,
	type LineListener,
	type LineLoss,
} from "../sound/kept-lines.js";
import { bytesPerMs } from "../sound/mulaw.js";
import type { SoundPath, SoundPaths } from "../sound/sound-path.js";
import type { DeepgramDialler } from "./dialler.js";
import type { HealthObserver } from "./ear.js";
import {
	nameOfLine,
	piecesOf,
	type SynthesisOrder,
} from "./line-in-synthesis.js";
import { LineMaker, type LineMakerOptions } from "./line-maker.js";
import { SpeakSeats } from "./speak-seats.js";
import type { WordsWanted } from "./speaking.js";
import { isFluxSpeakUrl, whyNoVoice } from "./urls.js";

export interface DeepgramVoiceOptions {
	readonly soundPaths: SoundPaths;
	readonly deepgram: DeepgramDialler;
	/** The operator's `DEEPGRAM_SPEAK_URL`, checked to be a URL. */
	readonly url: string;
	readonly log: Logger;
	readonly meter?: RelayMeter;
	/** Bounds the speak sockets of all calls. */
	readonly seats?: SpeakSeats;
	/** Told whether the voice of the server's own lines can be reached. */
	readonly health?: HealthObserver;
	/** The voice of the server's own lines, where it is not that of the URL. */
	readonly promptVoice?: string | undefined;
	/** At least 0 and below 1; for the back-off. */
	readonly random?: () => number;
}

/** About 17 minutes of lines whose wording never changes. */
const maxKeptBytes = 8 * 1024 * 1024;

/** In more voices no game speaks within a minute (`voices-in-use.ts`), and there are the usual one and that of the prompts. */
const maxVoicesKept = 7;

/** How many speak sockets may be open at once, unless the operator says otherwise. */
const usualMaxSockets = 15;

/** What the voices of all calls share. */
interface Shared extends LineMakerOptions {
	readonly log: Logger;
	readonly kept: KeptLines;
	readonly health: HealthObserver | undefined;
	readonly promptVoice: string | undefined;
	readonly random: () => number;
}

/** The voice of a call: Deepgram makes its lines, and those whose wording never changes once for all calls. */
export function deepgramVoice({
	soundPaths,
	deepgram,
	url,
	log,
	meter = new RelayMeter(),
	seats = new SpeakSeats(usualMaxSockets),
	health,
	promptVoice,
	random = Math.random,
}: DeepgramVoiceOptions): AdapterLogic<VoiceOrder, CallAdapterInput> {
	const kept = new KeptLines(maxKeptBytes);
	const making = { deepgram, url, seats, meter };
	const shared = { ...making, log, kept, health, promptVoice, random };
	return adapterLogic<VoiceOrder, VoiceFact, CallAdapterInput>(
		({ callId }, tell, fail) => {
			const soundPath = soundPaths.get(callId);
			if (soundPath === undefined) throw new Error("The call has no line.");
			return new DeepgramVoice(shared, soundPath, tell, fail);
		},
	);
}

/** A line pauses when no audio has come for so long. */
const pauseMs = 500;

/** The line that this call has made for itself. */
interface OwnLine {
	readonly order: SynthesisOrder;
	audioBytes: number;
	isPaused: boolean;
	loss: LineLoss | undefined;
	/** Nothing more is heard of it. */
	leave: () => void;
}

class DeepgramVoice implements Driver<VoiceOrder> {
	/** What makes this call's lines in each voice, that used longest ago first. */
	readonly #makers = new Map<string | undefined, LineMaker>();
	/** Makes a line for this call and for all others that want it. */
	#makerForAll: LineMaker | undefined;
	#line: OwnLine | undefined;
	#pause: NodeJS.Timeout | undefined;

	constructor(
		private readonly shared: Shared,
		private readonly soundPath: SoundPath,
		private readonly tell: (fact: VoiceFact) => void,
		private readonly fail: Fail,
	) {}

	obey(order: VoiceOrder): void {
		if (order.type === "tell.words") {
			this.#tellWords(order);
			return;
		}
		if (order.type === "give.up") this.#noteThatItIsNotSpoken();
		this.#leaveLine();
		if (order.type === "synthesise") this.#synthesise(order);
	}

	close(): void {
		this.#leaveLine();
		for (const maker of this.#makers.values()) maker.close();
	}

	#synthesise(order: SynthesisOrder): void {
		const line: OwnLine = {
			order,
			audioBytes: 0,
			isPaused: false,
			loss: undefined,
			leave: () => {},
		};
		this.#line = line;
		const listener = this.#listenerFor(line);
		const whyNot = whyNoVoice(this.shared.url, order.voice);
		if (piecesOf(order).length === 0) listener.made();
		else if (whyNot !== undefined)
			listener.lost({ why: whyNot, isFinal: true, isUnreachable: false });
		else if (order.keep) this.#listenToKept(line, listener);
		else {
			const maker = this.#makerOf(order.voice);
			line.leave = () => maker.cancel();
			maker.make(order, listener);
		}
	}

	#tellWords(wanted: WordsWanted): void {
		const { lineId } = wanted;
		const tell = (heardText: string | undefined) =>
			this.tell({ type: "words.told", lineId, heardText });
		const isAsked = [...this.#makers.values()].some((maker) =>
			maker.tellWords(wanted, tell),
		);
		if (!isAsked) tell(undefined);
	}

	/** A caller who hears several voices by turns has a socket of each, and none is dialled at each turn. */
	#makerOf(voice: string | undefined): LineMaker {
		const maker = this.#makers.get(voice) ?? this.#newMaker(voice);
		this.#makers.delete(voice);
		this.#makers.set(voice, maker);
		this.#forgetOldVoices();
		return maker;
	}

	#forgetOldVoices(): void {
		for (const [voice, maker] of [...this.#makers]) {
			if (this.#makers.size <= maxVoicesKept) return;
			this.#makers.delete(voice);
			maker.close();
		}
	}

	#newMaker(voice: string | undefined): LineMaker {
		const { health, promptVoice, log } = this.shared;
		const { callId } = this.soundPath;
		// Only the voice of the server's own lines says how the server is doing: games may name any.
		const told = voice === promptVoice ? health : undefined;
		const maker = new LineMaker(this.shared, voice, {
			reached: () => told?.worked(),
			refused: (why) => told?.failed(why),
			warned: (code) => log.warn({ callId, code }, "Deepgram's voice warns"),
			failed: (error) => {
				if (this.#makers.get(voice) === maker) this.fail(error);
				else log.error({ callId, err: error }, "a line for all calls failed");
			},
		});
		return maker;
	}

	#listenToKept(line: OwnLine, listener: LineListener): void {
		const { order } = line;
		const leave = this.shared.kept.listen(nameOfLine(order), listener, (all) =>
			this.#makeForAll(order, all),
		);
		line.leave = () => {
			leave();
			this.#giveMakerAway(order.voice);
		};
	}

	#makeForAll(order: SynthesisOrder, all: LineListener): void {
		const maker = this.#makerOf(order.voice);
		const end = () => {
			if (this.#makerForAll === maker) this.#makerForAll = undefined;
			else maker.close();
		};
		this.#makerForAll = maker;
		maker.make(order, {
			heard: (audio) => all.heard(audio),
			made: () => {
				end();
				all.made();
			},
			lost: (loss) => {
				end();
				all.lost(loss);
			},
		});
	}

	/** The line comes to its end for the others, and is kept, though this call wants it no more. */
	#giveMakerAway(voice: string | undefined): void {
		if (this.#makerForAll === undefined) return;
		this.#makerForAll = undefined;
		this.#makers.delete(voice);
	}

	/** An error on the way to this caller must not reach others who listen to the same line. */
	#listenerFor(line: OwnLine): LineListener {
		const during = (act: () => void) =>
			orFail(() => {
				if (this.#line === line) act();
			}, this.fail)();
		return {
			heard: (audio) => during(() => this.#play(line, audio)),
			made: () => during(() => this.#made(line)),
			lost: (loss) => during(() => this.#lost(line, loss)),
		};
	}

	#play(line: OwnLine, audio: Buffer): void {
		if (audio.length === 0) return;
		const { lineId } = line.order;
		if (line.audioBytes === 0) this.#begin(line);
		else this.#pause?.refresh();
		if (line.isPaused) this.tell({ type: "line.resumed", lineId });
		line.isPaused = false;
		line.audioBytes += audio.length;
		this.soundPath.play(audio, line.order);
	}

	#begin(line: OwnLine): void {
		const { lineId, keep } = line.order;
		const canTellWords = !keep && isFluxSpeakUrl(this.shared.url);
		this.tell({
			type: "line.begun",
			lineId,
			...(canTellWords && { canTellWords }),
		});
		this.#pause = after(pauseMs, () => this.#notePause(line), this.fail);
	}

	/** What is heard of a line that is stopped now is no more than there is of it. */
	#notePause(line: OwnLine): void {
		line.isPaused = true;
		const { lineId } = line.order;
		this.tell({ type: "line.paused", lineId, audioMs: audioMsOf(line) });
	}

	#forgetLine(): void {
		clearTimeout(this.#pause);
		this.#line = undefined;
	}

	#made(line: OwnLine): void {
		this.#forgetLine();
		const { lineId } = line.order;
		const audioMs = audioMsOf(line);
		this.tell({ type: "line.synthesised", lineId, audioMs });
	}

	#lost(line: OwnLine, loss: LineLoss): void {
		const { lineId } = line.order;
		line.loss = loss;
		const { why, isFinal } = loss;
		if (line.audioBytes === 0) {
			this.#warn({ lineId, why }, "Deepgram's voice is gone");
			const chance = this.shared.random();
			this.tell({ type: "voice.lost", lineId, isFinal, chance });
			return;
		}
		this.#forgetLine();
		this.#warn({ lineId, why }, "A line was not spoken");
		this.tell({ type: "line.failed", lineId, audioMs: audioMsOf(line) });
	}

	#noteThatItIsNotSpoken(): void {
		if (this.#line === undefined) return;
		const { order, loss } = this.#line;
		const { lineId, voice } = order;
		const { why } = loss ?? {};
		this.#warn({ lineId, why }, "A line was not spoken");
		const { health, promptVoice } = this.shared;
		if (loss?.isUnreachable && voice === promptVoice) health?.failed(loss.why);
	}

	#warn(details: object, text: string): void {
		const { callId } = this.soundPath;
		this.shared.log.warn({ callId, ...details }, text);
	}

	#leaveLine(): void {
		this.#line?.leave();
		this.#forgetLine();
	}
}

function audioMsOf({ audioBytes }: OwnLine): number {
	return Math.round(audioBytes / bytesPerMs);
}
