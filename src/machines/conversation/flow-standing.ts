/** Where the flow of a running conversation stands, for its call. */
import type { AnyMachineSnapshot, EventObject } from "xstate";
import { wouldTake } from "../../flows/scene.js";
import type { ConversationRef } from "./conversation-input.js";

/** What the snapshot of a conversation has. */
export interface HasFlow {
	readonly context: {
		readonly talk: { readonly snapshot: AnyMachineSnapshot };
	};
}

/** Whether the flow would take an event as it stands. */
export function wouldTakeNow(
	conversation: ConversationRef,
	event: EventObject,
): boolean {
	const { context } = conversation.getSnapshot() as unknown as HasFlow;
	return wouldTake(context.talk.snapshot, event);
}
