/** The models: one for each protagonist, and one of the whole. */

import {
	allLines,
	changesCodes,
	comeInOrder,
	comesAfter,
	isAbrupt,
	isAlmostCalm,
	isAlmostOrdinary,
	isCrowdedEnough,
	isToldOfDeepgramAlone,
	isUnansweredInSilence,
	oddities,
} from "./bounds.js";
import {
	type CallerName,
	fluxTellings,
	type GameName,
	moveNames,
	type Step,
	type StepType,
} from "./cast.js";
import type { Setting } from "./model/memory.js";
import type { Scope } from "./walks.js";

function setting(more: Partial<Setting> = {}): Setting {
	return {
		dialects: { Maze: "typed", Quiz: "plain", Duel: "typed" },
		room: 2,
		triesPerCall: 3,
		triesPerCaller: Number.POSITIVE_INFINITY,
		newCodesPerGame: Number.POSITIVE_INFINITY,
		...more,
	};
}

/** One step for each combination of the values. */
function each<Type extends StepType>(
	type: Type,
	values: {
		[Field in Exclude<
			keyof Extract<Step, { type: Type }>,
			"type"
		>]: readonly Extract<Step, { type: Type }>[Field][];
	},
): Step[] {
	const steps = Object.entries<readonly unknown[]>(values).reduce<object[]>(
		(before, [field, options]) =>
			before.flatMap((step) =>
				options.map((value) => ({ ...step, [field]: value })),
			),
		[{ type }],
	);
	return steps as Step[];
}

const caller1: readonly CallerName[] = ["Ann"];
const game1: readonly GameName[] = ["Maze"];

/** One caller, and a game that is there for him: all that can become of a call. */
export const callScope: Scope = {
	name: "a call",
	cast: [caller1, game1],
	setting: setting(),
	steps: [
		...each("GAME_JOINS", { game: game1 }),
		...each("GAME_LEAVES", { game: game1 }),
		...each("GAME_SAYS", {
			game: game1,
			line: ["story", "notice", "blank"],
			to: ["all"],
		}),
		...each("GAME_BEGINS_TALE", { game: game1, to: ["all"] }),
		...each("GAME_GOES_ON", {
			game: game1,
			to: ["all"],
			ends: [false, true],
		}),
		...each("GAME_STOPS", { game: game1, to: ["all"] }),
		...each("GAME_HANGS_UP", { game: game1, to: ["all"] }),
		...each("CALLER_DIALS", { caller: caller1 }),
		...each("CALL_STARTS", { caller: caller1 }),
		...each("GIVES_CODE", {
			caller: caller1,
			of: ["Maze", "nobody"],
			by: ["speech", "interim", "keys"],
		}),
		...each("FINAL_FOLLOWS", { caller: caller1 }),
		...each("FINAL_GOES_ON", { caller: caller1 }),
		...each("TALKS", { caller: caller1 }),
		...each("SPEAKS", {
			caller: caller1,
			so: ["unanswered", "half answered", "too long"],
		}),
		...each("IS_ANSWERED", { caller: caller1 }),
		...each("RAMBLES", { caller: caller1 }),
		...each("ECHOES", { caller: caller1 }),
		...each("MAKES_NOISE", { caller: caller1 }),
		...each("PAUSES", { caller: caller1 }),
		...each("RECOGNISER_NOTES", { caller: caller1 }),
		...each("PRESSES", { caller: caller1, key: ["5", "#", "*"] }),
		...each("LISTENS", { caller: caller1 }),
		...each("CALLS_AGAIN_AT_ONCE", { caller: caller1 }),
		...each("HANGS_UP", {
			caller: caller1,
			how: ["with a word", "cut off", "results late"],
		}),
		...each("LAST_WORDS", { caller: caller1 }),
		...each("RECOGNISER_FINISHES", { caller: caller1 }),
		...each("DEEPGRAM", { is: ["up", "down", "refuses"] }),
		...each("VOICE", {
			is: ["works", "waits", "fails", "refuses", "breaks off"],
		}),
		...each("TIME_PASSES", {
			until: [
				"start timeout",
				"keys settle",
				"recognition is missed",
				"pause is over",
				"marks are overdue",
				"goodbye is over",
				"last words are over",
				"voice is given up",
				"tale stalls",
				"reminder",
			],
		}),
		...each("ADAPTER_FAILS", { of: caller1 }),
		{ type: "SERVER_CLOSES" },
	],
	includes: (before, step, after) =>
		!(isAbrupt(step) && oddities(before) + allLines(before) > 1) &&
		isAlmostOrdinary(after, 1, 2) &&
		isUnansweredInSilence(after) &&
		(after.context.games.Maze.isHere || isAlmostOrdinary(after, 0, 1)),
};

