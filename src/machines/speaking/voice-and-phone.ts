/** While a call speaks: the voice makes one line, as the phone plays those before it. */
import { not, stateIn } from "xstate";
import { speakingSetup } from "./line-actions.js";
import type { SpeakingEventOf, StopOrder } from "./speaking-guards.js";

/** The voice is lost, and nothing of the piece was made yet: for good, or until it is asked again. */
function voiceLost<const Target extends string>(waiting: Target) {
	return [
		{
			guard: {
				type: "isRefused",
				params: ({ event }: { event: SpeakingEventOf<"voice.lost"> }) => event,
			},
			target: "#speaking.delivery.speaking.voice.idle",
			actions: ["giveUp", "abandonLine"],
		},
		{
			guard: {
				type: "isAtVoice",
				params: ({ event }: { event: SpeakingEventOf<"voice.lost"> }) => event,
			},
			target: waiting,
			actions: {
				type: "planNextTry",
				params: ({ event }: { event: SpeakingEventOf<"voice.lost"> }) => event,
			},
		},
	] as const;
}

const ofAppend = ({ event }: { event: SpeakingEventOf<"append"> }) => event;

/** What becomes of more text of a line that is open. */
export const oneMoreText = [
	{
		guard: { type: "hasRoomForMore", params: ofAppend },
		actions: { type: "addText", params: ofAppend },
	},
	{
		guard: { type: "takesMore", params: ofAppend },
		actions: { type: "refuseText", params: ofAppend },
	},
] as const;

const ofStop = ({ event }: { event: StopOrder }) => event;

/** Its asker has the line stopped before the phone has any of it. */
const stoppedAtVoice = {
	guard: { type: "isToStopAtVoice", params: ofStop },
	target: "idle",
	actions: { type: "stopAtVoice", params: ofStop },
} as const;

const synthesising = speakingSetup.createStateConfig({
	description: "A line is being made, and played as it comes.",
	entry: "takeNextLine",
	always: {
		guard: "isAtVoiceStale",
		target: "idle",
		actions: "dropStaleAtVoice",
	},
	on: {
		"line.begun": {
			guard: { type: "isAtVoice", params: ({ event }) => event },
			target: ".sounding",
			actions: [
				"tellThatLineBegan",
				{ type: "noteThatLineBegan", params: ({ event }) => event },
			],
		},
		"stop.line": stoppedAtVoice,
		"stop.lines.of": stoppedAtVoice,
		"line.synthesised": [
			{
				guard: { type: "isStillOpen", params: ({ event }) => event },
				target: ".waitingForMore",
				actions: { type: "notePieceMade", params: ({ event }) => event },
			},
			{
				guard: { type: "hasMoreToSay", params: ({ event }) => event },
				target: ".enoughForNow",
				actions: { type: "notePieceMade", params: ({ event }) => event },
			},
			{
				guard: { type: "isAtVoice", params: ({ event }) => event },
				target: "idle",
				actions: [
					{ type: "handToPhone", params: ({ event }) => event },
					{ type: "askForMark", params: ({ event }) => event },
				],
			},
		],
		"line.failed": [
			{
				guard: { type: "lineHasSound", params: ({ event }) => event },
				target: "idle",
				actions: [
					"tellThatLineTakesNoMore",
					{ type: "keepWhatThereIs", params: ({ event }) => event },
					{ type: "askForMark", params: ({ event }) => event },
				],
			},
			{
				guard: { type: "isAtVoice", params: ({ event }) => event },
				target: "idle",
				actions: "abandonLine",
			},
		],
	},
	initial: "asked",
	states: {
		asked: {
			description:
				"The voice is to make it, or a piece of it, and nothing of that has come yet.",
			entry: ["countPiece", "orderSynthesis"],
			on: { "voice.lost": voiceLost("lost") },
		},
		lost: {
			description:
				"The voice was lost before anything came: it is asked again until the line's time is over.",
			after: {
				lineTime: {
					target: "#speaking.delivery.speaking.voice.idle",
					actions: ["giveUp", "abandonLine"],
				},
			},
			on: { "voice.lost": voiceLost(".waiting") },
			initial: "waiting",
			states: {
				waiting: {
					description:
						"The voice is left alone: longer after each attempt that failed.",
					after: { backOff: "askedAgain" },
				},
				askedAgain: {
					description: "The voice is to make it, once more.",
					entry: "orderSynthesis",
				},
			},
		},
		enoughForNow: {
			description:
				"What was made of it is with the phone, and the rest waits until little of that is unplayed.",
			always: {
				guard: "mayGoOn",
				target: "asked",
				actions: "takeNextPiece",
			},
			after: { untilNextPiece: { target: "enoughForNow", reenter: true } },
		},
		waitingForMore: {
			description:
				"The line is open: all of it that can be made is with the phone, and more of its text is to come.",
			always: [
				{ guard: "mayGoOn", target: "asked", actions: "takeNextPiece" },
				{ guard: "isMadeInFull", target: "madeInFull" },
				{ guard: not("isOpen"), target: "enoughForNow" },
			],
			after: {
				untilNextClause: { target: "waitingForMore", reenter: true },
				streamStalled: { actions: "closeLineAtVoice" },
			},
			on: {
				append: oneMoreText.map((choice) => ({
					...choice,
					target: "waitingForMore" as const,
					reenter: true,
				})),
			},
		},
		madeInFull: {
			description: "The line is closed, and what was made of it is all of it.",
			entry: "finishLine",
		},
		sounding: {
			description: "What there is of it is with the phone.",
			on: {
				"line.paused": {
					actions: {
						type: "noteThatLinePaused",
						params: ({ event }) => event,
					},
				},
				"line.resumed": {
					actions: {
						type: "noteThatLineWentOn",
						params: ({ event }) => event,
					},
				},
			},
		},
	},
});

