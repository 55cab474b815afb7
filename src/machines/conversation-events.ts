/** What a conversation tells its call, its game and those who watch. */
import type { MindFailed } from "../flows/told.js";

/** Why a conversation is over. */
export type ConversationEnd =
	/** Its flow has come to a final state. */
	| "ended"
	/** Its flow has ended the call, and the goodbye was heard. */
	| "hung up"
	/** Its flow has thrown, or never rested. */
	| "failed"
	/** Whoever lent the caller wants him back. */
	| "taken back"
	/** Another flow has the caller. */
	| "replaced"
	/** The call is over. */
	| "call ended";

/** What of a conversation its game is told, too, where it has one. */
export type ConversationNews =
	/** The flow is in another state. */
	| {
			readonly type: "scene.changed";
			readonly callId: string;
			readonly flow: string;
			/** The names of the active states: `gate.closed`; of parallel ones with ", " between. */
			readonly state: string;
	  }
	/** The flow tells its game something. */
	| {
			readonly type: "flow.told";
			readonly callId: string;
			readonly flow: string;
			readonly name: string;
			readonly data?: unknown;
	  };

/** What those who watch see of a conversation: nothing that anybody says. */
export type ConversationSight =
	/** The flow was told something. */
	| {
			readonly type: "flow.stepped";
			readonly callId: string;
			readonly flow: string;
			/** The type of what it was told, such as `caller.said` or a move; `start` for its beginning. */
			readonly cause: string;
			readonly state: string;
			/** The ids of the active states, as XState makes them, for whoever draws the flow. */
			readonly activeStates: readonly string[];
			/** The types of the moves that may be made now. */
			readonly legalMoves: readonly string[];
	  }
	/** The mind asked for a move that the flow would not take. */
	| {
			readonly type: "move.refused";
			readonly callId: string;
			readonly flow: string;
			readonly move: string;
			readonly state: string;
	  }
	/** A thought is over. */
	| {
			readonly type: "thought.over";
			readonly callId: string;
			readonly flow: string;
			/** Whether it was begun before the caller's turn had surely ended. */
			readonly wasSpeculative: boolean;
			/** `wasted`: a newer turn, or another answer, came before any of it was used. */
			readonly outcome: "used" | "wasted" | MindFailed["why"];
			/** From the order to think to the first words or move, in milliseconds; undefined where none came. */
			readonly firstAfterMs: number | undefined;
			readonly inputTokens: number;
			readonly outputTokens: number;
	  };

/** Which conversation of its call tells something: a call may have two, and one that has just taken the place of another. */
export interface OfConversation {
	/** As its input has it. */
	readonly conversationId: string;
}

/** From a conversation to its call. */
export type ConversationFact = OfConversation & ToldCall;

/** The same without the name that its call has for it. */
export type ToldCall =
	| ConversationNews
	| ConversationSight
	/** The words that the caller is likely to say in this scene. */
	| { readonly type: "words.expected"; readonly words: readonly string[] }
	/** The caller is to be asked for a code; `caller.returned` says when he is back. */
	| { readonly type: "ask.for.code" }
	| {
			readonly type: "conversation.over";
			readonly callId: string;
			readonly flow: string;
			/** Where the flow was last. */
			readonly state: string;
			readonly reason: Extract<ConversationEnd, "ended" | "hung up" | "failed">;
			/** What the flow has thrown; nothing that a caller said. */
			readonly error?: unknown;
	  };
