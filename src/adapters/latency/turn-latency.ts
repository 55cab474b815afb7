import { firstSoundIn, Loudness } from "../sound/loudness.js";
import { bytesPerMs } from "../sound/mulaw.js";
import type { PlayedLine } from "../sound/sound-path.js";

/** What the time from a caller's last word to the end of the answer consists of, in order. */
export type LatencyStage =
	/** From the last sound of the caller until the game was told that the turn has ended. */
	| "end_of_speech_to_turn_ended"
	/** Until the first text of the game after that. */
	| "turn_ended_to_first_text"
	/** Until the first sound of a line that the game asked for after that was handed to the phone. */
	| "first_text_to_first_sound"
	/** Until the mark of that line is back. */
	| "sound_to_mark";

/** How long the stages of one turn took, in milliseconds, as far as it has come: more is added later. */
export interface TurnTimes {
	/** From the last sound of the caller until the first sound of the answer is heard. */
	readonly gapMs?: number;
	readonly stagesMs: Readonly<Partial<Record<LatencyStage, number>>>;
}

/** Is told how long things took, in milliseconds, each once. Must not throw. */
export interface LatencyReport {
	/** The gap that a caller has felt. */
	readonly gap: (ms: number) => void;
	readonly stage: (stage: LatencyStage, ms: number) => void;
	/** A turn has ended, or is answered. What is not known of it yet is added to the same object. */
	readonly turn: (times: TurnTimes) => void;
}

/** A text that comes later answers nothing: the game says something of its own. */
const maxAnswerMs = 30_000;
/** A caller who has made a sound within two frames is still speaking. */
const leastGapMs = 40;
/** All samples would cost a call a fiftieth of its work, and tell no more. Of every fourth, a tone of 1,000 Hz may be all zeros. */
const sampledEvery = 3;
/** One loud frame alone is a click of the line. */
const framesOfSound = 2;

/** One turn of the caller, and what is known of its answer. */
interface Turn {
	/** Sounds before that belong to earlier turns. */
	readonly soundsFromMs: number;
	/** When its first words were told. */
	readonly beganAtMs: number;
	endedAtMs?: number;
	firstTextAtMs?: number;
	/** Something that the game asked for since the turn began is heard, or about to be. */
	isAnswered: boolean;
	/** The same of what it asked for since the turn ended. */
	hasSound: boolean;
	isShown: boolean;
	readonly times: { gapMs?: number; stagesMs: TurnTimes["stagesMs"] };
}

/** A line that answers a turn, as far as its sound is not played to its end. */
interface Answer {
	readonly turn: Turn;
	readonly lineId: string;
	readonly atMs: number;
}

/**
 * The latencies of one paired call, by what its adapters see: the sound of the caller, what the game is told and says, the
 * sound that goes to the phone, and the marks that come back. All times are those of this server's clock: the ways from and to
 * the caller's ear, which nobody here can see, are not in them.
 *
 * A turn begins with words and has one answer: the first line that the game has asked for since, and that is heard. So a
 * cough makes no turn, a line that was asked for before answers none, nor does one that goes on after a pause; the server's own
 * prompts never do. A line that a caller stops before its first sound is heard has not answered. Where no sound of the caller
 * was found, in a turn or at its end, what would begin there is left out.
 */
export class TurnLatency {
	readonly #loudness = new Loudness(sampledEvery);
	#loudFrames = 0;
	/** When the caller was last heard. */
	#soundAtMs = Number.NEGATIVE_INFINITY;
	/** When the turn before has ended. */
	#soundsFromMs: number;
	#turn: Turn | undefined;
	#line: PlayedLine | undefined;
	/** When the phone has played all that it was given. */
	#playedAtMs = Number.NEGATIVE_INFINITY;
	/** The mark behind all that the phone was given, once there is one. */
	#lastMark: string | undefined;
	/** The first sound of an answer which is not heard yet, since the phone has something else to play. */
	#unheard: Answer | undefined;
	/** The answer whose mark is waited for. */
	#unmarked: Answer | undefined;

	/** `now` is the time in milliseconds, by a clock that does not run backwards. */
	constructor(
		private readonly now: () => number,
		private readonly report: LatencyReport,
	) {
		this.#soundsFromMs = now();
	}

