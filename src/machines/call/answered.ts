/** A character has the caller, and no game: the front door, or one to which a game had lent him that has left. */
import type { SpeechHeard } from "./call-memory.js";
import { callSetup } from "./conversing.js";
import {
	clearFloorForFrontDoor,
	frontDoorHungUp,
	frontDoorOver,
	returned,
	tellFrontDoor,
} from "./front-door.js";
import type { EventOf } from "./guards.js";
import { clearFloorForLent, lentHungUp, lentOver, tellLent } from "./lent.js";
import { sayThatTimeIsUp } from "./saying.js";
import { endOfKeyedCode } from "./with-game.js";

/** What the caller says and keys, for the character that has him: it knows of a turn before its lines are stopped. */
function hearing<
	const Tell extends typeof tellFrontDoor | typeof tellLent,
	const Clear extends typeof clearFloorForFrontDoor | typeof clearFloorForLent,
>(tell: Tell, clearFloor: Clear) {
	return {
		"speech.heard": [
			{
				guard: {
					type: "isRestOfTheCode",
					params: ({ event }: { event: SpeechHeard }) => event,
				},
				actions: {
					type: "passOverRestOfTheCode",
					params: ({ event }: { event: SpeechHeard }) => event,
				},
			},
			{
				guard: {
					type: "isEcho",
					params: ({ event }: { event: SpeechHeard }) => event,
				},
				actions: "passOnToSpeaking",
			},
			{ actions: [tell, "passOnToSpeaking", clearFloor] },
		],
		"speech.started": { actions: [tell, "passOnToSpeaking"] },
		"turn.eager": { actions: tell },
		"turn.resumed": { actions: tell },
		"turn.ended": { actions: [tell, "passOnToSpeaking"] },
		"key.pressed": [
			endOfKeyedCode,
			// What the flow says upon it is not to be stopped by it.
			{ actions: [tell, "passOnToSpeaking", "forgetCodeKey", clearFloor] },
		],
	} as const;
}

/** Whatever the caller does may stop what is still said, and is told nobody. */
const onlyInterrupting = {
	"speech.heard": { actions: "passOnToSpeaking" },
	"speech.started": { actions: "passOnToSpeaking" },
	"turn.ended": { actions: "passOnToSpeaking" },
	"key.pressed": { actions: "passOnToSpeaking" },
} as const;

const ofOver = ({ event }: { event: EventOf<"conversation.over"> }) => event;

const ofFrontDoor = hearing(tellFrontDoor, clearFloorForFrontDoor);

const frontDoor = callSetup.createStateConfig({
	description: "The character that has answered the call has the caller.",
	entry: "expectWords",
	on: {
		...ofFrontDoor,
		"key.pressed": [
			endOfKeyedCode,
			{ guard: "isCodeStillKeyed", actions: "noteCodeKey" },
			ofFrontDoor["key.pressed"][1],
		],
		"words.expected": {
			actions: [
				{ type: "noteWords", params: ({ event }) => event },
				"expectWordsOfScene",
			],
		},
		"ask.for.code": {
			guard: { type: "isOfFrontDoor", params: ({ event }) => event },
			target: "#call.listeningForCode",
		},
		"conversation.over": [
			frontDoorHungUp,
			{
				guard: { type: "hasFrontDoorFailed", params: ofOver },
				target: "#call.listeningForCode.sayingGoodbye",
				actions: [
					frontDoorOver,
					"fallSilent",
					{ type: "endBecause", params: { reason: "failed" } },
					{ type: "speakPrompt", params: { prompt: "characterFailed" } },
				],
			},
			{
				guard: { type: "isOfFrontDoor", params: ofOver },
				target: "sayingGoodbye",
				actions: [
					frontDoorOver,
					{ type: "endBecause", params: { reason: "character hung up" } },
				],
			},
		],
	},
});

const tellThatGameLeft = {
	type: "speakPrompt",
	params: { prompt: "gameLeft" },
} as const;

const lent = callSetup.createStateConfig({
	description:
		"A game that has left had lent the caller to a flow, which takes that and goes on with him.",
	entry: "expectWords",
	on: {
		...hearing(tellLent, clearFloorForLent),
		"words.expected": {
			actions: [
				{ type: "noteWords", params: ({ event }) => event },
				"expectWordsOfScene",
			],
		},
		"ask.for.code": {
			guard: { type: "isOfLent", params: ({ event }) => event },
			actions: "giveBackToLent",
		},
		"conversation.over": [
			lentHungUp,
			{
				guard: { type: "isOfLentBeforeFrontDoor", params: ofOver },
				target: "hearingGameOut",
				actions: lentOver,
			},
			{
				guard: { type: "isOfLentThatSpeaks", params: ofOver },
				target: "#call.listeningForCode.listening.patience.hearingGameOut",
				actions: lentOver,
			},
			{
				guard: { type: "isOfLent", params: ofOver },
				target: "#call.listeningForCode",
				actions: [lentOver, tellThatGameLeft],
			},
			{
				guard: { type: "isOfFrontDoor", params: ofOver },
				actions: frontDoorOver,
			},
		],
	},
});

const hearingGameOut = callSetup.createStateConfig({
	description:
		"The game has left, and what it said before is heard to its end; then the character that answered the call has the caller again.",
	always: {
		guard: "saysNothing",
		target: "frontDoor",
		actions: [...returned("gameLeft"), "forgetCodeKey"],
	},
	on: {
		...onlyInterrupting,
		"conversation.over": [
			frontDoorHungUp,
			{
				guard: { type: "isOfFrontDoor", params: ofOver },
				target: "#call.listeningForCode.listening.patience.hearingGameOut",
				actions: frontDoorOver,
			},
		],
	},
});

const sayingGoodbye = callSetup.createStateConfig({
	description:
		"The flow has come to its end: what it said is heard, and then the call ends.",
	always: { guard: "saysNothing", target: "#call.ended" },
	on: { ...onlyInterrupting, "last.minute": {} },
	after: {
		goodbye: [
			{
				guard: "isHeard",
				target: "#call.answered.sayingGoodbye",
				reenter: true,
			},
			{ target: "#call.ended" },
		],
	},
});

/** The state of a call that a character has, and no game. */
export const answeredByCharacter = callSetup.createStateConfig({
	description: "A character has the caller, and no game.",
	on: {
		"last.minute": {
			actions: { type: "speakPrompt", params: { prompt: "lastMinute" } },
		},
		"time.up": {
			target: "#call.listeningForCode.sayingGoodbye",
			actions: sayThatTimeIsUp,
		},
	},
	initial: "frontDoor",
	states: { frontDoor, lent, hearingGameOut, sayingGoodbye },
});
