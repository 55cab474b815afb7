import type { Logger } from "pino";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../machines/adapter-contract.js";
import type {
	Heard,
	RecogniserFact,
	RecogniserOrder,
	WordsTaken,
} from "../../machines/events.js";
import {
	keytermTokens,
	maxKeytermTokens,
} from "../../protocol/keyterm-size.js";
import { adapterLogic, type Driver } from "../adapter-logic.js";
import { RelayMeter } from "../relay-meter.js";
import { AudioRing } from "../sound/audio-ring.js";
import type { CallLine, CallLines } from "../sound/call-line.js";
import { bytesPerMs } from "../sound/mulaw.js";
import { Backoff } from "./backoff.js";
import type { DeepgramDialler } from "./dialler.js";
import {
	DeepgramListening,
	type ListeningOptions,
	maxMessageBytes,
} from "./listen-socket.js";
import type { DeepgramKind } from "./messages.js";
import { listenUrl, takesKeyterms } from "./urls.js";
import type { SocketEnd } from "./wire.js";

/** Told whether Deepgram can be reached at all, for those who ask whether the server is ready. */
export interface DeepgramHealth {
	worked(): void;
	failed(why: string): void;
}

/** What the recogniser needs: the sound path of each call, a way to Deepgram, and its settings. */
export interface DeepgramRecogniserOptions {
	readonly lines: CallLines;
	readonly deepgram: DeepgramDialler;
	/** The operator's `DEEPGRAM_URL`, checked to be a URL. */
	readonly url: string;
	/** How much audio goes in one message while all is well. */
	readonly audioBatchMs: number;
	/** How much audio is kept while Deepgram is away. */
	readonly audioKeepMs: number;
	/** How long the last results are waited for. */
	readonly lastWordsMs: number;
	readonly log: Logger;
	readonly meter?: RelayMeter;
	readonly health?: DeepgramHealth;
	/** At least 0 and below 1; for the back-off. */
	readonly random?: () => number;
}

/** A first dial that takes longer than this counts as a loss. */
const lateMs = 2000;
/** How long Deepgram's word on what it was told to expect is waited for: older services have none. */
const answerMs = 2000;

/** The recogniser of a call: Deepgram's listen socket, dialled again as often as it takes. */
export function deepgramRecogniser(
	options: DeepgramRecogniserOptions,
): AdapterLogic<RecogniserOrder, CallAdapterInput> {
	const listening = {
		deepgram: options.deepgram,
		listen: listenUrl(options.url),
		batchMs: options.audioBatchMs,
		meter: options.meter ?? new RelayMeter(),
	};
	return adapterLogic<RecogniserOrder, RecogniserFact, CallAdapterInput>(
		({ callId }, tell, fail) => {
			const line = options.lines.get(callId);
			if (line === undefined) throw new Error("The call has no line.");
			return new DeepgramRecogniser(options, listening, line, tell, fail);
		},
	);
}

class DeepgramRecogniser implements Driver<RecogniserOrder> {
	readonly #log: Logger;
	readonly #ring: AudioRing;
	readonly #backoff: Backoff;
	#listening: DeepgramListening | undefined;
	#redial: NodeJS.Timeout | undefined;
	#late: NodeJS.Timeout | undefined;
	#lastWords: NodeJS.Timeout | undefined;
	#heardBytes = 0;
	#missedMs = 0;
	#isLost = false;
	#isFinishing = false;
	#keyterms: readonly string[] = [];
	/** Runs while Deepgram has been asked to expect other words, and has not answered yet. */
	#answerDue: NodeJS.Timeout | undefined;

	constructor(
		private readonly options: DeepgramRecogniserOptions,
		private readonly listeningOptions: Omit<ListeningOptions, "keyterms">,
		private readonly line: CallLine,
		private readonly tell: (fact: RecogniserFact) => void,
		private readonly fail: (error: unknown) => void,
	) {
		this.#log = options.log.child({ callId: line.callId });
		this.#ring = new AudioRing(options.audioKeepMs);
		this.#backoff = new Backoff(options.random);
		line.hear = (frame) => this.#hear(frame);
		line.cutRecogniser = (forMs) => this.#cut(forMs);
		this.#late = setTimeout(() => this.#lose(), lateMs);
		this.#dial();
	}

	obey(order: RecogniserOrder): void {
		switch (order.type) {
			case "expect.code":
				this.#expect([]);
				break;
			case "expect.words":
				this.#expect(order.words);
				break;
			case "finish":
				this.#finish();
		}
	}

	close(): void {
		this.line.hear = () => {};
		this.line.cutRecogniser = () => {};
		for (const timer of [
			this.#redial,
			this.#late,
			this.#lastWords,
			this.#answerDue,
		]) {
			clearTimeout(timer);
		}
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
			clearTimeout(this.#answerDue);
			this.#answerDue = setTimeout(() => this.#configured("next"), answerMs);
			this.#listening.expect(words);
		} else this.tell({ type: "words.taken", when: "next" });
	}

