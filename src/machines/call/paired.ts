/** The call is with a game: it talks, hears last words, or says goodbye since its time is up. */

import type { Heard } from "../events.js";
import type { SpeechHeard } from "./call-memory.js";
import { sayThatTimeIsUp } from "./saying.js";
import { callSetup } from "./to-game.js";

/** What the recogniser reports is the game's. */
const tellGame = {
	type: "tellGameWhatWasHeard",
	params: ({ event }: { event: Heard }) => event,
} as const;

/** The final result of the code's, or another before it: only what stands behind the code is the game's. */
const ofTheCode = {
	guard: "isCodeStillHeard",
	actions: {
		type: "passOnWhatFollowsTheCode",
		params: ({ event }: { event: SpeechHeard }) => event,
	},
} as const;

const talking = callSetup.createStateConfig({
	description:
		"The game is told what the caller says, and the caller hears what the game says.",
	on: {
		"speech.heard": [ofTheCode, { actions: ["passOnToSpeaking", tellGame] }],
		"speech.started": { actions: ["passOnToSpeaking", tellGame] },
		"utterance.ended": { actions: tellGame },
		"turn.eager": { actions: tellGame },
		"turn.resumed": { actions: tellGame },
		"turn.ended": { actions: ["passOnToSpeaking", tellGame] },
		"recogniser.noted": { actions: tellGame },
		"key.pressed": [
			{
				guard: { type: "endsKeyedCode", params: ({ event }) => event },
				actions: "forgetCodeKey",
			},
			{
				actions: [
					"passOnToSpeaking",
					"forgetCodeKey",
					{ type: "tellGameWhichKey", params: ({ event }) => event },
				],
			},
		],
		"expect.words": {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			actions: [
				{ type: "keepWordsOfGame", params: ({ event }) => event },
				"expectWords",
			],
		},
		"hang.up": {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			target: "#call.ended",
			actions: { type: "endBecause", params: { reason: "game hung up" } },
		},
		"game.left": [
			{
				guard: { type: "isOwnGameThatSpeaks", params: ({ event }) => event },
				target: "#call.listeningForCode.listening.patience.hearingGameOut",
			},
			{
				guard: { type: "isOwnGame", params: ({ event }) => event },
				target: "#call.listeningForCode",
				actions: [
					"fallSilent",
					{ type: "speakPrompt", params: { prompt: "gameLeft" } },
				],
			},
		],
		"phone.hung.up": "hearingLastWords",
		"last.minute": {
			actions: { type: "speakPrompt", params: { prompt: "lastMinute" } },
		},
		"time.up": { target: "sayingGoodbye", actions: sayThatTimeIsUp },
	},
});

const hearingLastWords = callSetup.createStateConfig({
	description:
		"The caller has hung up, and the recogniser has still to say, within its time, what it heard last.",
	entry: ["holdSpeech", "askForLastWords"],
	on: {
		"speech.heard": [
			ofTheCode,
			{
				guard: { type: "hasWords", params: ({ event }) => event },
				actions: tellGame,
			},
		],
		"turn.ended": { actions: ["passOnToSpeaking", tellGame] },
		"recognition.finished": "#call.ended",
		"time.up": "#call.ended",
		"expect.words": {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			actions: { type: "keepWordsOfGame", params: ({ event }) => event },
		},
		"hang.up": {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			target: "#call.ended",
		},
		"game.left": {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			target: "#call.ended",
		},
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

const sayingGoodbye = callSetup.createStateConfig({
	description:
		"The call has lasted as long as it may: the caller is told, and it ends when that has been heard. The game still hears the caller, and says no more.",
	on: {
		"speech.heard": [ofTheCode, { actions: ["passOnToSpeaking", tellGame] }],
		"utterance.ended": { actions: tellGame },
		"turn.eager": { actions: tellGame },
		"turn.resumed": { actions: tellGame },
		"turn.ended": { actions: ["passOnToSpeaking", tellGame] },
		say: {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			actions: { type: "refuseLineOfGame", params: ({ event }) => event },
		},
		"stop.speaking": {},
		"fell.silent": { guard: "saysNothing", target: "#call.ended" },
		"hang.up": {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			target: "#call.ended",
		},
		"game.left": {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			target: "#call.listeningForCode.sayingGoodbye",
		},
	},
	after: {
		goodbye: [
			{
				guard: "isHeard",
				target: "#call.paired.sayingGoodbye",
				reenter: true,
			},
			{ target: "#call.ended" },
		],
	},
});

/** The state of a call with a game. */
export const paired = callSetup.createStateConfig({
	description: "The call is with a game.",
	entry: [
		"joinGame",
		"expectWords",
		"tellGameIfRecognitionIsDown",
		{ type: "speakPrompt", params: { prompt: "connected" } },
		"tellGameWhatFollowedTheCode",
	],
	exit: ["tellGameWhatWasNotHeard", "unbindGame"],
	on: {
		say: {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			actions: { type: "speakForGame", params: ({ event }) => event },
		},
		append: {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			actions: { type: "appendForGame", params: ({ event }) => event },
		},
		"turn.began": {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			actions: "passOnToSpeaking",
		},
		"stop.speaking": {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			actions: "stopForGame",
		},
		"game.away": {
			guard: { type: "isOwnGame", params: ({ event }) => event },
			actions: { type: "speakPrompt", params: { prompt: "gameAway" } },
		},
		"words.taken": {
			actions: {
				type: "tellGameWhenWordsAreTaken",
				params: ({ event }) => event,
			},
		},
		"recognition.lost": { actions: "tellGameThatRecognitionIsDown" },
		"recognition.restored": {
			actions: {
				type: "tellGameThatRecognitionIsUp",
				params: ({ event }) => event,
			},
		},
		"recognition.refused": {
			actions: [
				"tellGameThatRecognitionIsDown",
				{ type: "speakPrompt", params: { prompt: "recognitionRefused" } },
			],
		},
	},
	initial: "talking",
	states: { talking, hearingLastWords, sayingGoodbye },
});
