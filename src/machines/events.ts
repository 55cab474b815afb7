/**
 * Everything actors say to each other, and nothing else. Facts are in the past tense, orders in the
 * imperative. Audio is not here: frames go from socket to socket by plain function calls
 * (`adapters/sound/sound-path.ts`) and never pass through a machine.
 */
import type { ActorRef, Snapshot } from "xstate";
import type {
	ConversationEnd,
	ConversationFact,
	ConversationNews,
} from "./conversation-events.js";

// ---------------------------------------------------------------------------------------------
// What a recogniser heard

/** One word of a result. Times are milliseconds of call audio, counted from the call's first frame. */
export interface SpokenWord {
	readonly word: string;
	readonly startMs: number;
	readonly endMs: number;
	/** 0 to 1. */
	readonly confidence: number;
}

/** One reading of what was said. */
export interface SpokenAlternative {
	readonly text: string;
	/** 0 to 1. */
	readonly confidence: number;
	readonly words: readonly SpokenWord[];
}

/** One result of the recogniser. An interim result may still change, a final one will not. */
export interface Speech {
	/** The text of the best alternative; empty when only silence was heard. */
	readonly text: string;
	/** The readings, best first; at least one. */
	readonly alternatives: readonly [SpokenAlternative, ...SpokenAlternative[]];
	readonly isFinal: boolean;
	/** The recogniser heard the pause at which the caller stopped speaking. */
	readonly endsSpeech: boolean;
	/** The stretch of call audio that this result covers, in milliseconds. */
	readonly startMs: number;
	readonly endMs: number;
}

/**
 * What the recogniser reports. `verbatim` is the recogniser's own message, to the byte, where the
 * operator's listen URL asked for it; it is `undefined` for what the server asked for on its own
 * account, which plain games never see.
 */
export type Heard =
	| {
			readonly type: "speech.heard";
			readonly speech: Speech;
			readonly verbatim: string | undefined;
	  }
	| {
			readonly type: "speech.started";
			readonly atMs: number;
			readonly verbatim: string | undefined;
	  }
	| {
			/** A gap between words, long enough to end an utterance. */
			readonly type: "utterance.ended";
			readonly lastWordEndMs: number;
			readonly verbatim: string | undefined;
	  }
	| {
			/**
			 * How it stands with the caller's turn, which begins with words: it may have ended (`eager`), it goes on after all,
			 * or it has ended. What was said in it was told before.
			 */
			readonly type: "turn.eager" | "turn.resumed" | "turn.ended";
			readonly verbatim: undefined;
	  }
	| {
			/** Anything else that the recogniser said, such as its metadata. */
			readonly type: "recogniser.noted";
			readonly verbatim: string | undefined;
	  };

/** From when on the words that a game expects are in use: now, from the recogniser's next start, or not at all. */
export type WordsTaken = "now" | "next" | "never";

/** How the recogniser itself is doing. */
export type RecognitionFact =
	| { readonly type: "recognition.lost" }
	/** It has been lost for so long that the caller should know. */
	| { readonly type: "recognition.still.lost" }
	| {
			readonly type: "recognition.restored";
			/** Milliseconds of call audio that no recogniser has heard. */
			readonly missedMs: number;
	  }
	/** Bad key or bad request: no further attempt is made in this call. */
	| { readonly type: "recognition.refused" }
	| { readonly type: "words.taken"; readonly when: WordsTaken }
	/** All results are in, after the order to finish. */
	| { readonly type: "recognition.finished" };

/** From a recogniser to its call. */
export type RecogniserFact = Heard | RecognitionFact;

/** From a call to its recogniser. */
export type RecogniserOrder =
	/** A pairing code is expected. */
	| { readonly type: "expect.code" }
	/** The game's own words are expected; an empty list means anything. */
	| { readonly type: "expect.words"; readonly words: readonly string[] }
	/** No more audio comes: report what is left, then `recognition.finished`, within a bounded time. */
	| { readonly type: "finish" };

// ---------------------------------------------------------------------------------------------
// What a voice speaks

