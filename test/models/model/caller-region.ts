import type { CallerName } from "../cast.js";
import { absent, ringing } from "./caller-arriving.js";
import { goodbye } from "./caller-goodbye.js";
import { leaving } from "./caller-leaving.js";
import { listening } from "./caller-listening.js";
import { paired } from "./caller-paired.js";
import { turnsOf } from "./caller-turns.js";
import type { RegionConfig } from "./turns.js";

/** What a caller does, or what happens to his call. */
export function callerRegion(name: CallerName): RegionConfig {
	const caller = turnsOf(name);
	return {
		initial: "absent",
		states: {
			absent: absent(caller),
			ringing: ringing(caller),
			listening: listening(caller),
			goodbye: goodbye(caller),
			paired: paired(caller),
			leaving: leaving(caller),
		},
	};
}
