import type { Logger } from "pino";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../machines/adapter-contract.js";
import type { Heard } from "../../machines/events.js";
import type {
	EarFact,
	EarOrder,
} from "../../machines/recogniser/ear-events.js";
import {
	keytermTokens,
	maxKeytermTokens,
} from "../../protocol/keyterm-size.js";
import { adapterLogic, type Driver } from "../adapter-logic.js";
import { RelayMeter } from "../relay-meter.js";
import { AudioRing } from "../sound/audio-ring.js";
import { bytesPerMs } from "../sound/mulaw.js";
import type { SoundPath, SoundPaths } from "../sound/sound-path.js";
import type { DeepgramDialler } from "./dialler.js";
import { type FluxNews, FluxTurns } from "./flux-turns.js";
import {
	DeepgramListening,
	type ListeningOptions,
	maxMessageBytes,
} from "./listen-socket.js";
import { type DeepgramKind, readDeepgramMessage } from "./messages.js";
import { RetoldSpeech } from "./retold-speech.js";
import { type ExpectedSpeech, listenUrl, takesKeyterms } from "./urls.js";
import { describeEnding, isFinal, type SocketEnding } from "./wire.js";

/** Told whether Deepgram can be reached at all, for those who ask whether the server is ready. */
export interface HealthObserver {
	worked(): void;
	failed(why: string): void;
}

/** What the ear needs: the sound path of each call, a way to Deepgram, and its settings. */
export interface DeepgramEarOptions {
	readonly soundPaths: SoundPaths;
	readonly deepgram: DeepgramDialler;
	/** The operator's `DEEPGRAM_URL`, checked to be a URL. */
	readonly url: string;
	/** How much audio goes in one message while all is well. */
	readonly audioBatchMs: number;
	/** How much audio is kept until Deepgram has answered for it with a final result. */
	readonly audioKeepMs: number;
	readonly log: Logger;
	readonly meter?: RelayMeter;
	readonly health?: HealthObserver;
	/** At least 0 and below 1; for the back-off. */
	readonly random?: () => number;
}

/** How much audio without a word from Flux ends an open turn, in milliseconds: others who watch Flux wait as long. */
function stuckAfter(turnTimeoutMs: number): number {
	return Math.max(3_000, 4 * turnTimeoutMs);
}

const notEnded: SocketEnding = {
	code: 1006,
	reason: "",
	status: undefined,
	requestId: undefined,
};

/** The ear of a call: Deepgram's listen socket, one at a time, dialled when its recogniser says so. */
export function deepgramEar(
	options: DeepgramEarOptions,
): AdapterLogic<EarOrder, CallAdapterInput> {
	const listening = {
		deepgram: options.deepgram,
		listen: listenUrl(options.url),
		batchMs: options.audioBatchMs,
		meter: options.meter ?? new RelayMeter(),
	};
	return adapterLogic<EarOrder, EarFact, CallAdapterInput>(
		({ callId }, tell, fail) => {
			const soundPath = options.soundPaths.get(callId);
			if (soundPath === undefined) throw new Error("The call has no line.");
			return new DeepgramEar(options, listening, soundPath, tell, fail);
		},
	);
}

class DeepgramEar implements Driver<EarOrder> {
	readonly #log: Logger;
	readonly #ring: AudioRing;
	#listening: DeepgramListening | undefined;
	/** How the newest socket that is gone has ended. */
	#end: SocketEnding = notEnded;
	readonly #retold = new RetoldSpeech();
	/** Lost since the caller's game was last told. */
	#missedBytes = 0;
	#expectation: ExpectedSpeech = { isCode: true, words: [] };
	/** Answers to come that answer nobody's question. */
	#idleAnswers = 0;
	/** Where it is Flux that listens. */
	readonly #turns: FluxTurns | undefined;

	constructor(
		private readonly options: DeepgramEarOptions,
		private readonly listeningOptions: Omit<ListeningOptions, "expectation">,
		private readonly line: SoundPath,
		private readonly tell: (fact: EarFact) => void,
		private readonly fail: (error: unknown) => void,
	) {
		this.#log = options.log.child({ callId: line.callId });
		this.#ring = new AudioRing(options.audioKeepMs);
		const { isFlux, turnTimeoutMs } = listeningOptions.listen;
		this.#turns = isFlux ? new FluxTurns(stuckAfter(turnTimeoutMs)) : undefined;
		line.hear = (frame) => this.#hear(frame);
		line.cutRecogniser = (forMs) => this.#cut(forMs);
	}

