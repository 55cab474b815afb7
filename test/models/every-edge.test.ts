/** The models of calls and games against the machines alone: every enabled edge of each. */
import { describe, expect, test } from "vitest";
import { MachineWorld } from "./machine-world/machine-world.js";
import { maxWalkSteps, perform } from "./performance.js";
import { scopesOfCalls } from "./scopes.js";
import { edgesOf, ScopedModel } from "./walks.js";

describe.each(scopesOfCalls)("the model of $name", (scope) => {
	test("holds on every enabled edge", { timeout: 400_000 }, async () => {
		const model = new ScopedModel(scope);
		const missed = new Set(model.edges());
		expect(missed.size).toBeGreaterThan(1_000);
		for (const walk of model.everyEdge(maxWalkSteps)) {
			const world = new MachineWorld(scope.setting);
			await perform(model, walk, world);
			await world.close();
			for (const edge of edgesOf(walk)) missed.delete(edge);
		}
		expect([...missed], "edges that no walk takes").toEqual([]);
	});
});