/** From the speaking of a call to its voice adapter. One line is synthesised at a time. */
export type VoiceOrder =
	| {
			readonly type: "synthesise";
			readonly lineId: string;
			readonly text: string;
			/** The name of a voice, as the speech service knows it; without it, the usual one. */
			readonly voice?: string;
			/** The wording never changes: synthesise it once for all calls and keep the audio. */
			readonly keep: boolean;
			/** When its game asked for it, by the server's clock; undefined for a prompt. */
			readonly askedAtMs?: number;
	  }
	/** Stop making the line at hand; no audio of it is played after this. */
	| { readonly type: "cancel" }
	| {
			/** A line that this voice made was stopped, and it says itself that it can tell which words were heard. Comes before `cancel`. */
			readonly type: "tell.words";
			readonly lineId: string;
			/** The text that was being heard, as the voice was given it. */
			readonly text: string;
			/** How much of that text was heard, in milliseconds. */
			readonly heardMs: number;
	  }
	/** The line at hand is not made: its time is over, or the voice refuses it for good. */
	| { readonly type: "give.up" };

/** From a voice adapter to the speaking of its call. */
export type VoiceFact =
	| {
			/** The first audio of this line has been handed to the phone. */
			readonly type: "line.begun";
			readonly lineId: string;
			/** Asked for it by `tell.words`, the voice says which words of it were heard. */
			readonly canTellWords?: boolean;
	  }
	| {
			/** Answers `tell.words`. */
			readonly type: "words.told";
			readonly lineId: string;
			/** The beginning of the text that was heard; undefined where the voice cannot tell after all. */
			readonly heardText: string | undefined;
	  }
	| {
			/** No audio has come for a moment, though more is to come. */
			readonly type: "line.paused";
			readonly lineId: string;
			/** How long plays what has been handed to the phone so far, in milliseconds. */
			readonly audioMs: number;
	  }
	/** More audio of a line that paused has been handed to the phone. */
	| { readonly type: "line.resumed"; readonly lineId: string }
	| {
			/** The last audio of this line has been handed to the phone. */
			readonly type: "line.synthesised";
			readonly lineId: string;
			/** How long the line plays, in milliseconds. */
			readonly audioMs: number;
	  }
	| {
			/** No more of this line is made. What there was of it has been handed to the phone. */
			readonly type: "line.failed";
			readonly lineId: string;
			/** How long that plays, in milliseconds. */
			readonly audioMs: number;
	  }
	| {
			/** The way to the voice is lost, and nothing of this line was made yet: it may be asked again. */
			readonly type: "voice.lost";
			readonly lineId: string;
			/** Asking again would be of no use: a bad key, an empty account, a bad request. */
			readonly isFinal: boolean;
			/** At least 0 and below 1; for the back-off. */
			readonly chance: number;
	  };

/** What bounds the lines of one caller's: how many wait, and in how many voices. */
export type SpeechBound = "waiting_lines" | "waiting_characters" | "voices";

/** From the speaking of a call to the call. */
export type SpeakingFact =
	/** All that was to be said has been heard, or was stopped. */
	| { readonly type: "fell.silent" }
	/** A game's line is not spoken: too much waits already, or it has too many voices. */
	| { readonly type: "line.refused"; readonly bound: SpeechBound };

// ---------------------------------------------------------------------------------------------
// The phone

/** From a call to its phone adapter. */
export type PhoneOrder =
	/** Ask to be told when all audio sent so far has been played. */
	| { readonly type: "mark"; readonly name: string }
	/** Drop the audio that has not been played yet. */
	| { readonly type: "clear" }
	/**
	 * Play nothing until told to go on, and keep what has not been played: of this line, all behind so many milliseconds,
	 * and all lines after it. What comes meanwhile is kept behind it.
	 */
	| {
			readonly type: "pause";
			readonly lineId: string;
			readonly playedMs: number;
	  }
	/** Play what was kept, and from now on what comes. */
	| { readonly type: "go.on" }
	/** The stream may not stand for the call that it names: close it. */
	| { readonly type: "refuse.stream"; readonly why: string }
	/** Go on with the stream of another call actor; the stream held until now is closed. */
	| { readonly type: "take.over"; readonly fromCallId: string };

