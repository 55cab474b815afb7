import { test } from "vitest";
import { performInLanes } from "./lanes.js";
import { MachineWorld } from "./machine-world/machine-world.js";
import { maxWalkSteps, perform } from "./performance.js";
import { turnScope } from "./scopes.js";
import { startInProcess } from "./steered/steered-servers.js";
import { ScopedModel } from "./walks.js";

test("x", { timeout: 300_000 }, async () => {
	const t = performance.now();
	const model = new ScopedModel(turnScope);
	console.log(
		"states",
		Object.keys(model.adjacency).length,
		"edges",
		model.edges().length,
		performance.now() - t,
	);
	const walks = model.everyOutcome(maxWalkSteps);
	console.log(
		"walks",
		walks.length,
		walks.reduce((s, w) => s + w.steps.length, 0),
		performance.now() - t,
	);
	let failures = 0;
	for (const walk of walks) {
		const world = new MachineWorld(turnScope.setting);
		try {
			await perform(model, walk, world);
		} catch (e) {
			if (failures++ < 3)
				console.log(
					String(e).slice(-1500),
					String((e as Error).cause).slice(0, 1800),
				);
		}
		await world.close();
	}
	console.log("failures", failures, performance.now() - t);
	await performInLanes(model, walks, startInProcess, 4);
	console.log("sockets", performance.now() - t);
});
