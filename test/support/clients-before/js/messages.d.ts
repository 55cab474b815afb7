/** The messages of the subprotocol `callsign.v1`, as they stand on the wire. */

/** The first message on every socket, also on a resumed one. It is no event and has no `seq`. */
export interface Welcome {
	type: "welcome";
	/** The id of the game session. */
	session: string;
	/** The number that players ring. */
	phoneNumber: string;
	/** The code that players say or key. */
	code: string;
	/** How many calls may be paired at once, 1 to 16. */
	callers: number;
	/** The calls that are paired now, at `lastSeq`; after a `gap` this tells who is there. */
	calls: string[];
	/** Takes up this session on another socket, once; a secret. */
	resumeToken: string;
	/** How long the session is kept when its socket is lost. */
	resumeSeconds: number;
	/** Whether a session was taken up. */
	resumed: boolean;
	/** The number of the newest event so far. */
	lastSeq: number;
}

/** The game shows another code from now on. */
export interface Code {
	type: "code";
	seq: number;
	/** Replaces the code shown so far. */
	code: string;
}

/** A caller has given the code. */
export interface Paired {
	type: "paired";
	seq: number;
	/** Which call; an opaque id, new for each pairing of a phone call. */
	call: string;
	/** How many calls are paired now. */
	callers: number;
}

/** One word of a transcript. */
export interface Word {
	word: string;
	/** Seconds of call audio. */
	start: number;
	/** Seconds of call audio. */
	end: number;
	/** 0 to 1. */
	confidence: number;
}

/** What the caller is saying. */
export interface Transcript {
	type: "transcript";
	seq: number;
	call: string;
	/** What was heard. */
	text: string;
	/** `false`: it may still change, and a later one replaces it. */
	final: boolean;
	/** 0 to 1. */
	confidence: number;
	/** Where it begins, in seconds of call audio. */
	start: number;
	/** Where it ends, in seconds of call audio. */
	end: number;
	/** The words with their times. */
	words: Word[];
}

/** One finished stretch of speech: its final transcripts up to a pause, joined. */
export interface Utterance {
	type: "utterance";
	seq: number;
	call: string;
	text: string;
	/** Seconds of call audio. */
	start: number;
	/** Seconds of call audio. */
	end: number;
}

/** The caller has begun to speak. */
export interface SpeechStarted {
	type: "speechStarted";
	seq: number;
	call: string;
}

/** The caller has pressed a key. */
export interface Key {
	type: "key";
	seq: number;
	call: string;
	/** `0` to `9`, `*` or `#`. */
	digit: string;
}

/** What became of a `say`, once for each call that it was for. */
export interface Said {
	type: "said";
	seq: number;
	call: string;
	/** The `id` of the `say`. */
	id: string;
	/** Played to its end; stopped before; or not spoken, or not surely. */
	outcome: Outcome;
	/** How much of it the caller heard, in milliseconds. */
	heardMs: number;
}

/** What became of a line: played to its end; stopped before; or not spoken, or not surely. */
export type Outcome = "heard" | "interrupted" | "failed";

/** Speech is not understood for now, or is again. The call goes on. */
export interface Recognition {
	type: "recognition";
	seq: number;
	call: string;
	state: "down" | "up";
	/** On `up`: how much speech no recogniser has heard, in milliseconds. */
	missedMs?: number | undefined;
}

/** When the words of a `listen` are in use. */
export interface Listening {
	type: "listening";
	seq: number;
	call: string;
	/** In use from now on; from the recogniser's next start; or not at all. */
	keyterms: "now" | "next" | "never";
}

/** A call is no longer paired. */
export interface Left {
	type: "left";
	seq: number;
	call: string;
	reason:
		| "caller hung up"
		| "never started"
		| "no code heard"
		| "too many tries"
		| "too long"
		| "game hung up"
		| "handed over"
		| "no room"
		| "server going away"
		| "failed";
}

/** Events that were not kept long enough and are gone for good. */
export interface Gap {
	type: "gap";
	/** The number of the last one that is gone. */
	seq: number;
	/** The first number that is gone. */
	from: number;
	/** The last one. */
	to: number;
}

/** What a message to the server can be refused for. */
export type ErrorCode =
	| "notText"
	| "notJson"
	| "unknownType"
	| "invalidMessage"
	| "noSuchCall"
	| "noCodeFree"
	| "tooManyCodes";

/** A message of the game was wrong, and has changed nothing. */
export interface ErrorEvent {
	type: "error";
	seq: number;
	code: ErrorCode;
	/** What was wrong and what must hold. */
	message: string;
	/** The `id` of the message at fault, if it had one. */
	id?: string | undefined;
}

/** An event, with its number: 1, 2, 3 … in each game session. */
export type GameEvent =
	| Code
	| Paired
	| Transcript
	| Utterance
	| SpeechStarted
	| Key
	| Said
	| Recognition
	| Listening
	| Left
	| Gap
	| ErrorEvent;

/** A message from the server to a game. */
export type ToGame = Welcome | GameEvent;

/** Speak to the caller. Lines are spoken one after the other. */
export interface Say {
	type: "say";
	/** What the caller is to hear, at most 10,000 characters. */
	text: string;
	/** The game's own name for it, repeated in `said`. */
	id?: string | undefined;
	/** Which call is meant; all of the game's calls without it. */
	call?: string | undefined;
	/** A voice other than the usual one, such as `aura-2-luna-en`. */
	voice?: string | undefined;
	/** Whether a caller who speaks stops it; `true` without it. */
	interruptible?: boolean | undefined;
}

/** Stop speaking now, and forget the lines that wait. */
export interface Stop {
	type: "stop";
	/** Which call is meant; all of the game's calls without it. */
	call?: string | undefined;
	id?: string | undefined;
}

/** End the call. */
export interface HangUp {
	type: "hangUp";
	/** Which call is meant; all of the game's calls without it. */
	call?: string | undefined;
	id?: string | undefined;
}

/** Show another code. */
export interface NewCode {
	type: "newCode";
	id?: string | undefined;
}

/** Tell the recogniser which words to expect. */
export interface Listen {
	type: "listen";
	/** At most 100, of at most 100 characters each; none: anything. */
	keyterms: string[];
	id?: string | undefined;
}

/** A message from a game to the server. */
export type FromGame = Say | Stop | HangUp | NewCode | Listen;