const voice = speakingSetup.createStateConfig({
	description: "Makes one line at a time.",
	initial: "idle",
	states: {
		idle: {
			description:
				"No line is being made: none waits, or it may not be made yet.",
			always: [
				{
					guard: "isOneVoiceTooMany",
					target: "idle",
					reenter: true,
					actions: "refuseVoice",
				},
				{ guard: "mayBegin", target: "synthesising" },
				{ guard: "mayOpen", target: "synthesising.waitingForMore" },
				{ guard: "isHeldBack", target: "heldBack" },
			],
		},
		heldBack: {
			description:
				"The next line waits: much sound is unplayed yet, or much was made in vain.",
			always: { guard: not("isHeldBack"), target: "idle" },
			after: { untilNextPiece: "idle" },
		},
		synthesising,
	},
});

const isPaused = stateIn("#speaking.delivery.speaking.floor.contested");

const phone = speakingSetup.createStateConfig({
	description:
		"Plays the lines that were made, or as much of them as there is, until their marks come back.",
	initial: "quiet",
	states: {
		quiet: {
			description: "All that the phone was given in full has been played.",
			always: { guard: "phonePlays", target: "playing" },
		},
		playing: {
			description: "Lines are at the phone, and their marks are waited for.",
			always: [
				{ guard: isPaused, target: "paused" },
				{ guard: not("phonePlays"), target: "quiet" },
			],
			after: {
				markOverdue: { target: "quiet", actions: "goOnWithoutMark" },
			},
			on: {
				"mark.returned": {
					guard: { type: "isAtPhone", params: ({ event }) => event },
					target: "quiet",
					actions: { type: "countLineAsPlayed", params: ({ event }) => event },
				},
				// It may be overdue before those that are there already.
				"line.synthesised": {
					guard: { type: "isAtVoice", params: ({ event }) => event },
					target: "quiet",
				},
				"line.failed": {
					guard: { type: "isAtVoice", params: ({ event }) => event },
					target: "quiet",
				},
			},
		},
		paused: {
			description:
				"It plays nothing for now, so no mark is due. Those that come back are of what it was told to drop.",
			always: { guard: not(isPaused), target: "quiet" },
		},
	},
});

/** The regions of a call that speaks, by name, but for the floor. */
export const voiceAndPhone = { voice, phone };
