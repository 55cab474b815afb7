/** What a call's machine has before it can do anything: its types, its children, its delays and its guards. */
import { type ErrorActorEvent, setup } from "xstate";
import {
	type CallAdapterInput,
	type ChildLogic,
	unplugged,
} from "../adapter-contract.js";
import type {
	ConversationFromCall,
	ConversationInput,
} from "../conversation/conversation-input.js";
import type { OfConversation } from "../conversation-events.js";
import type {
	CallEnd,
	CallEvent,
	PhoneFact,
	PhoneOrder,
	RecogniserOrder,
	Speech,
} from "../events.js";
import {
	isEchoOfSpeaking,
	isHeard,
	isSilent,
	speakingMachine,
	speaksForGame,
} from "../speaking/speaking.js";
import type { Understanding } from "../spoken-codes/code-hearing.js";
import type {
	CallContext,
	CallEmission,
	CallInput,
	SpeechHeard,
} from "./call-memory.js";
import { wouldTakeNow } from "./flow-standing.js";

/** A caller who keeps talking about something else is not asked again and again. */
const maxTimesAsked = 2;
/** How long a goodbye may take until its sound comes, and how often it is then asked whether it still sounds. */
const goodbyeMs = 15_000;
/** Node's timers, and those of browsers, take no longer delay: nearly 25 days. */
const maxTimerMs = 2 ** 31 - 1;
/** How long before its end a call is told that it ends. */
const lastMinuteMs = 60_000;

type KeyPressed = Extract<PhoneFact, { type: "key.pressed" }>;
type Over = EventOf<"conversation.over">;
type Converse = EventOf<"converse">;

