/** What a call remembers, and what it is told when it begins. */

import type { CallEnd, CoordinatorRef, GameRef } from "../events.js";
import type { Prompts } from "../speaking/prompts.js";
import * as queue from "../speaking/speech-queue.js";
import {
	type CodeHearing,
	type CodeVocabulary,
	nothingHeard,
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
	/** How long the last results may take after the caller has hung up. */
	readonly lastWordsMs: number;
	readonly vocabulary: CodeVocabulary;
	readonly prompts: Prompts;
	/** The voice that speaks them; the usual one if undefined. */
	readonly promptVoice: string | undefined;
}

/** What a call's actor is made from. */
export interface CallInput {
	readonly callId: string;
	readonly coordinator: CoordinatorRef;
	readonly policy: CallPolicy;
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
}

/** What a call remembers. */
export interface CallContext extends CallInput {
	readonly game: { readonly id: string; readonly ref: GameRef } | undefined;
	readonly hearing: CodeHearing;
	/** When its audio began, by `now`. */
	readonly beganMs: number;
	/** The code as it was last understood, to be read back to the caller. */
	readonly lastCode: string;
	/** Where the interim result began (ms of call audio) that the last clue came from, until its final result. */
	readonly clueInterimMs: number | undefined;
	/** When the last key of a code was pressed, by the server's clock; undefined once something else was heard. */
	readonly codeKeyAtMs: number | undefined;
	readonly tries: number;
	/** How often the caller was asked to say just the code. */
	readonly timesAsked: number;
	readonly remindersGiven: number;
	readonly linesSpoken: number;
	readonly speech: queue.SpeechQueue;
	/** What we said came back as the caller's speech: a mere noise of speech is not trusted any more. */
	readonly hasEcho: boolean;
	readonly isRecognitionDown: boolean;
	/** What the game expects to be said. */
	readonly expectedWords: readonly string[];
	readonly endReason: CallEnd;
}

/** What a call tells those who watch it, and no other actor. */
export type CallEmission =
	| {
			readonly type: "try.failed";
			/** The event that said so, such as `code.unknown`. */
			readonly because: string;
	  }
	| {
			/** A line of the game's is not spoken: too much waits already. */
			readonly type: "line.refused";
			readonly bound: queue.SpeechBound;
	  };

/** What a call remembers when it begins. */
export const newCall: Omit<CallContext, keyof CallInput> = {
	game: undefined,
	hearing: nothingHeard,
	beganMs: 0,
	lastCode: "",
	clueInterimMs: undefined,
	codeKeyAtMs: undefined,
	tries: 0,
	timesAsked: 0,
	remindersGiven: 0,
	linesSpoken: 0,
	speech: queue.nothingToSay,
	hasEcho: false,
	isRecognitionDown: false,
	expectedWords: [],
	endReason: "caller hung up",
};
