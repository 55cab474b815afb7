/** What a call remembers, and what it is told when it begins. */

import type {
	ConversableFlow,
	ConversationRef,
} from "../conversation/conversation-input.js";
import type {
	ConversationEnd,
	ConversationSight,
} from "../conversation-events.js";
import type {
	CallEnd,
	CoordinatorRef,
	GameRef,
	Heard,
	SpeechBound,
} from "../events.js";
import type { Prompts } from "../speaking/prompts.js";
import type { SpeakingActor } from "../speaking/speaking.js";
import type { SaidCode } from "../spoken-codes/after-code.js";
import {
	type CodeClue,
	type CodeHearing,
	type CodeVocabulary,
	nothingHeard,
	type Understanding,
} from "../spoken-codes/code-hearing.js";

/** What an operator decides about calls. Times in milliseconds. */
export interface CallPolicy {
	readonly startTimeoutMs: number;
	/** How long a caller may take to give a code that pairs. */
	readonly codeWaitMs: number;
	/** When a caller who has not given a code is reminded, counted from the start of listening. */
	readonly codeRemindersMs: readonly number[];
	/** The pause after which what was said or keyed of a code counts as complete. */
	readonly codeSettleMs: number;
	readonly triesPerCall: number;
	/** How long a call may last; 0 for as long as it likes. */
	readonly maxCallMs: number;
	readonly vocabulary: CodeVocabulary;
	/** In which languages callers are understood; in any, if there are none. */
	readonly languages: readonly string[];
	readonly prompts: Prompts;
	/** The voice that speaks them; the usual one if undefined. */
	readonly promptVoice: string | undefined;
	/** The flows to which games may lend their callers, by name. */
	readonly flows: ReadonlyMap<string, ConversableFlow>;
	/** The flow that answers a call before any game: by the number that was rung, where that is known; undefined for none. */
	readonly answeringFlow: (
		to: string | undefined,
	) => ConversableFlow | undefined;
}

export interface CallInput {
	readonly callId: string;
	readonly coordinator: CoordinatorRef;
	readonly policy: CallPolicy;
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
}

/** A result of the recogniser, as it came. */
export type SpeechHeard = Extract<Heard, { type: "speech.heard" }>;

/** What a code was understood from. */
export interface CodeSource {
	/** What had been gathered before it. */
	readonly before: CodeHearing;
	/** The final results that were gathered since, oldest first. */
	readonly finals: readonly SpeechHeard[];
	/** The newest result, which may be an interim one. */
	readonly newest: SpeechHeard | undefined;
}

/** A code that was understood, and from what. */
export interface UnderstoodCode {
	readonly clue: CodeClue;
	readonly source: CodeSource;
}

/** A conversation of the call's, while it runs. */
export interface RunningConversation {
	/** By which it is known what it tells. */
	readonly id: string;
	readonly flow: string;
	/** Where its flow was last, as far as the call was told. */
	readonly state: string;
	readonly ref: ConversationRef;
	/** What the caller is likely to say in its scene. */
	readonly words: readonly string[];
	/** The game that has lent its caller, while it is there. */
	readonly lender: GameRef | undefined;
}

/** What a game is told when words are in use: nothing, where they are those of a scene that has changed. */
export type AnswerAboutWords = "is awaited" | "was told" | "concerns no game";

export interface CallContext extends CallInput {
	/** The number that was rung, where it is known. */
	readonly to: string | undefined;
	/** The conversation that has answered the call: it has the caller, or waits until he is back from a code or a game. */
	readonly frontDoor: RunningConversation | undefined;
	/** The conversation to which a game has lent the caller. */
	readonly lent: RunningConversation | undefined;
	readonly conversationsSoFar: number;
	readonly game: { readonly id: string; readonly ref: GameRef } | undefined;
	/** What says its lines; undefined until the call is admitted. Guards ask it whether it is silent. */
	readonly speaking: SpeakingActor | undefined;
	/** What was gathered of a code, and what the newest of it means. */
	readonly understanding: Understanding;
	/** What that was understood from. */
	readonly source: CodeSource;
	/** A code that came while another was looked up. */
	readonly nextCode: UnderstoodCode | undefined;
	/** When its audio began, by `now`. */
	readonly beganMs: number;
	/** The code as it was last understood, to be read back to the caller. */
	readonly lastCode: string;
	/** The last code, where it was said. After its final result it is known no longer. */
	readonly saidCode: SaidCode | undefined;
	/** What was heard with the code that is being looked up, and since: words behind the code are for its game. */
	readonly heardWithCode: readonly SpeechHeard[];
	/** When the last key of a code was pressed, by the server's clock; undefined once something else was heard. */
	readonly codeKeyAtMs: number | undefined;
	readonly tries: number;
	/** How often the caller was asked to say just the code. */
	readonly timesAsked: number;
	readonly remindersGiven: number;
	/** What the game expects to be said. */
	readonly expectedWords: readonly string[];
	/** What the recogniser was last told to expect beside a code. */
	readonly wordsInUse: readonly string[];
	readonly answerAboutWords: AnswerAboutWords;
	readonly endReason: CallEnd;
	/** What one of its children has thrown, if one has. */
	readonly failure: unknown;
}

/** What a call tells those who watch it, and no other actor. */
export type CallEmission =
	| {
			readonly type: "try.failed";
			/** The event that said so, such as `code.unknown`. */
			readonly because: string;
	  }
	| {
			/** A line of the game's is not spoken: too much waits already, or it has too many voices. */
			readonly type: "line.refused";
			readonly bound: SpeechBound;
	  }
	| ConversationSight
	| ConversationOver;

/** A conversation of the call's is over. */
export interface ConversationOver {
	readonly type: "conversed";
	readonly callId: string;
	readonly flow: string;
	/** Where the flow was last. */
	readonly state: string;
	readonly reason: ConversationEnd;
	/** What its flow has thrown; nothing that a caller said. */
	readonly error?: unknown;
}

/** What a call remembers when it begins. */
export const newCall: Omit<CallContext, keyof CallInput> = {
	to: undefined,
	frontDoor: undefined,
	lent: undefined,
	conversationsSoFar: 0,
	game: undefined,
	speaking: undefined,
	understanding: { hearing: nothingHeard, clue: undefined, awaitsMore: false },
	source: { before: nothingHeard, finals: [], newest: undefined },
	nextCode: undefined,
	beganMs: 0,
	lastCode: "",
	saidCode: undefined,
	heardWithCode: [],
	codeKeyAtMs: undefined,
	tries: 0,
	timesAsked: 0,
	remindersGiven: 0,
	expectedWords: [],
	wordsInUse: [],
	answerAboutWords: "concerns no game",
	endReason: "caller hung up",
	failure: undefined,
};
