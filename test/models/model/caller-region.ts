import type { CallerName } from "../cast.js";
import { answered } from "./caller-answered.js";
import { absent, ringing } from "./caller-arriving.js";
import { goodbye } from "./caller-goodbye.js";
import { leaving } from "./caller-leaving.js";
import { listening } from "./caller-listening.js";
import { paired } from "./caller-paired.js";
import { turnsOf } from "./caller-turns.js";
import type { Memory, Phase } from "./memory.js";
import type { RegionConfig } from "./turns.js";

const phases: readonly Phase[] = [
	"absent",
	"ringing",
	"answered",
	"listening",
	"goodbye",
	"paired",
	"leaving",
];

/** What a caller does, or what happens to his call. */
export function callerRegion(name: CallerName): RegionConfig {
	const caller = turnsOf(name);
	/** What becomes of a talk may bring a call from anywhere to anywhere. */
	const following = <State extends object>(phase: Phase, state: State) => ({
		...state,
		always: [
			...("always" in state ? [state.always as object].flat() : []),
			...phases
				.filter((other) => other !== phase)
				.map((other) => ({
					target: other,
					guard: ({ context }: { context: Memory }) =>
						context.callers[name].phase === other,
				})),
		],
	});
	return {
		initial: "absent",
		states: {
			absent: following("absent", absent(caller)),
			ringing: following("ringing", ringing(caller)),
			answered: following("answered", answered(caller)),
			listening: following("listening", listening(caller)),
			goodbye: following("goodbye", goodbye(caller)),
			paired: following("paired", paired(caller)),
			leaving: following("leaving", leaving(caller)),
		},
	};
}
