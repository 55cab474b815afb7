/** The call is with no game: the caller is to give a code, and in the end is let go. */
import { and, not, stateIn } from "xstate";
import { codeRegion, codeStates } from "./code-states.js";
import { callSetup } from "./conversing.js";
import { frontDoorHungUp, returned } from "./front-door.js";
import { sayThatTimeIsUp } from "./saying.js";

const isLookingUp = stateIn(`${codeRegion}.lookingUp`);

const patience = callSetup.createStateConfig({
	description: "How long the caller may still take to give a code.",
	initial: "waitingForCode",
	states: {
		hearingGameOut: {
			description:
				"The game has left, and what it said before is heard to its end; then the caller is told.",
			on: {
				// A caller who has given another code need not be told.
				"fell.silent": {
					guard: and(["saysNothing", not(isLookingUp)]),
					target: "waitingForCode",
					actions: { type: "speakPrompt", params: { prompt: "gameLeft" } },
				},
				"code.incomplete": {
					guard: "saysNothing",
					target: "waitingForCode",
					actions: { type: "speakPrompt", params: { prompt: "gameLeft" } },
				},
			},
		},
		waitingForCode: {
			description:
				"A caller who gives no code is reminded, and in the end let go.",
			entry: "startReminding",
			after: {
				codeWait: [
					{
						guard: and(["hasFrontDoor", isLookingUp]),
						target: "awaitingAnswer",
					},
					{
						guard: "hasFrontDoor",
						target: "#call.answered.frontDoor",
						actions: returned("noCode"),
					},
					{
						target: "#call.listeningForCode.sayingGoodbye",
						actions: [
							{ type: "endBecause", params: { reason: "no code heard" } },
							{ type: "speakPrompt", params: { prompt: "noCodeHeard" } },
						],
					},
				],
			},
			initial: "choosing",
			states: {
				choosing: {
					description: "Another reminder is left, or none is.",
					always: [{ guard: "hasReminderLeft", target: "waiting" }, "over"],
				},
				waiting: {
					description: "The next reminder is not due yet.",
					after: {
						nextReminder: [
							// A caller who has just been answered knows what to do.
							{
								guard: "isBeingAnswered",
								target: "choosing",
								actions: "countReminder",
							},
							{
								guard: "isFirstReminder",
								target: "choosing",
								actions: [
									"countReminder",
									{ type: "speakPrompt", params: { prompt: "firstReminder" } },
								],
							},
							{
								target: "choosing",
								actions: [
									"countReminder",
									{ type: "speakPrompt", params: { prompt: "secondReminder" } },
								],
							},
						],
					},
				},
				over: { description: "No reminder is left." },
			},
		},
		awaitingAnswer: {
			description:
				"The caller has had his time, and the code that he has given in it is still looked up: if it is none, the character that answered the call has him again.",
			always: {
				guard: not(isLookingUp),
				target: "#call.answered.frontDoor",
				actions: returned("noCode"),
			},
		},
	},
});

/** The state of a call with no game. */
export const listeningForCode = callSetup.createStateConfig({
	description: "The call is with no game.",
	on: { "conversation.over": frontDoorHungUp },
	initial: "listening",
	states: {
		listening: {
			description: "The caller is to say or key a code.",
			entry: ["expectCode", "forgetWhatWasHeard"],
			on: {
				"speech.started": { actions: "passOnToSpeaking" },
				"turn.ended": { actions: "passOnToSpeaking" },
				"last.minute": {
					actions: { type: "speakPrompt", params: { prompt: "lastMinute" } },
				},
				"time.up": {
					target: "sayingGoodbye",
					actions: sayThatTimeIsUp,
				},
			},
			type: "parallel",
			states: {
				code: {
					description: "What is known of the caller's code.",
					initial: "gathering",
					states: codeStates,
				},
				patience,
			},
		},
		sayingGoodbye: {
			description:
				"The caller is told why the call ends; it does when the last line has been heard.",
			on: {
				"fell.silent": { guard: "saysNothing", target: "#call.ended" },
				// The answer to a code that was given in time, and looked up for long.
				"code.matched": {
					target: "#call.paired",
					actions: [
						"fallSilent",
						{ type: "bindGame", params: ({ event }) => event },
					],
				},
			},
			after: {
				goodbye: [
					{
						guard: "isHeard",
						target: "#call.listeningForCode.sayingGoodbye",
						reenter: true,
					},
					{ target: "#call.ended" },
				],
			},
		},
	},
});
