/** What the server tells this page; the counterpart of `src/watching`. */

export interface End {
	readonly at: number;
	readonly reason: string;
}

export interface ListedSession {
	readonly kind: "call" | "game";
	readonly id: string;
	readonly state: string;
	readonly since: number;
	readonly begunAt: number;
	readonly end?: End;
}

export interface SessionsMessage {
	readonly type: "sessions";
	/** The server's time, in milliseconds since 1970. */
	readonly at: number;
	readonly counts: { readonly call: number; readonly game: number };
	readonly found: number;
	readonly live: readonly ListedSession[];
	readonly ended: readonly ListedSession[];
}

export interface StateChange {
	readonly at: number;
	readonly state: string;
}

export interface Party {
	readonly name: string;
	readonly isOutside: boolean;
}

interface Told {
	readonly at: number;
	readonly type: string;
	/** The type as people say it. */
	readonly words: string;
}

export interface Message extends Told {
	readonly kind: "message";
	readonly from: string;
	readonly to: string;
}

export interface Step extends Told {
	readonly kind: "step";
	readonly from: string;
	readonly state: string;
}

export interface Done extends Told {
	readonly kind: "done";
	readonly state: string;
	readonly tookMs: number;
}

export type Happening = Message | Step | Done;

export interface WatchingMessage {
	readonly type: "watching";
	readonly kind: "call" | "game";
	readonly id: string;
	readonly begunAt: number;
	readonly isLive: boolean;
	readonly changes: readonly StateChange[];
	readonly parties: readonly Party[];
	readonly happenings: readonly Happening[];
	readonly forgotten: number;
}

export interface HappenedMessage {
	readonly type: "happened";
	readonly parties: readonly Party[];
	readonly happenings: readonly Happening[];
	readonly missed: number;
}

/** A turn of the caller's, and how long its stages took, in milliseconds. */
export interface TimedTurn {
	/** When it had ended, or was answered. */
	readonly at: number;
	readonly times: {
		readonly gapMs?: number;
		/** By the names that `/metrics` has for them, too. */
		readonly stagesMs: Readonly<Record<string, number>>;
	};
}

/** The newest turns, oldest first: all of them, each time that one has changed. */
export interface TurnsMessage {
	readonly type: "turns";
	readonly turns: readonly TimedTurn[];
}

/** The flow of a conversation was told something, and is in these states now. */
export interface Stepped {
	readonly kind: "stepped";
	readonly flow: string;
	readonly cause: string;
	readonly state: string;
	/** By the ids that the drawing of the flow has. */
	readonly activeStates: readonly string[];
	readonly legalMoves: readonly string[];
}

export interface Thought {
	readonly kind: "thought";
	readonly flow: string;
	readonly wasSpeculative: boolean;
	readonly outcome: string;
	readonly firstAfterMs?: number;
	readonly inputTokens: number;
	readonly outputTokens: number;
}

/** What was seen of a conversation, and when. */
export type Sight = { readonly at: number } & (
	| Stepped
	| Thought
	| { readonly kind: "refused"; readonly flow: string; readonly move: string }
	| { readonly kind: "over"; readonly flow: string; readonly reason: string }
);

/** What the page does not know of conversations, oldest first. */
export interface SightsMessage {
	readonly type: "sights";
	readonly sights: readonly Sight[];
}

export type FromServer =
	| SessionsMessage
	| WatchingMessage
	| HappenedMessage
	| TurnsMessage
	| SightsMessage
	| ({ readonly type: "ended" } & End)
	| { readonly type: "gone"; readonly id: string };

export type ToServer =
	| { readonly do: "watch"; readonly id: string }
	| { readonly do: "leave" }
	| { readonly do: "find"; readonly text: string };
