import { expect, test } from "vitest";
import {
	type AnyStateMachine,
	assign,
	cancel,
	createMachine,
	enqueueActions,
	fromPromise,
	log,
	not,
	raise,
	sendTo,
	spawnChild,
	stopChild,
} from "xstate";
import { flow } from "../../src/flows/kit.js";
import { checkFlow, refusalInWords } from "../../src/flows/purity.js";

const wait = fromPromise(async () => {});

/** A machine whose state `talking` is this; XState lets anybody write it, as no types of the kit are asked. */
function talking(state: object, more: object = {}): AnyStateMachine {
	return createMachine({
		id: "npc",
		initial: "talking",
		states: { talking: state, gone: {} },
		...more,
	} as never);
}

const refused = (machine: AnyStateMachine, input?: unknown) =>
	checkFlow(machine, input).map(refusalInWords);

test("a flow that only decides is one", () => {
	const machine = flow<{ trust: number }>()
		.extend({
			actions: { warm: assign({ trust: 1 }) },
			guards: { cold: ({ context }) => context.trust === 0 },
		})
		.createMachine({
			id: "npc",
			context: { trust: 0 },
			initial: "talking",
			states: {
				talking: {
					entry: ["think", raise({ type: "game.left" })],
					on: {
						"caller.said": { guard: "cold", actions: ["warm", "think"] },
						"game.left": { guard: not("cold"), target: "gone" },
					},
				},
				gone: { type: "final" },
			},
		});
	expect(refused(machine)).toEqual([]);
});

test.each([
	["invoke", talking({ invoke: { src: wait } }), "invokes an actor"],
	["after", talking({ after: { 500: "gone" } }), "waits by `after`"],
	[
		"raise with a delay",
		talking({ entry: raise({ type: "a" }, { delay: 5 }) }),
		"raises an event with a delay",
	],
	[
		"raise with a delay of its own making",
		talking({
			on: { a: { actions: raise({ type: "a" }, { delay: () => 5 }) } },
		}),
		"raises an event with a delay",
	],
	[
		"sendTo",
		talking({ exit: sendTo("a", { type: "b" }) }),
		"sends to an actor",
	],
	["spawnChild", talking({ entry: spawnChild(wait) }), "spawns an actor"],
	["stopChild", talking({ entry: stopChild("a") }), "stops an actor"],
	["cancel", talking({ entry: cancel("a") }), "cancels a delay"],
	["log", talking({ entry: log("a") }), "writes to a log"],
	[
		"enqueueActions",
		talking({ entry: enqueueActions(() => {}) }),
		"chooses its actions by `enqueueActions`",
	],
	["a function", talking({ entry: [() => {}] }), "acts by itself"],
	[
		"a function with a name",
		talking({ always: { guard: () => false, actions: "ring" } }).provide({
			actions: { ring: () => {} },
		}),
		'acts by itself in "ring"',
	],
	["no such action", talking({ entry: "sing" }), 'asks for an action "sing"'],
	[
		"no such guard",
		talking({ on: { a: { guard: not("odd" as never), actions: [] } } }),
		'asks for a guard "odd"',
	],
])("%s is refused, with its state and another way", (_, machine, fault) => {
	const [first = "", ...others] = refused(machine);
	expect(first).toMatch(/^npc\.talking .+: .+\.$/);
	expect(first).toContain(`npc.talking ${fault}: `);
	expect(others).toEqual([]);
});

test("every state is looked at, and each fault is told once", () => {
	const machine = talking(
		{ initial: "a", states: { a: { entry: [() => {}, () => {}] } } },
		{ entry: log("x"), after: { 1: ".gone" } },
	);
	expect(checkFlow(machine).map(({ state }) => state)).toEqual([
		"npc",
		"npc",
		"npc.talking.a",
	]);
});

test.each([
	["a Map", { seen: new Map() }, "a Map in context.seen"],
	["a Date within a list", { at: [new Date(0)] }, "a Date in context.at.0"],
	["a function", { act: () => {} }, "a function in context.act"],
	["no number", { sum: { of: Number.NaN } }, "NaN in context.sum.of"],
])("a context with %s is refused", (_, context, stranger) => {
	expect(refused(talking({}, { context }))[0]).toContain(
		`npc keeps ${stranger}: `,
	);
});

test("an actor that an assign spawns is refused", () => {
	const context = ({ spawn }: { spawn: (logic: unknown) => unknown }) => ({
		child: spawn(wait),
	});
	expect(refused(talking({}, { context }))[0]).toContain("spawns an actor");
});

test("a flow that begins by going round for ever is refused with the states that it goes through", () => {
	const machine = talking(
		{ always: "waiting" },
		{
			states: {
				talking: { always: "waiting" },
				waiting: { always: "talking" },
			},
		},
	);
	expect(refused(machine)).toEqual([
		"npc.talking, npc.waiting never comes to rest: an `always` must lead to a state in which none is possible.",
	]);
});

test("a flow that fails to begin is refused with its own words", () => {
	const context = ({ input }: { input: { name: string } }) => ({
		name: input.name,
	});
	expect(refused(talking({}, { context }))[0]).toContain(
		"npc does not begin: Cannot read properties of undefined",
	);
	expect(refused(talking({}, { context }), { name: "Bo" })).toEqual([]);
});
