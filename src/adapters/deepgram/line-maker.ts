import { after } from "../guarding.js";
import type { RelayMeter } from "../relay-meter.js";
import type { LineListener } from "../sound/kept-lines.js";
import { bytesPerMs } from "../sound/mulaw.js";
import type { DeepgramDialler } from "./dialler.js";
import { FluxSpeaking } from "./flux-speaking.js";
import {
	canBeginAnew,
	isPausing,
	type LineInSynthesis,
	newLine,
	type SynthesisOrder,
} from "./line-in-synthesis.js";
import type { SpeakSeat, SpeakSeats } from "./speak-seats.js";
import { DeepgramSpeaking } from "./speak-socket.js";
import type { Speaking, TellWords, WordsWanted } from "./speaking.js";
import { isFluxSpeakUrl, speakUrl } from "./urls.js";
import { describeEnding, isFinal, type SocketEnding } from "./wire.js";

/** What all makers of lines share. */
export interface LineMakerOptions {
	readonly deepgram: DeepgramDialler;
	/** The operator's `DEEPGRAM_SPEAK_URL`, checked to be a URL. */
	readonly url: string;
	readonly seats: SpeakSeats;
	readonly meter: RelayMeter;
}

/** Is told what concerns no line. */
export interface LineMakerOwner {
	/** A socket has opened. */
	reached(): void;
	/** Deepgram does not let a socket of this voice open, and will not. */
	refused(why: string): void;
	warned(code: string): void;
	/** Something that should never fail has thrown, and this maker is closed. */
	failed(error: unknown): void;
}

/** A line is lost when nothing happens with it for this long. */
const stuckMs = 10_000;
/** Twilio takes no more than ten minutes of audio ahead (its warning 31931). */
const maxLineBytes = 600_000 * bytesPerMs;

/** How often, and how long after each other, a socket is dialled in vain for the rest of a line that sounds already. */
const maxVainDials = 5;
const vainDialMs = 1_000;

/**
 * Has Deepgram make one line at a time, on a speak socket that is dialled for the first and kept for the next ones.
 * It has one voice, which Deepgram cannot change on a socket.
 */
export class LineMaker {
	#speaking: Speaking | undefined;
	#seat: SpeakSeat | undefined;
	#line: LineInSynthesis | undefined;
	#stuck: NodeJS.Timeout | undefined;
	#pause: NodeJS.Timeout | undefined;

	constructor(
		private readonly options: LineMakerOptions,
		private readonly voice: string | undefined,
		private readonly owner: LineMakerOwner,
	) {}

