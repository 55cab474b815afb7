/** Every attack for a moment, against the built server beside honest games and calls. What is counted must hold; time is not measured. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Attack, Bound, Setting } from "../support/attacks/attack.js";
import { attacks } from "../support/attacks/attacks.js";
import {
	Battlefield,
	FarSides,
	type Manner,
	type Outcome,
} from "../support/attacks/performing.js";

const briefly: Manner = {
	seconds: 2,
	controlSeconds: 0,
	share: 0.2,
	pairs: 4,
	lineCharacters: 16,
	newcomerEveryMs: 1_000,
	ringAgain: 1,
	alwaysKeys: true,
};

/** Attacks that take place at the same time, so that all together take little of it. */
const rounds: readonly (readonly [Setting, readonly string[]])[] = [
	[
		"unsigned",
		[
			"new codes",
			"long lines",
			"stop and say",
			"alternating voices",
			"phones that play at once",
			"listen floods",
		],
	],
	[
		"unsigned",
		["sound beyond real time", "wrong codes", "o o o", "strange hosts"],
	],
	["unsigned", ["busy games", "nested JSON", "error floods"]],
	["words", ["new codes of words"]],
	["small", ["all calls", "forged marks", "silent sockets"]],
	[
		"signed",
		["take-over", "tokens again", "strange forms", "refused upgrades"],
	],
];

const named = (name: string) =>
	attacks.find((attack) => attack.name === name) as Attack;

let far: FarSides;

beforeAll(async () => {
	far = await FarSides.start();
}, 60_000);

afterAll(() => far?.end());

test("every attack has its round", () => {
	const inRounds = rounds.flatMap(([setting, names]) =>
		names.map((name) => `${setting}: ${name}`),
	);
	expect(inRounds.sort()).toEqual(
		attacks.map(({ setting, name }) => `${setting}: ${name}`).sort(),
	);
});

const settings: readonly Setting[] = ["unsigned", "words", "small", "signed"];

describe.each(settings)("on a server that is %s", (setting) => {
	const own = rounds.filter(([each]) => each === setting);
	const games = own.flatMap(([, names]) =>
		names.map((name) => named(name).games),
	);
	let field: Battlefield;

	beforeAll(async () => {
		const gamesBeside = games.reduce((sum, count) => sum + count, 0);
		field = await Battlefield.prepare(setting, far, briefly, gamesBeside);
	}, 60_000);

	afterAll(() => field?.end());

	describe.each(own.map(([, names]) => ({ names })))("$names", ({ names }) => {
		let outcome: Outcome;

		beforeAll(async () => {
			outcome = await field.perform(names.map(named));
		}, 60_000);

		test("the honest are served, and nobody runs up the bill", () => {
			const { honest, shared } = outcome;
			expect(missed(honest), JSON.stringify(shared)).toEqual([]);
		});

		test.each(names)("%s", (name) => {
			const attack = named(name);
			const findings = outcome.findings.get(attack);
			if (findings === undefined) throw new Error("It did not take place.");
			expect(missed(attack.bounds(findings))).toEqual([]);
		});
	});
});

function missed(bounds: readonly Bound[]): readonly Bound[] {
	return bounds.filter(({ measured, atMost }) => !(measured <= atMost));
}
