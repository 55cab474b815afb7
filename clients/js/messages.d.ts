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

/** How it stands with the caller's turn. */
export interface Turn {
	type: "turn";
	seq: number;
	call: string;
	/** Which turn of the caller's: 1, 2, 3 … since `paired`. */
	turn: number;
	/** The caller has begun; has probably ended; goes on after all; has ended. */
	state: "started" | "eager" | "resumed" | "ended";
	/** What was said in it so far, where there is some. */
	text?: string | undefined;
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
	/** Played to its end; stopped before; not spoken, or not surely; or not spoken, as its turn was over. */
	outcome: Outcome;
	/** How much of it the caller heard, in milliseconds. */
	heardMs: number;
	/** The words of it that the caller heard: its text from the beginning, as far as it was played. */
	heardText: string;
}

/** What became of a line: played to its end; stopped before; not spoken, or not surely; or not spoken, as its turn was over. */
export type Outcome = "heard" | "interrupted" | "failed" | "stale";

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

/** A flow that has the caller has come to another state. */
export interface Scene {
	type: "scene";
	seq: number;
	call: string;
	/** The name of the flow. */
	flow: string;
	/** Where it is: the names of its active states, such as `gate.closed`; of parallel ones with ", " between. */
	state: string;
}

/** A flow that has the caller tells its game something. */
export interface Told {
	type: "told";
	seq: number;
	call: string;
	/** The name of the flow. */
	flow: string;
	/** What has happened, in the flow's own word. */
	name: string;
	/** More of it, as the flow has it. */
	data?: unknown;
}

/** A flow has the caller no longer. */
export interface Conversed {
	type: "conversed";
	seq: number;
	call: string;
	/** The name of the flow. */
	flow: string;
	/** Where it was last. */
	state: string;
	reason: ConversationEnd;
}

/** Why a flow has the caller no longer: it came to its end; ended the call; is broken; the game took the caller back; lent it to another flow; the call is over. */
export type ConversationEnd =
	| "ended"
	| "hung up"
	| "failed"
	| "taken back"
	| "replaced"
	| "call ended";

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
		| "character hung up"
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
	| "tooManyCodes"
	| "lineOver"
	| "noSuchFlow"
	| "noConversation";

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
	| Turn
	| SpeechStarted
	| Key
	| Said
	| Recognition
	| Listening
	| Scene
	| Told
	| Conversed
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
	/** What of the caller stops it; `true` without it. */
	interruptible?: Interruptible | undefined;
	/** Which turn of the caller's it answers: when a newer one has begun, it is not spoken. */
	turn?: number | undefined;
	/** The line goes on with `append`; it needs an `id` then. */
	more?: boolean | undefined;
}

/**
 * What of the caller stops a line. `true`: words; any sound lets it pause. `"words"`: words, and sound does nothing.
 * `"sound"`: any sound, at once. `false`: nothing.
 */
export type Interruptible = boolean | "words" | "sound";

/** Goes on with a line that was begun with `more`. */
export interface Append {
	type: "append";
	/** The `id` of the line. */
	id: string;
	/** What follows, just as it is; may be blank only without `more`. */
	text: string;
	/** Which call is meant; all that have this line without it. */
	call?: string | undefined;
	/** The line goes on. */
	more?: boolean | undefined;
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

/** Lend the caller to a flow of the server's, which talks with them; or take the caller back. */
export interface Converse {
	type: "converse";
	/** The name of one of the server's flows; `null` takes the caller back. */
	flow: string | null;
	/** What the flow begins with, as it wants it. */
	input?: unknown;
	/** Which call is meant; all of the game's calls without it. */
	call?: string | undefined;
	id?: string | undefined;
}

/** Tell the flow that has the caller what has happened in the game. */
export interface Tell {
	type: "tell";
	/** What has happened, in a word that the flow knows. */
	name: string;
	/** More of it, as the flow wants it. */
	data?: unknown;
	/** Which call is meant; all of the game's calls without it. */
	call?: string | undefined;
	id?: string | undefined;
}

/** A message from a game to the server. */
export type FromGame =
	| Say
	| Append
	| Stop
	| HangUp
	| NewCode
	| Listen
	| Converse
	| Tell;
