/** What the caller says and presses, and what else comes from outside the flow and its mind. */
import type { CallerReturned, GameLeft, GameTold } from "../../flows/told.js";
import { defaultSilences } from "../../flows/world.js";
import type { Heard, LineEnding } from "../events.js";
import { stopThinking } from "./answers.js";
import type { Change } from "./change.js";
import type { ConversationContext } from "./conversation-memory.js";
import { lineOf, withLine } from "./own-lines.js";
import { stateNames } from "./scene-for-mind.js";
import { noteLineEnding } from "./speaking-lines.js";
import { foreseen, maxUntold, tell, tellTurn } from "./telling.js";
import {
	askEarly,
	dropThought,
	endAnswer,
	tellThoughtOver,
} from "./thoughts.js";
import { goingOn, nothingSaid, textOf, withResult } from "./turn-text.js";

type SpeechHeard = Extract<Heard, { type: "speech.heard" }>;

/** The caller takes the floor: whatever was thought before is of no use now. */
export function beginTurn(change: Change, { speech }: SpeechHeard): void {
	const { turn, said = nothingSaid } = change.context;
	change.set({
		turn: turn + 1,
		said: withResult(said, speech),
		speculationsOfTurn: 0,
	});
	takeFloor(change);
}

export function hearMore(change: Change, { speech }: SpeechHeard): void {
	const { said = nothingSaid } = change.context;
	change.set({ said: withResult(said, speech) });
}

/** A sign of listening may yet become a turn. */
export const hearAside = hearMore;

/** The flow was not told of the turn yet when the caller goes on: it is one turn. */
export function goOnWithTurn(change: Change, { speech }: SpeechHeard): void {
	const { said = nothingSaid } = change.context;
	change.set({ said: withResult(goingOn(said), speech) });
	takeFloor(change);
}

/** What the speaking does not stop for the caller by itself is stopped after that. */
function takeFloor(change: Change): void {
	endAnswer(change);
	dropThought(change);
}

/** What the caller has said when he seems to be done. */
export function noteEagerEnd(change: Change): void {
	const { said = nothingSaid } = change.context;
	change.set({ saidEagerly: textOf(said) });
}

export function tellTurnSaid(change: Change): void {
	const { said = nothingSaid } = change.context;
	if (tellTurn(change, { type: "caller.said", text: textOf(said) }))
		change.set({ said: undefined });
}

export function takeKey(
	change: Change,
	{ digit }: { readonly digit: string },
): void {
	change.set({ keys: [...change.context.keys, digit] });
	takeFloor(change);
}

export function tellKey(change: Change): void {
	const [digit, ...keys] = change.context.keys;
	if (digit === undefined) return;
	if (tellTurn(change, { type: "caller.pressed", digit })) change.set({ keys });
}

/** Whether the flow would ask its mind if the turn ended now. */
export function isWorthSpeculating(context: ConversationContext): boolean {
	return wouldAsk(context) !== undefined;
}

export function speculate(change: Change): void {
	const context = wouldAsk(change.context);
	if (context) askEarly(change, context);
}

function wouldAsk(
	context: ConversationContext,
): ConversationContext | undefined {
	const { saidEagerly, question } = context;
	if (saidEagerly === "") return undefined;
	const then = foreseen(context, { type: "caller.said", text: saidEagerly });
	if (!then || then.talk.failure || !then.talk.isThinking) return undefined;
	return then.question.number > question.number ? then : undefined;
}

/** A thought that was begun too early has failed: once the turn has ended the mind is asked anew. */
export function reportBrokenThought(change: Change): void {
	const { end } = change.context.thought ?? {};
	if (end !== undefined && end !== "ended") tellThoughtOver(change, end);
}

/** Keeps what the game has told until the flow can hear it; nothing comes after it has left. */
export function keepNews(change: Change, event: GameTold | GameLeft): void {
	const { untold, talk } = change.context;
	const news = untold.filter(({ kind }) => kind === "news");
	const isLeft = news.some(
		(each) => "event" in each && each.event.type === "game.left",
	);
	if (talk.hasGameLeft || isLeft) return;
	if (event.type === "game.told" && news.length >= maxUntold) return;
	const kept: GameTold | GameLeft =
		event.type === "game.left"
			? { type: "game.left" }
			: {
					type: "game.told",
					name: event.name,
					...(event.data !== undefined && { data: event.data }),
				};
	change.set({ untold: [...untold, { kind: "news", event: kept }] });
}

export function tellSilence(change: Change): void {
	const { flow, talk } = change.context;
	const { silences = defaultSilences } = flow;
	const times = Math.min(silences, talk.silences + 1);
	tell(change, { type: "caller.silent", times });
}

/** The caller is asked for a code: his words are not for the flow until he is back, and an answer would speak into that. */
export function leaveForCode(change: Change): void {
	endAnswer(change);
	dropThought(change);
	const { sceneTold, question } = change.context;
	change.set({
		said: undefined,
		keys: [],
		wayBack: undefined,
		sceneTold: { ...sceneTold, words: undefined },
		question: { ...question, hasWords: false },
	});
}

export function tellReturn(change: Change): void {
	const { wayBack } = change.context;
	const why: CallerReturned["why"] = wayBack ?? "noCode";
	change.set({ wayBack: undefined });
	tell(change, { type: "caller.returned", why });
}

export function noteBeginning(
	change: Change,
	{ lineId }: { readonly lineId: string },
): void {
	const { lines } = change.context;
	if (lineOf(lines, lineId))
		change.set({ lines: withLine(lines, lineId, { hasBegun: true }) });
}

/** A line is over. If the mind was still at its words, nobody would hear the rest. */
export function noteEnding(change: Change, ending: LineEnding): void {
	const line = lineOf(change.context.lines, ending.lineId);
	noteLineEnding(change, ending);
	if (line?.isOpen) stopThinking(change);
}

/** The speaking takes no more of a line. */
export function noteClosing(
	change: Change,
	{
		lineId,
		hasNoRoom,
	}: { readonly lineId: string; readonly hasNoRoom: boolean },
): void {
	const { lines, question } = change.context;
	const line = lineOf(lines, lineId);
	if (!line?.isOpen) return;
	change.set({
		lines: withLine(lines, lineId, { isOpen: false }),
		question: { ...question, wasCut: question.wasCut || hasNoRoom },
	});
	stopThinking(change);
}

export function tellOver(
	change: Change,
	{ reason }: { readonly reason: "ended" | "hung up" | "failed" },
): void {
	const { callId, flow, talk, failure } = change.context;
	const error = failure ?? talk.failure;
	change.tellCall({
		type: "conversation.over",
		callId,
		flow: flow.name,
		state: stateNames(talk.snapshot),
		reason,
		...(reason === "failed" && { error }),
	});
}