/** From a phone adapter to its call. */
export type PhoneFact =
	| {
			readonly type: "stream.started";
			readonly callSid: string;
			/** Stands for the caller's number without being it; absent when the number is unknown. */
			readonly callerKey: string | undefined;
			/** Stands for the address of a stream that is not signed, without being it; absent where streams are. */
			readonly addressKey?: string | undefined;
			/** It has shown that it is the stream of this call. */
			readonly hasToken?: boolean;
			/** The number that was rung, where the voice webhook has told it. */
			readonly to?: string;
	  }
	/** The stream may not stand for the call that it names, and is closed. */
	| { readonly type: "stream.refused" }
	/** `digit` is `0` to `9`, `*` or `#`. */
	| { readonly type: "key.pressed"; readonly digit: string }
	| { readonly type: "mark.returned"; readonly name: string }
	| { readonly type: "phone.hung.up" };

// ---------------------------------------------------------------------------------------------
// Why things end

/** Why a call ended. Used in events, logs and close reasons alike. */
export type CallEnd =
	| "caller hung up"
	| "never started"
	| "no code heard"
	| "too many tries"
	| "game hung up"
	/** The flow that had the caller has ended the call. */
	| "character hung up"
	/** It has lasted as long as the operator lets a call last. */
	| "too long"
	| "handed over"
	| "no room"
	| "server going away"
	| "failed";

/** Why a game closed. */
export type GameEnd =
	| "game left"
	/** Its socket was lost, and it did not come back in time. */
	| "game lost"
	| "no code free"
	| "server going away"
	| "failed";

// ---------------------------------------------------------------------------------------------
// Between call, game and coordinator

/** One reading of what a caller said or keyed as a code, with how sure it is (0 to 1). */
export interface CodeCandidate {
	readonly code: string;
	readonly certainty: number;
}

/** From a call to the coordinator. */
export type CoordinatorFromCall =
	| {
			readonly type: "call.arrived";
			readonly callId: string;
			readonly callSid: string;
			readonly callerKey: string | undefined;
			readonly addressKey?: string | undefined;
			readonly hasToken?: boolean;
			/** A character answers it, so the caller is let in though he may try no code for now. */
			readonly isAnswered?: boolean;
			readonly call: CallRef;
	  }
	| {
			readonly type: "code.heard";
			readonly callId: string;
			readonly candidates: readonly CodeCandidate[];
			/** The caller has finished. If not, only a code of the greatest live length is looked up. */
			readonly isSettled: boolean;
	  }
	/** The call has ended; its game is told by the coordinator. */
	| {
			readonly type: "call.left";
			readonly callId: string;
			readonly reason: CallEnd;
	  };

/** From a game to the coordinator. */
export type CoordinatorFromGame =
	| {
			readonly type: "game.arrived";
			readonly gameId: string;
			/** How many calls may pair with this game at once. */
			readonly callers: number;
			/** Where it comes from: codes are counted for each address. */
			readonly address: string;
			readonly game: GameRef;
	  }
	| {
			readonly type: "game.left";
			readonly gameId: string;
			readonly reason: GameEnd;
	  }
	| {
			readonly type: "new.code";
			readonly gameId: string;
			readonly commandId?: string;
	  };

/** Everything the coordinator understands. */
export type CoordinatorEvent =
	| CoordinatorFromCall
	| CoordinatorFromGame
	/** Take nothing new; let what is there come to its end. */
	| { readonly type: "drain" };

