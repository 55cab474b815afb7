/** Every attack in full, each against a server of its own, beside ten honest games and calls: `npm run attack`. */
import { expect, test } from "vitest";
import type { Attack } from "../support/attacks/attack.js";
import { attacks } from "../support/attacks/attacks.js";
import { verdictOn } from "../support/attacks/bounds.js";
import {
	Battlefield,
	FarSides,
	type Manner,
} from "../support/attacks/performing.js";
import { told, writeDown } from "../support/attacks/results.js";

const seconds = Number(process.env.SECONDS ?? 120);

/** Strangers take time from the honest, as they would not from machines of their own; so they get what is left. */
const niceness = 10;

const inFull: Manner = {
	seconds,
	controlSeconds: Math.min(30, seconds),
	share: 1,
	pairs: 10,
	lineCharacters: 80,
	newcomerEveryMs: 3_000,
	ringAgain: 10,
	alwaysKeys: false,
};

test.each(attacks)("$name", async (attack) => {
	const outcome = await performAlone(attack);
	process.stdout.write(`\n${told(attack, outcome)}\n`);
	writeDown(attack, outcome);
	const { findings } = outcome;
	expect(
		outcome.bounds.filter((bound) => verdictOn(bound, findings) === "missed"),
	).toEqual([]);
});

async function performAlone(attack: Attack) {
	const far = await FarSides.start(niceness);
	const { setting, games } = attack;
	const field = await Battlefield.prepare(setting, far, inFull, games);
	const { findings, honest } = await field.perform([attack]);
	await field.end();
	await far.end();
	const own = findings.get(attack);
	if (own === undefined) throw new Error("It did not take place.");
	return { findings: own, bounds: [...honest, ...attack.bounds(own)] };
}
