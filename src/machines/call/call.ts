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
import { type ActorRefFrom, and, not, stateIn } from "xstate";
import type { PromptName } from "../speaking/prompts.js";
import { newCall } from "./call-memory.js";
import { callSetup } from "./to-game.js";

const codeRegion = "#call.listeningForCode.listening.code";

/** A try that paired with nothing: the caller hears why, and after the last one goodbye. */
function failedTry<const Because extends string>(
	because: Because,
	prompt: PromptName,
	nextIsLast: PromptName = prompt,
) {
	const again = (name: PromptName) =>
		[
			"countTry",
			{ type: "tellOfFailedTry", params: { because } },
			"forgetWhatWasHeard",
			{ type: "speakPrompt", params: { prompt: name } },
		] as const;
	return {
		last: {
			target: "#call.listeningForCode.sayingGoodbye",
			actions: [
				{ type: "endBecause", params: { reason: "too many tries" } },
				...again("tooManyTries"),
			],
		},
		lastButOne: {
			target: `${codeRegion}.gathering`,
			actions: again(nextIsLast),
		},
		other: { target: `${codeRegion}.gathering`, actions: again(prompt) },
	} as const;
}

/** The coordinator's word that a code pairs with nothing. */
function miss<const Because extends string>(
	because: Because,
	prompt: PromptName,
	nextIsLast?: PromptName,
) {
	const { last, lastButOne, other } = failedTry(because, prompt, nextIsLast);
	return [
		{ guard: "isLastTry", ...last },
		{ guard: "isLastButOneTry", ...lastButOne },
		other,
	] as const;
}

/** The call has lasted as long as it may. */
const sayThatTimeIsUp = [
	"fallSilent",
	{ type: "endBecause", params: { reason: "too long" } },
	{ type: "speakPrompt", params: { prompt: "timeUp" } },
] as const;

const garbled = failedTry("code.garbled", "notUnderstood");

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
		"stream.given.away": {
			target: "ended",
			actions: { type: "endBecause", params: { reason: "handed over" } },
		},
	},
});

const gathering = callSetup.createStateConfig({
	description: "What the caller says or keys is searched for a code.",
	initial: "complete",
	on: {
		"speech.heard": [
			{
				guard: { type: "isRestOfTheCode", params: ({ event }) => event },
				actions: {
					type: "passOverRestOfTheCode",
					params: ({ event }) => event,
				},
			},
			{
				guard: { type: "isEcho", params: ({ event }) => event },
				actions: "passOnToSpeaking",
			},
			{
				target: "weighing",
				actions: [
					"passOnToSpeaking",
					{ type: "understandSpeech", params: ({ event }) => event },
				],
			},
		],
		"key.pressed": {
			target: "weighing",
			actions: [
				"passOnToSpeaking",
				{ type: "understandKey", params: ({ event }) => event },
			],
		},
	},
	states: {
		complete: {
			description: "Nothing is gathered that a pause would complete.",
			always: [
				{
					guard: "hasNextCode",
					target: "#call.listeningForCode.listening.code.lookingUp",
					actions: ["takeNextCode", "noteCode", "askForGame"],
				},
				{ guard: "awaitsMore", target: "unfinished" },
			],
		},
		unfinished: {
			description:
				"Something is gathered that may go on; after a pause it counts as complete.",
			after: {
				codeSettle: {
					target: "#call.listeningForCode.listening.code.weighing",
					actions: "understandPause",
				},
			},
		},
	},
});

const weighing = callSetup.createStateConfig({
	description: "What was understood is a code, like a code, or no code.",
	always: [
		{
			guard: "isCode",
			target: "lookingUp",
			actions: ["noteCode", "askForGame"],
		},
		{ guard: "isGarbledAtLastTry", ...garbled.last },
		{ guard: "isGarbledAtLastButOneTry", ...garbled.lastButOne },
		{ guard: "isGarbled", ...garbled.other },
		{
			guard: "mayAskForJustTheCode",
			target: "gathering",
			actions: [
				"countAsking",
				{ type: "speakPrompt", params: { prompt: "notUnderstood" } },
			],
		},
		{ target: "gathering" },
	],
});

