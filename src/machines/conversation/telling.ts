/** What the flow is told, in which order, and what is done about what it asks. */
import type {
	CallerPressed,
	CallerSaid,
	Move,
	Told,
} from "../../flows/told.js";
import { maxWaitingLines } from "../../flows/what-can-come.js";
import { Change } from "./change.js";
import {
	type ConversationContext,
	isOfMind,
	noQuestion,
	type Untold,
} from "./conversation-memory.js";
import { type FlowStep, isTalkOver, neverResting, told } from "./flow-steps.js";
import { expectedWords } from "./heard-phrases.js";
import { withEntry } from "./memory.js";
import {
	isAwaited,
	lineOf,
	type OwnLine,
	oldestFixed,
	withoutLine,
} from "./own-lines.js";
import {
	offeredMoves,
	sceneForMind,
	stateIds,
	stateNames,
} from "./scene-for-mind.js";
import { askForLine } from "./speaking-lines.js";
import { dropThought, endAnswer } from "./thoughts.js";

/** When so many lines in a row came to nothing, the flow is told of the next ones only after a moment. */
const maxFailuresInARow = 3;
/** What waits to be told of the game's beyond so much is forgotten. */
export const maxUntold = 64;

/**
 * When the flow is told something: alone; before a turn that waits to be told, and stops whatever is said until then; or as
 * a line that this turn has cut.
 */
type When = "at rest" | "before turn" | "cut by turn";

/** Tells the flow one thing that can come, and settles what becomes of the mind. */
export function tell(change: Change, event: Told | Move): void {
	const before = change.context;
	tellFlow(change, event, "at rest");
	settle(change, before);
}

/** Carries out what the flow asked for as it began. */
export function begin(change: Change): void {
	const before = change.context;
	const { opening } = before;
	change.set({ opening: undefined });
	if (opening) carryOut(change, opening, "at rest");
	settle(change, before);
}

/** The next of what waits that can be told now. */
export function nextDue(context: ConversationContext): Untold | undefined {
	return isTalkOver(context.talk)
		? undefined
		: context.untold.find((each) => isDue(context, each));
}

/** Tells the flow what `nextDue` has. */
export function tellDue(change: Change): void {
	const before = change.context;
	const due = nextDue(before);
	if (due) tellUntold(change, due, "at rest");
	settle(change, before);
}

/** Whether a turn can be told: how the lines ended that it has stopped is known, and few enough wait. */
export function isTurnDue({ lines, talk }: ConversationContext): boolean {
	if (lines.some(isAwaited)) return false;
	const oldest = oldestFixed(lines);
	return talk.waiting.length < maxWaitingLines || oldest?.receipt !== undefined;
}

/**
 * Tells a turn of the caller's: first what waited, then which lines it has stopped, then the turn. Gives whether it was told
 * or never will be; if not, a line that nothing stops has to be heard first.
 */
export function tellTurn(
	change: Change,
	event: CallerSaid | CallerPressed,
): boolean {
	const before = change.context;
	const isTold = tellTurnInOrder(change, event);
	settle(change, before);
	return isTold;
}

/** How it would stand if the turn ended with these words; undefined if it could not be told yet. */
export function foreseen(
	context: ConversationContext,
	event: CallerSaid,
): ConversationContext | undefined {
	const change = new Change({ ...context, lines: asStopped(context) });
	return tellTurnInOrder(change, event) ? change.context : undefined;
}

function asStopped({ lines }: ConversationContext): readonly OwnLine[] {
	const receipt = { outcome: "interrupted", heardText: "" } as const;
	return lines.map((line) => (isAwaited(line) ? { ...line, receipt } : line));
}

function tellTurnInOrder(
	change: Change,
	event: CallerSaid | CallerPressed,
): boolean {
	change.set({ failuresInARow: 0 });
	tellWhatWaited(change);
	tellOfReply(change);
	if (!makeRoomForTurn(change)) return false;
	if (!mayTurnBeTold(change)) return true;
	for (const { lineId } of change.context.lines.filter(isCut))
		if (!isEnding(change)) tellReceipt(change, lineId, "cut by turn");
	if (isEnding(change)) return true;
	rememberTurn(change, event);
	tellFlow(change, event, "at rest");
	return true;
}

/** How many lines a turn may stop that wait before the flow is told of it. */
const maxLinesToMakeRoom = 100;

/** No turn is told while so many lines wait: of the oldest of them it is told first, if it is known what became of them. */
function makeRoomForTurn(change: Change): boolean {
	for (let told = 0; mayTurnBeTold(change); told++) {
		const { talk, lines } = change.context;
		if (talk.waiting.length < maxWaitingLines) return true;
		const oldest = oldestFixed(lines);
		if (!oldest?.receipt) return false;
		if (told >= maxLinesToMakeRoom) change.set({ talk: neverResting(talk) });
		else tellReceipt(change, oldest.lineId, "before turn");
	}
	return true;
}

/** What waited is told in order, but for the lines that the turn has stopped. */
function tellWhatWaited(change: Change): void {
	for (;;) {
		const { context } = change;
		const due = isEnding(change)
			? undefined
			: context.untold.find(
					(each) => isDue(context, each) && !isOfCutLine(context, each),
				);
		if (!due) return;
		tellUntold(change, due, "before turn");
	}
}

/** The answer to an older turn of which the caller has heard something. */
function tellOfReply(change: Change): void {
	const { talk, question } = change.context;
	if (!talk.isThinking || question.heard === "" || isEnding(change)) return;
	const { heard, wasCut } = question;
	tellFlow(change, { type: "reply.ended", heard, wasCut }, "before turn");
}

function isCut({ kind, interruptible, receipt }: OwnLine): boolean {
	return kind === "fixed" && interruptible !== false && receipt !== undefined;
}

