/** What a call remembers, and what it is told when it begins. */
import type { ConversableFlow } from "../conversation/conversation-input.js";
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
	/** The flows that games may lend their callers to, by name. */
	readonly flows: ReadonlyMap<string, ConversableFlow>;
	/** The flow that answers calls to this number by itself; undefined where a code is asked for. */
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

export interface CallContext extends CallInput {
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
	  };

/** What a call remembers when it begins. */
export const newCall: Omit<CallContext, keyof CallInput> = {
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
	endReason: "caller hung up",
	failure: undefined,
};
