import { test } from "vitest";
import { MachineWorld } from "./models/machine-world/machine-world.js";
import { walkAtRandom } from "./models/random-walks.js";
import { frontDoorScope, lentScope } from "./models/scopes.js";
import { ScopedModel } from "./models/walks.js";
const seed = Number(process.env.SEED ?? 1);
for (const scope of [frontDoorScope, lentScope])
	test(scope.name, { timeout: 600_000 }, async () => {
		try {
		await walkAtRandom(new ScopedModel(scope), async () => new MachineWorld(scope.setting), { walks: Number(process.env.WALKS ?? 100), longest: 40, seed });
		} catch (e) { const m = e as Error; const c = m.cause as Error; console.log(c?.message, String((c?.cause as Error)?.message ?? "").slice(0, 3000), (c?.cause as Error)?.stack?.slice(0,1500), c ? "" : m.message.slice(0,3000)); throw new Error("failed"); }
	});
