import { test } from "vitest";
import { MachineWorld } from "./machine-world/machine-world.js";
import { machines } from "./machine-world/machines.js";
import { rareWalks } from "./machine-world/rare-walks.js";
import { perform } from "./performance.js";
import { callScope, turnScope } from "./scopes.js";
import { TransitionCoverage } from "./transition-coverage.js";
import { ScopedModel } from "./walks.js";

test("x", { timeout: 600_000 }, async () => {
	const coverage = new TransitionCoverage([machines.recogniser, machines.call]);
	const go = async (scope: typeof turnScope) => {
		const model = new ScopedModel(scope);
		for (const walk of model.everyOutcome(60)) {
			const world = new MachineWorld(scope.setting, coverage.observe);
			await perform(model, walk, world);
			await world.close();
			coverage.endWalk();
		}
	};
	await go(turnScope);
	console.log(coverage.missing.filter((m) => /turn/.test(m)).join("\n"));
	for (const { walk } of rareWalks) {
		const world = new MachineWorld(callScope.setting, coverage.observe);
		await walk(world);
		await world.close();
		coverage.endWalk();
	}
	console.log(
		"RARE",
		coverage.missing.filter((m) => /turn/.test(m)).join("\n"),
	);
	if (process.env.CALLS) await go(callScope);
	console.log("CALL", coverage.missing.join("\n"));
});
