import { firstSpeechPiece, speechPieces } from "../../limits/speech-pieces.js";
import type { GameRef, LineOutcome, SpeechBound } from "../events.js";

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
	/** While it waits, it may become one line with what its owner wants said before and after it. */
	readonly joins?: boolean;
}

/** A line before it has its place and its name in the call. */
export type NewLine = Omit<Line, "lineId">;

/** A line that the voice is making. */
export interface LineAtVoice extends Line {
	/** Some of its audio has been handed to the phone. */
	readonly hasSound: boolean;
	/** How much there is of it, while no more comes; undefined while it comes. */
	readonly audioMs?: number;
	/** When it began to be played, by the server's clock; undefined while an earlier one is played. */
	readonly begunAtMs: number | undefined;
}

/** A line whose audio is with the phone. */
export interface SentLine extends Line {
	readonly audioMs: number;
	/** The voice broke off: this is not all of it. */
	readonly isBroken: boolean;
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
	readonly atVoice: LineAtVoice | undefined;
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
/** Texts that join make lines of no more characters, and longer ones are cut: about two minutes each. */
const maxJoinedCharacters = 2_000;
/** While several lines with more audio than this are at the phone, the next is not made. */
const maxAheadMs = 60_000;

/** Whether nothing is being spoken or about to be. */
export function isQuiet(queue: SpeechQueue): boolean {
	return (
		!queue.atVoice && queue.waiting.length === 0 && queue.atPhone.length === 0
	);
}

/** The bound that one more line would run into; undefined if it fits. */
export function boundFor(
	queue: SpeechQueue,
	text: string,
): SpeechBound | undefined {
	if (queue.waiting.length >= maxWaitingLines) return "waiting_lines";
	return text.length > roomFor(queue) ? "waiting_characters" : undefined;
}

/** How many more characters may wait. */
function roomFor({ waiting }: SpeechQueue): number {
	return waiting.reduce(
		(room, line) => room - line.text.length,
		maxWaitingCharacters,
	);
}

/** As much of a text as may wait; empty if none of it. */
export function fittingPart(queue: SpeechQueue, text: string): string {
	const room = roomFor(queue);
	if (room <= 0 || boundFor(queue, "")) return "";
	return firstSpeechPiece(text.trimStart(), room);
}

/** Adds a line at the end, where it may become one with the line before it, or several. */
export function append(queue: SpeechQueue, line: Line): SpeechQueue {
	const before = queue.waiting.at(-1);
	const isJoined = before !== undefined && mayBecomeOne(before, line);
	const waiting = isJoined ? queue.waiting.slice(0, -1) : queue.waiting;
	const first = isJoined ? before : line;
	const text = isJoined ? `${before.text}\n${line.text}` : line.text;
	return { ...queue, waiting: [...waiting, ...cut({ ...first, text })] };
}

function mayBecomeOne(one: Line, other: Line): boolean {
	return (
		one.joins === true &&
		other.joins === true &&
		one.owner?.game === other.owner?.game &&
		one.voice === other.voice &&
		one.isInterruptible === other.isInterruptible
	);
}

/** A line that joins is cut where it is too long: its parts are lines of their own. */
function cut(line: Line): readonly Line[] {
	if (!line.joins || line.text.length <= maxJoinedCharacters) return [line];
	return speechPieces(line.text, maxJoinedCharacters).map((text, at) => ({
		...line,
		lineId: at === 0 ? line.lineId : `${line.lineId}.${at}`,
		text,
	}));
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
	if (atPhone.length > 1 && audioMsOf(atPhone) > maxAheadMs) return false;
	return atPhone.every((line) => line.isInterruptible === next.isInterruptible);
}

/** Hands the first waiting line to the voice, if it may be made now. */
export function synthesiseNext(queue: SpeechQueue): SpeechQueue {
	const [next, ...waiting] = queue.waiting;
	if (!next || !maySynthesise(queue)) return queue;
	const atVoice = { ...next, hasSound: false, begunAtMs: undefined };
	return { ...queue, atVoice, waiting };
}

/** The first audio of the line at the voice has been handed to the phone. */
export function begun(
	queue: SpeechQueue,
	lineId: string,
	nowMs: number,
): SpeechQueue {
	if (queue.atVoice?.lineId !== lineId) return queue;
	const begunAtMs = queue.atPhone.length > 0 ? undefined : nowMs;
	return { ...queue, atVoice: { ...queue.atVoice, hasSound: true, begunAtMs } };
}

/** For the moment there is only so much of the line at the voice. */
export function paused(
	queue: SpeechQueue,
	lineId: string,
	audioMs: number,
): SpeechQueue {
	if (queue.atVoice?.lineId !== lineId) return queue;
	return { ...queue, atVoice: { ...queue.atVoice, audioMs } };
}

/** There is more of it again: where all before it was played already, that counts from now on. */
export function resumed(
	queue: SpeechQueue,
	lineId: string,
	nowMs: number,
): SpeechQueue {
	if (queue.atVoice?.lineId !== lineId) return queue;
	const { audioMs = 0, ...line } = queue.atVoice;
	const begunAtMs =
		line.begunAtMs === undefined
			? undefined
			: Math.max(line.begunAtMs, nowMs - audioMs);
	return { ...queue, atVoice: { ...line, begunAtMs } };
}

/** The line at the voice has been made in full and is now with the phone. */
export function synthesised(
	queue: SpeechQueue,
	lineId: string,
	audioMs: number,
	nowMs: number,
): SpeechQueue {
	return handedOver(queue, lineId, { audioMs, isBroken: false }, nowMs);
}

/** The line at the voice broke off; what there is of it is now with the phone. */
export function brokenOff(
	queue: SpeechQueue,
	lineId: string,
	audioMs: number,
	nowMs: number,
): SpeechQueue {
	return handedOver(queue, lineId, { audioMs, isBroken: true }, nowMs);
}

function handedOver(
	queue: SpeechQueue,
	lineId: string,
	sound: Pick<SentLine, "audioMs" | "isBroken">,
	nowMs: number,
): SpeechQueue {
	if (queue.atVoice?.lineId !== lineId) return queue;
	const { hasSound: _, ...line } = queue.atVoice;
	const unplayedMs = audioMsOf(queue.atPhone) + sound.audioMs;
	const markDueAtMs = nowMs + unplayedMs + markGraceMs;
	const sent = { ...line, ...sound, markDueAtMs };
	return { ...queue, atVoice: undefined, atPhone: [...queue.atPhone, sent] };
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
	if (!queue.atVoice?.hasSound) return { ...queue, atPhone: [] };
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

/** How long the audio of these lines plays at most, in milliseconds. */
function audioMsOf(lines: readonly SentLine[]): number {
	return lines.reduce((sum, line) => sum + line.audioMs, 0);
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
export function takenOver({ waiting, atVoice }: SpeechQueue): SpeechQueue {
	const isLost = atVoice?.hasSound === true;
	return { waiting, atVoice: isLost ? undefined : atVoice, atPhone: [] };
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

/** How a line has ended: one that broke off has failed, whatever became of what there was of it. */
export function outcomeOf(
	{ isBroken }: Partial<SentLine>,
	otherwise: LineOutcome,
): LineOutcome {
	return isBroken ? "failed" : otherwise;
}

/** How much of a line the caller has heard at this moment, in milliseconds. */
export function heardMs(line: Partial<SentLine>, nowMs: number): number {
	if (line.begunAtMs === undefined) return 0;
	const elapsedMs = Math.round(nowMs - line.begunAtMs);
	return Math.min(elapsedMs, line.audioMs ?? elapsedMs);
}
