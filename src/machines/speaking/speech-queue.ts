import type { GameRef, SpeechBound } from "../events.js";

/** The game that wants a line said, and is told what became of it. */
export interface LineOwner {
	readonly game: GameRef;
	/** The game's own name for the line. */
	readonly lineId: string;
}

/** One text that is to be spoken to the caller. */
export interface Line {
	/** Unique in its call. */
	readonly lineId: string;
	/** Undefined for a line of the server's own. */
	readonly owner: LineOwner | undefined;
	readonly text: string;
	/** A voice other than the usual one. */
	readonly voice: string | undefined;
	/** The wording never changes, so its audio may be kept. */
	readonly keep: boolean;
	/** A caller who speaks stops it. */
	readonly isInterruptible: boolean;
}

/** A line before it has its place and its name in the call. */
export type NewLine = Omit<Line, "lineId">;

/** A line whose audio is with the phone. */
export interface SentLine extends Line {
	readonly audioMs: number;
	/** When it began to be played, by the server's clock; undefined while an earlier one is played. */
	readonly begunAtMs: number | undefined;
	/** When its mark is overdue, by the server's clock. */
	readonly markDueAtMs: number;
}

/**
 * What a call has yet to speak: lines wait, one is being synthesised, and those whose audio was sent
 * are with the phone until their mark comes back.
 */
export interface SpeechQueue {
	readonly waiting: readonly Line[];
	readonly atVoice: (Line & Pick<SentLine, "begunAtMs">) | undefined;
	readonly atPhone: readonly SentLine[];
}

export const nothingToSay: SpeechQueue = {
	waiting: [],
	atVoice: undefined,
	atPhone: [],
};

/** How late a mark may be, beyond the audio before it, until its line counts as played. */
const markGraceMs = 5_000;

/** A line beyond these is refused. */
const maxWaitingLines = 100;
const maxWaitingCharacters = 50_000;

/** Whether nothing is being spoken or about to be. */
export function isQuiet(queue: SpeechQueue): boolean {
	return (
		!queue.atVoice && queue.waiting.length === 0 && queue.atPhone.length === 0
	);
}

/** The bound that one more line would run into; undefined if it fits. */
export function boundFor(
	{ waiting }: SpeechQueue,
	text: string,
): SpeechBound | undefined {
	if (waiting.length >= maxWaitingLines) return "waiting_lines";
	const characters = waiting.reduce(
		(sum, line) => sum + line.text.length,
		text.length,
	);
	return characters > maxWaitingCharacters ? "waiting_characters" : undefined;
}

/** Adds a line at the end. */
export function append(queue: SpeechQueue, line: Line): SpeechQueue {
	return { ...queue, waiting: [...queue.waiting, line] };
}

/**
 * Whether the first waiting line may be made now. The phone can only drop everything that it holds, so a line
 * that must be heard waits until no line that may be interrupted is there, and the other way round.
 */
export function maySynthesise({
	waiting: [next],
	atVoice,
	atPhone,
}: SpeechQueue): boolean {
	if (!next || atVoice) return false;
	return atPhone.every((line) => line.isInterruptible === next.isInterruptible);
}

/** Hands the first waiting line to the voice, if it may be made now. */
export function synthesiseNext(queue: SpeechQueue): SpeechQueue {
	const [next, ...waiting] = queue.waiting;
	if (!next || !maySynthesise(queue)) return queue;
	return { ...queue, atVoice: { ...next, begunAtMs: undefined }, waiting };
}

/** The first audio of the line at the voice has been handed to the phone. */
export function begun(
	queue: SpeechQueue,
	lineId: string,
	nowMs: number,
): SpeechQueue {
	if (queue.atVoice?.lineId !== lineId || queue.atPhone.length > 0) {
		return queue;
	}
	return { ...queue, atVoice: { ...queue.atVoice, begunAtMs: nowMs } };
}

/** The line at the voice has been made in full and is now with the phone. */
export function synthesised(
	queue: SpeechQueue,
	lineId: string,
	audioMs: number,
	nowMs: number,
): SpeechQueue {
	if (queue.atVoice?.lineId !== lineId) return queue;
	const markDueAtMs = nowMs + unplayedMs(queue) + audioMs + markGraceMs;
	const line = { ...queue.atVoice, audioMs, markDueAtMs };
	return { ...queue, atVoice: undefined, atPhone: [...queue.atPhone, line] };
}

