/** The keeper is proved, and whatever fault is put into a copy of it is found and shown. */

import { describe, expect, test } from "vitest";
import { type AnyStateMachine, StateMachine } from "xstate";
import keeper, { proof } from "../../examples/keeper.js";
import { type Proof, prove } from "../../src/flows/prove.js";
import { replay } from "../../src/flows/replay.js";
import { scriptOf } from "../../src/flows/script.js";

/** What a proof may cost on one core, with the compiling of what it runs, in milliseconds. */
const maxProofMs = 2_000;

test("the keeper keeps every law, and shows it in under two seconds", {
	timeout: 60_000,
}, () => {
	const before = process.cpuUsage();
	const { holds, troubles, refusals, walked } = prove(keeper, proof);
	const { user } = process.cpuUsage(before);
	expect({ refusals, troubles }).toEqual({ refusals: [], troubles: [] });
	expect(holds).toBe(true);
	expect(walked.states).toBeGreaterThan(1_000);
	expect(walked.edges).toBeGreaterThan(3_000);
	expect(walked.walks).toBeGreaterThan(walked.edges);
	expect(user / 1_000).toBeLessThan(maxProofMs);
});

test("the keeper has eight scenes at least, and phrases for every move", () => {
	const scenes = Object.values(keeper.states).flatMap((state) => [
		state,
		...Object.values(state.states),
	]);
	expect(scenes.length).toBeGreaterThanOrEqual(8);
	const moves = scenes.flatMap(({ meta }) => Object.values(meta?.moves ?? {}));
	for (const move of moves) expect(move.heardAs?.length).toBeGreaterThan(0);
});

/** A part of the keeper's config, to be changed. */
type Part = Record<string, never> & {
	on: Record<string, unknown>;
	states: Record<string, Part>;
	entry: unknown;
	meta: { persona: string; moves: Record<string, unknown> };
};

/** A copy of the keeper with something changed. */
function faulty(change: (config: Part) => void): AnyStateMachine {
	const config = JSON.parse(JSON.stringify(keeper.config));
	change(config);
	return new StateMachine(config, keeper.implementations as never);
}

function stateOf(config: Part, path: string): Part {
	return path
		.split(".")
		.reduce((part, key) => part.states[key] as Part, config);
}

const line = (text: string, more: object = {}) => ({
	type: "say",
	params: { line: "x", text, ...more },
});

const told = proof.told as never;
const laws = proof.laws as never;

interface Fault {
	readonly fault: string;
	readonly change: (config: Part) => void;
	readonly law: string;
	readonly what: string;
	readonly script: readonly string[];
}

