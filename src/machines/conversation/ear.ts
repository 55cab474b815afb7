/**
 * Whether it is the caller's turn. Only words make one: a sound may be anything. The flow is told when the turn has surely
 * ended, and after what became of the lines that it stopped.
 *
 *   quiet ──words──▶ speaking ⇄ endedEagerly ──its end──▶ settling ──told──▶ quiet
 *   quiet ──"mhm", while a line sounds──▶ aside ──▶ quiet
 */
import { and, not, or, stateIn } from "xstate";
import { type CallerHeard, conversationSetup } from "./conversation-setup.js";

const ofSpeech = ({ event }: { event: CallerHeard }) => event;

const words = { type: "hasWords", params: ofSpeech } as const;

/** Whether the flow waits to be told of a turn or a key: all else waits until then. */
export const isTurnOpen = or([
	stateIn({ talking: { ear: "speaking" } }),
	stateIn({ talking: { ear: "endedEagerly" } }),
	stateIn({ talking: { ear: "settling" } }),
	stateIn({ talking: { keys: "pressed" } }),
]);

/** In the goodbye no turn is told any more. */
const noMoreTurns = {
	guard: "isEnding",
	target: "quiet",
	actions: "forgetTurn",
} as const;

const endOfTurn = [
	// An interim result was taken back: there is no turn.
	{ guard: "hasSaidNothing", target: "quiet", actions: "forgetTurn" },
	{ target: "settling" },
] as const;

export const ear = conversationSetup.createStateConfig({
	description: "Whether it is the caller's turn.",
	initial: "quiet",
	states: {
		quiet: {
			description: "The caller says nothing that the flow was not told of.",
			on: {
				"speech.heard": [
					{
						guard: { type: "isAsideWithWords", params: ofSpeech },
						target: "aside",
						actions: { type: "hearAside", params: ofSpeech },
					},
					{
						guard: { type: "fillsTurn", params: ofSpeech },
						target: "settling",
						actions: { type: "beginTurn", params: ofSpeech },
					},
					{
						guard: words,
						target: "speaking",
						actions: { type: "beginTurn", params: ofSpeech },
					},
				],
			},
		},
		aside: {
			description:
				"The caller shows that he listens to a line. If he says no more than that it is no turn.",
			always: noMoreTurns,
			on: {
				"speech.heard": [
					{
						guard: { type: "isStillAside", params: ofSpeech },
						actions: { type: "hearAside", params: ofSpeech },
						target: "aside",
						reenter: true,
					},
					{
						guard: words,
						target: "speaking",
						actions: { type: "beginTurn", params: ofSpeech },
					},
				],
				"turn.ended": { target: "quiet", actions: "forgetTurn" },
			},
			after: { stuckTurn: { target: "quiet", actions: "forgetTurn" } },
		},
		speaking: {
			description: "The caller has said words, and may say more.",
			always: noMoreTurns,
			on: {
				"speech.heard": [
					{
						guard: { type: "makesTurnFull", params: ofSpeech },
						target: "settling",
						actions: { type: "hearMore", params: ofSpeech },
					},
					{
						target: "speaking",
						reenter: true,
						actions: { type: "hearMore", params: ofSpeech },
					},
				],
				"turn.eager": {
					target: "endedEagerly",
					actions: ["noteEagerEnd", "seemToHaveEnded"],
				},
				"turn.ended": endOfTurn,
				"floor.cleared": { actions: "stopLines" },
			},
			after: { stuckTurn: endOfTurn },
		},
		endedEagerly: {
			description:
				"The caller seems to have ended. An answer may be thought of, but nothing of it is used yet.",
			always: noMoreTurns,
			on: {
				"speech.heard": [
					{
						guard: { type: "makesTurnFull", params: ofSpeech },
						target: "settling",
						// What was thought of before these words is no answer to them.
						actions: [{ type: "hearMore", params: ofSpeech }, "dropThought"],
					},
					{
						guard: { type: "saysOther", params: ofSpeech },
						target: "speaking",
						actions: { type: "hearMore", params: ofSpeech },
					},
					{ actions: { type: "hearMore", params: ofSpeech } },
				],
				"turn.resumed": "speaking",
				"turn.ended": endOfTurn,
			},
			after: { stuckTurn: endOfTurn },
		},
		settling: {
			description:
				"The turn has ended. What became of the lines that it stopped is awaited, and then the flow is told.",
			// A key may have been answered while he was speaking.
			entry: "stopLines",
			always: [
				noMoreTurns,
				{ guard: "isTurnTold", target: "quiet" },
				{ guard: "isTurnDue", actions: "tellTurn" },
			],
			on: {
				"speech.heard": [
					{ guard: { type: "isAside", params: ofSpeech } },
					{
						guard: words,
						target: "speaking",
						actions: { type: "goOnWithTurn", params: ofSpeech },
					},
				],
			},
			after: { receipts: { actions: "giveUpReceipts" } },
		},
	},
});

/** Whether a key was pressed of which the flow was not told yet. */
export const keysPressed = conversationSetup.createStateConfig({
	description: "Whether the caller has pressed a key.",
	initial: "none",
	states: {
		none: {
			description: "The flow was told of each key.",
			on: {
				"key.pressed": {
					guard: "isNewKey",
					target: "pressed",
					actions: { type: "takeKey", params: ({ event }) => event },
				},
			},
		},
		pressed: {
			description:
				"A key was pressed. What became of the lines that it stopped is awaited, and then the flow is told, even amid a turn.",
			always: [
				{ guard: "isEnding", target: "none", actions: "forgetKeys" },
				{ guard: "hasNoKeys", target: "none" },
			],
			on: {
				"key.pressed": {
					guard: "isNewKey",
					target: ".taken",
					actions: { type: "takeKey", params: ({ event }) => event },
				},
			},
			after: { receipts: { target: ".stopped", actions: "giveUpReceipts" } },
			initial: "taken",
			states: {
				taken: {
					description:
						"What was thought before is of no use. The speaking does not know of the key yet, and would stop an answer.",
					on: { "floor.cleared": "stopped" },
				},
				stopped: {
					description: "All that a key stops is stopped.",
					entry: "stopLines",
					always: {
						guard: and([
							"isKeyDue",
							not(stateIn({ talking: { ear: "settling" } })),
						]),
						actions: "tellKey",
					},
				},
			},
		},
	},
});
