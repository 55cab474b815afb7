/** What a recogniser remembers, how long it waits, what it asks and what it does. */
import {
	assertEvent,
	assign,
	enqueueActions,
	sendParent,
	sendTo,
	setup,
	stateIn,
} from "xstate";
import { type CallAdapterInput, unplugged } from "../adapter-contract.js";
import { firstCeilingMs, nextWait } from "../back-off.js";
import type { RecogniserOrder, Speech } from "../events.js";
import type { EarFact, EarOrder } from "./ear-events.js";

interface RecogniserContext {
	readonly callId: string;
	/** The longest that the next wait may be. */
	readonly ceilingMs: number;
	/** How long the wait at hand lasts. */
	readonly waitMs: number;
	/** A moment of the last word that was heard for good, in milliseconds of call audio. */
	readonly lastWordMs: number;
	/** What is expected by now, while the ear is not yet told. */
	readonly wordsThatWait: OrderOf<"expect.words"> | undefined;
}

type OrderOf<Type> = Extract<RecogniserOrder, { type: Type }>;

/** A turn ends with a pause of once to twice this; in seconds only where the ear does not say itself when it has ended. */
export const turnPauseMs = { usual: 2_000, whereTurnsAreFound: 60_000 };

/** The middle of the last word, or the beginning of a result whose words have no times. */
function momentOfLastWord({ alternatives, startMs }: Speech): number {
	const word = alternatives[0].words.at(-1);
	return word ? (word.startMs + word.endMs) / 2 : startMs;
}

export const recogniserSetup = setup({
	types: {
		context: {} as RecogniserContext,
		input: {} as CallAdapterInput,
		events: {} as RecogniserOrder | EarFact,
		tags: {} as "down",
		children: {} as { ear: "ear" },
	},
	actors: { ear: unplugged<EarOrder, CallAdapterInput>("ear") },
	delays: {
		/** A first dial that takes longer counts as a loss. */
		late: 2_000,
		/** Older services of Deepgram never answer what they are told to expect. */
		answerTimeout: 2_000,
		/** Words that change more often are told by their last state: each time is a message to the other side. */
		settling: 1_000,
		/** How long nothing may be understood until the caller is told. */
		grace: 4_000,
		backOff: ({ context }) => context.waitMs,
		cut: ({ context }) => context.waitMs,
		/** A pause of once to twice this ends a turn, where the ear does not end it itself. */
		turnPause: turnPauseMs.usual,
		/** An ear answers at once; nothing waits without an end. */
		rest: 200,
		/** The usual setting; the server provides the operator's. */
		lastWords: 2_500,
	},
	guards: {
		isFinal: ({ event }) => {
			assertEvent(event, "ear.ended");
			return event.isFinal;
		},
		hasWords: ({ event }) => {
			assertEvent(event, "speech.heard");
			return event.speech.text !== "";
		},
		endsSpeech: ({ event }) => {
			assertEvent(event, "speech.heard");
			return event.speech.isFinal && event.speech.endsSpeech;
		},
		isWholeTurn: ({ event }) => {
			assertEvent(event, "speech.heard");
			const { text, isFinal, endsSpeech } = event.speech;
			return text !== "" && isFinal && endsSpeech;
		},
		isAfterLastWord: ({ context, event }) => {
			assertEvent(event, "utterance.ended");
			return event.lastWordEndMs >= context.lastWordMs;
		},
		isDown: stateIn({ working: { link: "down" } }),
		isWorthAnotherDial: ({ event }) => {
			assertEvent(event, "ear.ended");
			return event.hasUnheard && !event.isFinal;
		},
		hasMissedSound: ({ event }) => {
			assertEvent(event, "ear.opened");
			return event.missedMs > 0;
		},
	},
	actions: {
		dial: sendTo("ear", { type: "dial" }),
		dialAgain: sendTo("ear", { type: "dial.again" }),
		passOrderOn: sendTo(
			"ear",
			(_, order: OrderOf<"expect.code" | "expect.words">) => order,
		),
		keepWords: assign((_, order: OrderOf<"expect.words">) => ({
			wordsThatWait: order,
		})),
		forgetWordsThatWait: assign({ wordsThatWait: undefined }),
		passOnWordsThatWait: enqueueActions(
			({ context: { wordsThatWait }, enqueue }) => {
				if (wordsThatWait) enqueue.sendTo("ear", wordsThatWait);
				enqueue.assign({ wordsThatWait: undefined });
			},
		),
		noteLoss: sendTo("ear", ({ context }) => ({
			type: "note.loss",
			delayMs: context.waitMs,
		})),
		giveUp: sendTo("ear", { type: "give.up" }),
		askForLastWords: sendTo("ear", { type: "finish" }),
		askForTheRest: sendTo("ear", { type: "tell.rest" }),
		noteComplaint: sendTo("ear", { type: "note.complaint" }),

		planNextDial: assign(({ context, event }) => {
			assertEvent(event, "ear.ended");
			return nextWait(context.ceilingMs, event.chance);
		}),
		stayCutOff: assign(({ event }) => {
			assertEvent(event, "ear.cut");
			return { waitMs: event.forMs };
		}),
		noteLastWord: assign(({ event }) => {
			assertEvent(event, "speech.heard");
			const { speech } = event;
			return speech.isFinal ? { lastWordMs: momentOfLastWord(speech) } : {};
		}),
		forgetFailures: assign({ ceilingMs: firstCeilingMs }),

		passFactOn: sendParent(({ event }) => event),
		/** Its recogniser's own message is passed on; as the end of an utterance it means nothing. */
		passOnAsNote: sendParent(({ event }) => {
			assertEvent(event, "utterance.ended");
			return { type: "recogniser.noted", verbatim: event.verbatim };
		}),
		passComplaintOn: sendParent(({ event }) => {
			assertEvent(event, "ear.complained");
			return event.heard;
		}),
		tellTurnEnded: sendParent({ type: "turn.ended", verbatim: undefined }),
		tellLost: sendParent({ type: "recognition.lost" }),
		tellStillLost: sendParent({ type: "recognition.still.lost" }),
		tellRestored: sendParent(({ event }) => {
			assertEvent(event, "ear.opened");
			return { type: "recognition.restored", missedMs: event.missedMs };
		}),
		tellRefused: sendParent({ type: "recognition.refused" }),
		tellFinished: sendParent({ type: "recognition.finished" }),
		tellAnswer: sendParent(({ event }) => {
			assertEvent(event, "words.answered");
			return { type: "words.taken", when: event.when };
		}),
		tellNext: sendParent({ type: "words.taken", when: "next" }),
	},
});