const lookingUp = callSetup.createStateConfig({
	description:
		"The coordinator looks a code up. What the caller says or keys meanwhile is understood, and a code in it is looked up next.",
	on: {
		"code.matched": [
			{
				guard: stateIn(
					"#call.listeningForCode.listening.patience.hearingGameOut",
				),
				target: "#call.paired",
				actions: [
					"fallSilent",
					{ type: "bindGame", params: ({ event }) => event },
				],
			},
			{
				target: "#call.paired",
				actions: { type: "bindGame", params: ({ event }) => event },
			},
		],
		"code.incomplete": "gathering",
		"code.unknown": miss("code.unknown", "unknownCode", "lastTry"),
		"code.ambiguous": miss("code.ambiguous", "ambiguousCode"),
		"game.full": miss("game.full", "gameFull"),
		"tries.exhausted": {
			target: "#call.listeningForCode.sayingGoodbye",
			actions: [
				"countTry",
				{ type: "tellOfFailedTry", params: { because: "tries.exhausted" } },
				{ type: "endBecause", params: { reason: "too many tries" } },
				{ type: "speakPrompt", params: { prompt: "refused" } },
			],
		},
		"speech.heard": [
			{
				guard: { type: "isRestOfTheCode", params: ({ event }) => event },
				actions: { type: "keepForGame", params: ({ event }) => event },
			},
			{
				guard: { type: "isEcho", params: ({ event }) => event },
				actions: "passOnToSpeaking",
			},
			{
				actions: [
					"passOnToSpeaking",
					{ type: "keepForGame", params: ({ event }) => event },
					{ type: "understandSpeech", params: ({ event }) => event },
					"keepNextCode",
				],
			},
		],
		"key.pressed": {
			actions: [
				"passOnToSpeaking",
				{ type: "understandKey", params: ({ event }) => event },
				"keepNextCode",
			],
		},
	},
});

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
					guard: and(["saysNothing", not(stateIn(`${codeRegion}.lookingUp`))]),
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
				codeWait: {
					target: "#call.listeningForCode.sayingGoodbye",
					actions: [
						{ type: "endBecause", params: { reason: "no code heard" } },
						{ type: "speakPrompt", params: { prompt: "noCodeHeard" } },
					],
				},
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
	},
});

const listeningForCode = callSetup.createStateConfig({
	description: "The call is with no game.",
	initial: "listening",
	states: {
		listening: {
			description: "The caller is to say or key a code.",
			entry: ["expectCode", "forgetWhatWasHeard"],
			on: {
				"speech.started": { actions: "passOnToSpeaking" },
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
					states: { gathering, weighing, lookingUp },
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

const talking = callSetup.createStateConfig({
	description:
		"The game is told what the caller says, and the caller hears what the game says.",
	on: {
		"speech.heard": [
			{
				guard: "isCodeStillHeard",
				actions: {
					type: "passOnWhatFollowsTheCode",
					params: ({ event }) => event,
				},
			},
			{
				actions: [
					"passOnToSpeaking",
					{ type: "tellGameWhatWasHeard", params: ({ event }) => event },
				],
			},
		],
		"speech.started": {
			actions: [
				"passOnToSpeaking",
				{ type: "tellGameWhatWasHeard", params: ({ event }) => event },
			],
		},
		"utterance.ended": {
			actions: { type: "tellGameWhatWasHeard", params: ({ event }) => event },
		},
		"recogniser.noted": {
			actions: { type: "tellGameWhatWasHeard", params: ({ event }) => event },
		},
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
			{
				guard: "isCodeStillHeard",
				actions: {
					type: "passOnWhatFollowsTheCode",
					params: ({ event }) => event,
				},
			},
			{
				guard: { type: "hasWords", params: ({ event }) => event },
				actions: { type: "tellGameWhatWasHeard", params: ({ event }) => event },
			},
		],
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
		"speech.heard": {
			actions: [
				"passOnToSpeaking",
				{ type: "tellGameWhatWasHeard", params: ({ event }) => event },
			],
		},
		"utterance.ended": {
			actions: { type: "tellGameWhatWasHeard", params: ({ event }) => event },
		},
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

const paired = callSetup.createStateConfig({
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
