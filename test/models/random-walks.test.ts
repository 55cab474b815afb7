/** Long random walks through the models. A failure tells its seed: `SEED=… npx vitest run test/models/random-walks.test.ts`. */
import { describe, expect, test } from "vitest";
import { fluxScopes } from "./machine-world/flux-scopes.js";
import { MachineWorld } from "./machine-world/machine-world.js";
import { walkAtRandom } from "./random-walks.js";
import { scopes } from "./scopes.js";
import { ScopedModel } from "./walks.js";

const seed = Number(process.env.SEED ?? Math.trunc(Math.random() * 2 ** 31));
console.log(`The seed of the random walks is ${seed}.`);

describe.each([...scopes, ...fluxScopes])("the model of $name", (scope) => {
	test("holds wherever chance leads", { timeout: 60_000 }, async () => {
		await walkAtRandom(
			new ScopedModel(scope),
			async () => new MachineWorld(scope.setting),
			{ walks: fluxScopes.includes(scope) ? 2 : 5, longest: 100, seed },
		);
	});
});

test("a walk that fails is told with its seed, and made as short as it can be", {
	timeout: 60_000,
}, async () => {
	const [scope] = scopes;
	if (!scope) throw new Error("There are models.");
	/** A world in which no caller is ever heard. */
	const newDeafWorld = async () => {
		const world = new MachineWorld(scope.setting);
		world.callers.talk = async () => {};
		return world;
	};
	const failure = await walkAtRandom(new ScopedModel(scope), newDeafWorld, {
		walks: 1_000,
		longest: 15,
		seed: 1,
	}).catch((error: Error) => error);
	expect(failure?.message).toContain("seed: 1");
	const steps = [...String(failure?.cause).matchAll(/\{"type":"(\w+)"/g)];
	const types = steps.map(([, type]) => type);
	// Whatever a caller says goes the same way.
	expect(["TALKS", "RAMBLES"]).toContain(types.at(-1));
	expect(types.length).toBeLessThan(10);
});
