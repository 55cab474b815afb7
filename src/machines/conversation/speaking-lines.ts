/** How the lines of a conversation are asked for, stopped and accounted for. */
import type { LineAsked } from "../../flows/asked.js";
import { sceneOf } from "../../flows/scene.js";
import type { LineEnding } from "../events.js";
import type { Change } from "./change.js";
import { withEntry, withEntryFor } from "./memory.js";
import type { Remembered } from "./mind.js";
import {
	interruptibilityOf,
	isAwaited,
	lineOf,
	type OwnLine,
	type Receipt,
	stoppable,
	withLine,
	withoutLine,
} from "./own-lines.js";

/** Said where the author of a scene gives no sound of thinking. */
const usualFiller = "Hm.";

/** Has a line of the flow's spoken. One that a turn stops before anybody could hear it, or that has no words, is over at once. */
export function askForLine(
	change: Change,
	{ line: name, text, interruptible }: LineAsked,
	isTurnPending: boolean,
): void {
	const lineId = addLine(change, {
		kind: "fixed",
		name,
		text,
		interruptible,
		question: 0,
		isOpen: false,
	});
	if (text.trim() === "") noteReceipt(change, lineId, nothingToHear);
	else if (isTurnPending && interruptible !== false)
		noteReceipt(change, lineId, stoppedUnheard);
	else speak(change, lineId, {});
}

const nothingToHear: Receipt = { outcome: "heard", heardText: "" };
const stoppedUnheard: Receipt = { outcome: "interrupted", heardText: "" };
const failedUnheard: Receipt = { outcome: "failed", heardText: "" };

/** Says a short sound of thinking, once in a turn. */
export function sayFiller(change: Change): void {
	const { talk, turn } = change.context;
	const lineId = addLine(change, {
		kind: "filler",
		name: "",
		text: sceneOf(talk.snapshot).filler ?? usualFiller,
		interruptible: true,
		question: 0,
		isOpen: false,
	});
	speak(change, lineId, { keep: true });
	change.set({ turnOfFiller: turn });
}

/** Speaks more of the mind's answer: the line that is open goes on, or another begins. */
export function speakReply(change: Change, text: string): void {
	const { lines, question, now } = change.context;
	change.set({ question: { ...question, hasWords: true } });
	const open = openReply(change);
	if (open) {
		const { lineId } = open;
		const longer = { text: open.text + text };
		change.set({ lines: withLine(lines, lineId, longer) });
		append(change, lineId, text, true);
		return;
	}
	const lineId = addLine(change, {
		kind: "reply",
		name: "",
		text: text.trimStart(),
		interruptible: true,
		question: question.number,
		isOpen: true,
	});
	speak(change, lineId, { openSinceMs: now() });
}

/** No more of the answer comes: its line is closed as it stands. */
export function closeReply(change: Change): void {
	const open = openReply(change);
	if (!open) return;
	const { lineId } = open;
	change.set({
		lines: withLine(change.context.lines, lineId, { isOpen: false }),
	});
	append(change, lineId, "", false);
}

function openReply({ context }: Change): OwnLine | undefined {
	return context.lines.find(({ isOpen, receipt }) => isOpen && !receipt);
}

/** Stops what a turn of the caller's stops. What the speaking has stopped by itself is over already. */
export function stopLines(change: Change): void {
	for (const { lineId, isStopped } of stoppable(change.context.lines))
		if (!isStopped) stop(change, lineId);
}

/** Nothing was told of lines that were stopped: nobody waits for it any longer. */
export function giveUpReceipts(change: Change): void {
	for (const { lineId } of change.context.lines.filter(isAwaited))
		noteReceipt(change, lineId, stoppedUnheard);
}

/** No line is told to be over, for far longer than they take: they have failed. */
export function giveUpLines(change: Change): void {
	for (const { lineId, receipt } of change.context.lines) {
		if (receipt) continue;
		stop(change, lineId);
		noteReceipt(change, lineId, failedUnheard);
	}
}

/** A line is over, as the speaking tells. */
export function noteLineEnding(
	change: Change,
	{ lineId, outcome, heardText }: LineEnding,
): void {
	noteReceipt(change, lineId, { outcome, heardText });
}

/** Writes down what of a line was heard. The flow is told when its time comes. */
function noteReceipt(change: Change, lineId: string, receipt: Receipt): void {
	const line = lineOf(change.context.lines, lineId);
	if (!line || line.receipt) return;
	const { lines, untold } = change.context;
	remember(change, line, receipt);
	countFailures(change, line, receipt);
	if (line.kind === "fixed")
		change.set({
			lines: withLine(lines, lineId, { receipt, isOpen: false }),
			untold: [...untold, { kind: "receipt", lineId }],
		});
	else change.set({ lines: withoutLine(lines, lineId) });
	if (line.kind === "reply") noteReply(change, line, receipt);
}

function remember(
	change: Change,
	{ kind, placeholder }: OwnLine,
	{ outcome, heardText }: Receipt,
): void {
	const text = heardText.trim();
	if (kind === "filler" || text === "") return;
	const heard: Remembered = {
		kind: "heard",
		text,
		wasCut: outcome !== "heard",
	};
	const { memory } = change.context;
	change.set({
		memory: placeholder
			? withEntryFor(memory, placeholder, heard)
			: withEntry(memory, heard),
	});
}

function countFailures(
	change: Change,
	{ kind }: OwnLine,
	{ outcome, heardText }: Receipt,
): void {
	if (kind === "filler" || outcome === "interrupted") return;
	const { failuresInARow } = change.context;
	change.set({
		failuresInARow: heardText.trim() === "" ? failuresInARow + 1 : 0,
	});
}

function noteReply(
	change: Change,
	line: OwnLine,
	{ outcome, heardText }: Receipt,
): void {
	const { question } = change.context;
	if (line.question !== question.number) return;
	change.set({
		question: {
			...question,
			heard: [question.heard, heardText.trim()].filter(Boolean).join(" "),
			wasCut: question.wasCut || outcome !== "heard",
		},
	});
}

function addLine(
	change: Change,
	line: Omit<
		OwnLine,
		"lineId" | "isStopped" | "hasBegun" | "receipt" | "placeholder"
	>,
): string {
	const linesSoFar = change.context.linesSoFar + 1;
	const lineId = `own-${linesSoFar}`;
	const added: OwnLine = {
		...line,
		lineId,
		isStopped: false,
		hasBegun: false,
		receipt: undefined,
		placeholder: undefined,
	};
	change.set({ linesSoFar, lines: [...change.context.lines, added] });
	return lineId;
}

function speak(
	change: Change,
	lineId: string,
	more: { readonly keep?: boolean; readonly openSinceMs?: number },
): void {
	const { lines, talk, now } = change.context;
	const line = lineOf(lines, lineId);
	if (!line) return;
	const { text, interruptible } = line;
	change.orderSpeaking({
		type: "speak",
		lineId,
		line: {
			text,
			voice: sceneOf(talk.snapshot).voice,
			keep: false,
			interruptible: interruptibilityOf(interruptible),
			askedAtMs: now(),
			...more,
		},
	});
}

function append(
	change: Change,
	lineId: string,
	text: string,
	more: boolean,
): void {
	change.orderSpeaking({ type: "append", lineId, text, more });
}

function stop(change: Change, lineId: string): void {
	const { lines } = change.context;
	change.set({
		lines: withLine(lines, lineId, { isOpen: false, isStopped: true }),
	});
	change.orderSpeaking({ type: "stop.line", lineId });
}
