import { Registry } from "prom-client";
import { beforeEach, describe, expect, test } from "vitest";
import type { CallActor } from "../../../src/machines/call/call.js";
import type {
	CallContext,
	CallEmission,
	RunningConversation,
} from "../../../src/machines/call/call-memory.js";
import type {
	ConversationEnd,
	ConversationSight,
} from "../../../src/machines/conversation-events.js";
import { ConversationMetrics } from "../../../src/watching/metrics/conversation-metrics.js";
import { ScrapedMetrics } from "../../support/server/scraped-metrics.js";

let registry: Registry;
let calls: Map<string, CallActor>;
let emit: (emission: CallEmission) => void;

beforeEach(() => {
	registry = new Registry();
	calls = new Map();
	const metrics = new ConversationMetrics(registry);
	metrics.countLive(registry, calls);
	metrics.callBegins("c", {
		on: (_type: string, handler: typeof emit) => {
			emit = handler;
		},
	} as unknown as CallActor);
});

/** A call with these conversations. */
function callWith(context: Partial<CallContext>): CallActor {
	return { getSnapshot: () => ({ context }) } as unknown as CallActor;
}

const scrape = async () => new ScrapedMetrics(await registry.metrics());

function thought(
	outcome: Extract<ConversationSight, { type: "thought.over" }>["outcome"],
	more: object = {},
): ConversationSight {
	return {
		type: "thought.over",
		callId: "c",
		flow: "keeper",
		wasSpeculative: false,
		outcome,
		firstAfterMs: undefined,
		inputTokens: 0,
		outputTokens: 0,
		...more,
	};
}

test("every value of a label is there before anything has happened", async () => {
	const { samples } = await scrape();
	const valuesOf = (name: string, label: string) =>
		samples
			.filter((each) => each.name === name)
			.map(({ labels, value }) => [labels[label], value]);
	expect(valuesOf("callsign_conversations", "kind")).toEqual([
		["answered", 0],
		["lent", 0],
	]);
	expect(valuesOf("callsign_conversations_ended_total", "reason")).toEqual([
		["ended", 0],
		["hung up", 0],
		["failed", 0],
		["taken back", 0],
		["replaced", 0],
		["call ended", 0],
	]);
	expect(valuesOf("callsign_thoughts_total", "outcome")).toEqual([
		["used", 0],
		["wasted", 0],
		["timeout", 0],
		["refused", 0],
		["budget", 0],
		["error", 0],
	]);
	expect(valuesOf("callsign_speculations_total", "outcome")).toEqual([
		["used", 0],
		["wasted", 0],
	]);
	expect(valuesOf("callsign_mind_tokens_total", "direction")).toEqual([
		["input", 0],
		["output", 0],
	]);
	expect(valuesOf("callsign_refused_moves_total", "")).toEqual([
		[undefined, 0],
	]);
});

test("conversations are counted by who has given the character its caller", async () => {
	const conversation = {} as RunningConversation;
	calls.set("a", callWith({ frontDoor: conversation }));
	calls.set("b", callWith({ frontDoor: conversation, lent: conversation }));
	calls.set("c", callWith({ lent: conversation }));
	calls.set("d", callWith({ lent: conversation }));
	calls.set("e", callWith({}));
	const now = await scrape();
	expect(now.value("callsign_conversations", { kind: "answered" })).toBe(2);
	expect(now.value("callsign_conversations", { kind: "lent" })).toBe(3);
	calls.clear();
	expect((await scrape()).value("callsign_conversations")).toBe(0);
});

test("ends are counted by the reason", async () => {
	end("hung up");
	end("hung up");
	end("failed");
	const now = await scrape();
	const ended = "callsign_conversations_ended_total";
	expect(now.value(ended, { reason: "hung up" })).toBe(2);
	expect(now.value(ended, { reason: "failed" })).toBe(1);
	expect(now.value(ended)).toBe(3);
});

describe("of thoughts", () => {
	test("the outcome, the tokens and the time to the first words are taken", async () => {
		emit(
			thought("used", {
				firstAfterMs: 320,
				inputTokens: 400,
				outputTokens: 20,
			}),
		);
		emit(thought("timeout"));
		emit(
			thought("wasted", {
				firstAfterMs: 80,
				inputTokens: 400,
				outputTokens: 0,
			}),
		);
		const now = await scrape();
		for (const outcome of ["used", "timeout", "wasted"])
			expect(now.value("callsign_thoughts_total", { outcome })).toBe(1);
		const tokens = "callsign_mind_tokens_total";
		expect(now.value(tokens, { direction: "input" })).toBe(800);
		expect(now.value(tokens, { direction: "output" })).toBe(20);
		const first = "callsign_think_first_text_seconds";
		expect(now.value(`${first}_count`)).toBe(2);
		expect(now.value(`${first}_sum`)).toBeCloseTo(0.4);
		expect(now.value(`${first}_bucket`, { le: "0.3" })).toBe(1);
	});

	test("those before the end of the turn are counted as speculations, too: used, or else wasted", async () => {
		for (const outcome of ["used", "wasted", "error"] as const)
			emit(thought(outcome, { wasSpeculative: true }));
		emit(thought("used"));
		const now = await scrape();
		const speculations = "callsign_speculations_total";
		expect(now.value(speculations, { outcome: "used" })).toBe(1);
		expect(now.value(speculations, { outcome: "wasted" })).toBe(2);
		expect(now.value("callsign_thoughts_total")).toBe(4);
	});
});

test("moves that were refused are counted, and no name is a label", async () => {
	emit({
		type: "move.refused",
		callId: "c",
		flow: "keeper",
		move: "move.openGate",
		state: "closed",
	});
	emit({
		type: "flow.stepped",
		callId: "c",
		flow: "keeper",
		cause: "caller.said",
		state: "closed",
		activeStates: ["keeper.closed"],
		legalMoves: [],
	});
	const now = await scrape();
	expect(now.value("callsign_refused_moves_total")).toBe(1);
	expect(now.text).not.toMatch(/keeper|openGate|closed/);
});

function end(reason: ConversationEnd): void {
	emit({ type: "conversed", callId: "c", flow: "keeper", state: "", reason });
}