const bothCallers: readonly CallerName[] = ["Ann", "Bob"];

/** One game with room for two, and two callers: all that can become of a game. */
export const gameScope: Scope = {
	name: "a game",
	cast: [bothCallers, game1],
	setting: setting(),
	steps: [
		...each("GAME_JOINS", { game: game1 }),
		...each("GAME_LEAVES", { game: game1 }),
		...each("GAME_IS_CUT_OFF", { game: game1 }),
		...each("GAME_RETURNS", { game: game1 }),
		...each("GAME_SAYS", {
			game: game1,
			line: ["story", "notice"],
			to: ["all", "Ann", "stranger"],
		}),
		...each("GAME_BEGINS_TALE", { game: game1, to: ["all", "stranger"] }),
		...each("GAME_GOES_ON", {
			game: game1,
			to: ["all", "Ann", "stranger"],
			ends: [true],
		}),
		...each("GAME_STOPS", { game: game1, to: ["all", "Ann", "stranger"] }),
		...each("GAME_HANGS_UP", { game: game1, to: ["all", "Ann", "stranger"] }),
		...each("GAME_WANTS_CODE", { game: game1 }),
		...each("GAME_EXPECTS_WORDS", { game: game1 }),
		...each("CALLER_DIALS", { caller: bothCallers }),
		...each("CALL_STARTS", { caller: bothCallers }),
		...each("GIVES_CODE", { caller: bothCallers, of: game1, by: ["keys"] }),
		...each("GIVES_CODE", { caller: ["Ann"], of: ["rested"], by: ["speech"] }),
		...each("TALKS", { caller: ["Ann"] }),
		...each("PRESSES", { caller: ["Ann"], key: ["5"] }),
		...each("LISTENS", { caller: bothCallers }),
		...each("HANGS_UP", { caller: bothCallers, how: ["with a word"] }),
		...each("HANGS_UP", { caller: ["Ann"], how: ["results late"] }),
		...each("DEEPGRAM", { is: ["up", "down"] }),
		...each("TIME_PASSES", {
			until: [
				"game is missed",
				"game is given up",
				"last words are over",
				"words settle",
			],
		}),
		...each("ADAPTER_FAILS", { of: game1 }),
		{ type: "SERVER_CLOSES" },
	],
	includes: (before, step, after) =>
		!(isAbrupt(step) && oddities(before) + allLines(before) > 1) &&
		isAlmostOrdinary(after, 1, 2) &&
		(after.context.callers.Bob.phase === "absent" || allLines(after) <= 1) &&
		comesAfter(after, "Bob", "Ann"),
};

const allGames: readonly GameName[] = ["Maze", "Quiz", "Duel"];

/** Three games for two words, and two callers: whose code is whose, who may try, and who may have another. */
export const coordinatorScope: Scope = {
	name: "the coordinator",
	cast: [bothCallers, allGames],
	setting: setting({
		room: 1,
		triesPerCall: 2,
		triesPerCaller: 2,
		newCodesPerGame: 2,
		words: ["banana", "rocket"],
	}),
	steps: [
		...each("GAME_JOINS", { game: allGames }),
		...each("GAME_LEAVES", { game: ["Maze"] }),
		...each("GAME_WANTS_CODE", { game: ["Maze"] }),
		...each("CALLER_DIALS", { caller: bothCallers }),
		...each("CALL_STARTS", { caller: bothCallers }),
		...each("GIVES_CODE", {
			caller: bothCallers,
			of: ["Maze"],
			by: ["speech"],
		}),
		...each("GIVES_CODE", {
			caller: ["Ann"],
			of: ["Quiz", "nobody", "rested", "two games"],
			by: ["speech"],
		}),
		...each("LISTENS", { caller: bothCallers }),
		...each("CALLS_AGAIN_AT_ONCE", { caller: ["Ann"] }),
		...each("HANGS_UP", { caller: bothCallers, how: ["with a word"] }),
		{ type: "SERVER_DRAINS" },
	],
	includes: (before, step, after) =>
		isAlmostOrdinary(after, 1, 2) &&
		allLines(after) <= 1 &&
		isCrowdedEnough(after) &&
		(!changesCodes(step) || before.context.callers.Bob.phase === "absent") &&
		comesAfter(after, "Bob", "Ann") &&
		comeInOrder(after, allGames),
};

