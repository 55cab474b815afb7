/** How the mind is asked, and what is held or forgotten of its thoughts. The flow is told nothing here. */
import type { Change } from "./change.js";
import type {
	ConversationContext,
	MoveAsked,
	Thought,
} from "./conversation-memory.js";
import type { MindFact } from "./mind.js";
import { offeredMoves, sceneForMind, stateNames } from "./scene-for-mind.js";
import { closeReply } from "./speaking-lines.js";

/** A longer answer is no talk: what goes beyond it is not spoken. Deepgram's longest line, and what the model's mind tells at most. */
export const maxReplyCharacters = 2_000;
/** Nor does an answer have more moves than these. */
export const maxMovesOfAnswer = 8;

/** Asks the mind what the flow has asked. */
export function askMind(change: Change): void {
	const { thoughtsInARow, talk, thought } = change.context;
	if (!talk.isThinking || thought) return;
	change.set({ thoughtsInARow: thoughtsInARow + 1 });
	order(change, change.context, { isSpeculative: false });
}

/** Asks it before the turn has surely ended: what is foreseen is how it will stand then. */
export function askEarly(change: Change, foreseen: ConversationContext): void {
	change.set({ speculationsOfTurn: change.context.speculationsOfTurn + 1 });
	order(change, foreseen, { isSpeculative: true });
}

function order(
	change: Change,
	{ talk, question, memory, turn }: ConversationContext,
	{ isSpeculative }: { readonly isSpeculative: boolean },
): void {
	const { now, thoughtsSoFar } = change.context;
	const number = thoughtsSoFar + 1;
	const { about } = question;
	const thought: Thought = {
		number,
		isHeld: isSpeculative,
		wasSpeculative: isSpeculative,
		isUsed: false,
		askedAtMs: now(),
		firstAfterMs: undefined,
		inputTokens: 0,
		outputTokens: 0,
		text: "",
		moves: [],
		end: undefined,
		expectation: isSpeculative
			? { about, state: stateNames(talk.snapshot), question: question.number }
			: undefined,
	};
	change.set({ thought, thoughtsSoFar: number });
	change.orderMind({
		type: "think",
		turn,
		thought: number,
		scene: sceneForMind(talk.snapshot, about),
		moves: offeredMoves(talk.snapshot),
		memory: memory.entries,
		isSpeculative,
	});
}

/** Keeps what a speculative thought tells. */
export function hold(change: Change, fact: MindFact): void {
	const { thought } = change.context;
	if (!thought) return;
	switch (fact.type) {
		case "mind.text":
			noteFirst(change, fact.text);
			holdText(change, fact.text);
			break;
		case "mind.moved":
			noteFirst(change, fact.name);
			holdMove(change, fact);
			break;
		case "mind.used":
			noteUse(change, fact);
			break;
		case "mind.ended":
			changeThought(change, { end: "ended" });
			break;
		case "mind.failed":
			changeThought(change, { end: fact.why });
	}
}

function holdText(change: Change, text: string): void {
	const before = change.context.thought?.text ?? "";
	changeThought(change, {
		text: (before + text).slice(0, maxReplyCharacters),
	});
}

function holdMove(change: Change, { name, data }: MoveAsked): void {
	const moves = change.context.thought?.moves ?? [];
	changeThought(
		change,
		moves.length < maxMovesOfAnswer
			? { moves: [...moves, { name, data }] }
			: { end: "error" },
	);
}

/** When the first words or move came. */
export function noteFirst(change: Change, words: string): void {
	const { thought, now } = change.context;
	if (!thought || thought.firstAfterMs !== undefined || words.trim() === "")
		return;
	changeThought(change, { firstAfterMs: now() - thought.askedAtMs });
}

/** What a part of it has cost. */
export function noteUse(
	change: Change,
	{
		inputTokens,
		outputTokens,
	}: { readonly inputTokens: number; readonly outputTokens: number },
): void {
	const { thought } = change.context;
	if (!thought) return;
	changeThought(change, {
		inputTokens: thought.inputTokens + inputTokens,
		outputTokens: thought.outputTokens + outputTokens,
	});
}

export function changeThought(change: Change, changes: Partial<Thought>): void {
	const { thought } = change.context;
	if (thought) change.set({ thought: { ...thought, ...changes } });
}

/** The mind stops, if it is at work: something newer has come. */
export function dropThought(change: Change): void {
	const { thought, question } = change.context;
	if (!thought) return;
	if (thought.end === undefined) change.orderMind({ type: "cancel" });
	if (!thought.isHeld) change.set({ question: { ...question, wasCut: true } });
	tellThoughtOver(change, thought.isUsed ? "used" : "wasted");
}

/** Nothing more of the answer is spoken or done. */
export function endAnswer(change: Change): void {
	closeReply(change);
	const { question } = change.context;
	if (question.moves.length > 0)
		change.set({ question: { ...question, moves: [] } });
}

/** The thought is over, and its numbers are told. */
export function tellThoughtOver(
	change: Change,
	outcome: "used" | "wasted" | Exclude<Thought["end"], "ended" | undefined>,
): void {
	const { thought, callId, flow } = change.context;
	if (!thought) return;
	const { wasSpeculative, firstAfterMs, inputTokens, outputTokens } = thought;
	change.set({ thought: undefined });
	change.tellCall({
		type: "thought.over",
		callId,
		flow: flow.name,
		wasSpeculative,
		outcome,
		firstAfterMs,
		inputTokens,
		outputTokens,
	});
}
