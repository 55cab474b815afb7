/** What a conversation is made from, what is kept of it, and what it is told. */
import type { ActorRef, AnyStateMachine, Snapshot } from "xstate";
import type { Outstanding } from "../../flows/outstanding.js";
import type { CallerReturned } from "../../flows/told.js";
import type {
	GameFromSpeaking,
	Heard,
	LineBeginning,
	LineEnding,
	LinesTold,
	PhoneFact,
} from "../events.js";
import type { SpeakingEvent } from "../speaking/speaking-guards.js";
import type { MindFact } from "./mind.js";

/** An author's flow, as it was read and proved when the server began. */
export interface ConversableFlow {
	/** Its name: that of its file, without what comes after the dot. */
	readonly name: string;
	readonly machine: AnyStateMachine;
	/** How many silences in a row its proof tells apart, 3 without it: the flow is told of no more. */
	readonly silences?: number;
}

/** What a conversation begins with. */
export interface ConversationInput {
	readonly callId: string;
	/** Its own name among the conversations of its call: all that it tells the call has it. */
	readonly conversationId: string;
	readonly flow: ConversableFlow;
	/** What whoever lends the caller gives the flow, as it came; a flow that cannot take it has failed. */
	readonly input: unknown;
	/** Speaks its lines. */
	readonly speaking: ActorRef<Snapshot<unknown>, SpeakingEvent>;
	/** In which languages the caller is understood; in any, if there are none. */
	readonly languages: readonly string[];
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
	/** Where it goes on, of one that was kept elsewhere; it begins anew without it. */
	readonly kept?: KeptConversation;
}

/** All of a conversation that another process needs to go on with it: plain data, which JSON carries. */
export interface KeptConversation {
	readonly flow: string;
	/** As XState persists the flow's own snapshot. */
	readonly snapshot: unknown;
	readonly memory: readonly unknown[];
	/** The number of the caller's newest turn. */
	readonly turn: number;
	/** What was outstanding of all that the flow had asked for. */
	readonly outstanding: Outstanding;
}

/** How it stands with the caller's turn, as the recogniser tells it: an event each. */
type TurnNews = {
	[Type in "turn.eager" | "turn.resumed" | "turn.ended"]: {
		readonly type: Type;
		readonly verbatim: undefined;
	};
}["turn.eager" | "turn.resumed" | "turn.ended"];

/** From a call to its conversation. What was heard is no echo of our own. */
export type ConversationFromCall =
	| Extract<Heard, { type: "speech.heard" | "speech.started" }>
	| TurnNews
	| Extract<PhoneFact, { type: "key.pressed" }>
	/** The speaking, too, knows what the caller has just said or pressed: what that stops by itself is stopped. */
	| { readonly type: "floor.cleared" }
	/** The game says that something has happened. */
	| {
			readonly type: "game.told";
			readonly name: string;
			readonly data?: unknown;
	  }
	/** The game that lent its caller has gone. */
	| { readonly type: "game.left" }
	/** The caller was asked for a code, and is back. */
	| CallerReturned;

/** Everything a conversation understands: what the speaking tells of its lines, and its mind of its thoughts, too. */
export type ConversationEvent =
	| ConversationFromCall
	| LineEnding
	| LineBeginning
	| LinesTold
	| GameFromSpeaking
	| MindFact;

/** A running conversation, as its call knows it. */
export type ConversationRef = ActorRef<Snapshot<unknown>, ConversationEvent>;