	/** Begins with a line that has something to say; the one before it must be over. */
	make(order: SynthesisOrder, listener: LineListener): void {
		const line = newLine(order, listener);
		this.#line = line;
		const [firstPiece = ""] = line.toSay;
		if (this.#hasUseFor(firstPiece)) {
			this.#seat?.resume();
			this.#watch();
			if (this.#speaking?.isOpen) this.#sayOn();
		} else {
			this.#hangUp();
			this.#waitForSeat();
		}
	}

	/** Makes no more of the line at hand, and tells nothing more of it. */
	cancel(): void {
		if (this.#line === undefined) return;
		this.#letLineGo();
		this.#speaking?.clear();
		// Nobody has dialled yet.
		if (this.#speaking === undefined) this.#hangUp();
		else this.#seat?.rest();
	}

	/** Asks which words of a text were heard that it has made; false, and nothing is told, where it cannot say. */
	tellWords(wanted: WordsWanted, tell: TellWords): boolean {
		return this.#speaking?.tellWords(wanted, tell) ?? false;
	}

	close(): void {
		this.#letLineGo();
		this.#hangUp();
	}

	#hasUseFor(piece: string): boolean {
		const speaking = this.#speaking;
		if (speaking === undefined) return false;
		return !speaking.isClosing && speaking.delayFor(piece) === 0;
	}

	#waitForSeat(): void {
		this.#seat = this.options.seats.take({
			begin: () => this.#dial(),
			giveWay: () => this.#hangUp(),
		});
	}

	#hangUp(): void {
		this.#speaking?.close();
		this.#speaking = undefined;
		this.#giveSeatBack();
	}

	#giveSeatBack(): void {
		this.#seat?.end();
		this.#seat = undefined;
	}

	/** The time of a line begins when it has a seat. */
	#watch(): void {
		clearTimeout(this.#stuck);
		this.#stuck = this.#later(stuckMs, () => this.#lose("stuck"));
	}

	#later(ms: number, act: () => void): NodeJS.Timeout {
		return after(ms, act, (error) => this.#fail(error));
	}

	/** Nothing is left half alive: neither the socket nor the line. */
	#fail(error: unknown): void {
		const line = this.#line;
		this.close();
		this.owner.failed(error);
		const why = error instanceof Error ? error.message : String(error);
		line?.listener.lost({ why, isFinal: false, isUnreachable: false });
	}

	#dial(): void {
		this.#watch();
		const { deepgram, url } = this.options;
		const voiceUrl = speakUrl(url, this.voice);
		const Socket = isFluxSpeakUrl(url) ? FluxSpeaking : DeepgramSpeaking;
		let wasOpen = false;
		this.#speaking = new Socket(deepgram, voiceUrl, {
			opened: () => {
				wasOpen = true;
				this.owner.reached();
				this.#sayOn();
			},
			heard: (audio) => this.#hear(audio),
			flushed: () => this.#flushed(),
			warned: (code) => this.owner.warned(code),
			ended: (end) => this.#ended(end, wasOpen),
			failed: (error) => this.#fail(error),
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
		speaking.flush(line.order.lineId);
		if (delayMs > 0) this.#pause = this.#later(delayMs, () => this.#goOn());
	}

	/** The limits leave room again; where the socket was given up meanwhile, another has it at once. */
	#goOn(): void {
		this.#pause = undefined;
		this.#seat?.resume();
		if (this.#speaking === undefined) this.#waitForSeat();
		else this.#sayOn();
	}

	#hear(audio: Buffer): void {
		this.options.meter.receivedBytes.voice += audio.length;
		const line = this.#line;
		if (line === undefined) return;
		this.#stuck?.refresh();
		if (line.audioBytes + audio.length > maxLineBytes) {
			this.#lose("longer than ten minutes");
			return;
		}
		line.audioBytes += audio.length;
		line.listener.heard(audio);
	}

	#flushed(): void {
		const line = this.#line;
		if (line === undefined || line.flushesDue === 0) return;
		line.flushesDue -= 1;
		if (isPausing(line)) {
			clearTimeout(this.#stuck);
			this.#seat?.rest();
		} else if (line.flushesDue === 0) {
			this.#letLineGo();
			this.#seat?.rest();
			line.listener.made();
		}
	}

	/** A line that came to nothing leaves its socket in no state to be used. */
	#lose(why: string): void {
		const line = this.#line;
		this.#letLineGo();
		this.#speaking?.terminate();
		this.#speaking = undefined;
		this.#giveSeatBack();
		line?.listener.lost({ why, isFinal: true, isUnreachable: false });
	}

	#ended(end: SocketEnding, wasOpen: boolean): void {
		const line = this.#line;
		this.#speaking = undefined;
		this.#giveSeatBack();
		const why = describeEnding(end);
		if (!wasOpen && isFinal(end)) this.owner.refused(why);
		if (line === undefined) return;
		// It may have been dead for long, which shows only when a line is given to it.
		if (wasOpen && canBeginAnew(line)) this.#beginAnew(line);
		else if (!this.#mayGoOnLater(line, end)) {
			this.#letLineGo();
			line.listener.lost({
				why,
				isFinal: isFinal(end),
				isUnreachable: !wasOpen,
			});
		}
	}

	/** What was to be made is made, and the rest waits: for Deepgram's limits, or for a socket that opens. */
	#mayGoOnLater(line: LineInSynthesis, end: SocketEnding): boolean {
		if (!isPausing(line)) return false;
		clearTimeout(this.#stuck);
		if (this.#pause !== undefined) return true;
		if (isFinal(end) || line.vainDials === maxVainDials) return false;
		line.vainDials += 1;
		this.#pause = this.#later(vainDialMs, () => this.#goOn());
		return true;
	}

	#beginAnew({ order, listener }: LineInSynthesis): void {
		this.options.meter.reconnects.voice += 1;
		clearTimeout(this.#pause);
		this.#pause = undefined;
		this.#line = { ...newLine(order, listener), isSecondTry: true };
		this.#waitForSeat();
	}

	#letLineGo(): void {
		clearTimeout(this.#stuck);
		clearTimeout(this.#pause);
		this.#pause = undefined;
		this.#line = undefined;
	}
}