/** From the coordinator to a call. */
export type CallFromCoordinator =
	| { readonly type: "call.admitted" }
	| { readonly type: "call.refused"; readonly reason: CallEnd }
	| {
			readonly type: "code.matched";
			readonly gameId: string;
			readonly game: GameRef;
	  }
	| { readonly type: "code.unknown" }
	/** Not looked up: it is shorter than the longest live code, and the caller may not have finished. */
	| { readonly type: "code.incomplete" }
	| { readonly type: "code.ambiguous" }
	| { readonly type: "game.full" }
	/** This caller, or all callers together, have tried too many codes of late. */
	| { readonly type: "tries.exhausted" }
	| { readonly type: "game.left"; readonly gameId: string }
	/** A newer stream of the same phone call is with another call actor: take it over. */
	| { readonly type: "stream.replaced"; readonly fromCallId: string }
	/** This actor's stream belongs to a call that is already known; that one has it now. */
	| { readonly type: "stream.given.away" }
	/** This actor's stream names a call that is already known, and has not shown that it belongs to it, as that call's has. */
	| { readonly type: "stream.mistrusted" };

/**
 * What of the caller's stops a line: words, and a sound pauses it until they come (`pause`); words alone; any sound; or
 * nothing. A key stops all but the last.
 */
export type Interruptibility = "pause" | "words" | "sound" | "never";

/** How a line that a game wanted said has ended. */
export type LineOutcome = "heard" | "interrupted" | "failed" | "stale";

/** From a game to a call that is paired with it. */
export type CallFromGame =
	| {
			readonly type: "say";
			readonly gameId: string;
			/** The game's own name for this line. */
			readonly lineId: string;
			readonly text: string;
			readonly voice?: string;
			readonly interruptible: Interruptibility;
			/** Which turn of the call's it answers: it is stale once a newer one has taken the floor. */
			readonly turn?: number;
			/** While it waits, it may become one line with what the game says before and after it. */
			readonly joins?: boolean;
			/** This is not all of it: `append` brings the rest. */
			readonly more?: boolean;
	  }
	| {
			/** More of a line that is open. */
			readonly type: "append";
			readonly gameId: string;
			readonly lineId: string;
			readonly text: string;
			/** Nor is this all of it. */
			readonly more: boolean;
	  }
	/** The game is told of this turn of the caller's: 1, 2, 3 … since they were paired. */
	| {
			readonly type: "turn.began";
			readonly gameId: string;
			readonly turn: number;
	  }
	/** Stop speaking the game's lines, and forget those that wait. */
	| { readonly type: "stop.speaking"; readonly gameId: string }
	| { readonly type: "hang.up"; readonly gameId: string }
	/** The words that the game expects; an empty list means anything. */
	| {
			readonly type: "expect.words";
			readonly gameId: string;
			readonly words: readonly string[];
	  }
	/** The game's socket has been lost for a while; it may come back. */
	| { readonly type: "game.away"; readonly gameId: string }
	/** Lend the caller to a flow, in place of the one that has him. */
	| {
			readonly type: "converse";
			readonly gameId: string;
			readonly flow: string;
			readonly input?: unknown;
	  }
	/** Take the caller back from the flow that has him. */
	| { readonly type: "take.back"; readonly gameId: string }
	/** Tell the flow that something has happened in the game. */
	| {
			readonly type: "tell.flow";
			readonly gameId: string;
			readonly name: string;
			readonly data?: unknown;
	  };

/** From a call to itself. */
export type CallTimeFact =
	/** In a minute the call has lasted as long as it may. */
	| { readonly type: "last.minute" }
	/** The call has lasted as long as it may. */
	| { readonly type: "time.up" };

/** Everything a call understands. */
export type CallEvent =
	| PhoneFact
	| RecogniserFact
	| SpeakingFact
	| CallFromCoordinator
	| CallFromGame
	| ConversationFact
	| CallTimeFact
	/** From the server itself: end now. */
	| { readonly type: "end"; readonly reason: CallEnd };

/** From the coordinator to a game. */
export type GameFromCoordinator =
	| { readonly type: "code.issued"; readonly code: string }
	/** No code is free: there is no room for this game. */
	| { readonly type: "code.refused" }
	/** No other code is free: the game keeps the one it has. */
	| { readonly type: "code.kept"; readonly commandId?: string }
	/** Too many codes were taken of late: the game keeps the one it has. */
	| {
			readonly type: "code.withheld";
			/** Whose codes are too many: this game's, or all from its address. */
			readonly bound: Exclude<NewCodeBound, "none_free">;
			readonly commandId?: string;
	  }
	| {
			readonly type: "call.left";
			readonly callId: string;
			readonly reason: CallEnd;
	  };

