/** The walks of the models against the machines alone, which take every transition that the machines have. */
import { afterAll, describe, expect, test } from "vitest";
import { closed } from "./cast.js";
import { MachineWorld, machines } from "./machine-world.js";
import { longestWalk, perform } from "./performance.js";
import { callScope, scopes } from "./scopes.js";
import { TransitionCoverage } from "./transition-coverage.js";
import { ScopedModel } from "./walks.js";

const coverage = new TransitionCoverage([machines.call, machines.game]);

describe.each(scopes)("the model of $name", (scope) => {
	test("holds for the machines", { timeout: 60_000 }, async () => {
		const model = new ScopedModel(scope);
		for (const walk of model.everyOutcome(longestWalk)) {
			const world = new MachineWorld(scope.setting, coverage.observe);
			await perform(model, walk, world);
			await world.close();
		}
	});
});

test("a stream that is not believed ends its call", async () => {
	const world = new MachineWorld(callScope.setting, coverage.observe);
	await world.dial("Ann");
	world.refuseStream("Ann");
	await world.expectSights("Ann", [closed(1000)]);
	await world.expectSessions({ calls: 0, games: 0 });
});

afterAll(() => {
	expect(coverage.missing, "transitions that no walk takes").toEqual([]);
});
