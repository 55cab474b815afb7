/** The game has lent its caller to a flow; it hears what he says as ever, and may speak as well. */
import type { ConversationFromCall } from "../conversation/conversation-input.js";
import { callSetup } from "./conversing.js";
import { frontDoorOver } from "./front-door.js";
import type { EventOf } from "./guards.js";
import { sayThatTimeIsUp } from "./saying.js";
import {
	byOwnGame,
	byOwnGameWithFlow,
	endOfKeyedCode,
	gameHangsUp,
	gameLeaves,
	keepWordsOfGame,
	lendCaller,
	lendingInVain,
	ofTheCode,
	otherWords,
	tellGame,
	tellGameWhichKey,
} from "./with-game.js";

const ofOver = ({ event }: { event: EventOf<"conversation.over"> }) => event;

export const lentOver = { type: "noteLentOver", params: ofOver } as const;

export const lentHungUp = {
	guard: { type: "hasLentHungUp", params: ofOver },
	target: "#call.ended",
	actions: [
		{ type: "endBecause", params: { reason: "character hung up" } },
		lentOver,
	],
} as const;

export const tellLent = {
	type: "tellLent",
	params: ({ event }: { event: ConversationFromCall }) => event,
} as const;

export const clearFloorForLent = {
	type: "tellLent",
	params: { type: "floor.cleared" },
} as const;

/** The flow is over by itself. */
function over<const Target extends string>(withGame: Target) {
	return [
		{
			guard: { type: "isOfLent", params: ofOver },
			target: withGame,
			actions: [lentOver, "expectWordsOfScene"],
		},
		{
			guard: { type: "isOfFrontDoor", params: ofOver },
			actions: frontDoorOver,
		},
	] as const;
}

/** The flow is stopped, and what it says with it. */
function stopLent<const Reason extends "taken back" | "replaced">(
	reason: Reason,
) {
	return { type: "stopLent", params: { reason } } as const;
}

/** The flow of a game that has left is taken back for it; what it said is heard like what the game said. */
const leftWithGame = {
	type: "noteLentOver",
	params: { reason: "taken back" },
} as const;

const [toFrontDoor, toCodeWhenHeard, toCode] = gameLeaves;

const talking = callSetup.createStateConfig({
	description:
		"The caller talks with the flow, and the game is told all that he says.",
	on: {
		// The flow knows of a turn before its lines are stopped.
		"speech.heard": [
			ofTheCode,
			{
				guard: { type: "isEcho", params: ({ event }) => event },
				actions: ["passOnToSpeaking", tellGame],
			},
			{
				actions: [tellLent, "passOnToSpeaking", clearFloorForLent, tellGame],
			},
		],
		"speech.started": { actions: [tellLent, "passOnToSpeaking", tellGame] },
		"utterance.ended": { actions: tellGame },
		"turn.eager": { actions: [tellLent, tellGame] },
		"turn.resumed": { actions: [tellLent, tellGame] },
		"turn.ended": { actions: [tellLent, "passOnToSpeaking", tellGame] },
		"recogniser.noted": { actions: tellGame },
		"key.pressed": [
			endOfKeyedCode,
			{
				// What the flow says upon it is not to be stopped by it.
				actions: [
					tellLent,
					"passOnToSpeaking",
					"forgetCodeKey",
					tellGameWhichKey,
					clearFloorForLent,
				],
			},
		],
		"expect.words": otherWords,
		"words.expected": {
			actions: [
				{ type: "noteWords", params: ({ event }) => event },
				"expectWordsOfScene",
			],
		},
		converse: [
			{
				guard: byOwnGameWithFlow,
				actions: [stopLent("replaced"), lendCaller],
			},
			{
				guard: byOwnGame,
				target: "#call.paired.talking",
				actions: [
					stopLent("replaced"),
					lendingInVain("failed"),
					"expectWordsOfScene",
				],
			},
		],
		"take.back": {
			guard: byOwnGame,
			target: "#call.paired.talking",
			actions: [stopLent("taken back"), "expectWordsOfScene"],
		},
		"conversation.over": [lentHungUp, ...over("#call.paired.talking")],
		"hang.up": gameHangsUp,
		"game.left": [
			{
				guard: {
					type: "isOwnGameThatIsOutlived",
					params: ({ event }) => event,
				},
				target: "#call.answered.lent",
				actions: ["keepLentWithoutGame", "tellLentThatGameLeft"],
			},
			{ ...toFrontDoor, actions: leftWithGame },
			{ ...toCodeWhenHeard, actions: leftWithGame },
			{ ...toCode, actions: [leftWithGame, ...toCode.actions] },
		],
		"phone.hung.up": "hearingLastWords",
		"last.minute": {
			actions: { type: "speakPrompt", params: { prompt: "lastMinute" } },
		},
		"time.up": {
			target: "#call.paired.sayingGoodbye",
			actions: sayThatTimeIsUp,
		},
	},
});

