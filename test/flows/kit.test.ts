import { describe, expect, test } from "vitest";
import { createActor } from "xstate";
import type { Asked } from "../../src/flows/asked.js";
import { flow, maxStepsAtOnce } from "../../src/flows/kit.js";
import { legalMoves, sceneOf } from "../../src/flows/scene.js";

const setup = flow<
	{ trust: number; mood: string },
	{ type: "move.trust" } | { type: "move.open"; data?: { wide: boolean } }
>();

const machine = setup.createMachine({
	id: "npc",
	context: { trust: 0, mood: "calm" },
	meta: {
		persona: "A keeper.",
		patienceMs: 8_000,
		words: ["lamp"],
		moves: { "move.trust": { means: "Kind." } },
	},
	initial: "talking",
	on: {
		"move.trust": {
			actions: { type: "count", params: { key: "trust", upTo: 2 } },
		},
	},
	states: {
		talking: {
			meta: {
				goal: "Hear him out.",
				patienceMs: 4_000,
				words: ["gate"],
				moves: { "move.open": { means: "Open." } },
			},
			on: {
				"caller.said": { actions: ["think", "askForCode"] },
				"caller.pressed": {
					actions: { type: "think", params: { about: "the key" } },
				},
				"caller.silent": {
					actions: [
						{ type: "say", params: { line: "a", text: "A." } },
						{
							type: "say",
							params: { line: "b", text: "B.", interruptible: false },
						},
					],
				},
				"game.told": {
					guard: { type: "is", params: { key: "mood", value: "calm" } },
					actions: {
						type: "remember",
						params: { key: "mood", value: "angry" },
					},
				},
				"move.open": {
					guard: { type: "atLeast", params: { key: "trust", value: 2 } },
					target: "gone",
					actions: [
						{ type: "tell", params: { name: "opened", data: { wide: true } } },
						"hangUp",
						{ type: "hangUp", params: { after: "b" } },
					],
				},
			},
		},
		gone: { type: "final" },
	},
});

function begun() {
	const asked: Asked[] = [];
	const actor = createActor(machine);
	actor.on("*", (each) => void asked.push(each));
	return { asked, actor: actor.start() };
}

describe("the kit", () => {
	test("asks for lines that may be interrupted unless they say otherwise", () => {
		const { actor, asked } = begun();
		actor.send({ type: "caller.silent", times: 1 });
		expect(asked).toEqual([
			{ type: "say", line: "a", text: "A.", interruptible: true },
			{ type: "say", line: "b", text: "B.", interruptible: false },
		]);
	});

	test("asks for thoughts, codes, news and the end", () => {
		const { actor, asked } = begun();
		actor.send({ type: "caller.said", text: "Hello" });
		actor.send({ type: "caller.pressed", digit: "5" });
		for (const _ of [1, 2]) actor.send({ type: "move.trust" });
		actor.send({ type: "move.open" });
		expect(asked).toEqual([
			{ type: "think" },
			{ type: "askForCode" },
			{ type: "think", about: "the key" },
			{ type: "tell", name: "opened", data: { wide: true } },
			{ type: "hangUp" },
			{ type: "hangUp", after: "b" },
		]);
	});

	test("remembers, and counts no further than it was told", () => {
		const { actor } = begun();
		actor.send({ type: "game.told", name: "storm" });
		for (const _ of [1, 2, 3, 4]) actor.send({ type: "move.trust" });
		expect(actor.getSnapshot().context).toEqual({ trust: 2, mood: "angry" });
		expect(actor.getSnapshot().can({ type: "game.told", name: "storm" })).toBe(
			false,
		);
	});

	test("looks into what it was told", () => {
		const bell = setup.createMachine({
			context: { trust: 0, mood: "" },
			on: {
				"game.told": {
					guard: { type: "told", params: { key: "name", value: "bell" } },
					actions: "think",
				},
			},
		});
		const snapshot = createActor(bell).getSnapshot();
		expect(snapshot.can({ type: "game.told", name: "bell" })).toBe(true);
		expect(snapshot.can({ type: "game.told", name: "rain" })).toBe(false);
	});

	test("fails a machine that never rests, rather than the process", () => {
		const restless = setup
			.extend({ guards: { always: () => true } })
			.createMachine({
				context: { trust: 0, mood: "" },
				initial: "a",
				states: {
					a: { always: { guard: "always", target: "b" } },
					b: { always: "a" },
				},
			});
		const actor = createActor(restless);
		actor.subscribe({ error: () => {} });
		expect(actor.start().getSnapshot().error).toMatchObject({
			message: expect.stringContaining(`more than ${maxStepsAtOnce}`),
		});
	});
});

describe("a scene", () => {
	test("is that of all active states, of which the inner one wins; words and moves add up", () => {
		expect(sceneOf(begun().actor.getSnapshot())).toEqual({
			persona: "A keeper.",
			goal: "Hear him out.",
			patienceMs: 4_000,
			words: ["lamp", "gate"],
			moves: {
				"move.trust": { means: "Kind." },
				"move.open": { means: "Open." },
			},
		});
	});

	test("has the moves legal that it declares and the machine would take", () => {
		const { actor } = begun();
		expect(legalMoves(actor.getSnapshot())).toEqual(["move.trust"]);
		for (const _ of [1, 2]) actor.send({ type: "move.trust" });
		expect(legalMoves(actor.getSnapshot())).toEqual([
			"move.trust",
			"move.open",
		]);
		actor.send({ type: "move.open" });
		expect(legalMoves(actor.getSnapshot())).toEqual([]);
	});

	test("has no move legal whose guard fails", () => {
		const picky = setup
			.extend({
				guards: {
					wide: ({ event }) =>
						event.type === "move.open" &&
						(event.data as { wide: boolean }).wide,
				},
			})
			.createMachine({
				context: { trust: 0, mood: "" },
				meta: { moves: { "move.open": { means: "Open." } } },
				on: { "move.open": { guard: "wide", actions: "think" } },
			});
		expect(legalMoves(createActor(picky).getSnapshot())).toEqual([]);
	});
});
