import { flow } from "../../../src/flows/kit.js";

type Moves =
	| { type: "move.nod" }
	| { type: "move.open" }
	| { type: "move.wink" };

/** A flow in which each way of talking is short: it greets, thinks upon each turn, and says goodbye after three silences. */
export const testFlow = flow<{ trust: number }, Moves, { trust?: number }>()
	.extend({
		guards: {
			isLongSilence: ({ event }) =>
				event.type === "caller.silent" && event.times >= 3,
		},
	})
	.createMachine({
		id: "npc",
		context: ({ input }) => ({ trust: input?.trust ?? 0 }),
		meta: {
			persona: "You are Bo.",
			voice: "aura-2-draco-en",
			patienceMs: 8_000,
			otherwise: [{ line: "what", text: "What?" }],
		},
		initial: "shut",
		on: {
			"caller.said": { actions: "think" },
			"mind.failed": {
				actions: { type: "say", params: { line: "fog", text: "Fog." } },
			},
			"caller.silent": [
				{ guard: "isLongSilence", target: ".leaving" },
				{ actions: { type: "say", params: { line: "still", text: "Still?" } } },
			],
			"caller.pressed": [
				{
					guard: { type: "told", params: { key: "digit", value: "9" } },
					target: ".leaving",
				},
				{ actions: { type: "say", params: { line: "keys", text: "Keys?" } } },
			],
			"game.told": [
				{
					guard: { type: "told", params: { key: "name", value: "code" } },
					actions: "askForCode",
				},
				{
					guard: { type: "told", params: { key: "name", value: "storm" } },
					actions: {
						type: "say",
						params: { line: "storm", text: "A storm.", interruptible: false },
					},
				},
				{ actions: { type: "think", params: { about: "the news" } } },
			],
			"caller.returned": {
				actions: { type: "say", params: { line: "back", text: "Back?" } },
			},
		},
		states: {
			shut: {
				entry: { type: "say", params: { line: "who", text: "Who knocks?" } },
				meta: {
					goal: "Find out who it is.",
					moves: {
						"move.nod": { means: "Nod.", heardAs: ["please"] },
						"move.open": {
							means: "Open.",
							heardAs: ["open the gate"],
							final: true,
						},
						"move.wink": { means: "Wink.", heardAs: ["wink"] },
					},
				},
				on: {
					"move.nod": {
						actions: { type: "tell", params: { name: "nodded" } },
					},
					"move.open": {
						target: "open",
						actions: { type: "tell", params: { name: "gate.opened" } },
					},
					"move.wink": {
						guard: { type: "atLeast", params: { key: "trust", value: 1 } },
						actions: { type: "tell", params: { name: "winked" } },
					},
				},
			},
			open: {
				entry: { type: "say", params: { line: "open", text: "It is open." } },
			},
			leaving: {
				entry: [
					{
						type: "say",
						params: { line: "bye", text: "Good night.", interruptible: false },
					},
					{ type: "hangUp", params: { after: "bye" } },
				],
			},
		},
	});
