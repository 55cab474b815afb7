/** A conversation that is kept as JSON in one process goes on in another one, in its scene and with its memory. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import {
	type AnyActorRef,
	createActor,
	createMachine,
	fromCallback,
} from "xstate";
import keeper from "../../../examples/keeper.js";
import { conversationMachine } from "../../../src/machines/conversation/conversation.js";
import type { KeptConversation } from "../../../src/machines/conversation/conversation-input.js";
import { moveHeardIn } from "../../../src/machines/conversation/heard-phrases.js";
import { keptConversation } from "../../../src/machines/conversation/kept-conversation.js";
import type {
	MindOrder,
	Remembered,
	ThinkOrder,
} from "../../../src/machines/conversation/mind.js";

const elsewhere = fileURLToPath(
	new URL("../../support/characters/elsewhere.mjs", import.meta.url),
);

/** What the other process has seen. */
interface Elsewhere {
	readonly facts: readonly { readonly type: string; readonly state?: string }[];
	readonly toMind: readonly MindOrder[];
	readonly toSpeaking: readonly { readonly type: string }[];
	readonly keptThen: KeptConversation;
}

/** The caller has said who he is and that a ship is out there, was kind, and has heard what the keeper said. */
function talkHere(): KeptConversation {
	const host = createActor(
		createMachine({
			invoke: {
				id: "conversation",
				src: conversationMachine.provide({
					actors: { mind: phrases() },
				}),
				input: {
					callId: "c1",
					conversationId: "conversation-1",
					flow: { name: "keeper", machine: keeper },
					input: undefined,
					speaking: createActor(voice()).start(),
					languages: ["en"],
					now: () => performance.now(),
				},
			},
		}),
	).start();
	const { conversation } = host.getSnapshot().children;
	if (!conversation) throw new Error("There is no conversation.");
	for (const words of [
		"my name is Ann",
		"thank you for picking up",
		"there is a ship out there",
	])
		sayTo(conversation, words);
	const kept = keptConversation(conversation.getSnapshot() as never);
	host.stop();
	return kept;
}

/** A mind that makes the move whose phrase was said. */
function phrases() {
	return fromCallback<MindOrder>(({ receive, sendBack }) =>
		receive((order) => {
			if (order.type !== "think") return;
			const { thought, moves, memory } = order;
			const said = memory.findLast((each) => each.kind === "said");
			const move = moveHeardIn(said?.text ?? "", moves);
			if (move) sendBack({ type: "mind.moved", thought, name: move.name });
			else sendBack({ type: "mind.text", thought, text: "Is that so?" });
			sendBack({ type: "mind.ended", thought });
		}),
	);
}

/** Whoever speaks the lines: all are heard at once. */
function voice() {
	return fromCallback<{ type: string; line?: SpokenLine }>(({ receive }) =>
		receive(({ type, line }) => {
			if (type !== "speak" || !line) return;
			const { asker, lineId } = line.owner;
			asker.send({ type: "line.begun", callId: "c1", lineId });
			asker.send({
				type: "line.ended",
				callId: "c1",
				lineId,
				outcome: "heard",
				heardMs: 1_000,
				heardText: line.text,
			});
		}),
	);
}

interface SpokenLine {
	readonly owner: { readonly asker: AnyActorRef; readonly lineId: string };
	readonly text: string;
}

function sayTo(conversation: AnyActorRef, words: string): void {
	const speech = {
		text: words,
		alternatives: [{ text: words, confidence: 0.9, words: [] }],
		isFinal: true,
		endsSpeech: true,
		startMs: 0,
		endMs: 1_000,
	};
	conversation.send({ type: "speech.heard", speech, verbatim: undefined });
	conversation.send({ type: "turn.ended", verbatim: undefined });
}

async function goOnElsewhere(json: string, said: string): Promise<Elsewhere> {
	const child = spawn(process.execPath, [elsewhere], {
		stdio: ["pipe", "pipe", "inherit"],
	});
	child.stdin.end(JSON.stringify({ kept: JSON.parse(json), said }));
	return JSON.parse(await text(child.stdout));
}

let json: string;
let there: Elsewhere;

beforeAll(async () => {
	json = JSON.stringify(talkHere());
	there = await goOnElsewhere(json, "please tell me what happened");
});

test("what is kept of the keeper is less than 10 KB", () => {
	expect(Buffer.byteLength(json)).toBeLessThan(10 * 1024);
});

test("it is in its scene there, and says nothing anew", () => {
	const changes = there.facts.filter(({ type }) => type === "scene.changed");
	expect(changes[0]?.state).toBe("talking.shaken");
	const spoken = there.toSpeaking.filter(({ type }) => type === "speak");
	expect(spoken).toEqual([]);
});

test("the mind there is given the talk so far, and the scene as it is", () => {
	const [order] = there.toMind.filter(
		(each): each is ThinkOrder => each.type === "think",
	);
	expect(order?.scene.goal).toMatch(/frightened for the ship/);
	// He has told his name and was kind, so that he is trusted; here that is known as well.
	expect(order?.moves.map(({ name }) => name)).toContain("move.askWhy");
	expect(order?.turn).toBe(4);
	const textsOf = (kind: Remembered["kind"]) =>
		order?.memory.flatMap((each) =>
			each.kind === kind && "text" in each ? [each.text] : [],
		);
	expect(textsOf("said")).toEqual([
		"my name is Ann",
		"thank you for picking up",
		"there is a ship out there",
		"please tell me what happened",
	]);
	expect(textsOf("heard")).toEqual(
		expect.arrayContaining([
			"Gull Rock. It is past midnight. Who rings a lighthouse?",
			"A ship. Tonight. How many aboard?",
		]),
	);
});

test("the flow's context is there, and is kept from there in turn", () => {
	const { snapshot, turn, memory } = there.keptThen;
	expect(snapshot).toMatchObject({ context: { trust: 2, anger: 0 } });
	expect(turn).toBe(4);
	expect(memory.length).toBeGreaterThan(6);
});