/** Two games, two callers, and everything that may come between. */
export const wholeScope: Scope = {
	name: "the whole",
	cast: [bothCallers, ["Maze", "Quiz"]],
	setting: setting(),
	steps: [
		...each("GAME_JOINS", { game: ["Maze", "Quiz"] }),
		...each("GAME_LEAVES", { game: ["Maze", "Quiz"] }),
		...each("GAME_IS_CUT_OFF", { game: ["Maze"] }),
		...each("GAME_RETURNS", { game: ["Maze"] }),
		...each("GAME_SAYS", {
			game: ["Maze", "Quiz"],
			line: ["story"],
			to: ["all"],
		}),
		...each("CALLER_DIALS", { caller: bothCallers }),
		...each("CALL_STARTS", { caller: bothCallers }),
		...each("GIVES_CODE", {
			caller: bothCallers,
			of: ["Maze", "Quiz", "nobody", "rested"],
			by: ["speech"],
		}),
		...each("GIVES_CODE", {
			caller: ["Ann"],
			of: ["two games"],
			by: ["speech"],
		}),
		...each("TALKS", { caller: bothCallers }),
		...each("LISTENS", { caller: bothCallers }),
		...each("CALLS_AGAIN_AT_ONCE", { caller: ["Ann"] }),
		...each("HANGS_UP", {
			caller: bothCallers,
			how: ["with a word", "cut off"],
		}),
		...each("DEEPGRAM", { is: ["up", "down"] }),
		...each("TIME_PASSES", {
			until: ["recognition is missed", "game is missed", "game is given up"],
		}),
		{ type: "SERVER_CLOSES" },
	],
	includes: (before, step, after) =>
		!(isAbrupt(step) && oddities(before) + allLines(before) > 0) &&
		isAlmostOrdinary(after, 1, 2) &&
		allLines(after) <= 1 &&
		(after.context.callers.Bob.phase === "absent" ||
			isAlmostOrdinary(after, 1, 1) ||
			after.context.callers.Ann.tries + after.context.callers.Bob.tries ===
				1) &&
		comesAfter(after, "Bob", "Ann"),
};

/** One caller who is understood by Flux, and a game that is told his turns. */
export const turnScope: Scope = {
	name: "a call that Flux understands",
	cast: [caller1, game1],
	setting: setting({ hasFlux: true }),
	steps: [
		...each("GAME_JOINS", { game: game1 }),
		...each("GAME_LEAVES", { game: game1 }),
		...each("GAME_IS_CUT_OFF", { game: game1 }),
		...each("GAME_RETURNS", { game: game1 }),
		...each("GAME_SAYS", {
			game: game1,
			line: ["story"],
			to: ["all"],
		}),
		...each("GAME_HANGS_UP", { game: game1, to: ["all"] }),
		...each("CALLER_DIALS", { caller: caller1 }),
		...each("CALL_STARTS", { caller: caller1 }),
		...each("GIVES_CODE", {
			caller: caller1,
			of: game1,
			by: ["speech"],
		}),
		...each("FLUX_TELLS", { caller: caller1, what: fluxTellings }),
		...each("LISTENS", { caller: caller1 }),
		...each("CALLS_AGAIN_AT_ONCE", { caller: caller1 }),
		...each("HANGS_UP", { caller: caller1, how: ["with a word", "cut off"] }),
		...each("DEEPGRAM", { is: ["up", "down", "refuses"] }),
		...each("TIME_PASSES", {
			until: [
				"turn pauses",
				"recognition is missed",
				"last words are over",
				"game is missed",
				"game is given up",
			],
		}),
		...each("ADAPTER_FAILS", { of: [...caller1, ...game1] }),
		{ type: "SERVER_CLOSES" },
	],
	includes: (before, step, after) =>
		!(isAbrupt(step) && oddities(before) + allLines(before) > 1) &&
		(isAlmostOrdinary(after, 1, 1) || isToldOfDeepgramAlone(after)),
};

