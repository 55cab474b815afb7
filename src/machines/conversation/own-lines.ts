/** The lines of a conversation that are not over, in the order in which they were asked for. */
import type { Interruptible } from "../../flows/asked.js";
import type { Interruptibility, LineOutcome } from "../events.js";
import type { Remembered } from "./mind.js";

/** How a line has ended. */
export interface Receipt {
	readonly outcome: LineOutcome;
	/** The words of it that the caller heard. */
	readonly heardText: string;
}

/** A line of a conversation's. */
export interface OwnLine {
	/** Unique in its conversation. */
	readonly lineId: string;
	/** The flow's own, an answer of the mind, or a short sound of thinking. */
	readonly kind: "fixed" | "reply" | "filler";
	/** By which the flow knows it; empty for one that it did not ask for. */
	readonly name: string;
	readonly text: string;
	readonly interruptible: Interruptible;
	/** Which question it answers; 0 for one that is no answer. */
	readonly question: number;
	/** More of it is to come. */
	readonly isOpen: boolean;
	/** The speaking was told to stop it. */
	readonly isStopped: boolean;
	/** The caller hears it. */
	readonly hasBegun: boolean;
	/** How it has ended, while the flow was not told. */
	readonly receipt: Receipt | undefined;
	/** What stands in the memory for it since a move was made before it was over. */
	readonly placeholder: Remembered | undefined;
}

export type OwnLines = readonly OwnLine[];

/** What of the caller's stops such a line, in the words of the speaking. */
export function interruptibilityOf(
	interruptible: Interruptible,
): Interruptibility {
	if (typeof interruptible === "string") return interruptible;
	return interruptible ? "pause" : "never";
}

/** Whether the caller hears one of them now. */
export function isAnySounding(lines: OwnLines): boolean {
	return lines.some(({ hasBegun, receipt }) => hasBegun && !receipt);
}

/** Those that a turn of the caller's stops, and that are not over. */
export function stoppable(lines: OwnLines): OwnLines {
	return lines.filter(
		({ interruptible, receipt }) => interruptible !== false && !receipt,
	);
}

/** Whether how a line ended is awaited before the flow is told of the turn that has stopped it. */
export function isAwaited({ kind, receipt, interruptible }: OwnLine): boolean {
	return kind !== "filler" && !receipt && interruptible !== false;
}

/** The fixed line that the flow is told of next. */
export function oldestFixed(lines: OwnLines): OwnLine | undefined {
	return lines.find(({ kind }) => kind === "fixed");
}

/** Whether a line that answers this question is not over. */
export function isAnswering(lines: OwnLines, question: number): boolean {
	return lines.some((line) => line.question === question && !line.receipt);
}

/** How many characters of them are not heard yet. */
export function charactersUnheard(lines: OwnLines): number {
	return lines
		.filter(({ receipt }) => !receipt)
		.reduce((sum, { text }) => sum + text.length, 0);
}

export function lineOf(lines: OwnLines, lineId: string): OwnLine | undefined {
	return lines.find((line) => line.lineId === lineId);
}

export function withLine(
	lines: OwnLines,
	lineId: string,
	changes: Partial<OwnLine>,
): OwnLines {
	return lines.map((line) =>
		line.lineId === lineId ? { ...line, ...changes } : line,
	);
}

export function withoutLine(lines: OwnLines, lineId: string): OwnLines {
	return lines.filter((line) => line.lineId !== lineId);
}
