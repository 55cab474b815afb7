/** What a flow is told. Each is an event of its machine. */

/** The caller's turn is over; these are his words. */
export interface CallerSaid {
	readonly type: "caller.said";
	readonly text: string;
}

/** The caller pressed a key of his telephone: a digit, `*` or `#`. */
export interface CallerPressed {
	readonly type: "caller.pressed";
	readonly digit: string;
}

/** Nobody has spoken for the scene's patience. `times` counts such silences since the caller was last heard, from 1 to as many as the proof tells apart: 3, or its `silences`. */
export interface CallerSilent {
	readonly type: "caller.silent";
	readonly times: number;
}

/** The caller has heard a fixed line to its end. */
export interface LineHeard {
	readonly type: "line.heard";
	readonly line: string;
}

/** A fixed line was cut; `heard` are its words that the caller did hear. */
export interface LineCut {
	readonly type: "line.cut";
	readonly line: string;
	readonly heard: string;
}

/** The mind's answer is over; `heard` are its words that the caller heard. */
export interface ReplyEnded {
	readonly type: "reply.ended";
	readonly heard: string;
	readonly wasCut: boolean;
}

/** Why a mind gave no answer. */
export const mindFailures = ["timeout", "refused", "budget", "error"] as const;

/** The mind gave no answer: it was too slow, would not, may not, or broke. */
export interface MindFailed {
	readonly type: "mind.failed";
	readonly why: (typeof mindFailures)[number];
}

/** The game says that something has happened. */
export interface GameTold {
	readonly type: "game.told";
	readonly name: string;
	readonly data?: unknown;
}

/** The game that lent its caller has gone. */
export interface GameLeft {
	readonly type: "game.left";
}

/** How a caller comes back who was asked for a code: no game has what he said, or his game has left. */
export const waysBack = ["noCode", "gameLeft"] as const;

/** The caller was asked for a code, and is back. */
export interface CallerReturned {
	readonly type: "caller.returned";
	readonly why: (typeof waysBack)[number];
}

/** Everything that a flow is told, beside the moves of its own. */
export type Told =
	| CallerSaid
	| CallerPressed
	| CallerSilent
	| LineHeard
	| LineCut
	| ReplyEnded
	| MindFailed
	| GameTold
	| GameLeft
	| CallerReturned;

/** The types of all that a flow is told, beside its moves. */
export const toldTypes = [
	"caller.said",
	"caller.pressed",
	"caller.silent",
	"line.heard",
	"line.cut",
	"reply.ended",
	"mind.failed",
	"game.told",
	"game.left",
	"caller.returned",
] as const satisfies readonly Told["type"][];

/** What the mind may do in a flow: an event of the author's own, named `move.…`. */
export interface Move {
	readonly type: `move.${string}`;
	readonly data?: unknown;
}
