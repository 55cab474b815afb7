/**
 * What the mind is at. It is asked when the flow asks, or when the caller seems to have ended; what it tells of older thoughts
 * is dropped by their numbers.
 *
 *   idle ──the flow asks──▶ thinking ⇄ moving ──▶ idle
 *   idle ──an eager end──▶ speculating ──the turn ended so──▶ thinking
 */
import { and, not, stateIn } from "xstate";
import { conversationSetup, type FactOfMind } from "./conversation-setup.js";
import { isTurnOpen } from "./ear.js";

const ofFact = ({ event }: { event: FactOfMind }) => event;
const isOfThought = { type: "isOfThought", params: ofFact } as const;

type OfType<Type> = { event: Extract<FactOfMind, { type: Type }> };

const hold = {
	guard: isOfThought,
	actions: { type: "hold", params: ofFact },
} as const;

const factsOfAnswer = {
	"mind.text": {
		guard: isOfThought,
		actions: {
			type: "takeText",
			params: ({ event }: OfType<"mind.text">) => event,
		},
	},
	"mind.moved": {
		guard: isOfThought,
		actions: {
			type: "takeMove",
			params: ({ event }: OfType<"mind.moved">) => event,
		},
	},
	"mind.used": {
		guard: isOfThought,
		actions: {
			type: "noteUse",
			params: ({ event }: OfType<"mind.used">) => event,
		},
	},
	"mind.ended": { guard: isOfThought, actions: "endThought" },
	"mind.failed": {
		guard: isOfThought,
		actions: {
			type: "failThought",
			params: ({ event }: OfType<"mind.failed">) => event,
		},
	},
} as const;

/** The next move is judged when nothing is unheard that was said before it. */
const freeMove = { guard: "isMoveFree", actions: "judgeMove" } as const;
const waitingMove = { guard: "hasMove", target: "moving" } as const;

export const mind = conversationSetup.createStateConfig({
	description: "What the mind is at.",
	initial: "idle",
	states: {
		idle: {
			description:
				"Nothing is thought of. Of an answer that is there the words are being heard.",
			always: [
				{
					guard: and(["isReplyOver", not(isTurnOpen), not("isFailingOften")]),
					actions: "tellReplyEnded",
				},
				{
					guard: and(["isAnswerOwed", not(isTurnOpen), "isAskedFarTooOften"]),
					target: "givingUp",
				},
				{
					guard: and(["isAnswerOwed", not(isTurnOpen), "isAskedTooOften"]),
					actions: "endQuestion",
				},
				{
					guard: and(["isAnswerOwed", not(isTurnOpen)]),
					target: "thinking",
					actions: "askMind",
				},
			],
			on: {
				"turn.seems.over": {
					guard: "maySpeculate",
					target: "speculating",
					actions: "speculate",
				},
			},
		},
		speculating: {
			description:
				"An answer is thought of before the turn has surely ended. Nothing of it is said or done.",
			always: [
				{ guard: not("isAtWork"), target: "idle" },
				{
					guard: "isThoughtBroken",
					target: "idle",
					actions: "reportBrokenThought",
				},
				{
					guard: and([not(isTurnOpen), "isAsForeseen"]),
					target: "thinking",
					actions: "release",
				},
				{ guard: not(isTurnOpen), target: "idle", actions: "dropThought" },
				{
					guard: stateIn({ talking: { ear: "speaking" } }),
					target: "idle",
					actions: "dropThought",
				},
			],
			on: {
				"mind.text": hold,
				"mind.moved": hold,
				"mind.used": hold,
				"mind.ended": hold,
				"mind.failed": hold,
			},
		},
		thinking: {
			description: "The mind is at an answer, which is spoken as it comes.",
			always: [
				freeMove,
				waitingMove,
				{ guard: not("isAtWork"), target: "idle" },
			],
			on: factsOfAnswer,
			after: { wholeAnswer: { actions: "endLateThought" } },
			initial: "awaitingFirst",
			states: {
				awaitingFirst: {
					description: "Nothing has come of the answer.",
					always: { guard: "hasBegunAnswer", target: "answering" },
					after: { firstWords: { actions: "endLateThought" } },
					initial: "fresh",
					states: {
						fresh: {
							description: "The question is not old: silence is natural.",
							after: { untilFiller: "slow" },
						},
						slow: {
							description:
								"The caller waits. If he hears nothing at all, a short sound of thinking is said.",
							always: {
								guard: and([
									"mayFill",
									stateIn({ talking: { mouth: "quiet" } }),
								]),
								actions: "sayFiller",
							},
						},
					},
				},
				answering: { description: "Words or moves have come." },
			},
		},
		moving: {
			description:
				"A move waits until the words before it were heard, so that what is done comes after what is said.",
			always: [
				freeMove,
				{ guard: and([not("hasMove"), "isAtWork"]), target: "thinking" },
				{ guard: not("hasMove"), target: "idle" },
			],
			on: factsOfAnswer,
			after: {
				wordsBeforeMove: {
					target: "moving",
					reenter: true,
					actions: "judgeMove",
				},
				wholeAnswer: { guard: "isAtWork", actions: "endLateThought" },
			},
		},
		givingUp: {
			description:
				"The mind was asked again and again to no end, and the flow asks it once more: it is told so in a moment.",
			always: { guard: not("isAnswerOwed"), target: "idle" },
			after: { afterFailures: { target: "idle", actions: "endQuestion" } },
		},
	},
});
