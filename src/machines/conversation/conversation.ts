/**
 * One conversation of a caller's with an author's flow.
 *
 *   talking (ear, keys, mouth, mind, patience) ──asks for a code──▶ away ──the caller is back──▶ talking
 *   any ── the flow has ended, was heard to say goodbye, or failed ──▶ over
 *
 * The flow is told only what its proof knows: see `telling.ts`.
 */
import { type ActorRefFrom, and, not, or, type SnapshotFrom } from "xstate";
import { conversationSetup } from "./conversation-setup.js";
import { ear, isTurnOpen, keysPressed } from "./ear.js";
import { conversationBegun } from "./kept-conversation.js";
import { mouth } from "./mouth.js";
import { patience } from "./patience.js";
import { mind } from "./thinking.js";

/** What ends a conversation wherever it is. */
const ends = [
	{
		guard: "hasFailed",
		target: "#conversation.over",
		actions: { type: "tellOver", params: { reason: "failed" } },
	},
	{
		guard: "isGoodbyeOver",
		target: "#conversation.over",
		actions: { type: "tellOver", params: { reason: "hung up" } },
	},
	{
		guard: "hasEnded",
		target: "#conversation.over",
		actions: { type: "tellOver", params: { reason: "ended" } },
	},
] as const;

const talking = conversationSetup.createStateConfig({
	description: "The flow has the caller.",
	type: "parallel",
	always: [
		...ends,
		{ guard: "isAskingForCode", target: "#conversation.away" },
		{
			guard: and(["hasSomethingDue", or(["isEnding", not(isTurnOpen)])]),
			actions: "tellDue",
		},
	],
	states: { ear, keys: keysPressed, mouth, mind, patience },
});

const away = conversationSetup.createStateConfig({
	description:
		"The caller is asked for a game's code, or is with that game. The flow hears only what became of its lines.",
	entry: "leaveForCode",
	always: [
		...ends,
		{ guard: "isEnding", target: "talking" },
		{ guard: "hasSomethingDue", actions: "tellDue" },
	],
	initial: "elsewhere",
	states: {
		elsewhere: {
			description: "The caller is not back.",
			on: {
				"caller.returned": {
					target: "returning",
					actions: { type: "keepWayBack", params: ({ event }) => event },
				},
			},
		},
		returning: {
			description:
				"The caller is back. The flow is told when all of its lines were heard.",
			always: {
				guard: "saysNothing",
				target: "#conversation.talking",
				actions: "tellReturn",
			},
			after: { lineOverdue: { actions: "giveUpLines" } },
		},
	},
});

/** The machine of a conversation. `server.ts` provides its mind. */
export const conversationMachine = conversationSetup.createMachine({
	id: "conversation",
	description:
		"One conversation of a caller's with a flow. What stands here holds in each of its states.",
	context: ({ input }) => conversationBegun(input),
	invoke: {
		id: "mind",
		src: "mind",
		input: ({ context }) => ({ callId: context.callId }),
	},
	entry: "begin",
	initial: "talking",
	states: {
		talking,
		away,
		over: {
			// A final state would tell the call once more, and that may have ended upon being told.
			description:
				"The flow has the caller no longer: its call lets it go. What comes of its lines until then is of no use.",
			on: { "*": {} },
		},
	},
	on: {
		"line.begun": {
			actions: { type: "noteBeginning", params: ({ event }) => event },
		},
		"line.ended": {
			actions: { type: "noteEnding", params: ({ event }) => event },
		},
		"line.closed": {
			actions: { type: "noteClosing", params: ({ event }) => event },
		},
		"game.told": {
			actions: { type: "keepNews", params: ({ event }) => event },
		},
		"game.left": {
			actions: { type: "keepNews", params: ({ event }) => event },
		},
		"xstate.error.actor.*": {
			target: ".over",
			actions: [
				{ type: "noteFailure", params: ({ event }) => event },
				{ type: "tellOver", params: { reason: "failed" } },
			],
		},
	},
	options: { maxIterations: 1000 },
});

/** A running conversation. */
export type ConversationActor = ActorRefFrom<typeof conversationMachine>;
export type ConversationSnapshot = SnapshotFrom<typeof conversationMachine>;