const faults: readonly Fault[] = [
	{
		fault: "a guard removed",
		change: (config) => {
			stateOf(config, "talking.shaken").on["move.askWhy"] =
				"#keeper.confessing";
		},
		law: "The lamp is lit only for somebody whom he trusts.",
		what: "it does not hold",
		script: ["The mind moves: move.askWhy", "    tells the game: lamp.lit"],
	},
	{
		fault: "a failure that is not handled",
		change: (config) => {
			delete config.on["mind.failed"];
		},
		law: "no dead air",
		what: "keeper.talking.wary, upon mind.failed: nothing is said, thought, asked or ended",
		script: ["    asks the mind", "The mind fails: timeout."],
	},
	{
		fault: "a goodbye that can be interrupted",
		change: (config) => {
			stateOf(config, "leaving").entry = [
				line("Good night."),
				{ type: "hangUp", params: { after: "x" } },
			];
		},
		law: "heard goodbye",
		what: "keeper.answering, upon game.left: hangs up, and the last that was said may be interrupted",
		script: ['    says "x": "Good night."', '    hangs up after "x"'],
	},
	{
		fault: "a dead end",
		change: (config) => {
			stateOf(config, "grieving").entry = line("I heard it.");
			stateOf(config, "grieving").on = {
				"caller.silent": { actions: line("I have to go.") },
				"game.left": {},
				"game.told": {},
			};
		},
		law: "way out",
		what: "keeper.grieving: no way leads to an end",
		script: ["Game: ship.struck", "    → grieving"],
	},
	{
		fault: "a fixed line and a thought together",
		change: (config) => {
			config.on["caller.said"] = { actions: [line("Hm."), "think"] };
		},
		law: "one voice",
		what: "keeper.talking.wary, upon caller.said: asks for a fixed line and for a thought",
		script: [
			'Caller: "Is anybody there?"',
			'    says "x": "Hm."',
			"    asks the mind",
		],
	},
	{
		fault: "a move that is never taken",
		change: (config) => {
			stateOf(config, "deciding").on["move.blame"] = {
				guard: { type: "atLeast", params: { key: "trust", value: 3 } },
				target: "slamming",
			};
		},
		law: "declared moves",
		what: "keeper.deciding: declares move.blame and never takes it",
		script: ["The mind moves: move.askWhy", "    → deciding"],
	},
	{
		fault: "a move that no scene declares",
		change: (config) => {
			delete stateOf(config, "talking").meta.moves["move.insult"];
		},
		law: "declared moves",
		what: "keeper.talking.wary: would take move.insult, which it does not declare",
		script: ['Caller: "Is anybody there?"', "    asks the mind"],
	},
	{
		fault: "the secret in the persona",
		change: (config) => {
			config.meta.persona +=
				" Nine years ago your brother steered home by this lamp and drowned.";
		},
		law: "kept secrets",
		what: 'keeper.talking.shaken: the mind is told "brother steered home by", which move.askWhy reveals and may not be made yet',
		script: ["The mind moves: move.tellShip"],
	},
	{
		fault: "a loop of silences",
		change: (config) => {
			config.on["caller.silent"] = { actions: line("Still there?") };
		},
		law: "end by silence",
		what: "keeper.answering: silences alone go round for ever",
		script: ["The caller is silent (3).", '    says "x": "Still there?"'],
	},
	{
		fault: "a line that no voice speaks",
		change: (config) => {
			stateOf(config, "shining").entry = line("La ".repeat(700));
		},
		law: "speakable lines",
		what: 'the line "x" has 2100 characters',
		script: ["    → shining"],
	},
	{
		fault: "a hang-up after a line that was not said",
		change: (config) => {
			stateOf(config, "leaving").entry = [
				line("Good night.", { interruptible: false }),
				{ type: "hangUp", params: { after: "goodbye" } },
			];
		},
		law: "named goodbye",
		what: 'a hang-up waits for the line "goodbye", which was not said',
		script: ["The game leaves.", '    hangs up after "goodbye"'],
	},
	{
		fault: "an `always` that goes round",
		change: (config) => {
			Object.assign(stateOf(config, "shining"), { always: "climbing" });
			Object.assign(stateOf(config, "climbing"), { always: "shining" });
		},
		law: "no failure",
		what: "keeper.deciding, upon move.forgive: keeper.climbing, keeper.shining never comes to rest",
		script: ["The mind moves: move.forgive", "The conversation is over."],
	},
	{
		fault: "a deed that can be done again",
		change: (config) => {
			stateOf(config, "shining").on["line.heard"] = "deciding";
		},
		law: "The lamp is lit once at most.",
		what: "it does not hold",
		script: ["    tells the game: lamp.lit", "The mind moves: move.forgive"],
	},
];

describe.each(faults)("in a copy with $fault", { timeout: 60_000 }, (fault) => {
	let machine: AnyStateMachine;
	let found: Proof;

	function troubleFound() {
		machine ??= faulty(fault.change);
		const isOwnLaw = proof.laws?.some(({ name }) => name === fault.law);
		found ??= prove(machine, isOwnLaw ? { told, laws } : { told });
		const trouble = found.troubles.find(({ law }) => law === fault.law);
		if (!trouble)
			throw new Error(
				`only ${JSON.stringify(found.troubles.map(({ law, what }) => [law, what]))}, ${found.refusals}`,
			);
		return trouble;
	}

	test("the law that it breaks is told, with the state", () => {
		expect(troubleFound().what).toContain(fault.what);
		expect(found.holds).toBe(false);
	});

	test("a conversation shows it", () => {
		const { script } = troubleFound();
		expect(script[0]).toBe("The conversation begins.");
		expect(script).toEqual(expect.arrayContaining([...fault.script]));
	});

	test("the same conversation can be replayed", () => {
		const { events, script } = troubleFound();
		expect(scriptOf(replay(machine, events))).toEqual(script);
	});
});

test("a counter that nothing caps is named", () => {
	const machine = faulty((config) => {
		stateOf(config, "talking").on["move.beKind"] = {
			actions: {
				type: "count",
				params: { key: "trust", upTo: Number.MAX_SAFE_INTEGER },
			},
		};
	});
	const { holds, refusals } = prove(machine, { told, limit: 5_000 });
	expect(holds).toBe(false);
	expect(refusals).toHaveLength(1);
	expect(refusals[0]).toMatch(
		/^The flow has more than 5000 edges, and the counter `trust` grew to \d+: cap it \(`count` has `upTo`\)\.$/,
	);
});
