import { firstSpeechPiece, speechPieces } from "../../limits/speech-pieces.js";
import type {
	Interruptibility,
	LineAskerRef,
	LineListenerRef,
	LineOutcome,
	SpeechBound,
} from "../events.js";
import type { SpokenPiece } from "./heard-text.js";
import {
	maxPieceCharacters,
	type OpenPiece,
	pieceOfOpenText,
	piecesOfRest,
} from "./open-text.js";

/** Who wants a line said, and is told what became of it: a game or a conversation. */
export type LineOwner = {
	/** The asker's own name for the line. */
	readonly lineId: string;
} & (
	| { readonly asker: LineAskerRef; readonly tellsBeginning?: undefined }
	/** It is told, too, when the first sound of the line has gone to the phone. */
	| { readonly asker: LineListenerRef; readonly tellsBeginning: true }
);

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
	/** What of the caller's stops it. */
	readonly interruptible: Interruptibility;
	/** Which turn of the caller's it answers, as its game numbers them. */
	readonly turn?: number | undefined;
	/** It is said before all that waits. */
	readonly isUrgent?: boolean;
	/** While it waits, it may become one line with what its owner wants said before and after it. */
	readonly joins?: boolean;
	/** When its game asked for it, by the server's clock. */
	readonly askedAtMs?: number;
	/** The line is open: more of it is to come, and none has since, by the server's clock. */
	readonly openSinceMs?: number | undefined;
}

/** A line before it has its place and its name in the call. */
export type NewLine = Omit<Line, "lineId">;

/** A line that the voice is making, piece by piece. */
export interface LineAtVoice extends Line {
	/** What the voice is making; empty in between. */
	readonly piece: string;
	/** What it has not been given yet: in pieces, or uncut while the line is open. */
	readonly toSay: readonly string[];
	/** How much sound there is of the pieces that were made in full. */
	readonly madeMs: number;
	/** These pieces. */
	readonly made: readonly SpokenPiece[];
	/** Its voice can tell which words of it were heard. */
	readonly canTellWords: boolean;
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
	/** What of it the voice was not given: it broke off before. */
	readonly toSay: readonly string[];
	/** The pieces of which there is sound, also that in which it broke off. */
	readonly made: readonly SpokenPiece[];
	/** Its voice can tell which words of it were heard. */
	readonly canTellWords: boolean;
	/** The voice broke off: this is not all of it. */
	readonly isBroken: boolean;
	/** When it began to be played, by the server's clock; undefined while an earlier one is played. */
	readonly begunAtMs: number | undefined;
	/** When its mark is overdue, by the server's clock. */
	readonly markDueAtMs: number;
}

/** A line at the voice or at the phone, as far as it has come. */
export type SoundingLine = Line &
	Partial<Pick<LineAtVoice, "piece" | "madeMs">> &
	Partial<SentLine>;

