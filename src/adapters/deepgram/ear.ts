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
import {
	DeepgramListening,
	type ListeningOptions,
	maxMessageBytes,
} from "./listen-socket.js";
import type { DeepgramKind } from "./messages.js";
import { RetoldSpeech } from "./retold-speech.js";
import { listenUrl, takesKeyterms } from "./urls.js";
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

const allOfIt = Number.POSITIVE_INFINITY;

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
	#keyterms: readonly string[] = [];

	constructor(
		private readonly options: DeepgramEarOptions,
		private readonly listeningOptions: Omit<ListeningOptions, "keyterms">,
		private readonly line: SoundPath,
		private readonly tell: (fact: EarFact) => void,
		private readonly fail: (error: unknown) => void,
	) {
		this.#log = options.log.child({ callId: line.callId });
		this.#ring = new AudioRing(options.audioKeepMs);
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
				this.#expect([]);
				break;
			case "expect.words":
				this.#expect(order.words);
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
		}
	}

	close(): void {
		this.line.hear = () => {};
		this.line.cutRecogniser = () => {};
		this.#listening?.close();
		this.#listening = undefined;
	}

	/** Words that are expected help Deepgram; a code needs none. */
	#expect(words: readonly string[]): void {
		if (words.length === 0 && this.#keyterms.length === 0) return;
		if (keytermTokens(words) > maxKeytermTokens) {
			this.tell({ type: "words.taken", when: "never" });
			return;
		}
		this.#keyterms = words;
		if (!takesKeyterms(this.listeningOptions.listen.url)) {
			this.tell({ type: "words.taken", when: "never" });
		} else if (this.#listening?.isOpen) {
			this.tell({ type: "words.asked" });
			this.#listening.expect(words);
		} else this.tell({ type: "words.taken", when: "next" });
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
	}

	#countLost(): void {
		const lost = this.#ring.takeLostBytes();
		this.#missedBytes += lost;
		this.listeningOptions.meter.droppedAudioBytes.audio_keep += lost;
	}

	#dial(): void {
		const options = { ...this.listeningOptions, keyterms: this.#keyterms };
		this.#listening = new DeepgramListening(options, this.#ring, {
			opened: (requestId) => this.#opened(requestId),
			heard: (heard, kind) => this.#heard(heard, kind),
			ended: (end) => this.#ended(end),
			failed: this.fail,
		});
	}

	#opened(requestId: string | undefined): void {
		const beginMs = Math.round(this.#ring.begin() / bytesPerMs);
		this.#listening?.beginAt(beginMs);
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

	#heard(heard: Heard, kind: DeepgramKind): void {
		switch (kind) {
			case "configured":
				this.tell({ type: "words.answered", when: "now" });
				break;
			case "notConfigured":
				this.tell({ type: "words.answered", when: "next" });
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

	/** What a final result covers is not sent again: so nothing that was told as final is heard a second time. */
	#settle(heard: Heard): void {
		// Flux has results of its own, which only plain games read: nobody here knows what they cover.
		if (this.listeningOptions.listen.isFlux) this.#ring.settle(allOfIt);
		else if (heard.type === "speech.heard" && heard.speech.isFinal)
			this.#ring.settle(heard.speech.endMs * bytesPerMs);
	}

	#ended(end: SocketEnding): void {
		this.#listening = undefined;
		this.#end = end;
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
