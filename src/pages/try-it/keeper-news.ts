/** What the server says of the keeper; the counterpart of `src/transport/pages/keeper-pages.ts`. */

/** All that is known of the keeper before he is rung. */
export interface KeeperFacts {
	/** The number by which he is rung. */
	readonly phoneNumber: string;
	/** The text of the file that he is written in; not there where that is not everybody's. */
	readonly source?: string;
	readonly proof: KeeperProof;
}

/** What it was proved by, when the server began. */
export interface KeeperProof {
	readonly states: number;
	readonly edges: number;
	readonly walks: number;
	/** How many events the way to the farthest state has. */
	readonly longest: number;
	readonly tookMs: number;
	readonly laws: readonly { readonly name: string; readonly holds: boolean }[];
}

/** A move that would be taken now. */
export interface LegalMove {
	readonly name: string;
	/** When it is made, in words for the mind. */
	readonly means: string;
	/** What callers say for it. */
	readonly heardAs: readonly string[];
}

/** What is told of a character while it has the phone's caller. */
export type TalkNews =
	| {
			/** Its flow was told something, and is in these states now. */
			readonly type: "scene";
			/** The type of what it was told; `start` for its beginning. */
			readonly cause: string;
			readonly state: string;
			/** By the ids that the drawing has, outermost first. */
			readonly activeStates: readonly string[];
			readonly means: string;
			readonly moves: readonly LegalMove[];
	  }
	/** By the caller, as it was understood. */
	| { readonly type: "said"; readonly text: string }
	/** By the caller, of a line of the character's: all of it, or what came before it was cut. */
	| { readonly type: "heard"; readonly text: string; readonly wasCut: boolean }
	/** By the character, at this moment; nothing where it is silent. */
	| { readonly type: "speaking"; readonly text: string }
	/** The mind asked for a move that the flow would not take. */
	| { readonly type: "refused"; readonly move: string }
	/** The character has the caller no more. */
	| { readonly type: "over" };

export type SceneNews = Extract<TalkNews, { type: "scene" }>;
