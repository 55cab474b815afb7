import { after, every } from "../guarding.js";
import { bytesPerMs } from "../sound/mulaw.js";
import type { DeepgramDialler, FluxSpeakSocket } from "./dialler.js";
import {
	type FluxSpeechMessage,
	fluxSpeechMessage,
} from "./flux-speech-messages.js";
import { SpeakLimits } from "./speak-limits.js";
import type {
	Speaking,
	SpeakingOwner,
	TellWords,
	WordsWanted,
} from "./speaking.js";
import { guarded, type SocketEnding, type SocketOwner } from "./wire.js";

/** Deepgram closes a socket on which nothing was sent for 60 s; a ping counts (its page "Flux TTS: Client Messages"). */
const pingMs = 20_000;
/** How long `Interrupt` may go unanswered. Until then all audio is dropped, so the next line would not be heard. */
const interruptingMs = 1_000;
/** As many turns as are at the phone at once, and more. */
const maxTurnsKept = 32;

/** One text that Flux speaks, up to a `Flush`. */
interface SpokenTurn {
	readonly lineId: string;
	readonly text: string;
	/** Flux's name for it, once it has begun. */
	speechId: string | undefined;
	/** Where in the session's audio it begins; undefined before there is any. */
	beginsAtByte: number | undefined;
	bytes: number;
	/** Nothing of it is heard any more. */
	isDropped: boolean;
}

/** An `Interrupt` without an answer yet, and what it asks. */
interface Interruption {
	readonly turn: SpokenTurn | undefined;
	readonly tell: TellWords;
}

/**
 * One speak v2 socket: Flux speaks in turns, one at a time, and takes no `Clear` but an `Interrupt`, which ends the turn at
 * hand and says how much of its text was heard. Times in it count from the beginning of the session's audio, of
 * which an interruption takes away what was not played.
 */
export class FluxSpeaking implements SocketOwner, Speaking {
	readonly #socket: FluxSpeakSocket;
	readonly #limits = new SpeakLimits();
	#wasOpen = false;
	/** What was spoken since the last `flush`. */
	#spoken = "";
	/** What Flux has not made in full, in order: the first is at hand. */
	#turns: SpokenTurn[] = [];
	/** What it has made. */
	#made: SpokenTurn[] = [];
	/** How much audio the session has. */
	#bytes = 0;
	/** An offset must be behind the last one. */
	#interruptedAtMs = 0;
	#interruption: Interruption | undefined;
	#interrupting: NodeJS.Timeout | undefined;
	#ping: NodeJS.Timeout | undefined;

	constructor(
		deepgram: DeepgramDialler,
		url: string,
		private readonly owner: SpeakingOwner,
	) {
		this.#socket = deepgram.speakFlux(url, guarded(this, owner.failed));
	}

	opened(): void {
		this.#wasOpen = true;
		const ping = () => this.#socket.keepAlive();
		this.#ping = every(pingMs, ping, this.owner.failed);
		this.owner.opened();
	}

	heardText(text: string): void {
		this.#hear(fluxSpeechMessage(text));
	}

	heardAudio(audio: Buffer): void {
		const [turn] = this.#turns;
		if (turn === undefined) return;
		turn.beginsAtByte ??= this.#bytes;
		turn.bytes += audio.length;
		this.#bytes += audio.length;
		if (turn.isDropped) this.#interrupting?.refresh();
		else this.owner.heard(audio);
	}

	ended(end: SocketEnding): void {
		this.#stop();
		this.owner.ended(end);
	}

	get isOpen(): boolean {
		return this.#socket.isOpen;
	}

	get isClosing(): boolean {
		return this.#wasOpen && !this.isOpen;
	}

	delayFor(piece: string): number {
		return this.#limits.delayFor(piece);
	}

	speak(piece: string): void {
		this.#limits.spoken(piece);
		this.#spoken += piece;
		this.#socket.speak(piece);
	}