/** What a caller does who is understood by Flux, with whom a flow talks. */
const talkedTo: readonly Step[] = [
	...each("CALLER_DIALS", { caller: caller1 }),
	...each("CALL_STARTS", { caller: caller1 }),
	...each("FLUX_TELLS", {
		caller: caller1,
		what: ["noise", "sign", "words", "eager", "resumed", "end"],
	}),
	...each("LISTENS", { caller: caller1 }),
	...each("MIND_SAYS", { caller: caller1 }),
	...each("MIND_ENDS", { caller: caller1 }),
	...each("MIND_FAILS", { caller: caller1 }),
	...each("HANGS_UP", { caller: caller1, how: ["with a word"] }),
	{ type: "SERVER_CLOSES" },
];

/** The flow that has answered, and how it sends its caller to a game and gets him back. */
export const frontDoorScope: Scope = {
	name: "a call that a flow answers",
	cast: [caller1, game1],
	setting: setting({ hasFlux: true, porter: "answers", triesPerCall: 1 }),
	steps: [
		...talkedTo,
		...each("FLUX_TELLS", { caller: caller1, what: ["more words"] }),
		...each("GAME_JOINS", { game: game1 }),
		...each("GAME_LEAVES", { game: game1 }),
		...each("GAME_SAYS", { game: game1, line: ["story"], to: ["all"] }),
		...each("GIVES_CODE", {
			caller: caller1,
			of: ["Maze", "nobody"],
			by: ["keys"],
		}),
		...each("PRESSES", { caller: caller1, key: ["5", "#"] }),
		...each("MIND_MOVES", { caller: caller1, move: moveNames }),
		...each("VOICE", { is: ["works", "breaks off", "waits"] }),
		...each("TIME_PASSES", {
			until: [
				"pause is over",
				"reminder",
				"line is half heard",
				"filler is due",
				"mind is given up",
				"answer is cut short",
				"caller is silent",
				"farewell is over",
			],
		}),
	],
	includes: (before, step, after) =>
		!(isAbrupt(step) && oddities(before) + allLines(before) > 1) &&
		isAlmostCalm(after, 3),
};

/** A game that lends its caller to a flow, and the flow that talks with him. */
export const lentScope: Scope = {
	name: "a caller whom a game lends to a flow",
	cast: [caller1, game1],
	setting: setting({ hasFlux: true, porter: "is lent to" }),
	steps: [
		...talkedTo,
		...each("FLUX_TELLS", { caller: caller1, what: ["nothing more"] }),
		...each("GAME_JOINS", { game: game1 }),
		...each("GAME_LEAVES", { game: game1 }),
		...each("GAME_IS_CUT_OFF", { game: game1 }),
		...each("GAME_RETURNS", { game: game1 }),
		...each("GAME_LENDS", { game: game1 }),
		...each("GAME_TAKES_BACK", { game: game1 }),
		...each("GAME_VOUCHES", { game: game1 }),
		...each("GAME_SAYS", { game: game1, line: ["story"], to: ["all"] }),
		...each("GAME_STOPS", { game: game1, to: ["all"] }),
		...each("GAME_HANGS_UP", { game: game1, to: ["all"] }),
		...each("GIVES_CODE", { caller: caller1, of: game1, by: ["keys"] }),
		...each("PRESSES", { caller: caller1, key: ["5"] }),
		...each("MIND_MOVES", { caller: caller1, move: moveNames }),
		...each("TIME_PASSES", {
			until: [
				"pause is over",
				"line is half heard",
				"filler is due",
				"mind is given up",
				"caller is silent",
			],
		}),
	],
	includes: (before, step, after) =>
		!(isAbrupt(step) && oddities(before) + allLines(before) > 1) &&
		isAlmostCalm(after, 3),
};

/** Those of calls and games, where every edge is walked among the machines. */
export const scopesOfCalls = [
	callScope,
	gameScope,
	coordinatorScope,
	wholeScope,
	turnScope,
];

/** All of them: of those with flows every outcome is walked, and at random all else. */
export const scopes = [...scopesOfCalls, frontDoorScope, lentScope];
