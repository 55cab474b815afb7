import type { Logger } from "pino";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../machines/adapter-contract.js";
import type { VoiceFact, VoiceOrder } from "../../machines/events.js";
import { adapterLogic, type Driver } from "../adapter-logic.js";
import { after } from "../guarding.js";
import { RelayMeter } from "../relay-meter.js";
import { KeptLines } from "../sound/kept-lines.js";
import { bytesPerMs } from "../sound/mulaw.js";
import type { SoundPath, SoundPaths } from "../sound/sound-path.js";
import type { DeepgramDialler } from "./dialler.js";
import {
	canBeginAnew,
	type LineInSynthesis,
	nameOfLine,
	newLine,
	piecesOf,
	type SynthesisOrder,
} from "./line-in-synthesis.js";
import { DeepgramSpeaking } from "./speak-socket.js";
import { speakUrl } from "./urls.js";
import type { SocketEnding } from "./wire.js";

export interface DeepgramVoiceOptions {
	readonly soundPaths: SoundPaths;
	readonly deepgram: DeepgramDialler;
	/** The operator's `DEEPGRAM_SPEAK_URL`, checked to be a URL. */
	readonly url: string;
	readonly log: Logger;
	readonly meter?: RelayMeter;
}

/** A line has failed when nothing happens with it for this long. */
const stuckMs = 10_000;
/** Twilio takes no more than ten minutes of audio ahead (its warning 31931). */
const maxLineBytes = 600_000 * bytesPerMs;
/** About 17 minutes of lines whose wording never changes. */
const maxKeptBytes = 8 * 1024 * 1024;

/** The voice of a call: Deepgram's speak socket, dialled for the first line and kept for the next ones. */
export function deepgramVoice(
	options: DeepgramVoiceOptions,
): AdapterLogic<VoiceOrder, CallAdapterInput> {
	const kept = new KeptLines(maxKeptBytes);
	const shared = { ...options, meter: options.meter ?? new RelayMeter() };
	return adapterLogic<VoiceOrder, VoiceFact, CallAdapterInput>(
		({ callId }, tell, fail) => {
			const line = options.soundPaths.get(callId);
			if (line === undefined) throw new Error("The call has no line.");
			return new DeepgramVoice(shared, kept, line, tell, fail);
		},
	);
}

class DeepgramVoice implements Driver<VoiceOrder> {
	#speaking: DeepgramSpeaking | undefined;
	/** The voice of that socket, which Deepgram cannot change later. */
	#voice: string | undefined;
	#line: LineInSynthesis | undefined;
	#stuck: NodeJS.Timeout | undefined;
	#pause: NodeJS.Timeout | undefined;

	constructor(
		private readonly options: Required<DeepgramVoiceOptions>,
		private readonly kept: KeptLines,
		private readonly soundPath: SoundPath,
		private readonly tell: (fact: VoiceFact) => void,
		private readonly fail: (error: unknown) => void,
	) {}

	obey(order: VoiceOrder): void {
		this.#cancel();
		if (order.type === "synthesise") this.#synthesise(order);
	}

	close(): void {
		this.#letLineGo();
		this.#speaking?.close();
		this.#speaking = undefined;
	}

