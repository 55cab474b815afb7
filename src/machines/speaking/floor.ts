/**
 * Who is to be heard while a call speaks. A sound of the caller's pauses what it says at once; only words stop it.
 *
 *   ours ──a sound──▶ contested ──no words, or a mere "mhm"──▶ insisting ──a while──▶ ours
 */
import { and, not, stateIn } from "xstate";
import { speakingSetup } from "./line-actions.js";

const goOn = { target: "insisting", actions: "letPhoneGoOn" } as const;

const contested = speakingSetup.createStateConfig({
	description:
		"The caller has made a sound. The phone plays nothing, and what it had not played is kept: words are waited for, and stop it.",
	entry: "pausePhone",
	exit: "letPlayClockRun",
	always: { guard: not("hasSomethingToPlay"), ...goOn },
	after: {
		longestPause: {
			target: "#speaking.delivery.speaking.floor.insisting",
			actions: "letPhoneGoOn",
		},
	},
	on: {
		"speech.heard": [
			{ guard: { type: "isEcho", params: ({ event }) => event }, ...goOn },
			{
				guard: { type: "isMereSign", params: ({ event }) => event },
				...goOn,
			},
		],
		// The other stream's phone was never paused.
		"go.on": {
			guard: not("hasSound"),
			target: "ours",
			actions: "loseWhatWasAtPhone",
		},
	},
	initial: "awaitingWords",
	states: {
		awaitingWords: {
			description:
				"The sound was not long ago. Another one is waited for anew.",
			after: {
				timeForWords: {
					target: "#speaking.delivery.speaking.floor.insisting",
					actions: "letPhoneGoOn",
				},
			},
			on: {
				"speech.started": { target: "awaitingWords", reenter: true },
			},
		},
	},
});

/** The region of a call that speaks, in which a sound of the caller's pauses it. */
export const floor = speakingSetup.createStateConfig({
	description:
		"Whether what is said is heard, or the caller may want to speak.",
	initial: "ours",
	states: {
		ours: {
			description: "What is said is heard. A sound of the caller's pauses it.",
			on: {
				"speech.started": {
					guard: and(["pausesAtSound", stateIn("#speaking.noise.trusted")]),
					target: "contested",
				},
			},
		},
		contested,
		insisting: {
			description:
				"A pause was for nothing. For a while no sound pauses anything, so that a caller who coughs hears the line all the same; words stop it.",
			after: { insistence: "ours" },
		},
	},
});
