import type { ModelExchange } from "../minds/model-exchange.js";
import { mediaFrames } from "./call-audio.js";
import type { Delays } from "./delays.js";
import type { LoadDeepgram, LoadEar } from "./load-deepgram.js";
import { LoadFlux } from "./load-flux.js";
import { LoadPhone } from "./load-phone.js";

/** How a caller's turn goes. */
export type TurnKind =
	/** Flux says at once that it has ended. */
	| "plain"
	/** Flux says some time before that it has probably ended. */
	| "eager"
	/** The caller speaks over the answer, while the model still thinks. */
	| "interrupting";

/** What is measured of conversations. */
export interface ConversationDelays {
	/** From `EndOfTurn` on Flux's wire until the phone has the first sound, without what model and voice took of it. */
	readonly ownShare: Delays;
	/** The same with all of it, where Flux has said nothing before the end. */
	readonly gap: Delays;
	/** With all of it, where Flux has said before that the turn has probably ended. */
	readonly gapAfterEager: Delays;
	/** From the caller's words over an answer until the phone is told to stop. */
	readonly cleared: Delays;
	/** From the same until the model's server sees its request closed. */
	readonly aborted: Delays;
}

/** How long those take who stand in for others, in milliseconds. */
export interface StandIns {
	readonly modelMs: number;
	readonly voiceMs: number;
	/** How long before the end of a turn Flux says that it has probably ended. */
	readonly eagerMs: number;
}

/** With what a call is made. */
export interface ConversationMeans {
	readonly deepgram: LoadDeepgram;
	readonly delays: ConversationDelays;
	readonly standIns: StandIns;
	/** The address of the path of phones. */
	readonly url: string;
	/** Whether somebody speaks first, who is heard before the load begins. */
	readonly isGreeted: boolean;
}

/** A caller speaks over an answer when so much of it has sounded. */
const listenedMs = 150;
const wordEveryMs = 50;
/** So long the caller speaks then. */
const brokenInForMs = 500;

/** A caller who talks with a character, Flux that hears, the model that thinks and the voice: one call in one hand. */
export class ConversationCall {
	/** Turns that were not answered before the next one. */
	unanswered = 0;
	#kind: TurnKind = "plain";
	#turn = 0;
	#endedAtMs: number | undefined;
	#othersMs = 0;
	#brokeInAtMs: number | undefined;

	/** Opens the phone and waits until it is listened to. */
	static async open(
		means: ConversationMeans,
		number: number,
	): Promise<ConversationCall> {
		const phone = await LoadPhone.dial(means.url);
		const greeted = new Promise<void>((heard) => {
			phone.onAudio = heard;
		});
		const ear = await means.deepgram.nextEar();
		const flux = new LoadFlux(ear);
		if (means.isGreeted) await greeted;
		return new ConversationCall(phone, ear, flux, means, number);
	}

	private constructor(
		private readonly phone: LoadPhone,
		private readonly ear: LoadEar,
		private readonly flux: LoadFlux,
		private readonly means: ConversationMeans,
		private readonly number: number,
	) {
		phone.onAudio = () => this.#hear();
		phone.onClear = () => this.#stop();
	}

	/** The caller speaks for 20 ms. */
	sendFrame(at: number): void {
		const frame = (at + this.number * 7) % mediaFrames.length;
		this.phone.write(mediaFrames[frame] as Buffer);
	}

	takeTurn(kind: TurnKind): void {
		if (this.#endedAtMs !== undefined) this.unanswered += 1;
		this.#kind = kind;
		this.#turn += 1;
		this.#othersMs = 0;
		this.#brokeInAtMs = undefined;
		this.phone.isSlow = kind === "interrupting";
		const words = `caller ${this.number} looks for somebody in street ${this.#turn}`;
		this.flux.startTurn(words);
		if (kind !== "eager") this.#endTurn(words);
		else {
			this.flux.endEagerly(words);
			setTimeout(() => this.#endTurn(words), this.means.standIns.eagerMs);
		}
	}

	/** The model is asked, and takes its time. */
	think(exchange: ModelExchange): void {
		const askedAtMs = performance.now();
		setTimeout(() => {
			this.#othersMs += performance.now() - askedAtMs;
			for (const token of ["No", "body", " but", ` lamp ${this.number}`, "."])
				exchange.say(token);
			if (this.#kind === "interrupting") this.#talkOn(exchange);
			else exchange.finish();
		}, this.means.standIns.modelMs);
	}

	/** The voice has made the first sound of an answer in this time, and sends it now. */
	made(ms: number): void {
		this.#othersMs += ms;
	}

	close(): void {
		this.phone.drop();
		this.ear.drop();
	}

	#endTurn(words: string): void {
		this.flux.endTurn(words);
		this.#endedAtMs = performance.now();
	}

	/** More words, until nobody reads them any more. */
	#talkOn(exchange: ModelExchange): void {
		const talking = setInterval(() => exchange.say(" burns"), wordEveryMs);
		exchange.aborts.next(20_000).then(
			(atMs) => {
				clearInterval(talking);
				if (this.#brokeInAtMs !== undefined)
					this.means.delays.aborted.add(atMs - this.#brokeInAtMs);
			},
			() => clearInterval(talking),
		);
	}

	#hear(): void {
		if (this.#endedAtMs === undefined) return;
		const { ownShare, gap, gapAfterEager } = this.means.delays;
		const gapMs = performance.now() - this.#endedAtMs;
		this.#endedAtMs = undefined;
		if (this.#kind === "eager") gapAfterEager.add(gapMs);
		if (this.#kind === "plain") {
			gap.add(gapMs);
			ownShare.add(gapMs - this.#othersMs);
		}
		if (this.#kind === "interrupting")
			setTimeout(() => this.#breakIn(), listenedMs);
	}

	#breakIn(): void {
		const words = `wait caller ${this.number} hears a noise outside`;
		this.#brokeInAtMs = performance.now();
		this.flux.startTurn(words);
		setTimeout(() => this.flux.endTurn(words), brokenInForMs);
	}

	#stop(): void {
		if (this.#kind !== "interrupting" || this.#brokeInAtMs === undefined)
			return;
		this.means.delays.cleared.add(performance.now() - this.#brokeInAtMs);
		this.#kind = "plain";
		this.phone.isSlow = false;
	}
}