/** The setup of a call's machine, without its actions. */
export const callGuards = setup({
	types: {
		context: {} as CallContext,
		input: {} as CallInput,
		output: {} as CallEnd,
		events: {} as CallEvent | ErrorActorEvent<unknown, string>,
		emitted: {} as CallEmission,
		children: {} as {
			phone: "phone";
			recogniser: "recogniser";
			speaking: "speaking";
			frontDoor: "conversation";
			lent: "conversation";
		},
	},
	actors: {
		phone: unplugged<PhoneOrder, CallAdapterInput>("phone"),
		recogniser: unplugged<RecogniserOrder, CallAdapterInput>(
			"recogniser",
		) as ChildLogic<RecogniserOrder, CallAdapterInput>,
		speaking: speakingMachine,
		conversation: unplugged<ConversationFromCall, ConversationInput>(
			"conversation",
		) as ChildLogic<ConversationFromCall, ConversationInput>,
	},
	delays: {
		startTimeout: ({ context }) => context.policy.startTimeoutMs,
		codeWait: ({ context }) => context.policy.codeWaitMs,
		codeSettle: ({ context }) => context.policy.codeSettleMs,
		nextReminder: ({ context: { policy, remindersGiven } }) =>
			(policy.codeRemindersMs[remindersGiven] ?? 0) -
			(policy.codeRemindersMs[remindersGiven - 1] ?? 0),
		goodbye: goodbyeMs,
		untilLastMinute: ({ context: { policy } }) =>
			Math.max(0, maxCallMs(policy) - lastMinuteMs),
		maxCall: ({ context: { policy } }) => maxCallMs(policy),
	},
	guards: {
		isLimited: ({ context: { policy } }) => policy.maxCallMs > 0,
		/** A call that may last a minute or less is not told at its beginning that it ends. */
		hasLastMinute: ({ context: { policy } }) => policy.maxCallMs > lastMinuteMs,
		isLastTry: ({ context }) =>
			context.tries + 1 >= context.policy.triesPerCall,
		isLastButOneTry: ({ context }) =>
			context.tries + 2 === context.policy.triesPerCall,
		/** What was understood can be looked up. */
		isCode: ({ context }) =>
			context.understanding.clue?.candidates[0] !== undefined,
		/** What was understood is complete, and like a code, but cannot be one. */
		isGarbled: ({ context }) => isGarbled(context.understanding),
		/** Ordinary talk had something in it that would be a code by itself. */
		mayAskForJustTheCode: ({ context: { understanding, timesAsked } }) =>
			understanding.isPassedOver === true &&
			!understanding.clue &&
			timesAsked < maxTimesAsked,
		isGarbledAtLastTry: ({ context: { understanding, tries, policy } }) =>
			isGarbled(understanding) && tries + 1 >= policy.triesPerCall,
		/** More of a code may come. */
		awaitsMore: ({ context }) => context.understanding.awaitsMore,
		/** Another code came while the last one was looked up. */
		hasNextCode: ({ context }) => context.nextCode !== undefined,
		hasReminderLeft: ({ context: { policy, remindersGiven } }) =>
			remindersGiven < policy.codeRemindersMs.length,
		isFirstReminder: ({ context }) => context.remindersGiven === 0,
		saysNothing: ({ context: { speaking } }) =>
			speaking === undefined || isSilent(speaking.getSnapshot()),
		isBeingAnswered: ({ context: { speaking } }) =>
			speaking !== undefined && !isSilent(speaking.getSnapshot()),
		/** The caller hears a line that is not over: it has its own end. */
		isHeard: ({ context: { speaking } }) =>
			speaking !== undefined && isHeard(speaking.getSnapshot()),
		isOwnGameThatSpeaks: (
			{ context: { game, speaking } },
			{ gameId }: { gameId: string },
		) =>
			game?.id === gameId &&
			speaking !== undefined &&
			speaksForGame(speaking.getSnapshot()),
		isEcho: ({ context: { speaking } }, { speech }: SpeechHeard) =>
			speaking !== undefined &&
			isEchoOfSpeaking(speaking.getSnapshot(), speech.text),
		isOwnGame: ({ context }, { gameId }: { gameId: string }) =>
			context.game?.id === gameId,
		/** A code may pair with its last digit, before the caller ends it. */
		endsKeyedCode: ({ context }, { digit }: KeyPressed) =>
			digit === "#" && isCodeStillKeyed(context),
		/** The code that was keyed is known to be none, and the caller has not keyed it to its end. */
		isCodeStillKeyed: ({ context }) => isCodeStillKeyed(context),
		hasWords: (_, { speech }: SpeechHeard) => speech.text !== "",
		isRestOfTheCode: ({ context }, { speech }: SpeechHeard) =>
			isRestOfTheCode(speech, context),
		/** A character answers this call before any game. */
		isAnsweredByFlow: ({ context: { policy, to } }) =>
			policy.answeringFlow(to) !== undefined,
		/** The character that answered the call waits for its caller. */
		hasFrontDoor: ({ context }) => context.frontDoor !== undefined,
		hasLent: ({ context }) => context.lent !== undefined,
		isOfFrontDoor: (
			{ context: { frontDoor } },
			{ conversationId }: OfConversation,
		) => frontDoor?.id === conversationId,
		isOfLent: ({ context: { lent } }, { conversationId }: OfConversation) =>
			lent?.id === conversationId,
		hasFrontDoorHungUp: ({ context: { frontDoor } }, over: Over) =>
			frontDoor?.id === over.conversationId && over.reason === "hung up",
		hasFrontDoorFailed: ({ context: { frontDoor } }, over: Over) =>
			frontDoor?.id === over.conversationId && over.reason === "failed",
		hasLentHungUp: ({ context: { lent } }, over: Over) =>
			lent?.id === over.conversationId && over.reason === "hung up",
		isOfLentBeforeFrontDoor: (
			{ context: { lent, frontDoor } },
			{ conversationId }: OfConversation,
		) => lent?.id === conversationId && frontDoor !== undefined,
		/** What it has said, and its game before it, is not heard to its end. */
		isOfLentThatSpeaks: (
			{ context: { lent, speaking } },
			{ conversationId }: OfConversation,
		) =>
			lent?.id === conversationId &&
			speaking !== undefined &&
			!isSilent(speaking.getSnapshot()),
		/** With a flow that there is. */
		isOwnGameThatMayLend: (
			{ context: { game, policy } },
			{ gameId, flow }: Converse,
		) => game?.id === gameId && policy.flows.has(flow),
		/** The flow that has the caller goes on without the game. */
		isOwnGameThatIsOutlived: (
			{ context: { game, lent } },
			{ gameId }: { gameId: string },
		) =>
			game?.id === gameId &&
			lent !== undefined &&
			wouldTakeNow(lent.ref, { type: "game.left" }),
		/** The same, and the front door waits for the caller. */
		isOwnGameBeforeFrontDoor: (
			{ context: { game, frontDoor } },
			{ gameId }: { gameId: string },
		) => game?.id === gameId && frontDoor !== undefined,
		isGameToldOfWords: ({ context }) =>
			context.answerAboutWords !== "concerns no game",
		/** The final result of an interim one that gave the code is still to come. */
		isCodeStillHeard: ({ context }) => context.saidCode?.isStillHeard === true,
	},
});

/** How long a call may last, or the longest time that a timer keeps. */
function maxCallMs({ maxCallMs }: CallContext["policy"]): number {
	return maxCallMs > 0 ? maxCallMs : maxTimerMs;
}

/** The last key of a code was pressed a moment ago. */
function isCodeStillKeyed({ codeKeyAtMs, policy, now }: CallContext): boolean {
	return codeKeyAtMs !== undefined && now() - codeKeyAtMs < policy.codeSettleMs;
}

function isGarbled({ clue }: Understanding): boolean {
	return clue?.isSettled === true && !clue.candidates[0];
}

/**
 * When an interim result already gave the code, the results of the same stretch of speech that follow
 * say it again: they are no other try.
 */
function isRestOfTheCode(speech: Speech, { saidCode }: CallContext): boolean {
	if (!saidCode?.isStillHeard) return false;
	const { fromMs, toMs } = saidCode;
	return speech.startMs <= fromMs || (speech.isFinal && speech.startMs < toMs);
}

export type EventOf<Type> = Extract<CallEvent, { type: Type }>;
