import { onTheLine } from "./caller-line.js";
import type { CallerTurns } from "./caller-turns.js";
import { pressInTalk } from "./conversation/ear.js";
import { mayTell, tellByFlux } from "./flux.js";
import { interrupt, stopTalk } from "./lines.js";
import type { CallerMemory } from "./memory.js";
import { any } from "./turns.js";

function isTalkedTo({ talks: { front, lent } }: CallerMemory): boolean {
	return (lent ?? front)?.is === "on";
}

/** A flow has the caller, and no game. */
export function answered(caller: CallerTurns) {
	const { name, my, mine, ends } = caller;
	const { whileHeard, whileTalkedTo, timesOfTalk, overdueMarks, overPause } =
		onTheLine(caller);
	return {
		on: {
			...whileHeard,
			...whileTalkedTo,
			FLUX_TELLS: mine<"FLUX_TELLS">({
				if: (scene, { what }) => mayTell(my(scene), what),
				do: (scene, { what }) => tellByFlux(scene, name, what),
			}),
			PRESSES: mine<"PRESSES">({
				do: (scene, { key }) => {
					// It may end a code.
					if (key !== "#") interrupt(scene, name);
					else if (isTalkedTo(my(scene))) stopTalk(scene, name);
					pressInTalk(scene, name, key);
				},
			}),
			HANGS_UP: mine<"HANGS_UP">({
				if: (_, { how }) => how !== "results late",
				to: "absent",
				do: ends("caller hung up", false),
			}),
			TIME_PASSES: any<"TIME_PASSES">(...timesOfTalk, overdueMarks, overPause),
		},
	};
}
