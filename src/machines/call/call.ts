/**
 * One phone call: its states.
 *
 *   awaitingStart ──admitted──▶ listeningForCode ──matched──▶ paired ──┐
 *                                     ▲                         │      │
 *                                     └──────── game left ──────┘      ▼
 *   awaitingStart ──admitted, and a flow answers──▶ answered ◀──asks for a code──▶ listeningForCode
 *   any state ── hung up, too long, too many tries, failed ─────────▶ ended
 *
 * What a game said before it left is heard to its end, and no call lasts longer than the operator lets it.
 */
import type { ActorRefFrom } from "xstate";
import { answeredByCharacter } from "./answered.js";
import { newCall } from "./call-memory.js";
import { callSetup } from "./conversing.js";
import { frontDoorOver } from "./front-door.js";
import { listeningForCode } from "./listening-for-code.js";
import { paired } from "./paired.js";

const awaitingStart = callSetup.createStateConfig({
	description:
		"The stream's socket is open, and Twilio has not yet said which call it is.",
	after: {
		startTimeout: {
			target: "ended",
			actions: { type: "endBecause", params: { reason: "never started" } },
		},
	},
	on: {
		"stream.started": {
			actions: [
				{ type: "noteBeginning", params: ({ event }) => event },
				{ type: "askForAdmission", params: ({ event }) => event },
			],
		},
		"stream.refused": {
			target: "ended",
			actions: { type: "endBecause", params: { reason: "never started" } },
		},
		"call.admitted": [
			{
				guard: "isAnsweredByFlow",
				target: "answered",
				actions: ["openSpeaking", "openRecogniser", "openFrontDoor"],
			},
			{
				target: "listeningForCode",
				actions: ["openSpeaking", "openRecogniser"],
			},
		],
		"call.refused": {
			target: "#call.listeningForCode.sayingGoodbye",
			actions: [
				"openSpeaking",
				{
					type: "endBecause",
					params: ({ event }) => ({ reason: event.reason }),
				},
				{ type: "speakRefusal", params: ({ event }) => event },
			],
		},
		"stream.mistrusted": {
			target: "ended",
			actions: [
				"refuseStream",
				{ type: "endBecause", params: { reason: "never started" } },
			],
		},
		"stream.given.away": {
			target: "ended",
			actions: { type: "endBecause", params: { reason: "handed over" } },
		},
	},
});

/** The machine of one phone call. `server.ts` provides its adapters. */
export const callMachine = callSetup.createMachine({
	id: "call",
	description:
		"One phone call. What stands here holds in each of its states, unless the state itself says otherwise.",
	context: ({ input }) => ({ ...input, ...newCall }),
	initial: "awaitingStart",
	invoke: {
		id: "phone",
		src: "phone",
		input: ({ context }) => ({ callId: context.callId }),
	},
	states: {
		awaitingStart,
		answered: answeredByCharacter,
		listeningForCode,
		paired,
		ended: {
			type: "final",
			description: "The call is over, for one reason.",
			entry: ["endConversations", "tellCoordinatorOfTheEnd"],
		},
	},
	output: ({ context }) => context.endReason,
	after: {
		untilLastMinute: { guard: "hasLastMinute", actions: "announceLastMinute" },
		maxCall: { guard: "isLimited", actions: "announceThatTimeIsUp" },
	},
	on: {
		"phone.hung.up": ".ended",
		"mark.returned": { actions: "passOnToSpeaking" },
		"line.refused": {
			actions: { type: "tellOfRefusedLine", params: ({ event }) => event },
		},
		"recognition.still.lost": {
			actions: { type: "speakPrompt", params: { prompt: "recognitionLost" } },
		},
		"recognition.refused": {
			actions: {
				type: "speakPrompt",
				params: { prompt: "recognitionRefused" },
			},
		},
		"scene.changed": {
			actions: { type: "noteScene", params: ({ event }) => event },
		},
		"words.expected": {
			actions: { type: "noteWords", params: ({ event }) => event },
		},
		"flow.stepped": {
			actions: { type: "tellWatchers", params: ({ event }) => event },
		},
		"move.refused": {
			actions: { type: "tellWatchers", params: ({ event }) => event },
		},
		"thought.over": {
			actions: { type: "tellWatchers", params: ({ event }) => event },
		},
		"conversation.over": {
			guard: { type: "isOfFrontDoor", params: ({ event }) => event },
			actions: frontDoorOver,
		},
		"stream.replaced": {
			actions: [
				{ type: "takeOverStream", params: ({ event }) => event },
				"goOnSpeaking",
			],
		},
		end: {
			target: ".ended",
			actions: {
				type: "endBecause",
				params: ({ event }) => ({ reason: event.reason }),
			},
		},
		"xstate.error.actor.frontDoor": {
			guard: "hasFrontDoor",
			actions: { type: "failFrontDoor", params: ({ event }) => event },
		},
		"xstate.error.actor.lent": {
			guard: "hasLent",
			actions: { type: "failLent", params: ({ event }) => event },
		},
		"xstate.error.actor.*": {
			target: ".ended",
			actions: [
				{ type: "endBecause", params: { reason: "failed" } },
				{ type: "noteFailure", params: ({ event }) => event },
			],
		},
	},
	options: { maxIterations: 1000 },
});

/** A running call. */
export type CallActor = ActorRefFrom<typeof callMachine>;
