import { expect, test } from "vitest";
import { assign } from "xstate";
import { flow } from "../../src/flows/kit.js";
import { prove } from "../../src/flows/prove.js";

const goodbye = [
	{ type: "say", params: { line: "bye", text: "Bye.", interruptible: false } },
	{ type: "hangUp", params: { after: "bye" } },
] as const;

const again = { type: "say", params: { line: "a", text: "Again." } } as const;

function refusalOf(change: object, more: object = {}) {
	const machine = flow<{ kept: unknown; n: number }>()
		.extend({ actions: { keep: assign(change) } })
		.createMachine({
			id: "npc",
			context: { kept: [], n: 0 },
			initial: "talking",
			states: {
				talking: {
					on: {
						"caller.said": { actions: ["keep", "think"] },
						"caller.pressed": { actions: again },
						"mind.failed": { actions: again },
						"caller.silent": "leaving",
						...more,
					},
				},
				leaving: { entry: goodbye },
			},
		});
	return prove(machine, {
		limit: 400,
		told: { "caller.said": [{ text: "Yes." }, { text: "No." }] },
	}).refusals;
}

const context = (of: (context: { kept: string[]; n: number }) => unknown) => ({
	kept: ({ context }: { context: { kept: string[]; n: number } }) =>
		of(context),
});

test.each([
	[
		"a counter",
		{ n: ({ context: { n } }: { context: { n: number } }) => n + 1 },
		/^The flow has more than 400 edges, and the counter `n` grew to \d+: cap it \(`count` has `upTo`\)\.$/,
	],
	[
		"a list",
		context(({ kept }) => [...kept, "x"]),
		/and the list `kept` grew to \d+ entries: bound it\.$/,
	],
	[
		"a text",
		context(({ kept }) => `${kept} more`),
		/and `kept` had \d+ different values: keep what the flow decides by, and no more\.$/,
	],
])("%s that nothing bounds is named", (_, change, refusal) => {
	expect(refusalOf(change)).toEqual([expect.stringMatching(refusal)]);
});

test("a flow within the limit is walked", () => {
	expect(refusalOf({ n: () => 0 })).toEqual([]);
});
