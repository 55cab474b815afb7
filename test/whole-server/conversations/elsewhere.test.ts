/** A conversation that is kept as JSON in one process goes on in another one, in its scene and with its memory. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import keeper from "../../../examples/keeper.js";
import type { KeptConversation } from "../../../src/machines/conversation/conversation-input.js";
import { keptConversation } from "../../../src/machines/conversation/kept-conversation.js";
import type {
	MindOrder,
	Remembered,
	ThinkOrder,
} from "../../../src/machines/conversation/mind.js";
import { ConversationUnderTest } from "../../support/actors/conversation-under-test.js";

const elsewhere = fileURLToPath(
	new URL("../../support/actors/conversation-elsewhere.mjs", import.meta.url),
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
	const talk = new ConversationUnderTest(keeper, { name: "keeper" });
	talk.hearAll();
	talk.sayAll("my name is Ann");
	talk.move("move.introduce");
	talk.think("Ann. What do you want?");
	talk.endThought();
	talk.hearAll();
	talk.sayAll("thank you for picking up");
	talk.move("move.beKind");
	talk.endThought();
	talk.think("Well.");
	talk.endThought();
	talk.hearAll();
	talk.sayAll("there is a ship out there");
	talk.move("move.tellShip");
	talk.hearAll();
	return keptConversation(talk.actor.getSnapshot());
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
