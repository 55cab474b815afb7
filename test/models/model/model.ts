/** Builds the model of a cast: one region for each caller and each game that take part. */
import type { SnapshotFrom } from "xstate";
import type { CallerName, GameName } from "../cast.js";
import { callerRegion } from "./caller-region.js";
import { gameRegion } from "./game-region.js";
import { newMemory } from "./memory.js";
import { modelSetup, type RegionConfig } from "./turns.js";
import { worldRegion } from "./world-region.js";

/** The model in which these take part. The world comes first, so that all others see what it has become. */
export function modelOf(
	callers: readonly CallerName[],
	games: readonly GameName[],
) {
	const regions: Record<string, RegionConfig> = { world: worldRegion };
	for (const name of callers) regions[name] = callerRegion(name);
	for (const name of games) regions[name] = gameRegion(name);
	return modelSetup.createMachine({
		id: "model",
		type: "parallel",
		context: ({ input }) => newMemory(input),
		states: regions,
	});
}

export type Model = ReturnType<typeof modelOf>;
export type ModelSnapshot = SnapshotFrom<Model>;
