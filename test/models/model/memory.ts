/** What the models remember of callers, games and services. */
import {
	callers as allCallers,
	games as allGames,
	type CallerName,
	type CallerSight,
	type DeepgramState,
	type Dialect,
	type GameName,
	type LineName,
	type MoveName,
	type PartyName,
	type PorterLine,
	type SpokenSo,
	type turnWords,
	type VoiceState,
} from "../cast.js";
import type { Porter, ToldToPorter } from "./conversation/porter.js";

/** A line on its way to a caller. */
export interface Line {
	readonly text: string;
	/** Absent for a line of the server's own. */
	readonly name?: LineName;
	readonly isStoppable: boolean;
	/** The voice broke off in the middle of it. */
	readonly isBroken?: boolean;
	/** The voice was lost before it began: it is asked again for so long only. */
	readonly wasLost?: boolean;
	/** More of it is to come. */
	readonly isOpen?: boolean;
	/** How much of it he had heard when it was closed, or when it was half heard. */
	readonly heardMs?: number;
	/** The flow that it is of. */
	readonly of?: LineOfTalk;
}

/** Who talks: the flow that has answered the call, or the one to which its game has lent it. */
export const doors = ["front", "lent"] as const;
export type Door = (typeof doors)[number];

/** A line of a flow's: its own by name, what its mind says, or a filler. */
export interface LineOfTalk {
	readonly door: Door;
	readonly line: PorterLine | "reply" | "filler";
}

/** What the mind was asked for, and has given so far. */
export interface Thought {
	/** The turn has but probably ended; what is given is kept. */
	readonly isSpeculative: boolean;
	readonly said: string;
	/** What it asks for, and did not get yet. */
	readonly move: MoveName | null;
	/** It has given all. */
	readonly isOver: boolean;
}

/** A talk with a flow. */
export interface Talk {
	readonly porter: Porter;
	/** `away`: the caller is asked for a code, or has a game. `farewell`: nothing but the last line matters. */
	readonly is: "on" | "away" | "farewell" | "over";
	/** What the caller has said in the turn that is open. */
	readonly turn: string | null;
	/** What he said last. */
	readonly said: string;
	/** How often the mind was asked in this turn, and how often of these before it had surely ended. */
	readonly thoughts: number;
	readonly speculations: number;
	/** It has asked for a move that it was refused. */
	readonly wasRefused: boolean;
	/** He has heard the filler, or is about to. */
	readonly hasFiller: boolean;
	readonly thought: Thought | null;
	/** What the flow is told once the turn is over. */
	readonly waits: readonly ToldToPorter[];
	/** What the caller has heard of the last line that he heard, if that was cut, and the mind was not asked since. */
	readonly heard: string;
}

/** How well a caller is understood; `missed`: he has been told that he is not. */
export type Ear = "none" | "up" | "down" | "missed" | "refused";

/** Speech without a final result; `anew`: on a socket that has been sent it again. */
export interface Unanswered {
	readonly so: SpokenSo;
	readonly anew: boolean;
}

/** What Flux has told of a turn, and has not ended. */
export interface FluxTurn {
	/** How far it has told it on the socket at hand. */
	readonly said: "" | keyof typeof turnWords;
	/** The words are those of a turn that was lost with an older socket, heard again. */
	readonly anew: boolean;
	/** It has said that the turn has probably ended. */
	readonly isEager: boolean;
	/** So many of its words were the end of a turn already, when it said no more. */
	readonly cutAfter: number;
	/** What was said in a turn that was lost with its socket, and was not heard again. */
	readonly lost: string;
}

export const noFluxTurn: FluxTurn = {
	said: "",
	anew: false,
	isEager: false,
	cutAfter: 0,
	lost: "",
};

export interface CallerMemory {
	game: GameName | null;
	/** Codes of this call that paired with nothing. */
	tries: number;
	/** Codes of all his calls that paired with nothing. */
	triesOfAllCalls: number;
	reminders: number;
	/** How often he was asked to say just the code. */
	timesAsked: number;
	waiting: Line[];
	/** With a voice that makes no sound yet. */
	atVoice: Line | null;
	atPhone: Line[];
	ear: Ear;
	/** Words of a game's that his recogniser was told. */
	hasWords: boolean;
	/** It was told a moment ago: further words wait, if there are any. */
	words: "settled" | "told" | "wait";
	/** Whether what is said to him is heard; or paused, since he made a sound; or was paused in vain just now. */
	floor: "ours" | "contested" | "insisting";
	/** His loudspeaker was heard in his microphone: mere noise stops no line any more. */
	echoes: boolean;
	/** The recogniser has still to send the final result of a code that was understood before. */
	owesFinal: boolean;
	/** His game has left, and he hears what it said before. */
	hearsGameOut: boolean;
	/** What he has said without a final result, as yet. */
	unanswered: Unanswered | null;
	flux: FluxTurn;
	/** Flux has left a turn of this call open. */
	wasStuck: boolean;
	/** How it stands with his turn, for his recogniser. */
	speaks: "not" | "now" | "perhaps no more" | "with a pause";
	/** Some time has passed since; not so much that a turn pauses. */
	hasSpokenForLong: boolean;
	/** His turn, as his game was told of it: all words, and what they were when it had probably ended. */
	turn: { readonly text: string; readonly eager: string | null } | null;
	/** He has hung up, and there is sound of his of which the recogniser has not said for good what it was. */
	hasUnheard: boolean;
	/** Keys that are no code yet. */
	keys: "none" | "begun" | "paused";
	/** A key of a code was the last that came of him, and just now: `#` would end it. */
	hasJustKeyed: boolean;
	phase: Phase;
	talks: Record<Door, Talk | null>;
}

