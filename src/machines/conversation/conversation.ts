/**
 * One conversation of a caller's with an author's flow.
 *
 *   talking (ear, keys, mouth, mind, patience) ──asks for a code──▶ away ──the caller is back──▶ talking
 *   any ── the flow has ended, was heard to say goodbye, or failed ──▶ leaving ──▶ over
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
	{ guard: "hasFailed", target: "#conversation.leaving.failed" },
	{ guard: "isGoodbyeOver", target: "#conversation.leaving.hungUp" },
	{ guard: "hasEnded", target: "#conversation.leaving.ended" },
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

/** Its call is told, once nothing more is on its way to it. */
function leavingBecause<const Reason extends "failed" | "hung up" | "ended">(
	reason: Reason,
	description: string,
) {
	return {
		description,
		on: {
			"lines.told": {
				target: "#conversation.over",
				actions: { type: "tellOver", params: { reason } },
			},
		},
	} as const;
}

const leaving = conversationSetup.createStateConfig({
	description:
		"The flow is done. The call is told when the speaking has told of all lines that end just now: it stops a conversation that is over.",
	entry: "askWhetherTold",
	on: { "*": {} },
	initial: "ended",
	states: {
		failed: leavingBecause("failed", "The flow is broken."),
		hungUp: leavingBecause("hung up", "The flow's goodbye was heard."),
		ended: leavingBecause("ended", "The flow has come to its end."),
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
		leaving,
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
			target: ".leaving.failed",
			actions: { type: "noteFailure", params: ({ event }) => event },
		},
	},
	options: { maxIterations: 1000 },
});

/** A running conversation. */
export type ConversationActor = ActorRefFrom<typeof conversationMachine>;
export type ConversationSnapshot = SnapshotFrom<typeof conversationMachine>;
