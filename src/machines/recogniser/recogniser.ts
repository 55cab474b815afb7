/**
 * The recogniser of one call: whether the caller is understood, and what is done while not.
 *
 *   dialling ──opened──▶ open ──finish──▶ finishing ──last words──▶ finished
 *       │                ▲  │                 ▲
 *       └─ late, lost ─▶ down (dialling ⇄ waiting, cut off) ── refused for good ──▶ refused
 *
 * The ear does what the states say, and what it hears passes through to the call.
 */
import type { AnyMachineSnapshot, Snapshot } from "xstate";
import { firstCeilingMs } from "../back-off.js";
import { recogniserSetup } from "./recogniser-setup.js";
import { turn } from "./turn.js";

/** The way was lost: for good, or until the next dial comes to pass. */
function lost<const Target extends string>(waiting: Target) {
	return [
		{
			guard: "isFinal",
			target: "#recogniser.working.link.refused",
			actions: ["giveUp", "tellRefused"],
		},
		{ target: waiting, actions: ["planNextDial", "noteLoss"] },
	] as const;
}

const dialling = recogniserSetup.createStateConfig({
	description: "The ear is being opened for the first time.",
	entry: "dial",
	after: { late: "down.dialling" },
	on: {
		"ear.opened": [
			{
				guard: "hasMissedSound",
				target: "open",
				actions: ["tellLost", "tellRestored"],
			},
			{ target: "open" },
		],
		"ear.ended": lost("down.waiting"),
		"ear.cut": { target: "down.cutOff", actions: "stayCutOff" },
		finish: "finishing.opening",
	},
});

const open = recogniserSetup.createStateConfig({
	description: "The caller is heard.",
	initial: "unproven",
	on: {
		"ear.ended": lost("down.waiting"),
		"ear.failed": "down.dialling",
		"ear.cut": { target: "down.cutOff", actions: "stayCutOff" },
		finish: "finishing",
	},
	states: {
		unproven: {
			description:
				"Nothing has come of it yet: if it is lost now, the next wait is longer.",
			on: {
				"speech.heard": { target: "proven", actions: "forgetFailures" },
				"speech.started": { target: "proven", actions: "forgetFailures" },
				"utterance.ended": { target: "proven", actions: "forgetFailures" },
			},
		},
		proven: {
			description: "There was a result: if it is lost now, the wait is short.",
		},
	},
});

const down = recogniserSetup.createStateConfig({
	description: "The caller is not understood just now, and the call knows.",
	tags: "down",
	entry: "tellLost",
	after: { grace: { actions: "tellStillLost" } },
	on: {
		"ear.opened": { target: "open", actions: "tellRestored" },
		"ear.ended": lost(".waiting"),
		"ear.cut": { target: ".cutOff", actions: "stayCutOff" },
	},
	initial: "dialling",
	states: {
		dialling: {
			description: "The ear is being opened.",
			on: { finish: "#recogniser.working.link.finishing.lost" },
		},
		waiting: {
			description: "The next attempt waits: longer after each that failed.",
			after: { backOff: { target: "dialling", actions: "dialAgain" } },
			on: {
				finish: {
					target: "#recogniser.working.link.finishing.lost",
					actions: "dialAgain",
				},
			},
		},
		cutOff: {
			description: "Somebody has cut the ear off for a while, to see this.",
			after: { cut: { target: "dialling", actions: "dial" } },
			on: {
				finish: {
					target: "#recogniser.working.link.finishing.lost",
					actions: "dial",
				},
			},
		},
	},
});

/** The way was lost after the order to finish: what is kept unheard is worth another attempt. */
function lostAtLast(...tell: readonly "tellLost"[]) {
	return [
		{
			guard: "isWorthAnotherDial",
			target: "#recogniser.working.link.finishing.lost.waiting",
			actions: [...tell, "planNextDial", "noteLoss"],
		},
		{ target: "#recogniser.finished" },
	] as const;
}

