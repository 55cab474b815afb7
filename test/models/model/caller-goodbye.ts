import type { StepType } from "../cast.js";
import { onTheLine } from "./caller-line.js";
import type { CallerTurns } from "./caller-turns.js";
import { isQuiet } from "./lines.js";
import { any, turns } from "./turns.js";

/** The caller hears why the call ends. */
export function goodbye(caller: CallerTurns) {
	const { name, mine, ends, waited } = caller;
	const { whileHeard, overdueMarks, overPause, lostVoice } = onTheLine(caller);

	return {
		always: turns<StepType>(
			({ callers }) => callers[name].phase === "goodbye",
			[
				{
					if: (scene) => isQuiet(scene, name),
					to: "absent",
					do: ends("said goodbye"),
				},
			],
		),
		on: {
			...whileHeard,
			HANGS_UP: mine<"HANGS_UP">({
				if: (_, { how }) => how !== "results late",
				to: "absent",
				do: ends("caller hung up", false),
			}),
			TIME_PASSES: any<"TIME_PASSES">(
				waited("goodbye is over", {
					to: "absent",
					do: ends("said goodbye"),
				}),
				overdueMarks,
				overPause,
				lostVoice,
			),
		},
	};
}
