/**
 * One phone call: its states.
 *
 *   awaitingStart ──admitted──▶ listeningForCode ──matched──▶ paired ──┐
 *                                     ▲                         │      │
 *                                     └──────── game left ──────┘      ▼
 *   any state ── hung up, too long, too many tries, failed ─────────▶ ended
 */
import type { ActorRefFrom } from "xstate";
import type { PromptName } from "../speaking/prompts.js";
import { newCall } from "./call-memory.js";
import { callSetup } from "./call-setup.js";

/** A try that paired with nothing: the caller hears why, and after the last one goodbye. */
function failedTry(prompt: PromptName, nextIsLast: PromptName = prompt) {
	const again = (name: PromptName) =>
		[
			"countTry",
			"forgetWhatWasHeard",
			{ type: "speakPrompt", params: { prompt: name } },
		] as const;
	return [
		{
			guard: "isLastTry",
			target: "sayingGoodbye",
			actions: [
				{ type: "endBecause", params: { reason: "too many tries" } },
				...again("tooManyTries"),
			],
		},
		{ guard: "isLastButOneTry", actions: again(nextIsLast) },
		{ actions: again(prompt) },
	] as const;
}

const awaitingStart = callSetup.createStateConfig({
	after: {
		startTimeout: {
			target: "ended",
			actions: { type: "endBecause", params: { reason: "never started" } },
		},
	},
	on: {
		"stream.started": { actions: "askForAdmission" },
		"stream.refused": {
			target: "ended",
			actions: { type: "endBecause", params: { reason: "never started" } },
		},
		"call.admitted": {
			target: "listeningForCode",
			actions: ["openVoice", "openEar"],
		},
		"call.refused": {
			target: "#call.listeningForCode.sayingGoodbye",
			actions: [
				"openVoice",
				{
					type: "endBecause",
					params: ({ event }) => ({ reason: event.reason }),
				},
				"speakRefusal",
			],
		},
		"stream.given.away": {
			target: "ended",
			actions: { type: "endBecause", params: { reason: "handed over" } },
		},
	},
});

const listeningForCode = callSetup.createStateConfig({
	initial: "listening",
	states: {
		listening: {
			entry: ["expectCode", "forgetWhatWasHeard", "startReminding"],
			exit: "stopReminding",
			after: {
				codeWait: {
					target: "sayingGoodbye",
					actions: [
						{ type: "endBecause", params: { reason: "no code heard" } },
						{ type: "speakPrompt", params: { prompt: "noCodeHeard" } },
					],
				},
			},
			on: {
				"speech.started": { actions: "yieldToCaller" },
				"speech.heard": [
					{ guard: "isRestOfTheCode", actions: "passOverRestOfTheCode" },
					{ actions: ["yieldToCaller", "understandSpeech"] },
				],
				"key.pressed": { actions: ["yieldToCaller", "understandKey"] },
				"code.settled": { actions: "understandPause" },
				"code.matched": {
					target: "#call.paired",
					actions: "bindGame",
				},
				"code.unknown": failedTry("unknownCode", "lastTry"),
				"code.ambiguous": failedTry("ambiguousCode"),
				"code.garbled": failedTry("notUnderstood"),
				"code.passed.over": {
					guard: "mayAskForJustTheCode",
					actions: [
						"countAsking",
						{ type: "speakPrompt", params: { prompt: "notUnderstood" } },
					],
				},
				"game.full": failedTry("gameFull"),
				"tries.exhausted": {
					target: "sayingGoodbye",
					actions: [
						"countTry",
						{ type: "endBecause", params: { reason: "too many tries" } },
						{ type: "speakPrompt", params: { prompt: "refused" } },
					],
				},
				"reminder.due": [
					// Who has just been answered knows what to do.
					{ guard: "isBeingAnswered", actions: "remind" },
					{
						guard: "isFirstReminder",
						actions: [
							"remind",
							{ type: "speakPrompt", params: { prompt: "firstReminder" } },
						],
					},
					{
						actions: [
							"remind",
							{ type: "speakPrompt", params: { prompt: "secondReminder" } },
						],
					},
				],
			},
		},
		sayingGoodbye: {
			always: { guard: "saysNothing", target: "#call.ended" },
			after: { goodbye: "#call.ended" },
		},
	},
});

