/** How a conversation begins: anew, or where it was in another process. */
import type { Snapshot } from "xstate";
import {
	nothingOutstanding,
	type Outstanding,
} from "../../flows/outstanding.js";
import type {
	ConversationInput,
	KeptConversation,
} from "./conversation-input.js";
import {
	type ConversationContext,
	newConversation,
	noQuestion,
} from "./conversation-memory.js";
import { beginning, takenUp } from "./flow-steps.js";
import { bounded, emptyMemory } from "./memory.js";
import type { Remembered } from "./mind.js";
import type { OwnLine } from "./own-lines.js";

/** How much of the memory is kept, in characters of JSON: less than a conversation has itself, so that all is small to store. */
const maxCharactersKept = 6_000;

/** A conversation as any process knows it that runs one. */
interface Conversing {
	readonly context: ConversationContext;
}

/** What a conversation knows as it begins. */
export function conversationBegun({
	kept,
	input,
	...given
}: ConversationInput): ConversationContext {
	if (kept) return resumed(given, kept);
	const opening = beginning(given.flow.machine, input);
	const { talk } = opening;
	return { ...newConversation, ...given, talk, opening, memory: emptyMemory };
}

/** Lines that were not over are over now: nobody knows how much of them was heard. */
function resumed(
	given: Omit<ConversationInput, "kept" | "input">,
	{ snapshot, memory, turn, outstanding }: KeptConversation,
): ConversationContext {
	const talk = takenUp(given.flow.machine, snapshot, {
		...nothingOutstanding,
		...outstanding,
	});
	const lines = outstanding.waiting.map(
		({ line, text, interruptible }, at): OwnLine => ({
			lineId: `kept-${at + 1}`,
			kind: "fixed",
			name: line,
			text,
			interruptible,
			question: 0,
			isOpen: false,
			isStopped: true,
			hasBegun: false,
			receipt: { outcome: "interrupted", heardText: "" },
			placeholder: undefined,
		}),
	);
	return {
		...newConversation,
		...given,
		talk,
		opening: {
			cause: "start",
			asked: talk.isAskingForCode ? [{ type: "askForCode" }] : [],
			talk,
		},
		lines,
		untold: lines.map(({ lineId }) => ({ kind: "receipt", lineId })),
		memory: bounded(memory as readonly Remembered[], maxCharactersKept),
		turn,
		question: { ...noQuestion, number: 1 },
	};
}

/** All that another process needs to go on with a conversation; plain data. */
export function keptConversation({
	context: { flow, talk, memory, turn },
}: Conversing): KeptConversation {
	const { machine, name } = flow;
	return JSON.parse(
		JSON.stringify({
			flow: name,
			snapshot: machine.getPersistedSnapshot(
				talk.snapshot,
			) as Snapshot<unknown>,
			memory: bounded(memory.entries, maxCharactersKept).entries,
			turn,
			outstanding: outstandingOf(talk),
		} satisfies KeptConversation),
	);
}

function outstandingOf(talk: Outstanding): Outstanding {
	const names = Object.keys(nothingOutstanding) as (keyof Outstanding)[];
	return Object.fromEntries(
		names.map((name) => [name, talk[name]]),
	) as unknown as Outstanding;
}
