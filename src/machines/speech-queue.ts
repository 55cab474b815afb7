/** One text that is to be spoken to the caller. */
export interface Line {
	readonly lineId: string;
	readonly text: string;
	/** The wording never changes, so its audio may be kept. */
	readonly keep: boolean;
	/** A caller who speaks stops it. */
	readonly isInterruptible: boolean;
}

/**
 * What a call has yet to speak: lines wait, one is being synthesised, and those whose audio was sent
 * are with the phone until their mark comes back.
 */
export interface SpeechQueue {
	readonly waiting: readonly Line[];
	readonly atVoice: Line | undefined;
	readonly atPhone: readonly (Line & { readonly audioMs: number })[];
}

export const nothingToSay: SpeechQueue = {
	waiting: [],
	atVoice: undefined,
	atPhone: [],
};

/** Bounds of what may wait for one caller; a line beyond them is refused. */
const mostWaitingLines = 100;
const mostWaitingCharacters = 50_000;

/** Whether nothing is being spoken or about to be. */
export function isQuiet(queue: SpeechQueue): boolean {
	return (
		!queue.atVoice && queue.waiting.length === 0 && queue.atPhone.length === 0
	);
}

/** Whether one more line fits. */
export function hasRoomFor(queue: SpeechQueue, text: string): boolean {
	const characters = queue.waiting.reduce(
		(sum, line) => sum + line.text.length,
		text.length,
	);
	return (
		queue.waiting.length < mostWaitingLines &&
		characters <= mostWaitingCharacters
	);
}

/** Adds a line at the end. */
export function append(queue: SpeechQueue, line: Line): SpeechQueue {
	return { ...queue, waiting: [...queue.waiting, line] };
}

/** Whether the voice is free and a line waits for it. */
export function canSynthesise(queue: SpeechQueue): boolean {
	return !queue.atVoice && queue.waiting.length > 0;
}

/** Hands the first waiting line to the voice. */
export function synthesiseNext(queue: SpeechQueue): SpeechQueue {
	const [next, ...waiting] = queue.waiting;
	return next && !queue.atVoice ? { ...queue, atVoice: next, waiting } : queue;
}

/** The line at the voice has been made in full and is now with the phone. */
export function synthesised(
	queue: SpeechQueue,
	lineId: string,
	audioMs: number,
): SpeechQueue {
	if (queue.atVoice?.lineId !== lineId) return queue;
	return {
		...queue,
		atVoice: undefined,
		atPhone: [...queue.atPhone, { ...queue.atVoice, audioMs }],
	};
}

/** The line at the voice could not be made. */
export function abandoned(queue: SpeechQueue, lineId: string): SpeechQueue {
	return queue.atVoice?.lineId === lineId
		? { ...queue, atVoice: undefined }
		: queue;
}

/** The mark of a line came back, or is overdue: the line has been played. */
export function played(queue: SpeechQueue, lineId: string): SpeechQueue {
	return {
		...queue,
		atPhone: queue.atPhone.filter((line) => line.lineId !== lineId),
	};
}

/** How long the audio at the phone plays at most, in milliseconds. */
export function unplayedMs(queue: SpeechQueue): number {
	return queue.atPhone.reduce((sum, line) => sum + line.audioMs, 0);
}

/**
 * Whether a caller who speaks now stops what is being said. The phone can only drop everything that
 * it holds, so one line that must be heard to its end protects those that were sent with it.
 */
export function canBeInterrupted(queue: SpeechQueue): boolean {
	const sounding = [
		...queue.atPhone,
		...(queue.atVoice ? [queue.atVoice] : []),
	];
	return sounding.length > 0 && sounding.every((line) => line.isInterruptible);
}

/** What is left after an interruption: the waiting lines that must be heard. */
export function interrupted(queue: SpeechQueue): SpeechQueue {
	return {
		...nothingToSay,
		waiting: queue.waiting.filter((line) => !line.isInterruptible),
	};
}