/** The line at the voice could not be made. */
export function abandoned(queue: SpeechQueue, lineId: string): SpeechQueue {
	return queue.atVoice?.lineId === lineId
		? { ...queue, atVoice: undefined }
		: queue;
}

/** The mark of a line came back, or is not waited for any longer: the next one begins. */
export function played(
	queue: SpeechQueue,
	lineId: string,
	nowMs: number,
): SpeechQueue {
	if (!queue.atPhone.some((line) => line.lineId === lineId)) return queue;
	const [next, ...others] = queue.atPhone.filter(
		(line) => line.lineId !== lineId,
	);
	if (next) {
		const begunAtMs = next.begunAtMs ?? nowMs;
		return { ...queue, atPhone: [{ ...next, begunAtMs }, ...others] };
	}
	if (!queue.atVoice) return { ...queue, atPhone: [] };
	const begunAtMs = queue.atVoice.begunAtMs ?? nowMs;
	return { ...queue, atVoice: { ...queue.atVoice, begunAtMs }, atPhone: [] };
}

/** When the first mark is overdue, by the server's clock; never, where none is waited for. */
export function firstMarkDueAtMs({ atPhone }: SpeechQueue): number {
	return Math.min(...atPhone.map(({ markDueAtMs }) => markDueAtMs));
}

/** The lines whose marks are overdue when the first one is, however early a timer was. */
export function overdue(
	queue: SpeechQueue,
	nowMs: number,
): readonly SentLine[] {
	const untilMs = Math.max(nowMs, firstMarkDueAtMs(queue));
	return queue.atPhone.filter(({ markDueAtMs }) => markDueAtMs <= untilMs);
}

/** How long the audio at the phone plays at most, in milliseconds. */
function unplayedMs(queue: SpeechQueue): number {
	return queue.atPhone.reduce((sum, line) => sum + line.audioMs, 0);
}

/** The lines that are being made or played. */
export function sounding(
	queue: SpeechQueue,
): readonly (Line & Partial<SentLine>)[] {
	return [...queue.atPhone, ...(queue.atVoice ? [queue.atVoice] : [])];
}

/** Whether a caller who speaks now stops what is being said. */
export function canBeInterrupted(queue: SpeechQueue): boolean {
	return sounding(queue).some((line) => line.isInterruptible);
}

/** Whether all that sounds, and all that waits, is spared by this choice of lines. */
export function spares(
	queue: SpeechQueue,
	isStopped: (line: Line) => boolean,
): boolean {
	return ![...sounding(queue), ...queue.waiting].some(isStopped);
}

/** What is left when the chosen lines are stopped; of what sounds nothing is left, since the phone drops it all. */
export function without(
	queue: SpeechQueue,
	isStopped: (line: Line) => boolean,
): SpeechQueue {
	const waiting = queue.waiting.filter((line) => !isStopped(line));
	return { ...nothingToSay, waiting };
}

/** What is left when the phone has hung up: the lines that wait, in case that another stream takes over. */
export function held({ waiting }: SpeechQueue): SpeechQueue {
	return { ...nothingToSay, waiting };
}

/** What is left when another stream takes over: what the one before it had not played is lost with it. */
export function takenOver(queue: SpeechQueue): SpeechQueue {
	return { ...queue, atPhone: [] };
}

/** The same lines, of which no game is told any more. */
export function disowned({
	waiting,
	atVoice,
	atPhone,
}: SpeechQueue): SpeechQueue {
	const owner = undefined;
	return {
		waiting: waiting.map((line) => ({ ...line, owner })),
		atVoice: atVoice && { ...atVoice, owner },
		atPhone: atPhone.map((line) => ({ ...line, owner })),
	};
}

/** How much of a line the caller has heard at this moment, in milliseconds. */
export function heardMs(line: Partial<SentLine>, nowMs: number): number {
	if (line.begunAtMs === undefined) return 0;
	const elapsedMs = Math.round(nowMs - line.begunAtMs);
	return Math.min(elapsedMs, line.audioMs ?? elapsedMs);
}
