/** What operators see of conversations, and that it is no word of a caller's. */
import { expect, test } from "vitest";
import { createActor, emit, setup } from "xstate";
import keeper from "../../../examples/keeper.js";
import type { CallActor } from "../../../src/machines/call/call.js";
import type { ConversationSight } from "../../../src/machines/conversation-events.js";
import { sightsOf } from "../../../src/watching/sessions/conversation-sights.js";
import { SessionBook } from "../../../src/watching/sessions/session-book.js";

const sightOf = sightsOf(new Map([["keeper", { machine: keeper }]]));
const ofKeeper = { callId: "call-1", flow: "keeper" } as const;
const stepped: ConversationSight = {
	...ofKeeper,
	type: "flow.stepped",
	cause: "move.introduce",
	state: "talking.known",
	activeStates: ["keeper", "keeper.talking", "keeper.talking.known"],
	legalMoves: ["move.beKind", "move.insult", "move.askLamp"],
};

test("a step is seen with its states and its moves", () => {
	expect(sightOf(stepped)).toEqual({
		kind: "stepped",
		flow: "keeper",
		cause: "move.introduce",
		state: "talking.known",
		activeStates: stepped.activeStates,
		legalMoves: stepped.legalMoves,
	});
});

test("a thought is seen with its outcome, its time and its tokens", () => {
	const thought = {
		...ofKeeper,
		type: "thought.over",
		wasSpeculative: true,
		outcome: "used",
		firstAfterMs: 310,
		inputTokens: 812,
		outputTokens: 44,
	} as const;
	const { callId: _, type: __, ...seen } = thought;
	expect(sightOf(thought)).toEqual({ kind: "thought", ...seen });
	expect(
		sightOf({ ...thought, firstAfterMs: undefined } as never),
	).not.toHaveProperty("firstAfterMs");
});

test("an end is seen with its reason alone", () => {
	const over = {
		...ofKeeper,
		type: "conversed",
		state: "over",
		reason: "hung up",
		error: new Error("my secret"),
	};
	expect(sightOf(over)).toEqual({
		kind: "over",
		flow: "keeper",
		reason: "hung up",
	});
});

test("names that the author did not give do not pass: a mind may ask for whatever a caller makes up", () => {
	const secret = "move.my.name.is.Ada";
	const seen = [
		sightOf({
			...ofKeeper,
			type: "move.refused",
			move: secret,
			state: "talking.wary",
		} as never),
		sightOf({
			...stepped,
			cause: secret,
			state: secret,
			activeStates: [secret],
			legalMoves: [secret],
		} as never),
		sightOf({
			...ofKeeper,
			type: "conversed",
			reason: secret,
		} as never),
		sightOf({
			...ofKeeper,
			type: "thought.over",
			outcome: "Ada, of number 5550",
		} as never),
	];
	expect(seen.every(Boolean)).toBe(true);
	expect(JSON.stringify(seen)).not.toMatch(/Ada|my|5550/);
	expect(sightOf({ ...stepped, flow: "Ada" } as never)).toBeUndefined();
});

test.each([
	{ type: "line.refused", bound: "lines" },
	{ ...ofKeeper, type: "flow.told", name: "lamp.lit", data: "Ada" },
	{ ...ofKeeper, type: "scene.changed", state: "Ada" },
])("nothing is seen of $type", (emitted) => {
	expect(sightOf(emitted)).toBeUndefined();
});

test("of a call the newest 100 are kept, with their times", () => {
	const time = { ms: 0 };
	const book = new SessionBook(() => time.ms, sightOf);
	const emitting = setup({
		types: { emitted: {} as ConversationSight, events: {} as { type: "step" } },
	}).createMachine({ on: { step: { actions: emit(stepped) } } });
	const actor = createActor(emitting);
	const call = actor as unknown as CallActor;
	call.subscribe(book.callBegins("one", call));
	actor.start();
	expect(book.find("one")?.sights).toEqual([]);
	for (; time.ms < 120; time.ms++) actor.send({ type: "step" });
	const sights = book.find("one")?.sights ?? [];
	expect(sights).toHaveLength(100);
	expect(sights.at(-1)).toMatchObject({ at: 119, state: "talking.known" });
});
