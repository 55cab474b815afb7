/**
 * Goes on with a conversation that was kept in another process, in the built program: reads `{ kept, said }` as JSON on standard
 * input, has the caller say that in a turn of his, and writes what the conversation told its call and asked its mind and its
 * speaking, and what would be kept of it then.
 */
import { text } from "node:stream/consumers";
import { createActor, createMachine, fromCallback } from "xstate";
import { conversationMachine } from "../../../dist/machines/conversation/conversation.js";
import { keptConversation } from "../../../dist/machines/conversation/kept-conversation.js";

const { kept, said } = JSON.parse(await text(process.stdin));
const { default: machine } = await import(
	new URL(`../../../dist/examples/${kept.flow}.js`, import.meta.url).href
);

const seen = { facts: [], toMind: [], toSpeaking: [] };
const listening = (heard) =>
	fromCallback(({ receive }) => receive((order) => heard.push(order)));
const speaking = createActor(listening(seen.toSpeaking)).start();
const host = createActor(
	createMachine({
		invoke: {
			id: "conversation",
			src: conversationMachine.provide({
				actors: { mind: listening(seen.toMind) },
			}),
			input: {
				callId: "c2",
				conversationId: "conversation-1",
				flow: { name: kept.flow, machine },
				input: undefined,
				speaking,
				languages: ["en"],
				now: () => performance.now(),
				kept,
			},
		},
		on: { "*": { actions: ({ event }) => seen.facts.push(event) } },
	}),
).start();

const { conversation } = host.getSnapshot().children;
const speech = {
	text: said,
	alternatives: [{ text: said, confidence: 0.9, words: [] }],
	isFinal: true,
	endsSpeech: true,
	startMs: 0,
	endMs: 1_000,
};
conversation.send({ type: "speech.heard", speech, verbatim: undefined });
conversation.send({ type: "turn.ended", verbatim: undefined });
const keptThen = keptConversation(conversation.getSnapshot());
process.stdout.write(JSON.stringify({ ...seen, keptThen }, plain));
process.exit();

/** Refs and checks are no data, and hold circles. */
function plain(_key, value) {
	const isRef = typeof value?.send === "function";
	return isRef || typeof value === "function" ? undefined : value;
}
