/** What becomes of a mind's answer: its words are spoken, its moves are taken or refused, and it ends. */
import type { MindFailed } from "../../flows/told.js";
import type { Change } from "./change.js";
import type { ConversationContext, MoveAsked } from "./conversation-memory.js";
import { isTalkOver, type TalkWithFlow } from "./flow-steps.js";
import { withEntry } from "./memory.js";
import type { Remembered } from "./mind.js";
import { isAnswering, withLine } from "./own-lines.js";
import { isLegal, stateNames } from "./scene-for-mind.js";
import { closeReply, speakReply } from "./speaking-lines.js";
import { tell } from "./telling.js";
import {
	changeThought,
	dropThought,
	endAnswer,
	maxMovesOfAnswer,
	maxReplyCharacters,
	noteFirst,
	tellThoughtOver,
} from "./thoughts.js";

/** A caller's turn may have this many thoughts; after that its question is not worth more. */
export const maxThoughtsInARow = 3;
const maxRefusalsInARow = 2;

/** The mind says more. */
export function takeText(change: Change, text: string): void {
	const { thought } = change.context;
	if (!thought) return;
	noteFirst(change, text);
	const room = maxReplyCharacters - thought.text.length;
	const more = text.slice(0, room);
	const isBegun = thought.text.trim() !== "";
	changeThought(change, { text: thought.text + more });
	if (isBegun || more.trim() !== "") {
		changeThought(change, { isUsed: true });
		speakReply(change, more);
	}
	if (text.length >= room) stopThinking(change);
}

/** The mind asks for a move: it waits until the words before it were heard. */
export function takeMove(change: Change, { name, data }: MoveAsked): void {
	noteFirst(change, name);
	closeReply(change);
	const { question } = change.context;
	if (question.moves.length >= maxMovesOfAnswer) failThought(change, "error");
	else
		change.set({
			question: { ...question, moves: [...question.moves, { name, data }] },
		});
}

/** The mind has told all of its answer. */
export function endThought(change: Change): void {
	const { thought, question } = change.context;
	if (!thought) return;
	closeReply(change);
	if (!thought.isUsed && question.moves.length === 0)
		failThought(change, "error");
	else tellThoughtOver(change, "used");
}

/** No more of the answer can be spoken: what else the mind would say is not waited for. */
export function stopThinking(change: Change): void {
	if (!change.context.thought) return;
	closeReply(change);
	change.orderMind({ type: "cancel" });
	tellThoughtOver(change, "used");
}

/** The mind gives no answer, or no more of it; the flow has to go on without. */
export function failThought(change: Change, why: MindFailed["why"]): void {
	tellThoughtOver(change, why);
	endAnswer(change);
	tell(change, { type: "mind.failed", why });
}

/** It has taken too long. */
export function endLateThought(change: Change): void {
	change.orderMind({ type: "cancel" });
	failThought(change, "timeout");
}

/** The mind was asked again and again, and nothing came of it. */
export function endQuestion(change: Change): void {
	if (!isAnswerOwed(change.context)) return;
	change.set({ thoughtsInARow: change.context.thoughtsInARow + 1 });
	endAnswer(change);
	tell(change, { type: "mind.failed", why: "error" });
}

/** What was held of a thought is used now: the turn has ended as it was foreseen. */
export function release(change: Change): void {
	const { thought } = change.context;
	if (!thought) return;
	if (!isAsForeseen(change.context)) {
		dropThought(change);
		return;
	}
	const { text, moves, end } = thought;
	changeThought(change, { isHeld: false, text: "", moves: [] });
	change.set({ thoughtsInARow: change.context.thoughtsInARow + 1 });
	if (text !== "") takeText(change, text);
	for (const move of moves) takeMove(change, move);
	if (end === "ended") endThought(change);
}

/** The answer was heard, as far as it was. */
export function tellReplyEnded(change: Change): void {
	if (!isReplyOver(change.context)) return;
	const { heard, wasCut } = change.context.question;
	tell(change, {
		type: "reply.ended",
		heard,
		wasCut: wasCut || heard === "",
	});
}

/** Takes or refuses the next move that the mind has asked for. */
export function judgeMove(change: Change): void {
	const { talk, question } = change.context;
	const [move, ...moves] = question.moves;
	if (!move) return;
	keepPlaceForWords(change);
	change.set({ question: { ...question, moves } });
	const { name, data } = move;
	const event = { type: name, ...(data !== undefined && { data }) };
	if (!isLegal(talk.snapshot, event)) {
		refuse(change, name);
		return;
	}
	remember(change, {
		kind: "moved",
		name,
		...(data !== undefined && { data }),
	});
	changeThought(change, { isUsed: true });
	tell(change, event);
}

/** A move is told back to the mind once; then it has failed. */
function refuse(change: Change, name: MoveAsked["name"]): void {
	const { callId, flow, talk, refusalsInARow, question } = change.context;
	const state = stateNames(talk.snapshot);
	const why = "It is not possible now.";
	remember(change, { kind: "refused", name, why });
	change.tellCall({
		type: "move.refused",
		callId,
		flow: flow.name,
		move: name,
		state,
	});
	changeThought(change, { isUsed: true });
	dropThought(change);
	endAnswer(change);
	change.set({
		refusalsInARow: refusalsInARow + 1,
		question: { ...question, moves: [], hasWords: false },
	});
	if (refusalsInARow + 1 >= maxRefusalsInARow) endQuestion(change);
}

/** A move that does not wait any longer stands in the memory behind the words that came before it. */
function keepPlaceForWords(change: Change): void {
	const { lines, question } = change.context;
	for (const { lineId, placeholder, ...line } of lines) {
		if (line.question !== question.number || placeholder) continue;
		const place = { kind: "heard", text: "", wasCut: true } as const;
		remember(change, place);
		change.set({
			lines: withLine(change.context.lines, lineId, { placeholder: place }),
		});
	}
}

function remember(change: Change, entry: Remembered): void {
	change.set({ memory: withEntry(change.context.memory, entry) });
}

/** Whether nothing is unheard that the next move has to wait for. */
export function isMoveFree({ question, lines }: ConversationContext): boolean {
	const unheard = lines.filter(({ placeholder }) => placeholder === undefined);
	return question.moves.length > 0 && !isAnswering(unheard, question.number);
}

/** Whether the flow asks, now that the turn has ended, what a speculative thought is about. */
export function isAsForeseen({
	thought,
	talk,
	question,
}: ConversationContext): boolean {
	const { expectation } = thought ?? {};
	return (
		talk.isThinking &&
		expectation !== undefined &&
		expectation.question === question.number &&
		expectation.about === question.about &&
		expectation.state === stateNames(talk.snapshot)
	);
}

/** Whether the answer is over, and of its words was heard what will be. */
export function isReplyOver(context: ConversationContext): boolean {
	const { talk, thought, question, lines } = context;
	return (
		mayAnswer(talk) &&
		!thought &&
		question.hasWords &&
		question.moves.length === 0 &&
		!isAnswering(lines, question.number)
	);
}

/** Whether the flow waits for an answer that nobody is at. */
export function isAnswerOwed(context: ConversationContext): boolean {
	const { talk, thought, question } = context;
	return (
		mayAnswer(talk) &&
		!thought &&
		!question.hasWords &&
		question.moves.length === 0
	);
}

function mayAnswer(talk: TalkWithFlow): boolean {
	return talk.isThinking && !talk.isAskingForCode && !isTalkOver(talk);
}
