/** What the machine of a conversation knows while it runs. */
import type { EventObject } from "xstate";
import type {
	CallerReturned,
	GameLeft,
	GameTold,
	MindFailed,
} from "../../flows/told.js";
import type { ConversationInput } from "./conversation-input.js";
import type { FlowStep, TalkWithFlow } from "./flow-steps.js";
import type { Memory } from "./memory.js";
import type { OfferedMove } from "./mind.js";
import type { OwnLines } from "./own-lines.js";
import type { TurnText } from "./turn-text.js";

/** What the flow is told when its time comes. */
export type Untold =
	| { readonly kind: "receipt"; readonly lineId: string }
	| { readonly kind: "news"; readonly event: GameTold | GameLeft };

/** A move that the mind has asked for. */
export interface MoveAsked {
	readonly name: OfferedMove["name"];
	readonly data: unknown;
}

/** What the flow has asked the mind last, and what came of it so far. */
export interface QuestionAsked {
	/** 1, 2, 3 …; 0 before the first. */
	readonly number: number;
	readonly about: string | undefined;
	/** The words of its answer that were heard, from lines that are over. */
	readonly heard: string;
	/** Not all of these lines were heard to their end. */
	readonly wasCut: boolean;
	/** Words of its answer were given to the speaking. */
	readonly hasWords: boolean;
	/** Moves of its answer that were not taken yet. */
	readonly moves: readonly MoveAsked[];
}

/** What the mind is at. */
export interface Thought {
	readonly number: number;
	/** Its orders and facts are of the turn that has not surely ended: nothing of it is used yet. */
	readonly isHeld: boolean;
	readonly wasSpeculative: boolean;
	/** Something of it was used. */
	readonly isUsed: boolean;
	readonly askedAtMs: number;
	readonly firstAfterMs: number | undefined;
	readonly inputTokens: number;
	readonly outputTokens: number;
	/** What it has said so far; of one that is held, all of that is still to be spoken. */
	readonly text: string;
	/** The moves of one that is held. */
	readonly moves: readonly MoveAsked[];
	/** How one that is held has ended. */
	readonly end: "ended" | MindFailed["why"] | undefined;
	/** What the flow asked, and where it was, when one that is held was begun. */
	readonly expectation:
		| {
				readonly about: string | undefined;
				readonly state: string;
				readonly question: number;
		  }
		| undefined;
}

/** What of the scene was told already. */
export interface SceneTold {
	readonly state: string;
	readonly moves: readonly string[];
	/** Undefined where nobody expects any. */
	readonly words: readonly string[] | undefined;
}

export interface ConversationContext
	extends Omit<ConversationInput, "input" | "kept"> {
	readonly talk: TalkWithFlow;
	/** The flow's first step, until it was carried out. */
	readonly opening: FlowStep | undefined;
	readonly lines: OwnLines;
	readonly linesSoFar: number;
	/** In the order in which it came. */
	readonly untold: readonly Untold[];
	/** Keys of which the flow was not told yet. */
	readonly keys: readonly string[];
	readonly memory: Memory;
	/** The number of the caller's newest turn; 0 before the first. */
	readonly turn: number;
	/** What he says in it, while the flow was not told. */
	readonly said: TurnText | undefined;
	/** What he had said when that turn seemed to have ended. */
	readonly saidEagerly: string;
	readonly question: QuestionAsked;
	readonly thought: Thought | undefined;
	readonly thoughtsSoFar: number;
	/** How many thoughts and refused moves there were since something else than the mind moved the flow on. */
	readonly thoughtsInARow: number;
	readonly refusalsInARow: number;
	readonly speculationsOfTurn: number;
	/** The turn for which a filler was spoken last. */
	readonly turnOfFiller: number;
	/** How many lines came to nothing since one was heard. */
	readonly failuresInARow: number;
	readonly sceneTold: SceneTold;
	/** How the caller came back who was asked for a code. */
	readonly wayBack: CallerReturned["why"] | undefined;
	/** What a part of the conversation itself has thrown. */
	readonly failure: unknown;
}

export const noQuestion: QuestionAsked = {
	number: 0,
	about: undefined,
	heard: "",
	wasCut: false,
	hasWords: false,
	moves: [],
};

export const noSceneTold: SceneTold = {
	state: "",
	moves: [],
	words: undefined,
};

/** What a conversation knows when it begins, beside its flow. */
export const newConversation: Omit<
	ConversationContext,
	keyof ConversationInput | "talk" | "opening" | "memory"
> = {
	lines: [],
	linesSoFar: 0,
	untold: [],
	keys: [],
	turn: 0,
	said: undefined,
	saidEagerly: "",
	question: noQuestion,
	thought: undefined,
	thoughtsSoFar: 0,
	thoughtsInARow: 0,
	refusalsInARow: 0,
	speculationsOfTurn: 0,
	turnOfFiller: -1,
	failuresInARow: 0,
	sceneTold: noSceneTold,
	wayBack: undefined,
	failure: undefined,
};

/** Whether what moves the flow on is of the mind, and not of the caller, the game or a line. */
export function isOfMind({ type }: EventObject): boolean {
	return type.startsWith("move.") || type === "mind.failed";
}
