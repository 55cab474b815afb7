/** Where the flow of a running conversation stands, for its call. */
import type { EventObject } from "xstate";
import { wouldTake } from "../../flows/scene.js";
import type { ConversationSnapshot } from "../conversation/conversation.js";
import type { ConversationRef } from "../conversation/conversation-input.js";

/** Whether the flow would take an event as it stands. */
export function wouldTakeNow(
	conversation: ConversationRef,
	event: EventObject,
): boolean {
	const { context } = conversation.getSnapshot() as ConversationSnapshot;
	return wouldTake(context.talk.snapshot, event);
}
