/** The property can fail: each mistake that a coordinator could make is found soon, and told in a few steps. */
import { describe, expect, test, vi } from "vitest";
import { startInProcess } from "../models/steered/steered-servers.js";
import { checkRandomSteps, Tally } from "./random-steps.js";
import { faults } from "./seeded-faults.js";

/** The tests without a fault take three times as many. */
const maxStepsUntilFound = 1_000;
const longestStory = 8;

describe("random steps of callers and games find it when", () => {
	test.each(faults)("$name", { timeout: 120_000 }, async ({ seed }) => {
		// XState warns of events to actors that are over, as they come of the faults.
		vi.spyOn(console, "warn").mockImplementation(() => {});
		seed();
		const tally = new Tally();
		const found = await checkRandomSteps(
			{ start: startInProcess, walks: 50, longest: 200, seed: 1 },
			tally,
		);
		expect(tally.stepsUntilFailure).toBeLessThan(maxStepsUntilFound);
		// It was told by what somebody got or did not get, not by a server that broke.
		expect(String(found.errorInstance)).toMatch(/ was (not )?told | shows /);
		const [story] = found.counterexample ?? [];
		expect([...(story ?? [])].length).toBeLessThanOrEqual(longestStory);
	});
});
