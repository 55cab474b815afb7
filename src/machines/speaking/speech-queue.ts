/** One text that is to be spoken to the caller. */
export interface Line {
	/** Unique in its call. */
	readonly lineId: string;
	/** The game's own name for it; undefined for a line of the server's. */
	readonly gameLineId: string | undefined;
	readonly text: string;
	/** A voice other than the usual one. */
	readonly voice: string | undefined;
	/** The wording never changes, so its audio may be kept. */
	readonly keep: boolean;
	/** A caller who speaks stops it. */
	readonly isInterruptible: boolean;
}

/** A line whose audio is with the phone. */
export interface SentLine extends Line {
	readonly audioMs: number;
	/** When it began to be played, by the server's clock; undefined while an earlier one is played. */
	readonly begunAtMs: number | undefined;
}

/**
 * What a call has yet to speak: lines wait, one is being synthesised, and those whose audio was sent
 * are with the phone until their mark comes back.
 */
export interface SpeechQueue {
	readonly waiting: readonly Line[];
	readonly atVoice: (Line & Pick<SentLine, "begunAtMs">) | undefined;
	readonly atPhone: readonly SentLine[];
	/** No phone is there, but another may come: lines wait. */
	readonly isHeld: boolean;
}

export const nothingToSay: SpeechQueue = {
	waiting: [],
	atVoice: undefined,
	atPhone: [],
	isHeld: false,
};

/** What bounds the lines that wait for one caller. */
export type SpeechBound = "waiting_lines" | "waiting_characters";

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
 * Hands the first waiting line to the voice, if that is free. The phone can only drop everything that it
 * holds, so a line that must be heard waits until no line that may be interrupted is there, and the
 * other way round.
 */
export function synthesiseNext(queue: SpeechQueue): SpeechQueue {
	const [next, ...waiting] = queue.waiting;
	if (!next || queue.atVoice || queue.isHeld) return queue;
	const isOfOneKind = queue.atPhone.every(
		(line) => line.isInterruptible === next.isInterruptible,
	);
	if (!isOfOneKind) return queue;
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
): SpeechQueue {
	if (queue.atVoice?.lineId !== lineId) return queue;
	const atPhone = [...queue.atPhone, { ...queue.atVoice, audioMs }];
	return { ...queue, atVoice: undefined, atPhone };
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

/** How long the audio at the phone plays at most, in milliseconds. */
export function unplayedMs(queue: SpeechQueue): number {
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
	return { ...nothingToSay, waiting, isHeld: queue.isHeld };
}

/** What is left when the phone has hung up: the lines that wait, in case that another stream takes over. */
export function held({ waiting }: SpeechQueue): SpeechQueue {
	return { ...nothingToSay, waiting, isHeld: true };
}

/** What is left when another stream takes over: what the one before it had not played is lost with it. */
export function takenOver(queue: SpeechQueue): SpeechQueue {
	return { ...queue, atPhone: [], isHeld: false };
}

/** How much of a line the caller has heard at this moment, in milliseconds. */
export function heardMs(line: Partial<SentLine>, nowMs: number): number {
	if (line.begunAtMs === undefined) return 0;
	const elapsedMs = Math.round(nowMs - line.begunAtMs);
	return Math.min(elapsedMs, line.audioMs ?? elapsedMs);
}