	#synthesise(order: SynthesisOrder): void {
		const audio = order.keep ? this.kept.get(nameOfLine(order)) : undefined;
		const [firstPiece] = piecesOf(order);
		if (audio !== undefined) this.#playKept(order.lineId, audio);
		if (audio !== undefined || firstPiece === undefined) {
			this.#tellSynthesised(order.lineId, audio?.length ?? 0);
			return;
		}
		this.#line = newLine(order);
		this.#watch();
		this.#begin(order.voice, firstPiece);
	}

	#playKept(lineId: string, audio: Buffer): void {
		this.tell({ type: "line.begun", lineId });
		this.soundPath.play(audio);
	}

	#watch(): void {
		clearTimeout(this.#stuck);
		this.#stuck = after(stuckMs, () => this.#giveUp("stuck"), this.fail);
	}

	/** Begins to speak, on a socket of that voice whose limits leave room for the first piece. */
	#begin(voice: string | undefined, firstPiece: string): void {
		const speaking = this.#speaking;
		const isOfUse =
			voice === this.#voice && speaking?.delayFor(firstPiece) === 0;
		if (!isOfUse) {
			speaking?.close();
			this.#speaking = this.#dial(voice);
		}
		if (this.#speaking?.isOpen) this.#sayOn();
	}

	#dial(voice: string | undefined): DeepgramSpeaking {
		this.#voice = voice;
		const url = speakUrl(this.options.url, voice);
		return new DeepgramSpeaking(this.options.deepgram, url, {
			opened: () => this.#sayOn(),
			heard: (audio) => {
				this.options.meter.receivedBytes.voice += audio.length;
				this.#play(audio);
			},
			flushed: () => this.#flushed(),
			warned: (code) => this.#warn({ code }, "Deepgram's voice warns"),
			ended: (end) => this.#ended(end),
			failed: this.fail,
		});
	}

	/** Gives Deepgram what its limits leave room for now, and the rest later, which is soon enough: speaking takes longer. */
	#sayOn(): void {
		const line = this.#line;
		const speaking = this.#speaking;
		if (line === undefined || speaking === undefined) return;
		this.#watch();
		let delayMs = 0;
		for (const piece of line.toSay.slice()) {
			delayMs = speaking.delayFor(piece);
			if (delayMs > 0) break;
			speaking.speak(piece);
			this.options.meter.sentBytes.voice += Buffer.byteLength(piece);
			line.toSay.shift();
		}
		line.flushesDue += 1;
		speaking.flush();
		if (delayMs > 0)
			this.#pause = after(delayMs, () => this.#sayOn(), this.fail);
	}

	#play(audio: Buffer): void {
		const line = this.#line;
		if (line === undefined) return;
		this.#stuck?.refresh();
		if (line.audioBytes === 0) {
			this.tell({ type: "line.begun", lineId: line.order.lineId });
		}
		line.audioBytes += audio.length;
		if (line.audioBytes > maxLineBytes) {
			this.#giveUp("longer than ten minutes");
			return;
		}
		if (line.order.keep) line.audio.push(audio);
		this.soundPath.play(audio);
	}

	#flushed(): void {
		const line = this.#line;
		if (line === undefined || line.flushesDue === 0) return;
		line.flushesDue -= 1;
		if (line.toSay.length > 0) clearTimeout(this.#stuck);
		else if (line.flushesDue === 0) this.#done(line);
	}

	#done({ order, audio, audioBytes }: LineInSynthesis): void {
		this.#letLineGo();
		if (order.keep) this.kept.set(nameOfLine(order), Buffer.concat(audio));
		this.#tellSynthesised(order.lineId, audioBytes);
	}

	#tellSynthesised(lineId: string, bytes: number): void {
		const audioMs = Math.round(bytes / bytesPerMs);
		this.tell({ type: "line.synthesised", lineId, audioMs });
	}

	#cancel(): void {
		if (this.#line === undefined) return;
		this.#letLineGo();
		this.#speaking?.clear();
	}

	#giveUp(why: string): void {
		const { order } = this.#line ?? {};
		this.#letLineGo();
		this.#speaking?.terminate();
		this.#speaking = undefined;
		if (order === undefined) return;
		this.#warn({ lineId: order.lineId, why }, "A line was not spoken");
		this.tell({ type: "line.failed", lineId: order.lineId });
	}

	#ended(end: SocketEnding): void {
		const line = this.#line;
		this.#speaking = undefined;
		if (line === undefined) return;
		// A socket may die while it is idle, which shows only when the next line is given to it.
		if (canBeginAnew(line)) this.#beginAnew(line);
		else this.#giveUp(`${end.status ?? end.code} ${end.reason}`);
	}

	#beginAnew(line: LineInSynthesis): void {
		this.options.meter.reconnects.voice += 1;
		line.isSecondTry = true;
		line.toSay = piecesOf(line.order);
		line.flushesDue = 0;
		clearTimeout(this.#pause);
		this.#speaking = this.#dial(line.order.voice);
	}

	#warn(details: object, text: string): void {
		const { callId } = this.soundPath;
		this.options.log.warn({ callId, ...details }, text);
	}

	#letLineGo(): void {
		clearTimeout(this.#stuck);
		clearTimeout(this.#pause);
		this.#line = undefined;
	}
}
