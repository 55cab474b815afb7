/** The call is with a game: it talks, has lent its caller, hears last words, or says goodbye since its time is up. */
import { callSetup } from "./conversing.js";
import { lent } from "./lent.js";
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
			endOfKeyedCode,
			{ actions: ["passOnToSpeaking", "forgetCodeKey", tellGameWhichKey] },
		],
		"expect.words": otherWords,
		converse: [
			{ guard: byOwnGameWithFlow, target: "lent", actions: lendCaller },
			{ guard: byOwnGame, actions: lendingInVain("failed") },
		],
		"hang.up": gameHangsUp,
		"game.left": gameLeaves,
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
		"expect.words": { guard: byOwnGame, actions: keepWordsOfGame },
		converse: { guard: byOwnGame, actions: lendingInVain("call ended") },
		"hang.up": {
			guard: byOwnGame,
			target: "#call.ended",
		},
		"game.left": {
			guard: byOwnGame,
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
			guard: byOwnGame,
			actions: { type: "refuseLineOfGame", params: ({ event }) => event },
		},
		"stop.speaking": {},
		converse: { guard: byOwnGame, actions: lendingInVain("call ended") },
		"fell.silent": { guard: "saysNothing", target: "#call.ended" },
		"hang.up": {
			guard: byOwnGame,
			target: "#call.ended",
		},
		"game.left": {
			guard: byOwnGame,
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
			guard: byOwnGame,
			actions: { type: "speakForGame", params: ({ event }) => event },
		},
		append: {
			guard: byOwnGame,
			actions: { type: "appendForGame", params: ({ event }) => event },
		},
		"turn.began": {
			guard: byOwnGame,
			actions: "passOnToSpeaking",
		},
		"stop.speaking": {
			guard: byOwnGame,
			actions: "stopForGame",
		},
		"game.away": {
			guard: byOwnGame,
			actions: { type: "speakPrompt", params: { prompt: "gameAway" } },
		},
		"words.taken": {
			guard: "isGameToldOfWords",
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
	states: { talking, lent, hearingLastWords, sayingGoodbye },
});
