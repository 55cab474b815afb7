/**
 * Walks through the models at random until it is stopped, or until one fails: against the machines, and over sockets.
 * So do random steps of callers and games, of which nobody may get to know what is another's.
 */
import { test } from "vitest";
import { assertRandomSteps, Tally } from "../confidentiality/random-steps.js";
import { MachineWorld } from "./machine-world/machine-world.js";
import { walkAtRandom } from "./random-walks.js";
import { scopes } from "./scopes.js";
import { SocketWorld } from "./socket-world/socket-world.js";
import { startInProcess } from "./steered/steered-servers.js";
import { ScopedModel } from "./walks.js";

const models = scopes.map((scope) => new ScopedModel(scope));
const firstSeed = Number(
	process.env.SEED ?? Math.trunc(Math.random() * 2 ** 31),
);
const rounds = Number(process.env.ROUNDS ?? Number.POSITIVE_INFINITY);
const walks = 20;

test("the models hold for as long as one likes", async () => {
	for (let round = 0; round < rounds; round++) {
		const seed = (firstSeed + round) % 2 ** 31;
		for (const model of models) {
			await againstMachines(model, seed);
			await overSockets(model, seed);
		}
		const steps = { start: startInProcess, walks, longest: 300, seed };
		await assertRandomSteps(steps, new Tally());
		const walked = (round + 1) * walks * models.length * 2;
		console.log(`round ${round + 1}, seed ${seed}: ${walked} walks so far`);
	}
});

function againstMachines(model: ScopedModel, seed: number): Promise<void> {
	const newWorld = async () => new MachineWorld(model.scope.setting);
	return walkAtRandom(model, newWorld, { walks, longest: 200, seed });
}

/** On one server for all of the walks, but for those that drain it. */
async function overSockets(model: ScopedModel, seed: number): Promise<void> {
	const { setting } = model.scope;
	let server = await startInProcess(setting);
	let world: SocketWorld | undefined;
	const newWorld = async () => {
		if (world?.isServerSpent) {
			await server.close();
			server = await startInProcess(setting);
		}
		world = new SocketWorld(setting, server);
		return world;
	};
	try {
		await walkAtRandom(model, newWorld, { walks, longest: 60, seed });
	} finally {
		await server.close();
	}
}