	#configured(when: WordsTaken): void {
		if (this.#answerDue === undefined) return;
		clearTimeout(this.#answerDue);
		this.#answerDue = undefined;
		this.tell({ type: "words.taken", when });
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
		this.#heardBytes += audio.length;
		const { meter } = this.listeningOptions;
		meter.droppedAudioBytes.audio_keep += this.#ring.push(audio);
		this.#listening?.audioCame(audio.length);
	}

	#dial(): void {
		const options = { ...this.listeningOptions, keyterms: this.#keyterms };
		this.#listening = new DeepgramListening(options, this.#ring, {
			opened: (requestId) => this.#opened(requestId),
			heard: (heard, kind) => this.#heard(heard, kind),
			ended: (end, unansweredMs) => this.#ended(end, unansweredMs),
			failed: this.fail,
		});
	}

	#opened(requestId: string | undefined): void {
		clearTimeout(this.#late);
		const waitingBytes = this.#ring.bytes;
		this.#listening?.beginAt(
			Math.round((this.#heardBytes - waitingBytes) / bytesPerMs),
		);
		this.#log.info(
			{ requestId, waitingMs: waitingBytes / bytesPerMs },
			"Deepgram listens",
		);
		this.options.health?.worked();
		this.#restore();
	}

	#heard(heard: Heard, kind: DeepgramKind): void {
		if (this.#isAnswerToOrder(kind)) {
			this.#configured(kind === "configured" ? "now" : "next");
			return;
		}
		// Only results show that a socket is of use: an idle one, too, gets metadata before it is closed.
		if (heard.type !== "recogniser.noted") this.#backoff.reset();
		if (kind === "error") this.#log.warn("Deepgram reports an error");
		this.tell(heard);
		if (this.#isFinishing && kind === "metadata") this.#finished();
	}

	#isAnswerToOrder(kind: DeepgramKind): boolean {
		const isError = kind === "error" && this.#answerDue !== undefined;
		return isError || kind === "configured" || kind === "notConfigured";
	}

	#ended(end: SocketEnd, unansweredMs: number): void {
		this.#listening = undefined;
		this.#configured("next");
		clearTimeout(this.#late);
		if (this.#isFinishing) this.#finished();
		else if (isFinal(end)) this.#refuse(end);
		else this.#tryAgain(end, unansweredMs);
	}

	#tryAgain(end: SocketEnd, unansweredMs: number): void {
		const delayMs = this.#backoff.next();
		this.#log.warn({ ...end, delayMs }, "Deepgram is gone; dialling again");
		this.options.health?.failed(describe(end));
		this.#missedMs += unansweredMs;
		this.#lose();
		this.#redial = setTimeout(() => {
			this.listeningOptions.meter.reconnects.recogniser += 1;
			this.#dial();
		}, delayMs);
	}

	#cut(forMs: number): void {
		if (this.#isFinishing) return;
		this.#listening?.cutOff();
		clearTimeout(this.#redial);
		this.#redial = setTimeout(() => this.#dial(), forMs);
	}

	#refuse(end: SocketEnd): void {
		this.#log.error({ ...end }, "Deepgram refuses this call");
		this.listeningOptions.meter.recogniserRefusals += 1;
		this.options.health?.failed(describe(end));
		this.close();
		this.tell({ type: "recognition.refused" });
	}

	#lose(): void {
		if (this.#isLost) return;
		this.#isLost = true;
		this.tell({ type: "recognition.lost" });
	}

	#restore(): void {
		const missedMs = this.#missedMs + this.#ring.takeDroppedMs();
		this.#missedMs = 0;
		if (missedMs > 0) this.#lose();
		if (!this.#isLost) return;
		this.#isLost = false;
		this.tell({ type: "recognition.restored", missedMs });
	}

	#finish(): void {
		if (this.#isFinishing) return;
		this.#isFinishing = true;
		this.line.hear = () => {};
		if (this.#listening?.isOpen) {
			this.#listening.finish();
			const { lastWordsMs } = this.options;
			this.#lastWords = setTimeout(() => this.#finished(), lastWordsMs);
		} else {
			this.#finished();
		}
	}

	#finished(): void {
		this.close();
		this.tell({ type: "recognition.finished" });
	}
}

/**
 * Whether dialling again would be of no use: a bad key or a bad request. A 1000 that we did not ask for is
 * none: Deepgram's own reconnect example dials again, too, while there is audio left.
 */
function isFinal({ code, status }: SocketEnd): boolean {
	if (status !== undefined)
		return status >= 400 && status < 500 && status !== 429;
	return [1002, 1003, 1007, 1008].includes(code);
}

function describe({ code, reason, status }: SocketEnd): string {
	return `${status === undefined ? `close ${code}` : `HTTP ${status}`} ${reason}`;
}
