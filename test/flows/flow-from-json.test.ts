import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { flowFromJson, WrongJsonFlow } from "../../src/flows/flow-from-json.js";
import { prove } from "../../src/flows/prove.js";
import { replay } from "../../src/flows/replay.js";

const ferryman = JSON.parse(
	readFileSync(
		join(import.meta.dirname, "../../examples/ferryman.json"),
		"utf8",
	),
);

/** A flow of one state, with this in it. */
const flowWith = (talking: object, more: object = {}) => ({
	id: "npc",
	context: { trust: 0, name: "" },
	initial: "talking",
	states: { talking, gone: { type: "final" } },
	...more,
});

function problemsOf(value: unknown): readonly string[] {
	try {
		flowFromJson(value);
		return [];
	} catch (error) {
		if (error instanceof WrongJsonFlow) return error.problems;
		throw error;
	}
}

describe("a flow written as JSON", () => {
	test("is a whole flow, and is proved as one", () => {
		const proof = prove(flowFromJson(ferryman));
		expect(proof.refusals).toEqual([]);
		expect(proof.troubles).toEqual([]);
		expect(proof.walked.edges).toBeGreaterThan(100);
	});

	test("has the faults found that are in it", () => {
		const faulty = structuredClone(ferryman);
		delete faulty.states.landing.on["move.cross"].guard;
		faulty.states.drifting.entry[0].params.interruptible = "words";
		const found = prove(flowFromJson(faulty), {
			laws: [
				{
					name: "Nobody crosses who has not paid.",
					holds: ({ steps }) =>
						steps.every(
							({ asked, before }) =>
								asked.every(({ type }) => type !== "tell") ||
								before.context.hasPaid === true,
						),
				},
			],
		});
		expect(found.troubles.map(({ law }) => law)).toEqual([
			"heard goodbye",
			"Nobody crosses who has not paid.",
		]);
	});

	test("is told apart by what guards look for in what is told", () => {
		const machine = flowFromJson(ferryman);
		const rain = { type: "game.told", name: "rain" };
		const coin = { type: "game.told", name: "coin" };
		const { steps } = replay(machine, [rain, coin]);
		expect(steps.map(({ after }) => after.context.hasPaid)).toEqual([
			false,
			false,
			true,
		]);
	});

	test("may have all that Stately's editor writes beside what it uses", () => {
		const exported = flowWith(
			{
				entry: [],
				exit: "think",
				tags: "calm",
				invoke: [],
				after: {},
				description: "Talks.",
				always: [
					{
						target: "gone",
						guard: { type: "is", params: { key: "trust", value: 1 } },
					},
				],
				on: {
					"caller.said": [
						{ target: "gone", reenter: true, description: "Ends.", meta: {} },
					],
					"caller.*": { actions: [] },
					"*": {},
				},
			},
			{ version: "0.0.1", $schema: "https://stately.ai/schema.json" },
		);
		expect(problemsOf(exported)).toEqual([]);
	});

	test("may have regions, and states that history comes back to", () => {
		const parallel = flowWith({
			type: "parallel",
			states: {
				plot: {
					initial: "a",
					states: {
						a: { on: { "game.left": "back" } },
						back: { type: "history", history: "deep" },
					},
				},
				mood: {},
			},
		});
		expect(problemsOf(parallel)).toEqual([]);
	});
});

describe("what is wrong with a flow written as JSON is told with its state and key", () => {
	const think = { actions: "think" };
	test.each([
		[
			"no object",
			5,
			"The flow, as a whole: Invalid input: expected object, received number.",
		],
		[
			"no id",
			{ ...flowWith({}), id: undefined },
			"The flow, id: Invalid input: expected string, received undefined.",
		],
		[
			"no first state",
			flowWith({}, { initial: "talk" }),
			"The flow, initial: must be one of the states talking, gone.",
		],
		[
			"no first state inside another",
			flowWith({ states: { wary: {} } }),
			"State talking, initial: must be one of the states wary.",
		],
		[
			"an unknown action",
			flowWith({ entry: ["think", "sing"] }),
			"State talking, entry.1.type: must be one of the actions say, think, tell, hangUp, askForCode, remember, count.",
		],
		[
			"an unknown guard",
			flowWith({ on: { "caller.said": { guard: "polite" } } }),
			"State talking, on.caller.said.0.guard.type: must be one of the guards is, atLeast, told.",
		],
		[
			"an action without what it needs",
			flowWith({ initial: "wary", states: { wary: { exit: "say" } } }),
			"State talking.wary, exit.0.params: Invalid input: expected object, received undefined.",
		],
		[
			"a blank line",
			flowWith({ entry: { type: "say", params: { line: "a", text: " " } } }),
			"State talking, entry.0.params.text: must not be blank.",
		],
		[
			"another way to interrupt",
			flowWith({
				entry: {
					type: "say",
					params: { line: "a", text: "b", interruptible: "no" },
				},
			}),
			'State talking, entry.0.params.interruptible: must be true, false, "words" or "sound".',
		],
		[
			"a counter without an end",
			flowWith({ entry: { type: "count", params: { key: "trust" } } }),
			"State talking, entry.0.params.upTo: Invalid input: expected number, received undefined.",
		],
		[
			"a key that is not kept",
			flowWith({
				entry: { type: "remember", params: { key: "mood", value: 1 } },
			}),
			'State talking, entry.0: the key "mood" must be in the flow\'s context.',
		],
		[
			"a counter that is no number",
			flowWith({
				on: {
					"caller.said": {
						guard: { type: "atLeast", params: { key: "name", value: 1 } },
					},
				},
			}),
			'State talking, on.caller.said.0.guard: the key "name" must be a number in the flow\'s context.',
		],
		[
			"something that nobody tells",
			flowWith({ on: { "caller.sang": think } }),
			"State talking, on.caller.sang: must be what a flow is told: caller.said, caller.pressed, caller.silent, line.heard, line.cut, reply.ended, mind.failed, game.told, game.left, caller.returned, or a move such as move.open.",
		],
		[
			"a move by another name",
			flowWith({ meta: { moves: { open: { means: "Open." } } } }),
			'State talking, meta.moves.open: must begin with "move.".',
		],
		[
			"a key of a scene that there is not",
			flowWith({ meta: { mood: "calm" } }),
			"State talking: there is no such key as meta.mood.",
		],
		[
			"an actor",
			flowWith({ invoke: [{ src: "clock" }] }),
			"State talking, invoke: must be empty: a flow invokes nothing; `tell` the game to do it.",
		],
		[
			"a clock",
			flowWith({ after: { 500: "gone" } }),
			"State talking, after: must be empty: a flow has no clock; go on upon `caller.silent`.",
		],
	])("%s", (_, value, problem) => {
		expect(problemsOf(value)).toEqual([problem]);
	});

	test("all at once", () => {
		expect(problemsOf(flowWith({ entry: "sing", exit: "dance" }))).toHaveLength(
			2,
		);
	});

	test("also a way that leads nowhere", () => {
		expect(problemsOf(flowWith({ on: { "game.left": "nowhere" } }))).toEqual([
			expect.stringMatching(/npc\.talking.*nowhere/s),
		]);
	});
});
