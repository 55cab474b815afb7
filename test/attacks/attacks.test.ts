/** Every attack for a moment, against the built server beside honest games and calls. What is counted must hold; time is not measured. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Setting } from "../support/attacks/attack.js";
import { attacks } from "../support/attacks/attacks.js";
import { verdictOn } from "../support/attacks/bounds.js";
import { Battlefield } from "../support/attacks/performing.js";

const briefly = {
	seconds: 1.5,
	controlSeconds: 0,
	seed: "1",
	pairs: 4,
	lineCharacters: 24,
	newcomerEveryMs: 1_000,
};
const settings: readonly Setting[] = ["unsigned", "words", "small", "signed"];

describe.each(settings)("on a server that is %s", (setting) => {
	const ofSetting = attacks.filter((attack) => attack.setting === setting);
	const games = Math.max(...ofSetting.map((attack) => attack.games));
	let field: Battlefield;

	beforeAll(async () => {
		field = await Battlefield.prepare(setting, briefly, games);
	}, 60_000);

	afterAll(() => field.end());

	test.each(ofSetting)("$name", { timeout: 60_000 }, async (attack) => {
		const { findings, bounds } = await field.perform(attack);
		const missed = bounds.filter(
			(bound) => verdictOn(bound, findings) === "missed",
		);
		expect(missed, JSON.stringify(findings, null, 1)).toEqual([]);
	});
});
