import { expect, test } from "vitest";
import { plainDialect } from "../../../src/adapters/games/plain-dialect.js";
import type { GameSocketOrder } from "../../../src/machines/events.js";

const callId = "c";
const flow = "keeper";

test.each<GameSocketOrder>([
	{ type: "scene.changed", callId, flow, state: "gate" },
	{ type: "flow.told", callId, flow, name: "won", data: 1 },
	{ type: "conversed", callId, flow, state: "won", reason: "ended" },
	{ type: "refuse", problem: "no such flow" },
	{ type: "refuse", problem: "no conversation" },
])("a plain game notices nothing of flows: %j", (order) => {
	expect(plainDialect.write(order, false)).toEqual([]);
});

test.each([
	'{"type":"converse","flow":"keeper"}',
	'{"type":"tell","name":"storm"}',
])("what a plain game sends is spoken, whatever it looks like: %s", (text) => {
	expect(plainDialect.read(text)).toMatchObject({ type: "say", text });
});
