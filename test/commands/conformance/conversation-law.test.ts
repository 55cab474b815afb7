/** What the conformance kit knows of flows that have a caller. */
import { beforeEach, describe, expect, test } from "vitest";
import { ConversationLaw } from "../../../src/commands/conformance/conversation-law.js";
import type {
	NewEvent,
	NumberedEvent,
} from "../../../src/protocol/callsign-v1.js";

let law: ConversationLaw;
let seq: number;

beforeEach(() => {
	law = new ConversationLaw();
	seq = 0;
});

function told(event: NewEvent): string | undefined {
	seq += 1;
	return law.breach({ ...event, seq } as NumberedEvent);
}

const pair = (call = "a") => told({ type: "paired", call, callers: 1 });
const lend = (flow: string, call?: string) =>
	law.sent({ type: "converse", flow, ...(call !== undefined && { call }) });
const scene = (flow = "keeper", call = "a") =>
	told({ type: "scene", call, flow, state: "gate" });
const news = (flow = "keeper", call = "a") =>
	told({ type: "told", call, flow, name: "won" });
const conversed = (flow = "keeper", call = "a") =>
	told({ type: "conversed", call, flow, state: "gate", reason: "ended" });
const leave = (call = "a") =>
	told({ type: "left", call, reason: "caller hung up" });

describe("nothing is wrong with", () => {
	test("a flow that begins, tells something and ends before its call leaves", () => {
		pair();
		lend("keeper");
		expect([scene(), news(), scene(), conversed(), leave()]).toEqual(
			Array(5).fill(undefined),
		);
	});

	test("one flow after the other, also the same one", () => {
		pair();
		lend("keeper");
		lend("keeper", "a");
		lend("ferryman", "a");
		expect([
			scene(),
			conversed(),
			scene(),
			conversed(),
			scene("ferryman"),
			conversed("ferryman"),
		]).toEqual(Array(6).fill(undefined));
	});

	test("a flow that never told anything but its end, and a converse that crosses with the end of the call", () => {
		pair();
		lend("keeper");
		expect(conversed()).toBeUndefined();
		lend("keeper");
		expect(leave()).toBeUndefined();
	});

	test("what is told of calls of which this game knows too little", () => {
		expect([scene(), news(), conversed(), leave()]).toEqual(
			Array(4).fill(undefined),
		);
		pair();
		told({ type: "gap", from: 2, to: 3 });
		expect([scene(), conversed()]).toEqual([undefined, undefined]);
	});
});

describe("it is a breach", () => {
	test("when a flow tells something that has nobody, or has nobody any more", () => {
		pair();
		pair("b");
		lend("keeper", "a");
		for (const tell of [scene, news, conversed])
			expect(tell("keeper", "b")).toMatch(/does not have that caller/);
		expect(scene("ferryman")).toMatch(/does not have that caller/);
		conversed();
		for (const tell of [scene, news, conversed])
			expect(tell()).toMatch(/does not have that caller/);
	});

	test("when two have one caller", () => {
		pair();
		lend("keeper");
		lend("ferryman");
		scene();
		expect(scene("ferryman")).toMatch(/while "keeper" had that caller/);
	});

	test("when a call leaves first", () => {
		pair();
		lend("keeper");
		scene();
		expect(leave()).toMatch(/"keeper" has told no "conversed"/);
	});
});