/** The pieces of a line of which there may be sound, in order. */
export function spokenPieces({
	piece = "",
	made = [],
}: SoundingLine): readonly SpokenPiece[] {
	return piece === "" ? made : [...made, { text: piece, audioMs: undefined }];
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
/** How long a character sounds, where nobody knows yet. */
const usualCharacterMs = 60;

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

/** Adds a line at the end, or an urgent one at the beginning. At the end it may become one with the line before it, or several. */
export function append(queue: SpeechQueue, line: Line): SpeechQueue {
	if (line.isUrgent) return { ...queue, waiting: [line, ...queue.waiting] };
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
		one.owner?.asker === other.owner?.asker &&
		one.voice === other.voice &&
		one.interruptible === other.interruptible
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
 * Whether the first waiting line is the next. The phone can only drop all that it holds, or pause, so a line that
 * is stopped otherwise than those that it holds waits until they have been played.
 */
export function isNextDue({
	waiting: [next],
	atVoice,
	atPhone,
}: SpeechQueue): boolean {
	if (!next || atVoice) return false;
	return atPhone.every((line) => line.interruptible === next.interruptible);
}

/** What the voice would be given next: more of its line, or the beginning of the first waiting line. */
export function nextPiece(
	queue: SpeechQueue,
	nowMs: number,
): { text: string; isOfGame: boolean } | undefined {
	const line = queue.atVoice ?? queue.waiting[0];
	const text = line && textOfNextPiece(queue, line, nowMs);
	if (text === undefined) return undefined;
	return { text, isOfGame: line?.owner !== undefined };
}

function textOfNextPiece(
	queue: SpeechQueue,
	line: Line,
	nowMs: number,
): string | undefined {
	const { atVoice } = queue;
	if (!isOpen(line)) return atVoice ? atVoice.toSay[0] : firstPieceOf(line);
	const piece = openPiece(queue, nowMs);
	return piece?.inMs === 0 ? piece.text : undefined;
}

/** What the voice would be given next of the line that is open. */
function openPiece(queue: SpeechQueue, nowMs: number): OpenPiece | undefined {
	const { atVoice, waiting } = queue;
	if (!atVoice) return pieceOfOpenText(waiting[0]?.text ?? "");
	const [rest = ""] = atVoice.toSay;
	return charactersGiven(atVoice) === 0
		? pieceOfOpenText(rest)
		: pieceOfOpenText(rest, unplayedMs(queue, nowMs));
}

/** How long until the voice is to be given more of the open line that it has; for ever, where there is nothing to give. */
export function untilNextPieceMs(queue: SpeechQueue, nowMs: number): number {
	return openPiece(queue, nowMs)?.inMs ?? Number.POSITIVE_INFINITY;
}

/** Whether more of a line is to come. */
export function isOpen({ openSinceMs }: Line): boolean {
	return openSinceMs !== undefined;
}

/** Whether the first waiting line is open. */
export function isNextOpen({ waiting: [next] }: SpeechQueue): boolean {
	return next !== undefined && isOpen(next);
}

/** A line by the name that its asker has for it. */
export interface NamedLine {
	readonly asker: LineAskerRef;
	readonly lineId: string;
}

/** Whether this asker calls a line so. */
export function isNamed(
	{ owner }: Line,
	{ asker, lineId }: NamedLine,
): boolean {
	return owner?.asker === asker && owner.lineId === lineId;
}

/** The open line that its asker calls so, wherever it is; the newest, if there are several. */
export function openLine(
	{ atVoice, waiting }: SpeechQueue,
	named: NamedLine,
): Line | undefined {
	return [...(atVoice ? [atVoice] : []), ...waiting].findLast(
		(line) => isOpen(line) && isNamed(line, named),
	);
}

/** The bound that more text of a line would run into; undefined if it fits. */
export function boundForMore(
	queue: SpeechQueue,
	line: Line,
	text: string,
): SpeechBound | undefined {
	const waits = queue.waiting.includes(line);
	return waits && text.length > roomFor(queue)
		? "waiting_characters"
		: undefined;
}

/** What changes of an open line; `toSay` only where the voice has it. */
type Change = Partial<Pick<LineAtVoice, "text" | "openSinceMs" | "toSay">>;

/** The same with more text of an open line. */
export function withMore(
	queue: SpeechQueue,
	{ lineId }: Line,
	more: string,
	nowMs: number,
): SpeechQueue {
	return withChange(queue, lineId, ({ text, toSay }) => ({
		text: text + more,
		openSinceMs: nowMs,
		...(toSay && { toSay: [toSay.join("") + more] }),
	}));
}

/** The same with an open line closed as it stands: what was not spoken of it is, to its end. */
export function closed(queue: SpeechQueue, { lineId }: Line): SpeechQueue {
	return withChange(queue, lineId, closing);
}

function closing({
	openSinceMs,
	toSay,
}: Partial<Pick<LineAtVoice, "openSinceMs" | "toSay">>): Change {
	if (openSinceMs === undefined) return {};
	return {
		openSinceMs: undefined,
		...(toSay && { toSay: piecesOfRest(toSay.join("")) }),
	};
}

function withChange(
	queue: SpeechQueue,
	lineId: string,
	changeOf: (line: Line & Partial<Pick<LineAtVoice, "toSay">>) => Change,
): SpeechQueue {
	const { waiting, atVoice } = queue;
	return {
		...queue,
		waiting: waiting.map((line) =>
			line.lineId === lineId ? { ...line, ...changeOf(line) } : line,
		),
		atVoice:
			atVoice?.lineId === lineId
				? { ...atVoice, ...changeOf(atVoice) }
				: atVoice,
	};
}

/** The voice that the first waiting line is to have, where a game has named one. */
export function voiceOfGame({
	waiting: [next],
}: SpeechQueue): string | undefined {
	return next?.owner && next.voice;
}

/** The same without the first waiting line. */
export function withoutNext(queue: SpeechQueue): SpeechQueue {
	return { ...queue, waiting: queue.waiting.slice(1) };
}

function firstPieceOf({ text, keep }: Line): string {
	return keep ? text : firstSpeechPiece(text.trim(), maxPieceCharacters);
}

/** A line that is kept is one piece: others may want it, too. */
function piecesOf({ text, keep }: Line): readonly string[] {
	return keep ? [text] : speechPieces(text, maxPieceCharacters);
}

/** Hands the first waiting line to the voice, if it is due: its first piece. */
export function synthesiseNext(queue: SpeechQueue): SpeechQueue {
	const [next, ...waiting] = queue.waiting;
	if (!next || !isNextDue(queue)) return queue;
	const { piece, toSay } = isOpen(next)
		? withoutPiece(next.text, pieceOfOpenText(next.text))
		: firstOf(piecesOf(next));
	const atVoice = {
		...next,
		piece,
		toSay,
		madeMs: 0,
		made: [],
		canTellWords: false,
		hasSound: false,
		begunAtMs: undefined,
	};
	return { ...queue, atVoice, waiting };
}

/** Gives the voice the next piece of its line. */
export function synthesiseMore(queue: SpeechQueue, nowMs: number): SpeechQueue {
	const { atVoice } = queue;
	if (!atVoice || nextPiece(queue, nowMs) === undefined) return queue;
	const [rest = ""] = atVoice.toSay;
	const next = isOpen(atVoice)
		? withoutPiece(rest, openPiece(queue, nowMs))
		: firstOf(atVoice.toSay);
	return { ...queue, atVoice: { ...atVoice, ...next } };
}

function firstOf([piece = "", ...toSay]: readonly string[]) {
	return { piece, toSay };
}

/** A text that is not cut, and the piece that was taken from its beginning, if one was. */
function withoutPiece(text: string, piece: OpenPiece | undefined) {
	const { text: taken } = piece ?? { text: "" };
	const rest = text.slice(taken.length);
	return { piece: taken, toSay: rest === "" ? [] : [rest] };
}

/** A piece of the line at the voice has been made, and the phone has all of it. */
export function pieceMade(
	queue: SpeechQueue,
	lineId: string,
	audioMs: number,
): SpeechQueue {
	if (queue.atVoice?.lineId !== lineId) return queue;
	const { piece, ...before } = queue.atVoice;
	const madeMs = before.madeMs + audioMs;
	const made = [...before.made, { text: piece, audioMs }];
	const sounds = { madeMs, made, audioMs: madeMs, piece: "" };
	return { ...queue, atVoice: { ...before, ...sounds } };
}

/** The first audio of a piece of the line at the voice has been handed to the phone. */
export function begun(
	queue: SpeechQueue,
	lineId: string,
	nowMs: number,
	canTellWords = false,
): SpeechQueue {
	if (queue.atVoice?.lineId !== lineId) return queue;
	if (queue.atVoice.hasSound) return resumed(queue, lineId, nowMs);
	const { audioMs: _, ...line } = queue.atVoice;
	const begunAtMs = queue.atPhone.length > 0 ? undefined : nowMs;
	const sounds = { hasSound: true, canTellWords, begunAtMs };
	return { ...queue, atVoice: { ...line, ...sounds } };
}

/** For the moment there is only so much of this piece of the line at the voice. */
export function paused(
	queue: SpeechQueue,
	lineId: string,
	pieceMs: number,
): SpeechQueue {
	if (queue.atVoice?.lineId !== lineId) return queue;
	const audioMs = queue.atVoice.madeMs + pieceMs;
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

/** The line at the voice has been made in full, with its last piece, and is now with the phone. */
export function synthesised(
	queue: SpeechQueue,
	lineId: string,
	audioMs: number,
	nowMs: number,
): SpeechQueue {
	return handedOver(queue, lineId, audioMs, false, nowMs);
}

/** The line at the voice broke off in this piece; what there is of it is now with the phone. */
export function brokenOff(
	queue: SpeechQueue,
	lineId: string,
	audioMs: number,
	nowMs: number,
): SpeechQueue {
	return handedOver(queue, lineId, audioMs, true, nowMs);
}

function handedOver(
	queue: SpeechQueue,
	lineId: string,
	pieceMs: number,
	isBroken: boolean,
	nowMs: number,
): SpeechQueue {
	if (queue.atVoice?.lineId !== lineId) return queue;
	const {
		hasSound: _,
		madeMs,
		piece,
		openSinceMs: __,
		...line
	} = queue.atVoice;
	const last = { text: piece, audioMs: isBroken ? undefined : pieceMs };
	const made = piece === "" ? line.made : [...line.made, last];
	const sent = { ...line, made, audioMs: madeMs + pieceMs, isBroken };
	// What was played of it by our clock may still be played by the phone's, but no more than its last piece.
	const leftMs = Math.max(pieceMs, sent.audioMs - heardMs(sent, nowMs));
	const markDueAtMs = nowMs + audioMsOf(queue.atPhone) + leftMs + markGraceMs;
	const atPhone = [...queue.atPhone, { ...sent, markDueAtMs }];
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

/** How much sound is with the phone that it cannot have played yet, in milliseconds. */
export function unplayedMs(queue: SpeechQueue, nowMs: number): number {
	return sounding(queue).reduce(
		(sum, line) =>
			sum + Math.max(0, (line.audioMs ?? 0) - heardMs(line, nowMs)),
		0,
	);
}

/** How many characters of a line the voice was given. */
export function charactersGiven({
	text,
	toSay = [text],
}: SoundingLine): number {
	return toSay.reduce((given, { length }) => given - length, text.length);
}

/** How many of them nobody has heard, if the line is stopped now. */
export function charactersInVain(line: SoundingLine, nowMs: number): number {
	const { piece = "", audioMs = 0 } = line;
	const { madeMs = audioMs } = line;
	const given = charactersGiven(line);
	const heardOfPieceMs = Math.max(0, heardMs(line, nowMs) - madeMs);
	return (
		unheard(given - piece.length, heardMs(line, nowMs), madeMs) +
		unheard(piece.length, heardOfPieceMs, piece.length * usualCharacterMs)
	);
}

function unheard(characters: number, heardMs: number, wholeMs: number): number {
	if (wholeMs <= 0) return 0;
	return characters * Math.max(0, 1 - heardMs / wholeMs);
}

/** The lines that are being made or played. */
export function sounding(queue: SpeechQueue): readonly SoundingLine[] {
	return [...queue.atPhone, ...(queue.atVoice ? [queue.atVoice] : [])];
}

/** Whether the caller may stop it. */
export function isInterruptible({ interruptible }: Line): boolean {
	return interruptible !== "never";
}

/** Whether any sound of the caller's stops it. */
export function isStoppedBySound({ interruptible }: Line): boolean {
	return interruptible === "sound";
}

/** Whether a sound of the caller's pauses what is being said. */
export function canBePaused(queue: SpeechQueue): boolean {
	return sounding(queue).some(({ interruptible }) => interruptible === "pause");
}

/** Whether the caller hears a line at this moment, or would if the phone were not paused. */
export function hasSoundAtPhone({ atPhone, atVoice }: SpeechQueue): boolean {
	return atPhone.length > 0 || atVoice?.hasSound === true;
}

/** Whether a line answers an older turn than this one. */
export function isStale({ turn }: Line, newestTurn: number): boolean {
	return turn !== undefined && turn < newestTurn;
}

/** The line at the voice, where it is stale and no sound of it is with the phone. */
export function staleAtVoice(
	{ atVoice }: SpeechQueue,
	newestTurn: number,
): LineAtVoice | undefined {
	return atVoice && !atVoice.hasSound && isStale(atVoice, newestTurn)
		? atVoice
		: undefined;
}

/** The waiting lines that are stale. */
export function staleWaiting(
	{ waiting }: SpeechQueue,
	newestTurn: number,
): readonly Line[] {
	return waiting.filter((line) => isStale(line, newestTurn));
}

/** The same without the waiting lines that are stale. */
export function withoutStaleWaiting(
	queue: SpeechQueue,
	newestTurn: number,
): SpeechQueue {
	const waiting = queue.waiting.filter((line) => !isStale(line, newestTurn));
	return { ...queue, waiting };
}

/** Whether a caller who speaks now stops what is being said. */
export function canBeInterrupted(queue: SpeechQueue): boolean {
	return sounding(queue).some(isInterruptible);
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

/** The same lines: of the chosen ones no asker is told any more, nor has any more to say. */
export function disowned(
	{ waiting, atVoice, atPhone }: SpeechQueue,
	isChosen: (line: Line) => boolean,
): SpeechQueue {
	// Another game counts its turns from one.
	const disown = { owner: undefined, turn: undefined };
	return {
		waiting: waiting.map((line) =>
			isChosen(line) ? { ...line, ...closing(line), ...disown } : line,
		),
		atVoice:
			atVoice && isChosen(atVoice)
				? { ...atVoice, ...closing(atVoice), ...disown }
				: atVoice,
		atPhone: atPhone.map((line) =>
			isChosen(line) ? { ...line, ...disown } : line,
		),
	};
}

/** The same with the waiting lines alone that are not chosen; what sounds goes on. */
export function withoutWaiting(
	queue: SpeechQueue,
	isChosen: (line: Line) => boolean,
): SpeechQueue {
	return {
		...queue,
		waiting: queue.waiting.filter((line) => !isChosen(line)),
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
	const elapsedMs = Math.max(0, Math.round(nowMs - line.begunAtMs));
	return Math.min(elapsedMs, line.audioMs ?? elapsedMs);
}
