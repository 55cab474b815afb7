/** What each law of every flow is strict about, and what it lets be. */

import { describe, expect, test } from "vitest";
import { assign } from "xstate";
import { flow } from "../../src/flows/kit.js";
import { prove } from "../../src/flows/prove.js";

const setup = flow<
	{ known: boolean; n: number },
	{ type: "move.ask" } | { type: "move.go" }
>();

const say = (line: string, text: string, interruptible = true) =>
	({ type: "say", params: { line, text, interruptible } }) as const;

const goodbye = [
	say("bye", "Good night then.", false),
	{ type: "hangUp", params: { after: "bye" } },
] as const;

/** A flow that keeps every law, with some of its events or states taken by others. */
function changed(on: object, states: object = {}, more: object = {}) {
	return setup.createMachine({
		id: "npc",
		context: { known: false, n: 0 },
		initial: "talking",
		on: {
			"caller.said": { actions: "think" },
			"caller.pressed": { actions: say("keys", "No keys.") },
			"mind.failed": { actions: say("again", "Again?") },
			"caller.silent": ".leaving",
			"caller.returned": ".leaving",
			...on,
		},
		states: { talking: {}, leaving: { entry: goodbye }, ...states },
		...more,
	} as never);
}

const troublesOf = (machine: ReturnType<typeof changed>) =>
	prove(machine as never).troubles.map(({ law, what }) => `${law}: ${what}`);

test("a flow that keeps every law has no trouble", () => {
	expect(troublesOf(changed({}))).toEqual([]);
});

describe("no dead air", () => {
	test.each(["caller.said", "caller.pressed", "caller.silent", "mind.failed"])(
		"is broken by nothing upon %s",
		(type) => {
			expect(troublesOf(changed({ [type]: {} }))).toContain(
				`no dead air: npc.talking, upon ${type}: nothing is said, thought, asked or ended`,
			);
		},
	);

	test("is broken by a caller who comes back to nothing", () => {
		const machine = changed({
			"caller.said": { actions: "askForCode" },
			"caller.returned": {},
		});
		expect(troublesOf(machine)).toEqual([
			"no dead air: npc.talking, upon caller.returned: nothing is said, thought, asked or ended",
		]);
	});

	test("is broken by telling the game alone", () => {
		const tell = { type: "tell", params: { name: "a" } };
		expect(
			troublesOf(changed({ "caller.pressed": { actions: tell } })),
		).toEqual([
			expect.stringMatching(/^no dead air: npc.talking, upon caller.pressed/),
		]);
	});

	test("is kept by a line that goes on, which the caller could not stop", () => {
		const machine = changed(
			{},
			{
				talking: {
					entry: say("oath", "Hear me out.", false),
					on: { "caller.said": {}, "line.heard": "hearing" },
				},
				hearing: {},
			},
		);
		expect(troublesOf(machine)).toEqual([]);
	});
});

describe("heard goodbye", () => {
	test("is broken by a thought after the last line", () => {
		const machine = changed(
			{ "caller.silent": ".leaving" },
			{
				leaving: {
					entry: say("bye", "Bye.", false),
					on: {
						"line.heard": { actions: "think" },
						"reply.ended": { actions: "hangUp" },
					},
				},
			},
		);
		const { troubles } = prove(machine as never);
		expect(troubles.find(({ law }) => law === "heard goodbye")).toMatchObject({
			what: "npc.leaving, upon reply.ended: hangs up, and the last that was said may be interrupted",
			events: ["caller.silent", "line.heard", "reply.ended"].map((type) => ({
				type,
			})),
		});
	});

	test("is kept by a conversation that ends without a hang-up", () => {
		const machine = changed({}, { leaving: { type: "final" } });
		expect(troublesOf(machine)).toEqual([]);
	});
});

test("end by silence is broken by what goes round only while the mind fails", () => {
	const machine = changed({
		"caller.silent": { actions: "think" },
		"reply.ended": ".leaving",
	});
	expect(troublesOf(machine)).toEqual([
		"end by silence: npc.talking: silences alone go round for ever while the mind fails",
	]);
});

describe("declared moves", () => {
	const moves = { "move.ask": { means: "He asks." } };

	test.each([
		[
			"in a state that is never entered",
			{ lost: { meta: { moves } } },
			"npc.lost: declares move.ask and is never entered",
		],
		[
			"where the mind never thinks",
			{ leaving: { entry: goodbye, meta: { moves } } },
			"npc.leaving: declares move.ask where the mind never thinks",
		],
		[
			"where nothing takes it",
			{ talking: { meta: { moves } } },
			"npc.talking: declares move.ask and never takes it",
		],
	])("are broken by one %s", (_, states, what) => {
		expect(troublesOf(changed({}, states))).toEqual([
			`declared moves: ${what}`,
		]);
	});
});

describe("kept secrets", () => {
	const secret = "The key is under the third stone.";
	const know = assign({ known: true });
	const tellIt = { actions: [know, say("secret", secret)] };
	const isKnown = ({ context }: { context: { n: number } }) => context.n > 0;
	const moves = {
		"move.ask": { means: "He asks for the key." },
		"move.go": { means: "He goes." },
	};
	const go = { actions: { type: "count", params: { key: "n", upTo: 1 } } };
	const talking = (scene: object, ask: object) => ({
		meta: { moves, ...scene },
		on: { "move.ask": { guard: isKnown, ...ask }, "move.go": go },
	});

	test("are broken by a line in the goal before its move may be made", () => {
		const goal = "Do not say that the key is under the third stone!";
		expect(
			troublesOf(changed({}, { talking: talking({ goal }, tellIt) })),
		).toEqual([
			'kept secrets: npc.talking: the mind is told "the key is under", which move.ask reveals and may not be made yet',
		]);
	});

	test("are broken by what another move means", () => {
		const open = {
			...moves,
			"move.go": { means: "He looks under the third stone." },
		};
		expect(
			troublesOf(changed({}, { talking: talking({ moves: open }, tellIt) })),
		).toEqual([
			expect.stringMatching(/^kept secrets: .*"under the third stone"/),
		]);
	});

	test("are kept once the move was made, also where it may not be made again", () => {
		const machine = changed(
			{},
			{
				talking: talking(
					{},
					{ target: "told", actions: say("secret", secret) },
				),
				told: {
					meta: {
						goal: "He knows that the key is under the third stone.",
						moves,
					},
					on: {
						"move.go": {
							actions: { type: "count", params: { key: "n", upTo: 1 } },
						},
						"move.ask": {
							guard: ({ context }: { context: { known: boolean } }) =>
								!context.known,
							actions: know,
						},
					},
				},
			},
		);
		expect(troublesOf(machine)).toEqual([]);
	});
});

test("a machine with regions is walked in all of them", () => {
	const machine = changed(
		{},
		{
			plot: {
				initial: "a",
				states: { a: { on: { "caller.pressed": "b" } }, b: {} },
			},
			talking: {},
		},
		{
			type: "parallel",
			initial: undefined,
			on: {
				"caller.said": { actions: "think" },
				"caller.pressed": { actions: say("keys", "No keys.") },
				"mind.failed": { actions: say("again", "Again?") },
				"caller.silent": { actions: goodbye },
				"caller.returned": { actions: goodbye },
			},
			states: {
				plot: {
					initial: "a",
					states: {
						a: {
							on: {
								"caller.pressed": { target: "b", actions: say("b", "B!") },
							},
						},
						b: {},
					},
				},
				mood: {},
			},
		},
	);
	const proof = prove(machine as never);
	expect(proof.troubles).toEqual([]);
	expect(proof.walked.states).toBeGreaterThan(5);
});