/** From a call to the game with which the coordinator has paired it, before anything else. */
export type GameFromNewCall = {
	readonly type: "call.joined";
	readonly callId: string;
	readonly call: CallRef;
};

/** From a paired call to its game. */
export type GameFromCall =
	| {
			readonly type: "caller.heard";
			readonly callId: string;
			readonly heard: Heard;
	  }
	| {
			readonly type: "caller.pressed";
			readonly callId: string;
			readonly digit: string;
	  }
	| {
			readonly type: "line.ended";
			readonly callId: string;
			readonly lineId: string;
			readonly outcome: LineOutcome;
			/** How much of it the caller heard, in milliseconds. */
			readonly heardMs: number;
			/** The words of it that the caller heard: the beginning of its text. */
			readonly heardText: string;
	  }
	| {
			readonly type: "recognition.changed";
			readonly callId: string;
			readonly state: "down" | "up";
			/** Milliseconds of the caller's speech that were lost while it was down. */
			readonly missedMs: number;
	  }
	| {
			readonly type: "words.taken";
			readonly callId: string;
			readonly when: WordsTaken;
	  };

/** From a call to the game that lent its caller to a flow. */
export type GameFromConversation =
	| ConversationNews
	/** The flow has the caller no longer. */
	| {
			readonly type: "conversed";
			readonly callId: string;
			readonly flow: string;
			/** Where the flow was last. */
			readonly state: string;
			readonly reason: ConversationEnd;
	  };

/** How a game's line ended. */
export type LineEnding = Extract<GameFromCall, { type: "line.ended" }>;

/** From the speaking of a call to the game, or the conversation, that asked for a line. */
export type GameFromSpeaking = {
	/** A line that was open takes no more text, though its game has not said that this was all of it. */
	readonly type: "line.closed";
	readonly callId: string;
	readonly lineId: string;
	/** The text that the game has just given found no room: it is not spoken. */
	readonly hasNoRoom: boolean;
};

/** From the speaking of a call to a conversation that asked for a line: the first sound of it has gone to the phone. */
export type LineBeginning = {
	readonly type: "line.begun";
	readonly callId: string;
	readonly lineId: string;
};

/** From the speaking of a call to a conversation that has asked: whatever it was just being told of its lines, it was told. */
export type LinesTold = { readonly type: "lines.told" };

/**
 * From a game's socket adapter to its game. A missing `callId` means every call of the game; `commandId` is
 * the game's own name for what it asks, repeated when it is refused.
 */
export type GameSocketFact =
	| {
			/** The game wants its callers to hear this. */
			readonly type: "say";
			readonly text: string;
			/** The game's own name for it; made up where the game gives none. */
			readonly lineId?: string;
			readonly callId?: string;
			readonly voice?: string;
			readonly interruptible: Interruptibility;
			/** Which turn of the call's it answers: it is stale once a newer one has taken the floor. */
			readonly turn?: number;
			/** While it waits, it may become one line with what the game says before and after it. */
			readonly joins?: boolean;
			/** This is not all of it: `append` brings the rest. */
			readonly more?: boolean;
	  }
	| {
			/** More of a line that is open, in every call that has it. */
			readonly type: "append";
			readonly lineId: string;
			readonly text: string;
			/** Nor is this all of it. */
			readonly more: boolean;
			readonly callId?: string;
	  }
	| {
			readonly type: "stop.speaking";
			readonly callId?: string;
			readonly commandId?: string;
	  }
	| {
			readonly type: "hang.up";
			readonly callId?: string;
			readonly commandId?: string;
	  }
	| { readonly type: "new.code"; readonly commandId?: string }
	| { readonly type: "expect.words"; readonly words: readonly string[] }
	/** Lend callers to a flow. */
	| {
			readonly type: "converse";
			readonly flow: string;
			readonly input?: unknown;
			readonly callId?: string;
			readonly commandId?: string;
	  }
	/** Take callers back from the flows that have them. */
	| {
			readonly type: "take.back";
			readonly callId?: string;
			readonly commandId?: string;
	  }
	/** Tell the flows that have callers of the game what has happened in it. */
	| {
			readonly type: "tell.flow";
			readonly name: string;
			readonly data?: unknown;
			readonly callId?: string;
			readonly commandId?: string;
	  }
	/** The game was told that this turn of the caller's has begun, and knows it by this number. */
	| {
			readonly type: "turn.began";
			readonly callId: string;
			readonly turn: number;
	  }
	/** The socket is gone, but the game may come back on another one. */
	| { readonly type: "socket.lost" }
	| { readonly type: "socket.resumed" }
	/** The socket is gone for good. */
	| { readonly type: "socket.closed" };