function isOfCutLine({ lines }: ConversationContext, untold: Untold): boolean {
	if (untold.kind !== "receipt") return false;
	const line = lines.find(({ lineId }) => lineId === untold.lineId);
	return line?.receipt?.outcome === "interrupted" && isCut(line);
}

function mayTurnBeTold(change: Change): boolean {
	return !isEnding(change) && !change.context.talk.isAskingForCode;
}

function isEnding({ context: { talk } }: Change): boolean {
	return talk.ending !== undefined || isTalkOver(talk);
}

function rememberTurn(change: Change, event: CallerSaid | CallerPressed): void {
	if (event.type !== "caller.said") return;
	const { memory, turn } = change.context;
	const said = { kind: "said", turn, text: event.text } as const;
	change.set({ memory: withEntry(memory, said) });
}

function isDue(context: ConversationContext, untold: Untold): boolean {
	const { talk, lines } = context;
	if (untold.kind === "news")
		return (
			talk.ending === undefined &&
			!talk.isAskingForCode &&
			talk.waiting.length < maxWaitingLines
		);
	const oldest = oldestFixed(lines);
	return oldest?.lineId === untold.lineId && !isFailingOften(context);
}

/** Line after line comes to nothing: whoever answers each by another line would go round without an end. */
export function isFailingOften({
	failuresInARow,
}: ConversationContext): boolean {
	return failuresInARow >= maxFailuresInARow;
}

function tellUntold(change: Change, untold: Untold, when: When): void {
	if (untold.kind === "receipt") {
		tellReceipt(change, untold.lineId, when);
		return;
	}
	const { event } = untold;
	const { untold: all, memory } = change.context;
	change.set({ untold: all.filter((each) => each !== untold) });
	if (event.type === "game.told") {
		const { name, data } = event;
		const more = data === undefined ? {} : { data };
		change.set({
			memory: withEntry(memory, { kind: "told", name, ...more }),
		});
	}
	tellFlow(change, event, when);
}

function tellReceipt(change: Change, lineId: string, when: When): void {
	const { lines, untold, talk } = change.context;
	const line = lineOf(lines, lineId);
	if (!line?.receipt) return;
	const { name, interruptible, receipt } = line;
	change.set({
		lines: withoutLine(lines, lineId),
		untold: untold.filter(
			(each) => each.kind !== "receipt" || each.lineId !== lineId,
		),
	});
	const isHeard =
		interruptible === false ||
		talk.ending !== undefined ||
		(receipt.outcome === "heard" && when !== "cut by turn");
	const heard = receipt.heardText.trim();
	const event: Told = isHeard
		? { type: "line.heard", line: name }
		: { type: "line.cut", line: name, heard };
	tellFlow(change, event, when);
}

function tellFlow(change: Change, event: Told | Move, when: When): void {
	const { flow, talk } = change.context;
	if (!isOfMind(event)) change.set({ thoughtsInARow: 0, refusalsInARow: 0 });
	carryOut(change, told(flow.machine, talk, event), when);
}

/** Does what the flow asks, and tells the call of it. */
function carryOut(
	change: Change,
	{ asked, cause, talk }: FlowStep,
	when: When,
): void {
	const { callId, flow, talk: before } = change.context;
	const of = { callId, flow: flow.name };
	change.set({ talk });
	if (talk.failure) return;
	for (const each of asked)
		switch (each.type) {
			case "say":
				askForLine(change, each, when === "before turn");
				break;
			case "think": {
				const number = change.context.question.number + 1;
				change.set({ question: { ...noQuestion, number, about: each.about } });
				break;
			}
			case "tell": {
				const { name, data } = each;
				const more = data === undefined ? {} : { data };
				change.tellCall({ type: "flow.told", ...of, name, ...more });
				break;
			}
			case "askForCode":
				if (talk.isAskingForCode && (!before.isAskingForCode || isAnew(cause)))
					change.tellCall({ type: "ask.for.code" });
		}
	tellOfScene(change, cause);
}

/** Whether it is asked for the first time, or again after the caller came back. */
function isAnew(cause: string): boolean {
	return cause === "start" || cause === "caller.returned";
}

function tellOfScene(change: Change, cause: string): void {
	const { talk, callId, flow, sceneTold } = change.context;
	const of = { callId, flow: flow.name };
	const state = stateNames(talk.snapshot);
	const offered = offeredMoves(talk.snapshot);
	const moves = offered.map(({ name }) => name);
	change.tellCall({
		type: "flow.stepped",
		...of,
		cause,
		state,
		activeStates: stateIds(talk.snapshot),
		legalMoves: moves,
	});
	if (state !== sceneTold.state)
		change.tellCall({ type: "scene.changed", ...of, state });
	const before = sceneTold.words;
	const isSameScene =
		state === sceneTold.state && isSame(moves, sceneTold.moves);
	if (isSameScene && before) return;
	const words = expectedWords(sceneForMind(talk.snapshot, undefined), offered);
	const areNew = !isSame(words, before ?? []);
	if (areNew) change.tellCall({ type: "words.expected", words });
	change.set({
		sceneTold: { state, moves, words: areNew ? words : (before ?? []) },
	});
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
	return (
		some.length === others.length &&
		some.every((each, at) => each === others[at])
	);
}

/** What becomes of the mind after the flow was told something, and whether the caller is to be asked for a code. */
function settle(change: Change, before: ConversationContext): void {
	const { talk, question } = change.context;
	const isAsked = question.number !== before.question.number;
	if (isAsked || !talk.isThinking || isTalkOver(talk)) {
		endAnswer(change);
		if (!change.context.thought?.isHeld || !talk.isThinking)
			dropThought(change);
	}
}
