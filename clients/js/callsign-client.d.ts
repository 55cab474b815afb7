import type {
	ErrorCode,
	GameEvent,
	Interruptible,
	Outcome,
} from "./messages.js";

export type * from "./messages.js";

/** A WebSocket as browsers, Node 22 and the package `ws` have it. */
export type WebSocketConstructor = new (
	url: string,
	protocols: string,
) => {
	readonly readyState: number;
	readonly protocol: string;
	send(text: string): void;
	close(code?: number, reason?: string): void;
};

/** How a client differs from the usual one. */
export interface ClientOptions {
	/** How many calls may be paired at once, 1 to 16; 1 without it. */
	callers?: number | undefined;
	/** The game's key, where the server asks for one (`GAME_KEYS`). It is sent in the address. */
	key?: string | undefined;
	/** Takes the place of the global one. Node has none before version 22: pass that of the package `ws`. */
	WebSocket?: WebSocketConstructor | undefined;
	/** The shortest and the longest wait before another attempt to connect, in milliseconds; 250 and 10,000 without it. */
	reconnect?: { firstMs?: number; longestMs?: number } | undefined;
}

/**
 * `connecting`: no connection yet. `online`: connected. `offline`: the connection is lost, and another
 * attempt is made by itself. `closed`: for good.
 */
export type ConnectionState = "connecting" | "online" | "offline" | "closed";

/** What the game must show to its players. */
export interface Shown {
	/** The number that players ring. */
	phoneNumber: string;
	/** The code that players say or key. */
	code: string;
}

/** A new game session on the server. */
export interface NewSession {
	/** The id of the session. */
	session: string;
	/** How many calls may be paired at once. */
	callers: number;
	/** The session before it, which the server no longer knows, and its calls, which are no longer this game's. */
	replaces: { session: string; calls: string[] } | undefined;
}

/** The connection is lost, or could not be made. */
export interface Offline {
	/** The close code of the WebSocket; the page of the protocol says what each means. */
	code: number;
	reason: string;
	/** How long until the next attempt, in milliseconds. */
	retryInMs: number;
}

/** The end of it all. */
export interface Closed {
	/** 1000 done, 1008 policy, 4401 key missing or wrong, 4408 resumed elsewhere. */
	code: number;
	reason: string;
}

/** What a listener can be told, by name: the client's own events, and each event of the server under its `type`. */
export type ClientEvents = {
	/** Show these, in place of what was shown before. */
	show: Shown;
	/** A session has begun: the first one, or another in place of one that is lost. */
	session: NewSession;
	/** Connected. `resumed`: the session goes on, and what was missed follows. */
	online: { resumed: boolean };
	/** Not connected, for a while. */
	offline: Offline;
	/** The last event: closed by `close`, by the server for good, or resumed elsewhere. */
	closed: Closed;
	/** Every event of the server. */
	event: GameEvent;
} & { [Event in GameEvent as Event["type"]]: Event };

/** What to do with a line that is to be spoken. */
export interface SayOptions {
	/** The call that is to hear it; all of the game's calls without it. */
	call?: string | undefined;
	/** A voice other than the usual one, such as `aura-2-luna-en`. */
	voice?: string | undefined;
	/**
	 * What of the caller stops it; `true` without it. `true`: words; any sound lets it pause. `"words"`: words, and sound
	 * does nothing. `"sound"`: any sound, at once. `false`: nothing.
	 */
	interruptible?: Interruptible | undefined;
	/** Which turn of the caller's it answers: when a newer one has begun, it is not spoken, and `stale`. */
	turn?: number | undefined;
}

/** What to lend to a flow. */
export interface ConverseOptions {
	/** The call whose caller is lent; all of the game's calls without it. */
	call?: string | undefined;
	/** What the flow begins with, as it wants it: at most 16,384 bytes of JSON. */
	input?: unknown;
}

/** What to tell a flow. */
export interface TellOptions {
	/** The call whose flow is told; all of the game's calls without it. */
	call?: string | undefined;
	/** More of what has happened, as the flow wants it: at most 16,384 bytes of JSON. */
	data?: unknown;
}

/** A line that is spoken while its text is still being written. */
export interface OpenLine {
	/** The `id` of the `say`. */
	readonly id: string;
	/** Whether it takes more text: until it is ended, is over, or its connection is lost. */
	readonly isOpen: boolean;
	/**
	 * Adds this text just as it is, with nothing between. It is spoken from the first clause on, then sentence by sentence.
	 * `false`: the line takes no more, and this is not spoken. Throws a `TypeError` for what is no text.
	 */
	add(text: string): boolean;
	/** Says that no more comes, after this text if there is one. `false`: the line took no more already. */
	end(text?: string): boolean;
	/** What became of it. Never rejects. */
	readonly said: Promise<LineOutcome>;
}

/**
 * Why a line has failed: a code of the server's `error`, or
 * `callLeft`: the call ended first;
 * `sessionEnded`: the server closed the session, or no longer knew it;
 * `lost`: it was sent while the connection broke, and nothing was heard of it since;
 * `tooManyWaiting`: there was no connection, and too many messages waited for one;
 * `closed`: the client was closed.
 */
