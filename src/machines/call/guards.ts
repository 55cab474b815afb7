/** What a call's machine has before it can do anything: its types, its children, its delays and its guards. */
import { type ErrorActorEvent, setup } from "xstate";
import {
	type CallAdapterInput,
	type ChildLogic,
	unplugged,
} from "../adapter-contract.js";
import type {
	CallEnd,
	CallEvent,
	PhoneFact,
	PhoneOrder,
	RecogniserFact,
	RecogniserOrder,
	Speech,
} from "../events.js";
import {
	isEchoOfSpeaking,
	isSilent,
	speakingMachine,
} from "../speaking/speaking.js";
import type { Understanding } from "../spoken-codes/code-hearing.js";
import type { CallContext, CallEmission, CallInput } from "./call-memory.js";

/** A caller who keeps talking about something else is not asked again and again. */
const maxTimesAsked = 2;
/** How long a goodbye may take. */
const goodbyeMs = 15_000;

type SpeechHeard = Extract<RecogniserFact, { type: "speech.heard" }>;
type KeyPressed = Extract<PhoneFact, { type: "key.pressed" }>;

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
		},
	},
	actors: {
		phone: unplugged<PhoneOrder, CallAdapterInput>("phone"),
		recogniser: unplugged<RecogniserOrder, CallAdapterInput>(
			"recogniser",
		) as ChildLogic<RecogniserOrder, CallAdapterInput>,
		speaking: speakingMachine,
	},
	delays: {
		startTimeout: ({ context }) => context.policy.startTimeoutMs,
		codeWait: ({ context }) => context.policy.codeWaitMs,
		codeSettle: ({ context }) => context.policy.codeSettleMs,
		nextReminder: ({ context: { policy, remindersGiven } }) =>
			(policy.codeRemindersMs[remindersGiven] ?? 0) -
			(policy.codeRemindersMs[remindersGiven - 1] ?? 0),
		goodbye: goodbyeMs,
	},
	guards: {
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
		isGarbledAtLastButOneTry: ({ context: { understanding, tries, policy } }) =>
			isGarbled(understanding) && tries + 2 === policy.triesPerCall,
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
		isEcho: ({ context: { speaking } }, { speech }: SpeechHeard) =>
			speaking !== undefined &&
			isEchoOfSpeaking(speaking.getSnapshot(), speech.text),
		isOwnGame: ({ context }, { gameId }: { gameId: string }) =>
			context.game?.id === gameId,
		/** A code may pair with its last digit, before the caller ends it. */
		endsKeyedCode: ({ context }, { digit }: KeyPressed) =>
			digit === "#" &&
			context.codeKeyAtMs !== undefined &&
			context.now() - context.codeKeyAtMs < context.policy.codeSettleMs,
		hasWords: (_, { speech }: SpeechHeard) => speech.text !== "",
		isRestOfTheCode: ({ context }, { speech }: SpeechHeard) =>
			isRestOfTheCode(speech, context.clueInterimMs),
	},
});

function isGarbled({ clue }: Understanding): boolean {
	return clue?.isSettled === true && !clue.candidates[0];
}

/**
 * When an interim result already gave the code, the results of the same stretch of speech that follow
 * say it again: they are neither another try nor words for the game.
 */
function isRestOfTheCode(speech: Speech, clueInterimMs: number | undefined) {
	if (clueInterimMs === undefined) return false;
	return speech.isFinal || speech.startMs <= clueInterimMs;
}

export type EventOf<Type> = Extract<CallEvent, { type: Type }>;
