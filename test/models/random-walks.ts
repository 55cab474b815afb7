import fc from "fast-check";
import { transition } from "xstate";
import type { Step } from "./cast.js";
import { perform } from "./performance.js";
import type { ScopedModel } from "./walks.js";
import type { World } from "./world.js";

/** How far random walks go. */
export interface RandomWalks {
	readonly walks: number;
	readonly longest: number;
	readonly seed?: number;
}

/**
 * Goes through a model at random, each walk in a world of its own. A walk that fails is made shorter as long
 * as it fails, and the error tells the seed, the shortest walk found and what was seen.
 */
export async function walkAtRandom(
	model: ScopedModel,
	newWorld: () => Promise<World>,
	{ walks, longest, seed }: RandomWalks,
): Promise<void> {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.nat(1_000_000), {
				minLength: 1,
				maxLength: longest,
				size: "max",
			}),
			async (choices) => {
				const world = await newWorld();
				try {
					await perform(model, model.walkOf(stepsFor(model, choices)), world);
				} finally {
					await world.close();
				}
			},
		),
		{ numRuns: walks, ...(seed !== undefined && { seed }) },
	);
}

/** Each number picks one of the steps that are enabled then. */
function stepsFor(model: ScopedModel, choices: readonly number[]): Step[] {
	let state = model.initial;
	return choices.flatMap((choice) => {
		const enabled = model.scope.steps.filter((step) =>
			model.isEnabled(state, step),
		);
		const weighted = enabled.flatMap((step) =>
			Array<Step>(weightOf(step)).fill(step),
		);
		const step = weighted[choice % weighted.length];
		if (!step) return [];
		[state] = transition(model.machine, state, step);
		return [step];
	});
}

/** Chance alone would rarely come as far as a pairing, and would seldom stay. */
function weightOf(step: Step): number {
	switch (step.type) {
		case "GAME_JOINS":
		case "CALLER_DIALS":
		case "CALL_STARTS":
		case "GIVES_CODE":
		case "GAME_LENDS":
			return 16;
		case "HANGS_UP":
		case "GAME_LEAVES":
		case "GAME_HANGS_UP":
		case "ADAPTER_FAILS":
		case "SERVER_DRAINS":
		case "SERVER_CLOSES":
			return 1;
		default:
			return 4;
	}
}
