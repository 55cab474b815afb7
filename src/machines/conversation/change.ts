/** One step of a conversation: what it knows afterwards, and what others are told by it. */
import type { ToldCall } from "../conversation-events.js";
import type { ConversationContext } from "./conversation-memory.js";
import type { MindOrder } from "./mind.js";
import type { LineWish } from "./to-speaking.js";

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
