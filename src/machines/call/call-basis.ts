/** What a call's machine has before it can do anything: its types, adapters, delays and guards. */
import { type ErrorActorEvent, setup } from "xstate";
import {
	type CallAdapterInput,
	type ChildLogic,
	unplugged,
} from "../adapter-contract.js";
import type {
	CallEvent,
	PhoneOrder,
	RecogniserOrder,
	Speech,
	VoiceOrder,
} from "../events.js";
import * as queue from "../speaking/speech-queue.js";
import type { CallContext, CallEmission, CallInput } from "./call-memory.js";

/** Who goes on talking beside the point is not asked again and again. */
const maxTimesAsked = 2;
/** How long a goodbye may take. */
const goodbyeMs = 15_000;

/** The setup of a call's machine, without its actions. */
export const callBasis = setup({
	types: {
		context: {} as CallContext,
		input: {} as CallInput,
		events: {} as CallEvent | ErrorActorEvent<unknown, string>,
		emitted: {} as CallEmission,
		children: {} as {
			phone: "phone";
			recogniser: "recogniser";
			voice: "voice";
		},
	},
	actors: {
		phone: unplugged<PhoneOrder, CallAdapterInput>("phone"),
		recogniser: unplugged<RecogniserOrder, CallAdapterInput>(
			"recogniser",
		) as ChildLogic<RecogniserOrder, CallAdapterInput>,
		voice: unplugged<VoiceOrder, CallAdapterInput>("voice"),
	},
	delays: {
		startTimeout: ({ context }) => context.policy.startTimeoutMs,
		codeWait: ({ context }) => context.policy.codeWaitMs,
		lastWords: ({ context }) => context.policy.lastWordsMs,
		goodbye: goodbyeMs,
	},
	guards: {
		isLastTry: ({ context }) =>
			context.tries + 1 >= context.policy.triesPerCall,
		isLastButOneTry: ({ context }) =>
			context.tries + 2 === context.policy.triesPerCall,
		mayAskForJustTheCode: ({ context }) => context.timesAsked < maxTimesAsked,
		isFirstReminder: ({ context }) => context.remindersGiven === 0,
		isBeingAnswered: ({ context }) => !queue.isQuiet(context.speech),
		saysNothing: ({ context }) => queue.isQuiet(context.speech),
		isOwnGame: ({ context, event }) =>
			"gameId" in event && context.game?.id === event.gameId,
		// A code may pair with its last digit, before the caller ends it.
		endsKeyedCode: ({ context, event }) =>
			event.type === "key.pressed" &&
			event.digit === "#" &&
			context.codeKeyAtMs !== undefined &&
			context.now() - context.codeKeyAtMs < context.policy.codeSettleMs,
		hasWords: ({ event }) =>
			event.type === "speech.heard" && event.speech.text !== "",
		isRestOfTheCode: ({ context, event }) =>
			event.type === "speech.heard" &&
			isRestOfTheCode(event.speech, context.clueInterimMs),
	},
});

/**
 * When an interim result already gave the code, the results of the same stretch of speech that follow
 * say it again: they are neither another try nor words for the game.
 */
function isRestOfTheCode(speech: Speech, clueInterimMs: number | undefined) {
	if (clueInterimMs === undefined) return false;
	return speech.isFinal || speech.startMs <= clueInterimMs;
}

/** The part of XState's enqueuer that the functions behind the actions use. */
export type Enqueue = Pick<
	Parameters<Parameters<typeof callBasis.enqueueActions>[0]>[0]["enqueue"],
	"assign" | "cancel" | "raise" | "sendTo"
>;