/** From a game's presence to its game. */
export type PresenceFact = {
	/** The game has been away for a while; it may come back. A missing `callId` means that every call is to know. */
	readonly type: "game.away";
	readonly callId?: string;
};

/** Everything a game understands. */
export type GameEvent =
	| GameFromCoordinator
	| GameFromNewCall
	| GameFromCall
	| GameFromConversation
	| GameFromSpeaking
	| GameSocketFact
	| PresenceFact
	/** From the server itself: end now. */
	| { readonly type: "end"; readonly reason: GameEnd };

/** Everything a game's presence understands: what its game passes on. */
export type PresenceEvent = Extract<
	GameEvent,
	{ type: "socket.lost" | "socket.resumed" | "call.joined" }
>;

/** From a game to its socket adapter, which writes it in the dialect that the game speaks. */
export type GameSocketOrder =
	| {
			/** The first code, or one that replaces the code shown so far. */
			readonly type: "show.code";
			readonly phoneNumber: string;
			readonly code: string;
	  }
	| {
			readonly type: "call.joined";
			readonly callId: string;
			/** How many calls are paired with the game now. */
			readonly callers: number;
	  }
	| GamePassesOn
	/** What the game asked for cannot be done. */
	| {
			readonly type: "refuse";
			readonly problem: GameProblem;
			readonly commandId?: string;
	  }
	/** A socket that has failed needs no order: it closes itself. */
	| { readonly type: "close"; readonly reason: Exclude<GameEnd, "failed"> };

/** What a game passes on to its socket adapter as it came. */
export type GamePassesOn =
	| GameFromCall
	| GameFromConversation
	| Extract<GameFromCoordinator, { type: "call.left" }>;

/** Why something that a game asked for cannot be done. */
export type GameProblem =
	| "no such call"
	| "no code free"
	| "too many codes"
	/** The line takes no more text: it is over, is closed, or was never begun. */
	| "line over"
	/** All its texts together are too long: it is closed as it stands. */
	| "line too long"
	/** The server has no flow of that name. */
	| "no such flow"
	/** No flow has a caller of the game's. */
	| "no conversation";

/** What keeps a game from another code: those that it took, those that its address took, or that none is free. */
export type NewCodeBound = "game" | "address" | "none_free";

/** A running call, game or coordinator, as the others know it. */
export type CallRef = ActorRef<Snapshot<unknown>, CallEvent>;
export type GameRef = ActorRef<Snapshot<unknown>, GameEvent>;
/** Who asks for lines, and is told what becomes of them: a game or a conversation. */
export type LineAskerRef = ActorRef<
	Snapshot<unknown>,
	LineEnding | GameFromSpeaking
>;
/** One that is also told when a line begins, and may ask whether it was told all. */
export type LineListenerRef = ActorRef<
	Snapshot<unknown>,
	LineEnding | GameFromSpeaking | LineBeginning | LinesTold
>;
export type PhoneRef = ActorRef<Snapshot<unknown>, PhoneOrder>;
export type CoordinatorRef = ActorRef<Snapshot<unknown>, CoordinatorEvent>;
