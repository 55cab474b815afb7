/** What the machine of a conversation is made from: its types, its delays, its guards and its actions. */
import {
	type ErrorActorEvent,
	enqueueActions,
	raise,
	sendTo,
	setup,
} from "xstate";
import { sceneOf } from "../../flows/scene.js";
import type { CallerReturned } from "../../flows/told.js";
import { type CallAdapterInput, unplugged } from "../adapter-contract.js";
import type { Heard, LineEnding } from "../events.js";
import { isOnlyBackchannel } from "../speaking/backchannels.js";
import * as answers from "./answers.js";
import * as turns from "./caller-turns.js";
import { Change, orderFrom } from "./change.js";
import type {
	ConversationEvent,
	ConversationInput,
} from "./conversation-input.js";
import type { ConversationContext, MoveAsked } from "./conversation-memory.js";
import { isTalkOver } from "./flow-steps.js";
import type { MindFact, MindOrder } from "./mind.js";
import * as own from "./own-lines.js";
import * as lines from "./speaking-lines.js";
import * as telling from "./telling.js";
import * as thoughts from "./thoughts.js";
import { isFull, nothingSaid, textOf, withResult } from "./turn-text.js";

/** What it understands, its own word for an eager end, and what becomes of its child. */
type OwnEvent =
	| ConversationEvent
	| { readonly type: "turn.seems.over" }
	| ErrorActorEvent<unknown, string>;

type ConversationEventOf<Type> = Extract<ConversationEvent, { type: Type }>;
export type CallerHeard = Extract<Heard, { type: "speech.heard" }>;
export type FactOfMind = MindFact;

/** How long both may be quiet where a scene does not say; and however it is set, within these bounds. */
const usualPatienceMs = 8_000;
const minPatienceMs = 1_000;
const maxPatienceMs = 600_000;
/** A whole answer is not waited for any longer. */
const longestAnswerMs = 12_000;
/** A goodbye takes no longer than this, and this for each of its characters. */
const goodbyeMs = { atLeast: 8_000, perCharacter: 100 };
/** Other lines take no longer, whatever has to be said before them: the speaking bounds them itself, far below. */
const lineMs = { atLeast: 120_000, perCharacter: 100 };
const maxSpeculationsOfTurn = 2;

type Perform<Params> = (change: Change, params: Params) => void;

/** An action that is a step of the conversation: what it knows is replaced, and what it says is sent, in order. */
function step<Params = undefined>(perform: Perform<Params>) {
	return enqueueActions<
		ConversationContext,
		OwnEvent,
		Params,
		// biome-ignore lint/suspicious/noExplicitAny: what else XState's generic parameters are, no step depends on.
		any,
		// biome-ignore lint/suspicious/noExplicitAny: as above.
		any,
		never,
		never,
		never,
		never
	>(({ context, enqueue, self }, params) => {
		const change = new Change(context);
		const { conversationId } = context;
		perform(change, params);
		// As an object, its functions would be taken for what gives the values.
		enqueue.assign(() => change.context);
		for (const { to, message } of change.messages)
			if (to === "call") enqueue.sendParent({ ...message, conversationId });
			else if (to === "mind") enqueue.sendTo("mind", message);
			else enqueue.sendTo(context.speaking, orderFrom(self, message));
	});
}