const finishing = recogniserSetup.createStateConfig({
	description: "No more sound comes; the ear reports what is left.",
	entry: "askForLastWords",
	after: { lastWords: "takingRest" },
	on: { "ear.finished": "#recogniser.finished" },
	initial: "hearing",
	states: {
		opening: {
			description: "The ear is still being opened for the first time.",
			on: {
				"ear.opened": [
					{
						guard: "hasMissedSound",
						target: "hearing",
						actions: ["tellLost", "tellRestored", "askForLastWords"],
					},
					{ target: "hearing", actions: "askForLastWords" },
				],
				"ear.ended": lostAtLast("tellLost"),
			},
		},
		hearing: {
			description: "What is left is understood.",
			on: {
				"ear.failed": { target: "lost", actions: "tellLost" },
				"ear.ended": lostAtLast("tellLost"),
			},
		},
		lost: {
			description: "What is left is not understood, unless the ear recovers.",
			tags: "down",
			on: {
				"ear.opened": {
					target: "hearing",
					actions: ["tellRestored", "askForLastWords"],
				},
				"ear.ended": lostAtLast(),
			},
			initial: "dialling",
			states: {
				dialling: { description: "The ear is being opened, or is recovering." },
				waiting: {
					description: "The next attempt waits.",
					after: { backOff: { target: "dialling", actions: "dialAgain" } },
				},
			},
		},
	},
});

const takingRest = recogniserSetup.createStateConfig({
	description:
		"Last words were waited for as long as they may be: what the ear knows of them so far is all.",
	entry: "askForTheRest",
	after: { rest: "#recogniser.finished" },
	on: { "ear.finished": "#recogniser.finished" },
});

const words = recogniserSetup.createStateConfig({
	description: "Whether the words that a game expects are in use.",
	initial: "settled",
	states: {
		settled: {
			description: "The call knows when they are.",
			on: {
				"words.asked": "asked",
				"ear.complained": { actions: ["noteComplaint", "passComplaintOn"] },
			},
		},
		asked: {
			description: "The other side has been asked to use them.",
			after: { answerTimeout: { target: "settled", actions: "tellNext" } },
			on: {
				"words.asked": { target: "asked", reenter: true },
				"words.answered": { target: "settled", actions: "tellAnswer" },
				"ear.complained": { target: "settled", actions: "tellNext" },
			},
		},
	},
});

const expectations = recogniserSetup.createStateConfig({
	description:
		"How soon the ear is told which words a game expects. That a code is expected it is told at once.",
	initial: "passedOn",
	on: {
		"expect.code": {
			actions: [
				"forgetWordsThatWait",
				{ type: "passOrderOn", params: ({ event }) => event },
			],
		},
		finish: { actions: "forgetWordsThatWait" },
	},
	states: {
		passedOn: {
			description: "The ear is told at once.",
			on: {
				"expect.words": {
					actions: { type: "passOrderOn", params: ({ event }) => event },
				},
				"words.asked": "settling",
			},
		},
		settling: {
			description:
				"The other side was asked a moment ago: the last words that come meanwhile are told when the moment is over.",
			after: {
				settling: { target: "passedOn", actions: "passOnWordsThatWait" },
			},
			on: {
				"expect.words": {
					actions: { type: "keepWords", params: ({ event }) => event },
				},
			},
		},
	},
});

/** The machine of a call's recogniser. The server provides its ear, and how long last words are waited for. */
export const recogniserMachine = recogniserSetup.createMachine({
	id: "recogniser",
	description: "The recogniser of one call.",
	context: ({ input }) => ({
		callId: input.callId,
		ceilingMs: firstCeilingMs,
		waitMs: 0,
		lastWordMs: 0,
		wordsThatWait: undefined,
	}),
	initial: "working",
	states: {
		working: {
			description: "What the ear hears is passed on to the call.",
			invoke: {
				id: "ear",
				src: "ear",
				input: ({ context }) => ({ callId: context.callId }),
			},
			on: {
				"words.taken": { actions: "passFactOn" },
			},
			type: "parallel",
			states: {
				link: {
					description: "Whether the caller is understood.",
					initial: "dialling",
					states: {
						dialling,
						open,
						down,
						refused: {
							description:
								"An attempt would be of no use: nothing is understood in this call.",
							tags: "down",
							on: { finish: "#recogniser.finished" },
						},
						finishing,
						takingRest,
					},
				},
				turn,
				words,
				expectations,
			},
		},
		finished: {
			description: "All that was heard has been told, and the ear is closed.",
			entry: "tellFinished",
		},
	},
});

/** Whether nothing is understood just now, by the snapshot of a call's recogniser. */
export function isDown(snapshot: Snapshot<unknown> | undefined): boolean {
	if (snapshot === undefined || !("hasTag" in snapshot)) return false;
	return (snapshot as AnyMachineSnapshot).hasTag("down");
}
