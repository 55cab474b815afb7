/**
 * One phone call: its states.
 *
 *   awaitingStart ──admitted──▶ listeningForCode ──matched──▶ paired ──┐
 *                                     ▲                         │      │
 *                                     └──────── game left ──────┘      ▼
 *   any state ── hung up, too long, too many tries, failed ─────────▶ ended
 *
 * What a game said before it left is heard to its end, and no call lasts longer than the operator lets it.
 */
import type { ActorRefFrom } from "xstate";
import { newCall } from "./call-memory.js";
import { listeningForCode } from "./listening-for-code.js";
import { paired } from "./paired.js";
import { callSetup } from "./to-game.js";

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
				"noteBeginning",
				{ type: "askForAdmission", params: ({ event }) => event },
			],
		},
		"stream.refused": {
			target: "ended",
			actions: { type: "endBecause", params: { reason: "never started" } },
		},
		"call.admitted": {
			target: "listeningForCode",
			actions: ["openSpeaking", "openRecogniser"],
		},
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
		listeningForCode,
		paired,
		ended: {
			type: "final",
			description: "The call is over, for one reason.",
			entry: "tellCoordinatorOfTheEnd",
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