	obey(order: EarOrder): void {
		switch (order.type) {
			case "dial":
				this.#dial();
				break;
			case "dial.again":
				this.listeningOptions.meter.reconnects.recogniser += 1;
				this.#dial();
				break;
			case "expect.code":
				this.#expect({ isCode: true, words: [] });
				break;
			case "expect.words":
				this.#expect({ isCode: false, words: order.words });
				break;
			case "note.loss":
				this.#noteLoss(order.delayMs);
				break;
			case "note.complaint":
				this.#log.warn("Deepgram reports an error");
				break;
			case "give.up":
				this.#giveUp();
				break;
			case "finish":
				this.#finish();
				break;
			case "tell.rest":
				this.#tellNews(this.#turns?.endHere());
				this.tell({ type: "ear.finished" });
		}
	}

	close(): void {
		this.line.hear = () => {};
		this.line.cutRecogniser = () => {};
		this.#listening?.close();
		this.#listening = undefined;
	}

	/** Words that are expected help Deepgram; of a code, Flux is told that it may have pauses. */
	#expect(expectation: ExpectedSpeech): void {
		const { words } = expectation;
		const before = this.#expectation;
		if (keytermTokens(words) > maxKeytermTokens) {
			this.tell({ type: "words.taken", when: "never" });
			return;
		}
		this.#expectation = expectation;
		if (words.length === 0 && before.words.length === 0) {
			if (expectation.isCode !== before.isCode) this.#changeThreshold();
		} else if (!takesKeyterms(this.listeningOptions.listen.url)) {
			this.tell({ type: "words.taken", when: "never" });
		} else if (this.#listening?.isOpen) {
			this.tell({ type: "words.asked" });
			this.#listening.expect(expectation);
		} else this.tell({ type: "words.taken", when: "next" });
	}

	/** Nobody has asked for this, so nobody waits for the answer. */
	#changeThreshold(): void {
		const { mayChooseThreshold } = this.listeningOptions.listen;
		if (!mayChooseThreshold || !this.#listening?.isOpen) return;
		this.#idleAnswers += 1;
		this.#listening.expect(this.#expectation);
	}

	#hear(frame: Buffer): void {
		let rest = frame;
		// In pieces, since no more than the ring holds may come between two sends.
		while (rest.length > maxMessageBytes) {
			this.#take(rest.subarray(0, maxMessageBytes));
			rest = rest.subarray(maxMessageBytes);
		}
		this.#take(rest);
	}

	#take(audio: Buffer): void {
		this.#ring.push(audio);
		this.#listening?.audioCame(audio.length);
		this.#countLost();
		if (this.#turns?.isStuckAfter(audio.length))
			this.#endStuckTurn(this.#turns);
	}

	#countLost(): void {
		const lost = this.#ring.takeLostBytes();
		this.#missedBytes += lost;
		this.listeningOptions.meter.droppedAudioBytes.audio_keep += lost;
	}

	#dial(): void {
		const expectation = this.#expectation;
		const options = { ...this.listeningOptions, expectation };
		this.#listening = new DeepgramListening(options, this.#ring, {
			opened: (requestId) => this.#opened(requestId),
			heard: (text, offsetMs) => this.#read(text, offsetMs),
			ended: (end) => this.#ended(end),
			failed: this.fail,
		});
	}

	#opened(requestId: string | undefined): void {
		const beginMs = Math.round(this.#ring.begin() / bytesPerMs);
		this.#listening?.beginAt(beginMs);
		this.#turns?.beginAt(beginMs);
		this.#idleAnswers = 0;
		this.#retold.hearAgain(beginMs);
		this.#log.info(
			{ requestId, waitingMs: this.#ring.waitingBytes / bytesPerMs },
			"Deepgram listens",
		);
		this.options.health?.worked();
		const missedMs = Math.round(this.#missedBytes / bytesPerMs);
		this.#missedBytes = 0;
		this.tell({ type: "ear.opened", missedMs });
	}

	#read(text: string, offsetMs: number): void {
		if (this.#turns) this.#tellNews(this.#turns.read(text));
		else {
			const { asked } = this.listeningOptions.listen;
			const { kind, heard } = readDeepgramMessage(text, offsetMs, asked);
			this.#heard(heard, kind);
		}
	}

	/** What Flux has said, or has left unsaid. */
	#tellNews(news: FluxNews | undefined): void {
		if (!news) return;
		this.#ring.settle(news.answeredMs * bytesPerMs);
		for (const heard of news.heard) this.#heard(heard, news.kind);
	}

	#heard(heard: Heard, kind: DeepgramKind): void {
		switch (kind) {
			case "configured":
			case "notConfigured":
				this.#answered(kind);
				break;
			case "error":
				this.tell({ type: "ear.complained", heard });
				break;
			default:
				this.#settle(heard);
				if (this.#retold.isNews(heard)) this.tell(heard);
				// Deepgram's summary comes last, whether or not it then closes.
				if (kind === "metadata") this.tell({ type: "ear.finished" });
		}
	}

	#answered(kind: "configured" | "notConfigured"): void {
		if (this.#idleAnswers > 0) this.#idleAnswers -= 1;
		else {
			const when = kind === "configured" ? "now" : "next";
			this.tell({ type: "words.answered", when });
		}
	}

	/** What a final result covers is not sent again: so nothing that was told as final is heard a second time. */
	#settle(heard: Heard): void {
		if (heard.type === "speech.heard" && heard.speech.isFinal)
			this.#ring.settle(heard.speech.endMs * bytesPerMs);
	}

	/** Flux has fallen silent with a turn open: the caller has said what is known of it, and is not kept waiting. */
	#endStuckTurn(turns: FluxTurns): void {
		const wasLost = turns.isHearingAgain;
		this.#log.warn("Flux has left a turn open; it is ended here");
		this.listeningOptions.meter.stuckTurns += 1;
		this.#tellNews(turns.endHere());
		// What another socket was to hear again has been told now.
		if (wasLost) this.#listening?.cutOff();
	}

	#ended(end: SocketEnding): void {
		const hasFinished = this.#listening?.hasFinished(end) ?? false;
		this.#listening = undefined;
		this.#end = end;
		if (this.#turns && hasFinished) this.#finishTurns(this.#turns);
		else this.#lose(end);
	}

	#lose(end: SocketEnding): void {
		// What was said before the loss is told before it: of words that come later, lines of ours are interrupted.
		this.#tellNews(
			isFinal(end)
				? this.#turns?.endHere()
				: this.#turns?.socketLost(this.#ring.keptFrom / bytesPerMs),
		);
		this.#retold.heardUpTo(this.#ring.rewind() / bytesPerMs);
		this.#countLost();
		this.tell({ type: "words.answered", when: "next" });
		this.tell({
			type: "ear.ended",
			isFinal: isFinal(end),
			chance: (this.options.random ?? Math.random)(),
			hasUnheard: this.#hasUnheard,
		});
	}

	/** Flux closes without a last result: its last message had the caller's last words. */
	#finishTurns(turns: FluxTurns): void {
		this.#tellNews(turns.endHere());
		this.#ring.clear();
		this.tell({ type: "ear.finished" });
	}

	/** Whether there is audio of which nobody has said for good what it was. */
	get #hasUnheard(): boolean {
		return this.#ring.bytes > 0;
	}

	#cut(forMs: number): void {
		this.#listening?.cutOff();
		this.tell({ type: "ear.cut", forMs });
	}

	#noteLoss(delayMs: number): void {
		this.#log.warn(
			{ ...this.#end, delayMs },
			"Deepgram is gone; dialling again",
		);
		this.options.health?.failed(describeEnding(this.#end));
	}

	#giveUp(): void {
		this.#log.error({ ...this.#end }, "Deepgram refuses this call");
		this.listeningOptions.meter.recogniserRefusals += 1;
		this.options.health?.failed(describeEnding(this.#end));
		this.close();
		this.#ring.clear();
	}

	#finish(): void {
		this.line.hear = () => {};
		this.line.cutRecogniser = () => {};
		if (this.#listening?.isOpen) this.#listening.finish();
		else if (!this.#hasUnheard) this.tell({ type: "ear.finished" });
	}
}