/** `leaving`: no longer on the line, but his last words may come. */
export type Phase =
	| "absent"
	| "ringing"
	| "answered"
	| "listening"
	| "goodbye"
	| "paired"
	| "leaving";

export interface GameMemory {
	isHere: boolean;
	away: "no" | "lost" | "missed";
	callers: CallerName[];
	expectsWords: boolean;
	/** New codes that it has taken, where the model counts them. */
	newCodes: number;
}

/** How the server is set up and who plays, fixed for a model. */
export interface Setting {
	readonly dialects: Readonly<Record<GameName, Dialect>>;
	/** How many callers a typed game has room for; a plain one has room for one. */
	readonly room: number;
	readonly triesPerCall: number;
	/** How many codes all calls of one caller may try; `Infinity` if the model does not count them. */
	readonly triesPerCaller: number;
	/** How many new codes a game may take; `Infinity` if the model does not count them. */
	readonly newCodesPerGame: number;
	/** Callers are understood by Flux, not by listen v1. */
	readonly hasFlux?: true;
	/** The server has the porter; at its front door, or for games that lend their callers. */
	readonly porter?: "answers" | "is lent to";
	/** The words that are codes; digits if absent. */
	readonly words?: readonly string[];
}

export interface Memory {
	readonly setting: Setting;
	callers: Record<CallerName, CallerMemory>;
	games: Record<GameName, GameMemory>;
	deepgram: DeepgramState;
	voice: VoiceState;
	isDraining: boolean;
	/** How many words are neither shown nor at rest. */
	freeCodes: number;
	/** How many words are at rest; of digits, whether any code is. */
	restingCodes: number;
	/** Why this cannot be tried everywhere alike, so that no model goes here. */
	outOfScope: boolean;
}

/** What one party sees of one thing that happens. */
export interface Sight {
	readonly of: PartyName;
	readonly what: CallerSight;
}

/** A caller who is not on the line. */
export const newCallerMemory = (): Omit<CallerMemory, "triesOfAllCalls"> => ({
	game: null,
	tries: 0,
	reminders: 0,
	timesAsked: 0,
	waiting: [],
	atVoice: null,
	atPhone: [],
	ear: "none",
	hasWords: false,
	words: "settled",
	floor: "ours",
	echoes: false,
	owesFinal: false,
	hearsGameOut: false,
	unanswered: null,
	flux: noFluxTurn,
	wasStuck: false,
	speaks: "not",
	hasSpokenForLong: false,
	turn: null,
	hasUnheard: false,
	keys: "none",
	hasJustKeyed: false,
	phase: "absent",
	talks: { front: null, lent: null },
});

/** A game that is not here. */
export const newGameMemory = (): GameMemory => ({
	isHere: false,
	away: "no",
	callers: [],
	expectsWords: false,
	newCodes: 0,
});

/** A copy that may be changed in place. */
export function copyOf(memory: Memory): Memory {
	const callers = { ...memory.callers };
	for (const name of allCallers) {
		const { waiting, atPhone, talks } = callers[name];
		callers[name] = {
			...callers[name],
			waiting: [...waiting],
			atPhone: [...atPhone],
			talks: { ...talks },
		};
	}
	const games = { ...memory.games };
	for (const name of allGames) {
		games[name] = { ...games[name], callers: [...games[name].callers] };
	}
	return { ...memory, callers, games };
}

/** The memory of a model before anything has happened. */
export function newMemory(setting: Setting): Memory {
	const each = <Name extends string, Thing>(
		names: readonly Name[],
		thing: () => Thing,
	) =>
		Object.fromEntries(names.map((name) => [name, thing()])) as Record<
			Name,
			Thing
		>;
	return {
		setting,
		callers: each(allCallers, () => ({
			...newCallerMemory(),
			triesOfAllCalls: 0,
		})),
		games: each(allGames, () => newGameMemory()),
		deepgram: "up",
		voice: "works",
		isDraining: false,
		freeCodes: setting.words?.length ?? 0,
		restingCodes: 0,
		outOfScope: false,
	};
}
