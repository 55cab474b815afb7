/**
 * What a conversation and its mind say to each other. The mind is the adapter that thinks of an answer: what the character
 * says, and which of the offered moves it asks for.
 */

/** The scene that a conversation is in, as far as a mind needs it. */
export interface MindScene {
	/** Who the character is and how it talks. Stays the same for a whole conversation, as a rule. */
	readonly persona: string;
	/** What it wants in this scene; may be empty. */
	readonly goal: string;
	/** What bears on the talk just now: the weather, what the caller carries. */
	readonly about?: string;
	/** Lines of the author's for when the mind has no answer of its own, to be used in turn. */
	readonly otherwise?: readonly string[];
	/** Words that the caller is likely to say, beside those of the moves. */
	readonly words?: readonly string[];
}

/** What data a move takes along. */
export interface MoveData {
	/** As JSON Schema; its root is an object. */
	readonly schema: Readonly<Record<string, unknown>>;
	/** The data as the flow takes it, or what is wrong with it in a sentence. */
	readonly check: (
		data: unknown,
	) => { readonly data: unknown } | { readonly problem: string };
}

/** A move that the flow would take now. */
export interface OfferedMove {
	readonly name: `move.${string}`;
	/** When the character makes it, for a model to read. */
	readonly means: string;
	/** What callers say who bring it about. */
	readonly heardAs?: readonly string[];
	/** It waits for the surely ended turn. */
	readonly final?: boolean;
	readonly data?: MoveData;
}

/** One thing that happened in a conversation, oldest first. */
export type Remembered =
	/** By the caller, in this turn of his. */
	| { readonly kind: "said"; readonly turn: number; readonly text: string }
	/** By the caller, of one of our lines: all of it, or what came before he spoke; that may be nothing. */
	| { readonly kind: "heard"; readonly text: string; readonly wasCut: boolean }
	| { readonly kind: "moved"; readonly name: string; readonly data?: unknown }
	| { readonly kind: "refused"; readonly name: string; readonly why: string }
	/** By the game, about what happens in it. */
	| { readonly kind: "told"; readonly name: string; readonly data?: unknown };

/** Think of an answer. One that is under way is cancelled by it. */
export interface ThinkOrder {
	readonly type: "think";
	/** The caller's turn that is answered. */
	readonly turn: number;
	/** The asker's number for this answer; every fact of it has it. */
	readonly thought: number;
	readonly scene: MindScene;
	readonly moves: readonly OfferedMove[];
	readonly memory: readonly Remembered[];
	/** The turn has not surely ended: the asker keeps what he is told until it has. */
	readonly isSpeculative: boolean;
}

/** From the conversation to its mind. */
export type MindOrder =
	| ThinkOrder
	/** Stop thinking; nothing more is told of it. */
	| { readonly type: "cancel" };

/** Why a thought came to nothing. */
export type MindFailure =
	/** It took too long. */
	| "timeout"
	/** By whoever thinks: for good, as with a wrong key, or this answer alone. */
	| "refused"
	/** No more may be spent. */
	| "budget"
	| "error";

/**
 * From the mind to its conversation. Of each thought that is neither cancelled nor overtaken, exactly one `mind.ended` or
 * `mind.failed` is told, and last.
 */
export type MindFact =
	/** More of what the character says, to be joined with nothing between. */
	| {
			readonly type: "mind.text";
			readonly thought: number;
			readonly text: string;
	  }
	/** It asks for this move, which the asker takes or refuses. A thought that goes on after it is a new one. */
	| {
			readonly type: "mind.moved";
			readonly thought: number;
			readonly name: OfferedMove["name"];
			/** As its check gave it; undefined where the move takes none. */
			readonly data: unknown;
	  }
	/** What a part of it has cost; a thought may be told of several. */
	| {
			readonly type: "mind.used";
			readonly thought: number;
			readonly inputTokens: number;
			readonly outputTokens: number;
	  }
	| { readonly type: "mind.ended"; readonly thought: number }
	| {
			readonly type: "mind.failed";
			readonly thought: number;
			readonly why: MindFailure;
	  };
