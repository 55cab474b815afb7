/** What a call remembers, and what it is told when it begins. */
import type {
	CallEnd,
	CoordinatorRef,
	GameRef,
	SpeechBound,
} from "../events.js";
import type { Prompts } from "../speaking/prompts.js";
import type { SpeakingActor } from "../speaking/speaking.js";
import {
	type CodeClue,
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
	readonly vocabulary: CodeVocabulary;
	readonly prompts: Prompts;
	/** The voice that speaks them; the usual one if undefined. */
	readonly promptVoice: string | undefined;
}

export interface CallInput {
	readonly callId: string;
	readonly coordinator: CoordinatorRef;
	readonly policy: CallPolicy;
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
}

/** A code that was understood, and where the interim result began that gave it (ms of call audio), if one did. */
export interface UnderstoodCode {
	readonly clue: CodeClue;
	readonly interimMs: number | undefined;
}

export interface CallContext extends CallInput {
	readonly game: { readonly id: string; readonly ref: GameRef } | undefined;
	/** What says its lines; undefined until the call is admitted. Guards ask it whether it is silent. */
	readonly speaking: SpeakingActor | undefined;
	/** What was gathered of a code, and what the newest of it means. */
	readonly understanding: Understanding;
	/** Where the interim result began (ms of call audio) that was understood last; undefined if it was none. */
	readonly interimMs: number | undefined;
	/** A code that came while another was looked up. */
	readonly nextCode: UnderstoodCode | undefined;
	/** When its audio began, by `now`. */
	readonly beganMs: number;
	/** The code as it was last understood, to be read back to the caller. */
	readonly lastCode: string;
	/** Where the interim result began (ms of call audio) that the last code came from, until its final result. */
	readonly clueInterimMs: number | undefined;
	/** When the last key of a code was pressed, by the server's clock; undefined once something else was heard. */
	readonly codeKeyAtMs: number | undefined;
	readonly tries: number;
	/** How often the caller was asked to say just the code. */
	readonly timesAsked: number;
	readonly remindersGiven: number;
	/** What the game expects to be said. */
	readonly expectedWords: readonly string[];
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
			/** A line of the game's is not spoken: too much waits already. */
			readonly type: "line.refused";
			readonly bound: SpeechBound;
	  };

/** What a call remembers when it begins. */
export const newCall: Omit<CallContext, keyof CallInput> = {
	game: undefined,
	speaking: undefined,
	understanding: { hearing: nothingHeard, clue: undefined, awaitsMore: false },
	interimMs: undefined,
	nextCode: undefined,
	beganMs: 0,
	lastCode: "",
	clueInterimMs: undefined,
	codeKeyAtMs: undefined,
	tries: 0,
	timesAsked: 0,
	remindersGiven: 0,
	expectedWords: [],
	endReason: "caller hung up",
	failure: undefined,
};