const hearingLastWords = callSetup.createStateConfig({
	description:
		"The caller has hung up, and the recogniser has still to say, within its time, what it heard last: to the flow, too, which may have news of it for the game.",
	entry: ["holdSpeech", "askForLastWords"],
	on: {
		"speech.heard": [
			ofTheCode,
			{
				guard: { type: "hasWords", params: ({ event }) => event },
				actions: [tellLent, tellGame],
			},
		],
		"turn.ended": { actions: [tellLent, "passOnToSpeaking", tellGame] },
		"recognition.finished": "#call.ended",
		"time.up": "#call.ended",
		"expect.words": { guard: byOwnGame, actions: keepWordsOfGame },
		converse: {
			guard: byOwnGame,
			target: "#call.paired.hearingLastWords",
			actions: [stopLent("replaced"), lendingInVain("call ended")],
		},
		"take.back": {
			guard: byOwnGame,
			target: "#call.paired.hearingLastWords",
			actions: stopLent("taken back"),
		},
		"conversation.over": [
			// He has not heard the goodbye, and is gone already.
			{
				guard: { type: "hasLentHungUp", params: ofOver },
				target: "#call.paired.hearingLastWords",
				actions: {
					type: "noteLentOver",
					params: ({ event: { state } }) => ({ reason: "call ended", state }),
				},
			},
			...over("#call.paired.hearingLastWords"),
		],
		"hang.up": { guard: byOwnGame, target: "#call.ended" },
		"game.left": { guard: byOwnGame, target: "#call.ended" },
		"stream.replaced": {
			target: "talking",
			actions: [
				{ type: "takeOverStream", params: ({ event }) => event },
				"goOnSpeaking",
				"forgetLastCode",
				// A recogniser that was told to finish hears no more, so another takes its place.
				"closeRecogniser",
				"openRecogniser",
				"expectWords",
			],
		},
	},
});

/** The state of a call whose game has lent its caller. */
export const lent = callSetup.createStateConfig({
	description: "The game has lent its caller to a flow.",
	on: {
		"scene.changed": [
			{
				guard: { type: "isOfLent", params: ({ event }) => event },
				actions: [
					{ type: "noteScene", params: ({ event }) => event },
					{ type: "tellGameOfConversation", params: ({ event }) => event },
				],
			},
			{ actions: { type: "noteScene", params: ({ event }) => event } },
		],
		"flow.told": {
			guard: { type: "isOfLent", params: ({ event }) => event },
			actions: {
				type: "tellGameOfConversation",
				params: ({ event }) => event,
			},
		},
		"ask.for.code": {
			guard: { type: "isOfLent", params: ({ event }) => event },
			actions: "giveBackToLent",
		},
		"tell.flow": {
			guard: byOwnGame,
			actions: { type: "tellLentOfGame", params: ({ event }) => event },
		},
	},
	initial: "talking",
	states: { talking, hearingLastWords },
});