export type LineFailure =
	| ErrorCode
	| "callLeft"
	| "sessionEnded"
	| "lost"
	| "tooManyWaiting"
	| "closed";

/** What became of a line in one call. */
export interface CallOutcome {
	call: string;
	outcome: Outcome;
	/** How much of it the caller heard, in milliseconds. */
	heardMs: number;
	/**
	 * The words of it that the caller heard. Of a line that a server from before `heardText` tells of: all of them if it
	 * was heard, else none.
	 */
	heardText: string;
	/** Why it failed, where the server has not said so itself. */
	why?: LineFailure;
}

/** What became of a line in all the calls that it was for. */
export interface LineOutcome {
	/** The `id` of the `say`. */
	id: string;
	/** That of the call in which it fared worst: `failed` before `stale` before `interrupted` before `heard`. */
	outcome: Outcome;
	/** The least that one of the callers heard of it, in milliseconds. */
	heardMs: number;
	/** The fewest words that one of the callers heard of it. */
	heardText: string;
	/** Why it failed, where more is known than that. */
	why?: LineFailure;
	/** The server's own words for it. */
	message?: string;
	/** Each call by itself, in the order in which they came to their end. */
	calls: CallOutcome[];
}

/**
 * A game that can be phoned. It connects at once, comes back by itself when the connection is lost, and hands
 * on each event of the server once and in order. A loop over it (`for await`) yields the server's events from
 * then on, until the client is closed.
 */
export class CallsignClient implements AsyncIterable<GameEvent> {
	/**
	 * `url` is the server's `/game`; in a browser it may be relative to the page.
	 * Throws a `TypeError` or `RangeError` for an address or options that can never work.
	 */
	constructor(url: string | URL, options?: ClientOptions);

	/** How the connection stands. */
	readonly state: ConnectionState;
	/** The number to show; `undefined` before the first `show`. */
	readonly phoneNumber: string | undefined;
	/** The code to show; `undefined` before the first `show`. */
	readonly code: string | undefined;
	/** The id of the session; `undefined` before the first one. */
	readonly session: string | undefined;
	/** The calls that are paired now, also after a `gap`. */
	readonly calls: string[];

	/** Listens to the events of that name. Returns a function that ends it. */
	on<Name extends keyof ClientEvents>(
		name: Name,
		listener: (event: ClientEvents[Name]) => void,
	): () => void;
	/** Listens to the next event of that name. Returns a function that ends it. */
	once<Name extends keyof ClientEvents>(
		name: Name,
		listener: (event: ClientEvents[Name]) => void,
	): () => void;
	/** Takes back `on`. */
	off<Name extends keyof ClientEvents>(
		name: Name,
		listener: (event: ClientEvents[Name]) => void,
	): void;
	/** The server's events, from now on. Throws in a loop that lets more than 10,000 of them wait. */
	[Symbol.asyncIterator](): AsyncIterableIterator<GameEvent, undefined>;

	/**
	 * Has this spoken, after whatever is still to be spoken. Resolves when its outcome is known in every call
	 * that was paired when it was sent. Never rejects, so it needs no `catch`: what cannot be spoken has `failed`.
	 */
	say(text: string, options?: SayOptions): Promise<LineOutcome>;
	/**
	 * Has these texts spoken as one line while they still come, such as the tokens of a language model. Takes no more of
	 * them once the line is over. Rejects only with what the texts themselves throw; the line then ends as it stands.
	 */
	say(
		texts: AsyncIterable<string> | Iterable<string>,
		options?: SayOptions,
	): Promise<LineOutcome>;
	/** Begins a line that is written while it is spoken: `add` to it, and `end` it. */
	speak(options?: SayOptions): OpenLine;
	/** Stops speaking now, and forgets the lines that wait: to this call, or to all. `false`: it could not be sent. */
	stop(call?: string): boolean;
	/** Ends this call, or all. `false`: it could not be sent. */
	hangUp(call?: string): boolean;
	/** Asks for another code. `false`: it could not be sent. */
	newCode(): boolean;
	/** Words to expect from callers, in place of those before; none: anything. They hold for later sessions too. */
	listen(keyterms: readonly string[]): boolean;
	/**
	 * Lends the caller of this call, or of all, to a flow of the server's, which talks with them. Events of the server tell where
	 * the flow is (`scene`), what it has to tell (`told`) and how it came out (`conversed`). `false`: it could not be sent.
	 * Throws a `TypeError` for an `input` that JSON cannot carry.
	 */
	converse(flow: string, options?: ConverseOptions): boolean;
	/** Takes the caller of this call, or of all, back from the flow. `conversed` tells when. `false`: it could not be sent. */
	takeBack(call?: string): boolean;
	/**
	 * Tells the flows that have the game's callers what has happened in the game. `false`: it could not be sent.
	 * Throws a `TypeError` for `data` that JSON cannot carry.
	 */
	tell(name: string, options?: TellOptions): boolean;
	/** Ends the session and its calls' pairing at once. Nothing more is told but `closed`. */
	close(): void;
}