export const conversationSetup = setup({
	types: {
		context: {} as ConversationContext,
		input: {} as ConversationInput,
		events: {} as OwnEvent,
		children: {} as { mind: "mind" },
	},
	actors: { mind: unplugged<MindOrder, CallAdapterInput>("mind") },
	delays: {
		/** A caller who hears nothing for so long after his turn thinks that nobody is there. */
		untilFiller: 700,
		/** The first words or the first move of an answer come within this. */
		firstWords: 4_000,
		/** Until the whole of the answer should be there. */
		wholeAnswer: ({ context: { thought, now } }) =>
			Math.max(0, (thought?.askedAtMs ?? 0) + longestAnswerMs - now()),
		/** How long a move waits for the words before it to be heard. */
		wordsBeforeMove: 5_000,
		/** How long it takes at most to hear what became of lines that were stopped. */
		receipts: 1_000,
		/** A turn in which nothing was heard for so long has ended, whatever the recogniser says. */
		stuckTurn: 10_000,
		/** The pause before a flow hears of one more line, or thought, that came to nothing. */
		afterFailures: 1_000,
		patience: ({ context: { talk } }) => {
			const { patienceMs = usualPatienceMs } = sceneOf(talk.snapshot);
			return Math.min(maxPatienceMs, Math.max(minPatienceMs, patienceMs));
		},
		goodbye: ({ context }) =>
			goodbyeMs.atLeast +
			goodbyeMs.perCharacter * own.charactersUnheard(context.lines),
		lineOverdue: ({ context }) =>
			lineMs.atLeast +
			lineMs.perCharacter * own.charactersUnheard(context.lines),
	},
	guards: {
		hasFailed: ({ context: { talk } }) => talk.failure !== undefined,
		hasEnded: ({ context: { talk } }) =>
			talk.ending === undefined && talk.snapshot.status === "done",
		isEnding: ({ context: { talk } }) => talk.ending !== undefined,
		/** A flow may come to its end by a line before its goodbye, which is heard all the same. */
		isGoodbyeOver: ({ context: { talk, lines } }) =>
			talk.ending !== undefined &&
			(talk.snapshot.status === "done"
				? own.charactersUnheard(lines) === 0
				: isTalkOver(talk)),
		isAskingForCode: ({ context: { talk } }) => talk.isAskingForCode,

		hasSomethingDue: ({ context }) => telling.nextDue(context) !== undefined,
		hasUntold: ({ context }) =>
			context.untold.length > 0 || context.keys.length > 0,

		hasWords: ({ context }, { speech }: CallerHeard) =>
			context.talk.ending === undefined && speech.text.trim() !== "",
		/** So far the caller only shows that he listens to a line. */
		isAside: ({ context }, { speech }: CallerHeard) =>
			own.isAnySounding(context.lines) &&
			isOnlyBackchannel(speech.text, context.languages),
		isStillAside: ({ context }, { speech }: CallerHeard) =>
			isOnlyBackchannel(
				textOf(withResult(context.said ?? nothingSaid, speech)),
				context.languages,
			),
		isAsideWithWords: ({ context }, { speech }: CallerHeard) =>
			context.talk.ending === undefined &&
			speech.text.trim() !== "" &&
			own.isAnySounding(context.lines) &&
			isOnlyBackchannel(speech.text, context.languages),
		fillsTurn: ({ context }, { speech }: CallerHeard) =>
			context.talk.ending === undefined &&
			isFull(withResult(nothingSaid, speech)),
		makesTurnFull: ({ context }, { speech }: CallerHeard) =>
			isFull(withResult(context.said ?? nothingSaid, speech)),
		saysOther: ({ context }, { speech }: CallerHeard) =>
			textOf(withResult(context.said ?? nothingSaid, speech)) !==
			context.saidEagerly,
		hasSaidNothing: ({ context: { said } }) =>
			said === undefined || textOf(said) === "",
		isTurnTold: ({ context: { said } }) => said === undefined,
		isTurnDue: ({ context }) => telling.isTurnDue(context),
		isNewKey: ({ context: { talk, keys } }) =>
			talk.ending === undefined && keys.length < telling.maxUntold,
		isKeyDue: ({ context }) =>
			context.keys.length > 0 && telling.isTurnDue(context),
		hasNoKeys: ({ context }) => context.keys.length === 0,

		saysNothing: ({ context }) => context.lines.length === 0,
		saysOnlyFiller: ({ context: { lines } }) =>
			lines.length > 0 && lines.every(({ kind }) => kind === "filler"),
		saysSomething: ({ context: { lines } }) =>
			lines.some(({ kind }) => kind !== "filler"),
		isFailingOften: ({ context }) => telling.isFailingOften(context),
		mayFill: ({ context: { lines, turn, turnOfFiller } }) =>
			lines.length === 0 && turn !== turnOfFiller,

		isOfThought: ({ context }, { thought }: { thought: number }) =>
			context.thought?.number === thought,
		isAtWork: ({ context: { thought } }) => thought !== undefined,
		isAnswerOwed: ({ context }) => answers.isAnswerOwed(context),
		isAskedTooOften: ({ context: { thoughtsInARow } }) =>
			thoughtsInARow >= answers.maxThoughtsInARow,
		isAskedFarTooOften: ({ context: { thoughtsInARow } }) =>
			thoughtsInARow > answers.maxThoughtsInARow,
		isReplyOver: ({ context }) => answers.isReplyOver(context),
		owesNoAnswer: ({ context: { talk } }) => !talk.isThinking,
		hasBegunAnswer: ({ context: { thought } }) =>
			thought?.firstAfterMs !== undefined,
		hasMove: ({ context: { question } }) => question.moves.length > 0,
		isMoveFree: ({ context }) => answers.isMoveFree(context),
		maySpeculate: ({ context }) =>
			context.speculationsOfTurn < maxSpeculationsOfTurn &&
			context.thought === undefined &&
			turns.isWorthSpeculating(context),
		isAsForeseen: ({ context }) => answers.isAsForeseen(context),
		isThoughtBroken: ({ context: { thought } }) =>
			thought?.end !== undefined && thought.end !== "ended",
	},
	actions: {
		begin: step(telling.begin),
		tellDue: step(telling.tellDue),
		keepNews: step<ConversationEventOf<"game.told" | "game.left">>(
			turns.keepNews,
		),
		keepWayBack: step<CallerReturned>((change, { why }) =>
			change.set({ wayBack: why }),
		),
		tellReturn: step(turns.tellReturn),
		leaveForCode: step(turns.leaveForCode),
		tellSilence: step(turns.tellSilence),
		askWhetherTold: sendTo(
			({ context }) => context.speaking,
			({ self }) => ({ type: "ask.whether.told", asker: self }),
		),
		tellOver: step<{ reason: "ended" | "hung up" | "failed" }>(turns.tellOver),
		noteFailure: step<{ error: unknown }>((change, { error }) =>
			change.set({ failure: error }),
		),

		beginTurn: step<CallerHeard>(turns.beginTurn),
		hearMore: step<CallerHeard>(turns.hearMore),
		hearAside: step<CallerHeard>(turns.hearAside),
		forgetTurn: step((change) => change.set({ said: undefined })),
		noteEagerEnd: step(turns.noteEagerEnd),
		seemToHaveEnded: raise({ type: "turn.seems.over" }),
		goOnWithTurn: step<CallerHeard>(turns.goOnWithTurn),
		tellTurn: step(turns.tellTurnSaid),
		takeKey: step<ConversationEventOf<"key.pressed">>(turns.takeKey),
		tellKey: step(turns.tellKey),
		forgetKeys: step((change) => change.set({ keys: [] })),
		stopLines: step(lines.stopLines),
		giveUpReceipts: step(lines.giveUpReceipts),

		noteBeginning: step<ConversationEventOf<"line.begun">>(turns.noteBeginning),
		noteEnding: step<LineEnding>(turns.noteEnding),
		noteClosing: step<ConversationEventOf<"line.closed">>(turns.noteClosing),
		giveUpLines: step(lines.giveUpLines),
		forgetFailures: step((change) => change.set({ failuresInARow: 0 })),
		sayFiller: step(lines.sayFiller),

		askMind: step(thoughts.askMind),
		speculate: step(turns.speculate),
		hold: step<FactOfMind>(thoughts.hold),
		release: step(answers.release),
		dropThought: step(thoughts.dropThought),
		reportBrokenThought: step(turns.reportBrokenThought),
		takeText: step<{ text: string }>((change, { text }) =>
			answers.takeText(change, text),
		),
		takeMove: step<MoveAsked>(answers.takeMove),
		noteUse: step<ConversationEventOf<"mind.used">>(thoughts.noteUse),
		endThought: step(answers.endThought),
		failThought: step<ConversationEventOf<"mind.failed">>((change, { why }) =>
			answers.failThought(change, why),
		),
		endLateThought: step(answers.endLateThought),
		endQuestion: step(answers.endQuestion),
		judgeMove: step(answers.judgeMove),
		tellReplyEnded: step(answers.tellReplyEnded),
	},
});
