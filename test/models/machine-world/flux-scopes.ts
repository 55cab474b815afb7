/** The models of calls, games, the coordinator and the whole once more: with callers whom Flux understands. */
import { fluxTellings, type Step } from "../cast.js";
import {
	callScope,
	coordinatorScope,
	gameScope,
	wholeScope,
} from "../scopes.js";
import type { Scope } from "../walks.js";

/** What callers say where listen v1 hears them, and what that ear alone does. */
const ofListenV1: readonly Step["type"][] = [
	"TALKS",
	"SPEAKS",
	"IS_ANSWERED",
	"RAMBLES",
	"ECHOES",
	"MAKES_NOISE",
	"PAUSES",
	"RECOGNISER_NOTES",
	"FINAL_FOLLOWS",
	"FINAL_GOES_ON",
];

/** Flux starts turns on noise, ends them eagerly, resumes them, never ends them, and drops in the middle. */
export const fluxScopes: readonly Scope[] = [
	callScope,
	gameScope,
	coordinatorScope,
	wholeScope,
].map(withFlux);

function withFlux({ name, cast, setting, steps, includes }: Scope): Scope {
	const [callers] = cast;
	return {
		name: `${name}, with Flux`,
		cast,
		// Plain games are told of no turns.
		setting: {
			...setting,
			hasFlux: true,
			dialects: { Maze: "typed", Quiz: "typed", Duel: "typed" },
		},
		steps: [
			...steps.filter((step) => !ofListenV1.includes(step.type)),
			...callers.flatMap((caller) =>
				fluxTellings.map(
					(what): Step => ({ type: "FLUX_TELLS", caller, what }),
				),
			),
			{ type: "TIME_PASSES", until: "turn pauses" },
		],
		includes,
	};
}
