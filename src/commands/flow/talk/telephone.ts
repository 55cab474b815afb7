/** The call of a talk, as far as a conversation sees one: it has the conversation and what speaks its lines. */
import {
	type ErrorActorEvent,
	fromCallback,
	type SnapshotFrom,
	setup,
} from "xstate";
import {
	type ConversationSnapshot,
	conversationMachine,
} from "../../../machines/conversation/conversation.js";
import type {
	ConversableFlow,
	ConversationRef,
} from "../../../machines/conversation/conversation-input.js";
import type { ConversationFact } from "../../../machines/conversation-events.js";
import type { SpeakingEvent } from "../../../machines/speaking/speaking-guards.js";

/** There is but one call. */
export const onlyCall = "terminal";

/** What the telephone is told by its conversation. */
export type TelephoneEvent =
	| ConversationFact
	| ErrorActorEvent<unknown, "conversation">;

/** What the telephone is made from. */
export interface TelephoneInput {
	readonly flow: ConversableFlow;
	readonly input: unknown;
	readonly now: () => number;
	/** Takes what the conversation wants spoken. */
	readonly speak: (event: SpeakingEvent) => void;
	/** Takes what it tells its call. */
	readonly tell: (event: TelephoneEvent) => void;
}

/** What the telephone keeps. */
interface TelephoneContext extends TelephoneInput {
	readonly conversation: ConversationRef;
}

/** Passes a conversation's orders and facts on. */
export const telephoneMachine = setup({
	types: {
		context: {} as TelephoneContext,
		input: {} as TelephoneInput,
		events: {} as TelephoneEvent,
		children: {} as { conversation: "conversation"; speaking: "speaking" },
	},
	actors: {
		conversation: conversationMachine,
		speaking: fromCallback<
			SpeakingEvent,
			{ readonly speak: (event: SpeakingEvent) => void }
		>(({ input, receive }) => receive(input.speak)),
	},
	actions: {
		passOn: ({ context, event }) => context.tell(event),
	},
}).createMachine({
	id: "telephone",
	description: "The caller is with the flow.",
	context: ({ input, spawn }) => {
		const { speak, flow, now } = input;
		const speaking = spawn("speaking", { id: "speaking", input: { speak } });
		const conversation = spawn("conversation", {
			id: "conversation",
			input: {
				callId: onlyCall,
				conversationId: onlyCall,
				flow,
				input: input.input,
				speaking,
				languages: [],
				now,
			},
		});
		return { ...input, conversation };
	},
	on: { "*": { actions: "passOn" } },
});

/** The conversation as it stands. */
export function conversationIn({
	context: { conversation },
}: SnapshotFrom<typeof telephoneMachine>): ConversationSnapshot {
	// A ref tells less of its snapshot than the machine behind it has.
	return conversation.getSnapshot() as ConversationSnapshot;
}