	/** Hot path. Takes a frame of the caller's. */
	hear(frame: Uint8Array): void {
		if (this.#unheard) this.#passTime();
		const isLoud = this.#loudness.isLoud(frame);
		this.#loudFrames = isLoud
			? Math.min(framesOfSound, this.#loudFrames + 1)
			: Math.max(0, this.#loudFrames - 1);
		if (isLoud && this.#loudFrames === framesOfSound)
			this.#soundAtMs = this.now();
	}

	/** The game was told words of the caller's. */
	wordsTold(): void {
		const nowMs = this.#passTime();
		if (this.#turn && this.#turn.endedAtMs === undefined) return;
		this.#unheard = undefined;
		this.#turn = {
			soundsFromMs: this.#soundsFromMs,
			beganAtMs: nowMs,
			isAnswered: false,
			hasSound: false,
			isShown: false,
			times: { stagesMs: {} },
		};
	}

	/** The game was told that the turn has ended. */
	turnEndTold(): void {
		const nowMs = this.#passTime();
		const turn = this.#turn;
		if (!turn || turn.endedAtMs !== undefined) return;
		turn.endedAtMs = nowMs;
		this.#soundsFromMs = nowMs;
		if (this.#soundAtMs > turn.soundsFromMs)
			this.#took(turn, "end_of_speech_to_turn_ended", this.#soundAtMs, nowMs);
		this.#show(turn);
	}

	/** The game wants something said. */
	textCame(): void {
		const nowMs = this.#passTime();
		const { endedAtMs, firstTextAtMs } = this.#turn ?? {};
		if (!this.#turn || endedAtMs === undefined || firstTextAtMs !== undefined)
			return;
		if (nowMs - endedAtMs > maxAnswerMs) return;
		this.#turn.firstTextAtMs = nowMs;
		this.#took(this.#turn, "turn_ended_to_first_text", endedAtMs, nowMs);
	}

	/** What is handed to the phone from now on is of this line. */
	lineGoesOut(line: PlayedLine): void {
		this.#line = line;
	}

	/** This audio was handed to the phone. */
	soundSent(audio: Uint8Array): void {
		const nowMs = this.#passTime();
		const fromMs = Math.max(nowMs, this.#playedAtMs);
		this.#playedAtMs = fromMs + audio.length / bytesPerMs;
		this.#lastMark = undefined;
		if (this.#mayAnswer()) this.#lookForAnswer(audio, nowMs, fromMs);
	}

	/** This mark was sent to the phone, behind all that it was given. */
	markSent(name: string): void {
		this.#lastMark = name;
	}

	/** The phone has played what stands before this mark. */
	markCame(name: string): void {
		const nowMs = this.now();
		if (name === this.#lastMark)
			this.#playedAtMs = Math.min(this.#playedAtMs, nowMs);
		if (name === this.#unheard?.lineId)
			this.#unheard = {
				...this.#unheard,
				atMs: Math.min(this.#unheard.atMs, nowMs),
			};
		this.#passTime();
		if (name !== this.#unmarked?.lineId) return;
		const { turn, atMs } = this.#unmarked;
		this.#unmarked = undefined;
		this.#took(turn, "sound_to_mark", atMs, nowMs);
	}

	/** The phone was told to drop what it has not played. */
	soundDropped(): void {
		this.#playedAtMs = this.#passTime();
		if (this.#unheard) this.#unheard.turn.isAnswered = false;
		this.#unheard = undefined;
		this.#unmarked = undefined;
	}

	/** The call is over, or with no game any more. */
	end(): void {
		this.#passTime();
	}

	/** Whether the next sound may be the first of an answer. */
	#mayAnswer(): boolean {
		const { isAnswered = true, hasSound = true } = this.#turn ?? {};
		return !(isAnswered && hasSound) && this.#line?.askedAtMs !== undefined;
	}

	#lookForAnswer(audio: Uint8Array, nowMs: number, fromMs: number): void {
		const [turn, { lineId = "", askedAtMs = 0 } = {}] = [
			this.#turn,
			this.#line,
		];
		if (!turn || askedAtMs < turn.beganAtMs) return;
		const { beganAtMs, endedAtMs, firstTextAtMs, hasSound } = turn;
		if (askedAtMs - (endedAtMs ?? beganAtMs) > maxAnswerMs) return;
		const atByte = firstSoundIn(audio);
		if (atByte === undefined) return;
		if (!turn.isAnswered) {
			turn.isAnswered = true;
			this.#unheard = { turn, lineId, atMs: fromMs + atByte / bytesPerMs };
		}
		if (hasSound || endedAtMs === undefined || askedAtMs < endedAtMs) return;
		turn.hasSound = true;
		this.#unmarked = { turn, lineId, atMs: nowMs };
		if (firstTextAtMs !== undefined)
			this.#took(turn, "first_text_to_first_sound", firstTextAtMs, nowMs);
	}

	/** The first sound of an answer whose time has come is heard. */
	#passTime(): number {
		const nowMs = this.now();
		if (!this.#unheard || nowMs < this.#unheard.atMs) return nowMs;
		const { turn, atMs } = this.#unheard;
		this.#unheard = undefined;
		const gapMs = atMs - this.#soundAtMs;
		if (this.#soundAtMs <= turn.soundsFromMs || gapMs < leastGapMs)
			return nowMs;
		turn.times.gapMs = gapMs;
		this.report.gap(gapMs);
		this.#show(turn);
		return nowMs;
	}

	#took(turn: Turn, stage: LatencyStage, fromMs: number, nowMs: number): void {
		const ms = nowMs - fromMs;
		turn.times.stagesMs = { ...turn.times.stagesMs, [stage]: ms };
		this.report.stage(stage, ms);
	}

	#show(turn: Turn): void {
		if (turn.isShown) return;
		turn.isShown = true;
		this.report.turn(turn.times);
	}
}
