/** What is known of a caller's code while the call listens for one: it is gathered, weighed, and looked up. */
import { and, stateIn } from "xstate";
import type { PromptName } from "../speaking/prompts.js";
import { callSetup } from "./conversing.js";
import { returned } from "./front-door.js";

/** The id of the region below. */
export const codeRegion = "#call.listeningForCode.listening.code";

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
		lastBeforeFrontDoor: {
			target: "#call.answered.frontDoor",
			actions: [
				"countTry",
				{ type: "tellOfFailedTry", params: { because } },
				"forgetWhatWasHeard",
				...returned("noCode"),
			],
		},
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
	const { lastBeforeFrontDoor, last, lastButOne, other } = failedTry(
		because,
		prompt,
		nextIsLast,
	);
	return [
		{ guard: and(["isLastTry", "hasFrontDoor"]), ...lastBeforeFrontDoor },
		{ guard: "isLastTry", ...last },
		{ guard: "isLastButOneTry", ...lastButOne },
		other,
	] as const;
}

const garbled = failedTry("code.garbled", "notUnderstood");
const exhausted = failedTry("tries.exhausted", "refused");

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
					target: `${codeRegion}.lookingUp`,
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
					target: `${codeRegion}.weighing`,
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
		{
			guard: and(["isGarbledAtLastTry", "hasFrontDoor"]),
			...garbled.lastBeforeFrontDoor,
		},
		{ guard: "isGarbledAtLastTry", ...garbled.last },
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
		"tries.exhausted": [
			{ guard: "hasFrontDoor", ...exhausted.lastBeforeFrontDoor },
			{
				target: "#call.listeningForCode.sayingGoodbye",
				actions: [
					"countTry",
					{ type: "tellOfFailedTry", params: { because: "tries.exhausted" } },
					{ type: "endBecause", params: { reason: "too many tries" } },
					{ type: "speakPrompt", params: { prompt: "refused" } },
				],
			},
		],
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

/** The states of a caller's code, by name. */
export const codeStates = { gathering, weighing, lookingUp };
