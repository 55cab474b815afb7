/** What the compiler lets an author write, and what not: each misuse below is one line that must not compile. */

import { expect, test } from "vitest";
import { assign } from "xstate";
import { z } from "zod";
import { flow } from "../../src/flows/kit.js";

type Moves =
	| { type: "move.trust" }
	| { type: "move.name"; data: { name: string } };

const base = flow<
	{ trust: number; name: string; isOpen: boolean },
	Moves,
	{ trust?: number } | undefined
>();

const extended = base.extend({
	guards: { isTrusted: ({ context }) => context.trust >= 2 },
	actions: {
		keepName: assign({
			name: ({ event, context }) =>
				event.type === "move.name" ? event.data.name : context.name,
		}),
	},
});

test("a flow that uses all of the kit compiles", () => {
	const machine = extended.createMachine({
		id: "all",
		context: ({ input }) => ({
			trust: input?.trust ?? 0,
			name: "",
			isOpen: false,
		}),
		meta: {
			persona: "A keeper.",
			patienceMs: 8_000,
			voice: "aura-2-orion-en",
			words: ["lamp"],
			filler: "Hm.",
			otherwise: [{ line: "what", text: "What?" }],
		},
		initial: "talking",
		states: {
			talking: {
				meta: {
					goal: "Find out who calls.",
					moves: {
						"move.trust": {
							means: "The caller was kind.",
							heardAs: ["please"],
						},
						"move.name": {
							means: "The caller said a name.",
							final: true,
							data: z.object({ name: z.string() }),
						},
					},
				},
				entry: [
					{ type: "say", params: { line: "who", text: "Who is there?" } },
					{
						type: "say",
						params: { line: "so", text: "So?", interruptible: "words" },
					},
				],
				on: {
					"caller.said": { actions: "think" },
					"caller.pressed": {
						guard: ({ event }) => event.digit === "1",
						actions: { type: "think", params: { about: "the key" } },
					},
					"caller.silent": {
						actions: { type: "count", params: { key: "trust", upTo: 2 } },
					},
					"line.cut": {
						actions: {
							type: "remember",
							params: ({ event }) => ({ key: "name", value: event.heard }),
						},
					},
					"move.trust": {
						guard: { type: "is", params: { key: "isOpen", value: false } },
						actions: { type: "tell", params: { name: "trusted", data: 1 } },
					},
					"move.name": { guard: "isTrusted", actions: "keepName" },
					"reply.ended": {
						guard: { type: "atLeast", params: { key: "trust", value: 2 } },
						actions: "askForCode",
					},
					"caller.returned": {
						guard: ({ event }) => event.why === "noCode",
						actions: ["hangUp", { type: "hangUp", params: { after: "so" } }],
					},
				},
			},
		},
	});
	expect(machine.id).toBe("all");
});

// biome-ignore format: the compiler looks for a misuse in the line below its comment.
test("what is misused does not compile", () => {
	const state = extended.createStateConfig;
	// @ts-expect-error A line has a text.
	state({ entry: { type: "say", params: { line: "who" } } });
	// @ts-expect-error A line can be interrupted in these ways only.
	state({ entry: { type: "say", params: { line: "a", text: "b", interruptible: "never" } } });
	// @ts-expect-error There is no such action.
	state({ entry: "shout" });
	// @ts-expect-error What the game is told has a name.
	state({ entry: { type: "tell", params: { data: 1 } } });
	// @ts-expect-error `say` says something.
	state({ entry: "say" });
	// @ts-expect-error The context has no such key.
	state({ entry: { type: "remember", params: { key: "mood", value: 1 } } });
	// @ts-expect-error A name is no number.
	state({ entry: { type: "remember", params: { key: "name", value: 1 } } });
	// @ts-expect-error A counter is a number.
	state({ entry: { type: "count", params: { key: "name", upTo: 2 } } });
	// @ts-expect-error A counter ends somewhere.
	state({ entry: { type: "count", params: { key: "trust" } } });
	// @ts-expect-error A number is compared with a number.
	state({ on: { "caller.said": { guard: { type: "is", params: { key: "trust", value: "2" } } } } });
	// @ts-expect-error Only numbers are at least something.
	state({ on: { "caller.said": { guard: { type: "atLeast", params: { key: "name", value: 2 } } } } });
	// @ts-expect-error There is no such guard.
	state({ on: { "caller.said": { guard: "isFriendly" } } });
	// @ts-expect-error Nothing of that kind is told.
	state({ on: { "caller.sang": { actions: "think" } } });
	// @ts-expect-error The mind has no such move.
	state({ on: { "move.dance": { actions: "think" } } });
	// @ts-expect-error A scene declares moves that there are.
	state({ meta: { moves: { "move.dance": { means: "Dance." } } } });
	// @ts-expect-error A move means something.
	state({ meta: { moves: { "move.trust": { heardAs: ["please"] } } } });
	// @ts-expect-error A scene has no such thing.
	state({ meta: { mood: "gloomy" } });
	// @ts-expect-error Whoever is told a key has no words.
	state({ on: { "caller.pressed": { guard: ({ event }) => event.text === "" } } });
	expect(state).toBeTypeOf("function");
});
