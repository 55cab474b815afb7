/**
 * What a game can be told when something goes wrong: why its socket was closed, and what was wrong with
 * a message of its own. The protocol page is checked against this catalogue.
 */

/** One way in which the server closes a game's socket. */
export interface Closing {
	/** The WebSocket close code (RFC 6455, section 7.4). */
	readonly code: number;
	/** The reason that goes with it; where the cause is known better, a sentence replaces it. */
	readonly reason: string;
	/** What it means for whoever writes a game, and what to do. */
	readonly meaning: string;
}

/** Every way in which the server closes a game's socket. */
export const closings = {
	done: {
		code: 1000,
		reason: "done",
		meaning: "the session is over",
	},
	goingAway: {
		code: 1001,
		reason: "the server is going away, reconnect",
		meaning: "the server is going away: reconnect",
	},
	policy: {
		code: 1008,
		reason: "the game does not read what it is sent",
		meaning:
			"the game does not read what it is sent, or its query is wrong: the reason says which",
	},
	tooBig: {
		code: 1009,
		reason: "Max payload size exceeded",
		meaning: "a message was longer than `GAME_MESSAGE_BYTES`",
	},
	failed: {
		code: 1011,
		reason: "this game failed on the server, reconnect",
		meaning: "this game failed on the server: reconnect, for a new session",
	},
	noRoom: {
		code: 1013,
		reason: "no code is free, try again later",
		meaning: "no room now, no code free, or draining: try again later",
	},
	keyWrong: {
		code: 4401,
		reason: "The game's key is missing or wrong.",
		meaning: "the game's key is missing or wrong (`GAME_KEYS`)",
	},
	nothingToResume: {
		code: 4404,
		reason: "There is nothing to resume with this token.",
		meaning:
			"there is nothing to resume with this token: connect without it, for a new session",
	},
	resumedElsewhere: {
		code: 4408,
		reason: "The session was resumed on another socket.",
		meaning: "the session was resumed on another socket: do not reconnect",
	},
	tooMany: {
		code: 4429,
		reason: "too many messages",
		meaning:
			"too many messages: more than `GAME_MESSAGES_PER_SECOND`, slow down",
	},
} as const satisfies Record<string, Closing>;

/** The codes of `error`, the answer to a message that changes nothing, each with its meaning. */
export const errorCodes = {
	notText: "the message was binary: every message is a text frame",
	notJson: "the message was not a JSON object",
	unknownType: "the message has a `type` that the server does not know",
	invalidMessage:
		"a field is missing or wrong: `message` names it and says what must hold",
	noSuchCall: "the call that was meant is not, or no longer, paired",
	lineOver:
		"an `append` to a line that takes no more text: it is over, was closed, or was never begun. Nothing of it is spoken",
	noSuchFlow: "a `converse` with a flow that the server does not have",
	noConversation:
		"a `tell`, or a `converse` that takes the caller back, where no flow has a caller that is meant",
	noCodeFree: "no other code is free: the one shown stays valid",
	tooManyCodes:
		"more new codes in a minute than `NEW_CODES_PER_GAME`, or `NEW_CODES_PER_ADDRESS` for all games of an address: the one shown stays valid",
} as const;

/** A code of `error`. */
export type ErrorCode = keyof typeof errorCodes;
