/** Speaks lines on a terminal: one after the other, each for as long as it would sound, and tells what became of it. */
import type { Interruptibility } from "../../../machines/events.js";
import { isOnlyBackchannel } from "../../../machines/speaking/backchannels.js";
import { heardText } from "../../../machines/speaking/heard-text.js";
import type { TalkClock } from "./talk-clock.js";

/** How long a character sounds: people are spoken to at some 900 a minute. */
const characterMs = 65;

/** A line as it is given. */
export interface GivenLine {
	/** The name by which its asker knows it. */
	readonly lineId: string;
	readonly text: string;
	readonly interruptible: Interruptibility;
	/** More of it is to come. */
	readonly isOpen: boolean;
}

/** What became of a line. */
export interface LineFate {
	readonly lineId: string;
	readonly outcome: "heard" | "interrupted";
	readonly heardMs: number;
	readonly heardText: string;
	/** Whether anything of it was to be heard at all. */
	readonly hasSounded: boolean;
}

/** Whoever shows lines, and passes on what became of them. */
export interface VoiceListener {
	/** The first sound of a line. */
	begun(lineId: string): void;
	/** Words begin to sound; of an open line sentence by sentence. */
	spoken(text: string): void;
	/** Nothing more of a line sounds. */
	ended(fate: LineFate): void;
}

/** A line, and how far it has come. */
interface Line {
	readonly lineId: string;
	readonly interruptible: Interruptibility;
	text: string;
	isOpen: boolean;
	/** How many of its characters were shown. */
	shown: number;
	/** How much of it was heard, but for what sounds now. */
	heardMs: number;
	/** Something of it has sounded. */
	hasBegun: boolean;
}

/** What sounds now of the first line. */
interface Sound {
	readonly sinceMs: number;
	readonly timer: number;
}

/** The lines of one call, in order; the first sounds. */
export class TerminalVoice {
	readonly #lines: Line[] = [];
	#sound: Sound | undefined;
	/** What happens halfway through a line. */
	#atHalf: (() => void) | undefined;
	#halfTimer: number | undefined;

	constructor(
		private readonly clock: TalkClock,
		private readonly listener: VoiceListener,
	) {}

	/** Nothing sounds, and nothing waits. */
	get isQuiet(): boolean {
		return this.#lines.length === 0;
	}

	/** Words sound, and not only a line that waits for more. */
	get sounds(): boolean {
		return this.#sound !== undefined;
	}

	speak(given: GivenLine): void {
		this.#lines.push({ ...given, shown: 0, heardMs: 0, hasBegun: false });
		if (this.#lines.length === 1) this.#play();
	}

	/** More of an open line. */
	append(lineId: string, more: string, isOpen: boolean): void {
		const line = this.#lines.find((each) => each.lineId === lineId);
		if (line === undefined || !line.isOpen) return;
		const isFirst = line === this.#lines[0];
		if (isFirst) this.#rest();
		line.text += more;
		line.isOpen = isOpen;
		if (isFirst) this.#play();
	}

	/** Stops a line, wherever it is. */
	stop(lineId: string): void {
		const place = this.#lines.findIndex((each) => each.lineId === lineId);
		if (place === 0) this.#cut();
		else if (place > 0)
			for (const line of this.#lines.splice(place, 1)) this.#end(line, false);
	}

	stopAll(): void {
		for (const { lineId } of this.#lines.toReversed()) this.stop(lineId);
	}

	/** Words of the caller's stop what sounds, unless they only show that he listens. */
	hearCaller(text: string): void {
		const { interruptible } = this.#lines[0] ?? {};
		const isSign = isOnlyBackchannel(text, []);
		if (interruptible === "sound" || (!isSign && interruptible !== "never"))
			this.#cut();
	}

	/** So does a key, but for the "#" that ends a code. */
	hearKey(digit: string): void {
		if (digit !== "#" && this.#lines[0]?.interruptible !== "never") this.#cut();
	}

	/** Once, halfway through the line that sounds, or through the next one. */
	onceAtHalf(happen: () => void): void {
		this.#atHalf = happen;
		this.#waitForHalf();
	}

	/** The first line sounds, as far as there is text of it. */
	#play(): void {
		const [line] = this.#lines;
		if (line === undefined) return;
		this.#show(line);
		const leftMs = lengthOf(line) - line.heardMs;
		if (leftMs > 0 || !line.isOpen)
			this.#sound = {
				sinceMs: this.clock.nowMs,
				timer: this.clock.setTimeout(() => this.#played(line), leftMs),
			};
		this.#waitForHalf();
		if (leftMs > 0 && !line.hasBegun) {
			line.hasBegun = true;
			this.listener.begun(line.lineId);
		}
	}

	/** All that there is of the line was heard. */
	#played(line: Line): void {
		this.#rest();
		line.heardMs = lengthOf(line);
		if (line.isOpen) return;
		this.#lines.shift();
		this.#end(line, true);
		this.#play();
	}

	/** The first line sounds no more, for now. */
	#rest(): void {
		const [line] = this.#lines;
		if (this.#sound === undefined || line === undefined) return;
		this.clock.clearTimeout(this.#sound.timer);
		line.heardMs += this.clock.nowMs - this.#sound.sinceMs;
		this.#sound = undefined;
		if (this.#halfTimer !== undefined) this.clock.clearTimeout(this.#halfTimer);
		this.#halfTimer = undefined;
	}

	#cut(): void {
		this.#rest();
		const line = this.#lines.shift();
		if (line === undefined) return;
		this.#end(line, false);
		this.#play();
	}

	#end({ lineId, text, heardMs, hasBegun }: Line, wasHeard: boolean): void {
		const pieces = [{ text, audioMs: text.length * characterMs }];
		this.listener.ended({
			lineId,
			outcome: wasHeard ? "heard" : "interrupted",
			heardMs: Math.round(heardMs),
			heardText: wasHeard ? text : heardText(text, pieces, heardMs),
			hasSounded: hasBegun,
		});
	}

	#show(line: Line): void {
		const end = line.isOpen ? endOfSentences(line.text) : line.text.length;
		const text = line.text.slice(line.shown, end).trim();
		line.shown = Math.max(line.shown, end);
		if (text !== "") this.listener.spoken(text);
	}

	#waitForHalf(): void {
		const [line] = this.#lines;
		if (this.#atHalf === undefined || this.#sound === undefined || !line)
			return;
		const { heardMs } = line;
		const soundedMs = heardMs + this.clock.nowMs - this.#sound.sinceMs;
		this.#halfTimer = this.clock.setTimeout(
			() => this.#comeToHalf(),
			lengthOf(line) / 2 - soundedMs,
		);
	}

	#comeToHalf(): void {
		const happen = this.#atHalf;
		this.#atHalf = undefined;
		this.#halfTimer = undefined;
		happen?.();
	}
}

function lengthOf({ text }: Line): number {
	return text.length * characterMs;
}

/** Where the last whole sentence ends of a text that goes on. */
function endOfSentences(text: string): number {
	const ends = [...text.matchAll(/[.!?…]["'”’)]*\s/gu)];
	const last = ends.at(-1);
	return last === undefined ? 0 : last.index + last[0].length;
}
