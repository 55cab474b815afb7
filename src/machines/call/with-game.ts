/** What holds while a call is with a game, whether or not that has lent its caller to a flow. */
import type { Heard } from "../events.js";
import type { SpeechHeard } from "./call-memory.js";
import type { EventOf } from "./guards.js";

type OfGame = { readonly gameId: string };

/** It is the call's own game that says so. */
export const byOwnGame = {
	type: "isOwnGame",
	params: ({ event }: { event: OfGame }) => event,
} as const;

/** What the recogniser reports is the game's. */
export const tellGame = {
	type: "tellGameWhatWasHeard",
	params: ({ event }: { event: Heard }) => event,
} as const;

/** The final result of the code's, or another before it: only what stands behind the code is the game's. */
export const ofTheCode = {
	guard: "isCodeStillHeard",
	actions: {
		type: "passOnWhatFollowsTheCode",
		params: ({ event }: { event: SpeechHeard }) => event,
	},
} as const;

/** The caller ends a code that has paired already. */
export const endOfKeyedCode = {
	guard: {
		type: "endsKeyedCode",
		params: ({ event }: { event: EventOf<"key.pressed"> }) => event,
	},
	actions: "forgetCodeKey",
} as const;

export const tellGameWhichKey = {
	type: "tellGameWhichKey",
	params: ({ event }: { event: EventOf<"key.pressed"> }) => event,
} as const;

export const keepWordsOfGame = {
	type: "keepWordsOfGame",
	params: ({ event }: { event: EventOf<"expect.words"> }) => event,
} as const;

/** The game expects other words. */
export const otherWords = {
	guard: byOwnGame,
	actions: [keepWordsOfGame, "expectWords"],
} as const;

/** The game ends the call. */
export const gameHangsUp = {
	guard: byOwnGame,
	target: "#call.ended",
	actions: { type: "endBecause", params: { reason: "game hung up" } },
} as const;

/** The game would lend its caller, and that is for nothing. */
export function lendingInVain<const Reason extends "failed" | "call ended">(
	reason: Reason,
) {
	return {
		type: "refuseToConverse",
		params: ({ event: { flow } }: { event: EventOf<"converse"> }) => ({
			flow,
			reason,
		}),
	} as const;
}

export const lendCaller = {
	type: "lendCaller",
	params: ({ event }: { event: EventOf<"converse"> }) => event,
} as const;

/** With a flow that there is. */
export const byOwnGameWithFlow = {
	type: "isOwnGameThatMayLend",
	params: ({ event }: { event: EventOf<"converse"> }) => event,
} as const;

/** Where the caller goes whose game leaves; what it has said is heard. */
export const gameLeaves = [
	{
		guard: {
			type: "isOwnGameBeforeFrontDoor",
			params: ({ event }: { event: OfGame }) => event,
		},
		target: "#call.answered.hearingGameOut",
	},
	{
		guard: {
			type: "isOwnGameThatSpeaks",
			params: ({ event }: { event: OfGame }) => event,
		},
		target: "#call.listeningForCode.listening.patience.hearingGameOut",
	},
	{
		guard: byOwnGame,
		target: "#call.listeningForCode",
		actions: [
			"fallSilent",
			{ type: "speakPrompt", params: { prompt: "gameLeft" } },
		],
	},
] as const;