	flush(lineId: string): void {
		this.#limits.flushed();
		this.#turns.push({
			lineId,
			text: this.#spoken,
			speechId: undefined,
			beginsAtByte: undefined,
			bytes: 0,
			isDropped: false,
		});
		this.#spoken = "";
		this.#socket.flush();
	}

	clear(): void {
		if (!this.isOpen || this.#turns.length === 0) return;
		this.#drop();
		// One is handled at a time, and a later one could end a later turn: what is dropped is made to its end then.
		if (this.#interruption === undefined)
			this.#interrupt({ turn: undefined, tell: () => {} });
	}

	tellWords(wanted: WordsWanted, tell: TellWords): boolean {
		const turn = this.#turnOf(wanted);
		if (turn === undefined || !this.#canAskAbout(turn)) return false;
		const offsetMs = offsetIn(turn, wanted.heardMs);
		if (offsetMs <= this.#interruptedAtMs) return false;
		this.#drop();
		this.#interrupt({ turn, tell }, offsetMs);
		return true;
	}

	close(): void {
		this.#stop();
		this.#socket.close();
	}

	terminate(): void {
		this.#stop();
		this.#socket.terminate();
	}

	#hear(message: FluxSpeechMessage): void {
		switch (message.type) {
			case "started":
				this.#nameTurn(message.speechId);
				break;
			case "made":
				this.#finishTurn(message.speechId);
				break;
			case "interrupted":
				this.#interrupted(message);
				break;
			case "notInterrupted":
				this.#answer(undefined);
				break;
			case "warned":
				this.owner.warned(message.code);
		}
	}

	#nameTurn(speechId: string): void {
		const turn = this.#turns.find((each) => each.speechId === undefined);
		if (turn) turn.speechId = speechId;
	}

	#finishTurn(speechId: string): void {
		const [turn] = this.#turns;
		if (turn === undefined || !isNamed(turn, speechId)) return;
		this.#turns.shift();
		this.#made = [...this.#made, turn].slice(-maxTurnsKept);
		this.#rest();
		if (!turn.isDropped) this.owner.flushed();
	}

	/** It may be of a turn that was made in full meanwhile, and the one at hand be a later one. */
	#interrupted(message: Extract<FluxSpeechMessage, { type: "interrupted" }>) {
		if (this.#interruption === undefined) return;
		const { speechId, playedMs, textSpoken } = message;
		const { turn: asked } = this.#interruption;
		const [turn] = this.#turns;
		if (turn?.isDropped && isNamed(turn, speechId)) this.#turns.shift();
		this.#rebase(playedMs);
		this.#answer(asked && isNamed(asked, speechId) ? textSpoken : undefined);
	}

	/** What was not played counts no more: nobody knows where earlier turns were, nor later ones where that is not told. */
	#rebase(playedMs: number | undefined): void {
		this.#made = [];
		this.#interruptedAtMs = playedMs ?? Number.POSITIVE_INFINITY;
		if (playedMs !== undefined) this.#bytes = Math.round(playedMs * bytesPerMs);
	}

	#turnOf({ lineId, text }: WordsWanted): SpokenTurn | undefined {
		return [...this.#made, ...this.#turns].findLast(
			(turn) =>
				turn.lineId === lineId &&
				turn.text === text.trim() &&
				turn.beginsAtByte !== undefined,
		);
	}

	/** An interruption is of the turn at hand, and would end that. */
	#canAskAbout(turn: SpokenTurn): boolean {
		return (
			this.isOpen &&
			this.#interruption === undefined &&
			this.#turns.every((each) => each === turn && !each.isDropped)
		);
	}

	#drop(): void {
		for (const turn of this.#turns) turn.isDropped = true;
	}

	#interrupt(interruption: Interruption, offsetMs?: number): void {
		this.#interruption = interruption;
		this.#socket.interrupt(offsetMs);
		clearTimeout(this.#interrupting);
		this.#interrupting = after(
			interruptingMs,
			() => this.#giveUp(),
			this.owner.failed,
		);
	}

	#answer(heardText: string | undefined): void {
		const interruption = this.#interruption;
		this.#interruption = undefined;
		this.#rest();
		interruption?.tell(heardText);
	}

	/** Nothing is waited for, once all that was dropped is over. */
	#rest(): void {
		const isWaiting = this.#turns.some(({ isDropped }) => isDropped);
		if (isWaiting || this.#interruption) return;
		clearTimeout(this.#interrupting);
		this.#interrupting = undefined;
	}

	#giveUp(): void {
		const isStuck = this.#turns.some(({ isDropped }) => isDropped);
		this.#answer(undefined);
		if (!isStuck) return;
		this.terminate();
		this.owner.ended({
			code: 1006,
			reason: "Interrupt was not answered",
			status: undefined,
			requestId: undefined,
		});
	}

	#stop(): void {
		clearInterval(this.#ping);
		this.#turns = [];
		this.#answer(undefined);
	}
}

/** Whether this may be Flux's name for a turn; a message that names none is of any. */
function isNamed(turn: SpokenTurn, speechId: string): boolean {
	return speechId === "" || turn.speechId === speechId;
}

/** How much of the session's audio was played, when so much of this turn was. */
function offsetIn(turn: SpokenTurn, heardMs: number): number {
	const heardBytes = Math.min(heardMs * bytesPerMs, turn.bytes);
	return Math.floor(((turn.beginsAtByte ?? 0) + heardBytes) / bytesPerMs);
}
