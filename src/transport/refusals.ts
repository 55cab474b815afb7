/** Why a call or a game was not let in. */
export type RefusalReason =
	/** A call or webhook that Twilio has not signed. */
	| "signature"
	/** A signed webhook that names no call or no caller as Twilio does. */
	| "form"
	/** A stream whose token `/voice` has not given to this call, or that has none and would replace one that had. */
	| "token"
	/** A call of another site's page, in a visitor's browser, or of a page under a name that is not known. */
	| "origin"
	/** A game without a key, or with a wrong one. */
	| "key"
	/** A game that speaks no dialect of ours. */
	| "dialect"
	/** The server is going away. */
	| "draining"
	/** Speech cannot be understood just now. */
	| "not_ready"
	/** `MAX_CALLS` or `MAX_GAMES`; or an idle socket made room for another. */
	| "full"
	/** `SOCKETS_PER_ADDRESS` or `CALLS_PER_ADDRESS`; or too many sockets of an address were idle. */
	| "address"
	/** A caller who has tried too many codes of late. */
	| "tries";

/** Who was not let in. A socket is none of the others yet, or no more: it was idle, and is cut. */
export type RefusedPeer = "call" | "game" | "socket";

/** Is told of everybody who is not let in. Must not throw. */
export interface RefusalObserver {
	refused?(who: RefusedPeer, reason: RefusalReason): void;
}