const paired = callSetup.createStateConfig({
	entry: [
		"expectWords",
		"tellGameIfRecognitionIsDown",
		{ type: "speakPrompt", params: { prompt: "connected" } },
	],
	exit: ["reportWhatWasNotHeard", "unbindGame"],
	on: {
		say: { guard: "isOwnGame", actions: "speakForGame" },
		"stop.speaking": { guard: "isOwnGame", actions: "stopForGame" },
		"game.away": {
			guard: "isOwnGame",
			actions: { type: "speakPrompt", params: { prompt: "gameAway" } },
		},
		"words.taken": { actions: "tellGameWhenWordsAreTaken" },
	},
	initial: "talking",
	states: {
		talking: {
			on: {
				"speech.heard": [
					{ guard: "isRestOfTheCode", actions: "passOverRestOfTheCode" },
					{ actions: ["yieldToCaller", "tellGameWhatWasHeard"] },
				],
				"speech.started": {
					actions: ["yieldToCaller", "tellGameWhatWasHeard"],
				},
				"utterance.ended": { actions: "tellGameWhatWasHeard" },
				"recogniser.noted": { actions: "tellGameWhatWasHeard" },
				"key.pressed": [
					{ guard: "endsKeyedCode", actions: "passOverEndOfCode" },
					{ actions: ["yieldToCaller", "tellGameWhichKey"] },
				],
				"expect.words": {
					guard: "isOwnGame",
					actions: ["keepWordsOfGame", "expectWords"],
				},
				"hang.up": {
					guard: "isOwnGame",
					target: "#call.ended",
					actions: { type: "endBecause", params: { reason: "game hung up" } },
				},
				"game.left": {
					guard: "isOwnGame",
					target: "#call.listeningForCode",
					actions: [
						"fallSilent",
						{ type: "speakPrompt", params: { prompt: "gameLeft" } },
					],
				},
				"phone.hung.up": "hearingLastWords",
			},
		},
		hearingLastWords: {
			entry: ["holdSpeech", "askForLastWords"],
			after: { lastWords: "#call.ended" },
			on: {
				"speech.heard": [
					{ guard: "isRestOfTheCode", actions: "passOverRestOfTheCode" },
					{ guard: "hasWords", actions: "tellGameWhatWasHeard" },
				],
				"recognition.finished": "#call.ended",
				"expect.words": { guard: "isOwnGame", actions: "keepWordsOfGame" },
				"hang.up": { guard: "isOwnGame", target: "#call.ended" },
				"game.left": { guard: "isOwnGame", target: "#call.ended" },
				"stream.replaced": {
					target: "talking",
					actions: ["takeOverStream", "reopenEar", "expectWords"],
				},
			},
		},
	},
});

/** The machine of one phone call. `main.ts` provides its adapters. */
export const callMachine = callSetup.createMachine({
	id: "call",
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
		ended: { type: "final", entry: "tellCoordinatorOfTheEnd" },
	},
	on: {
		"phone.hung.up": ".ended",
		"line.begun": { actions: "noteThatLineBegan" },
		"line.synthesised": { actions: "askForMark" },
		"line.failed": { actions: "abandonLine" },
		"mark.returned": { actions: "countLineAsPlayed" },
		"mark.overdue": { actions: "goOnWithoutMark" },
		"recognition.lost": {
			actions: [
				"noteThatRecognitionIsDown",
				"waitForRecogniser",
				"tellGameOfRecognition",
			],
		},
		"recognition.restored": {
			actions: [
				"noteThatRecognitionIsUp",
				"stopWaitingForRecogniser",
				"tellGameOfRecognition",
			],
		},
		"recognition.still.lost": {
			actions: { type: "speakPrompt", params: { prompt: "recognitionLost" } },
		},
		"recognition.refused": {
			actions: [
				"noteThatRecognitionIsDown",
				"stopWaitingForRecogniser",
				"tellGameOfRecognition",
				{ type: "speakPrompt", params: { prompt: "recognitionRefused" } },
			],
		},
		"stream.replaced": { actions: "takeOverStream" },
		end: {
			target: ".ended",
			actions: {
				type: "endBecause",
				params: ({ event }) => ({ reason: event.reason }),
			},
		},
		"xstate.error.actor.*": {
			target: ".ended",
			actions: { type: "endBecause", params: { reason: "failed" } },
		},
	},
	options: { maxIterations: 1000 },
});

/** A running call. */
export type CallActor = ActorRefFrom<typeof callMachine>;
