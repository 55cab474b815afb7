/** One step of a conversation: what it knows afterwards, and what others are told by it. */
import type { ToldCall } from "../conversation-events.js";
import type { LineListenerRef } from "../events.js";
import type { SpeakingEventOf } from "../speaking/speaking-guards.js";
import type { NewLine } from "../speaking/speech-queue.js";
import type { ConversationContext } from "./conversation-memory.js";
import type { MindOrder } from "./mind.js";

/** A line as its conversation knows it, before it is said whose it is. */
export type LineWish =
	| {
			readonly type: "speak";
			readonly lineId: string;
			readonly line: Omit<NewLine, "owner">;
	  }
	/** More of a line that is open, and whether this is not all of it either. */
	| {
			readonly type: "append";
			readonly lineId: string;
			readonly text: string;
			readonly more: boolean;
	  }
	/** Stop this line, wherever it is. */
	| { readonly type: "stop.line"; readonly lineId: string };

export type LineOrder = SpeakingEventOf<"speak" | "append" | "stop.line">;

/** The order, from whoever is told what becomes of the line. */
export function orderFrom(asker: LineListenerRef, wish: LineWish): LineOrder {
	if (wish.type !== "speak") return { ...wish, asker };
	const { lineId, line } = wish;
	const owner = { asker, lineId, tellsBeginning: true } as const;
	return { type: "speak", line: { ...line, owner } };
}

/** An order or a fact, and whom it is for. */
export type Message =
	| { readonly to: "call"; readonly message: ToldCall }
	| { readonly to: "speaking"; readonly message: LineWish }
	| { readonly to: "mind"; readonly message: MindOrder };

/** Collects what a step does, in order. The context is replaced, never changed in place. */
export class Change {
	readonly messages: Message[] = [];

	constructor(public context: ConversationContext) {}

	set(changes: Partial<ConversationContext>): void {
		this.context = { ...this.context, ...changes };
	}

	tellCall(message: ToldCall): void {
		this.messages.push({ to: "call", message });
	}

	orderSpeaking(message: LineWish): void {
		this.messages.push({ to: "speaking", message });
	}

	orderMind(message: MindOrder): void {
		this.messages.push({ to: "mind", message });
	}
}
