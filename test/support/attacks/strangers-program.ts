/** The strangers as a process: it performs an attack, and stays until it is told to leave. */
import type { Counts, Performed, Run, Target } from "./attack.js";
import { attacks } from "./attacks.js";
import { serve } from "./ground/far-side.js";

// What a server does to a stranger is counted where it matters, and ends nothing here.
process.on("uncaughtException", (error) => {
	console.error("a stranger's mishap:", error);
});

let performed: Performed | undefined;

serve({
	perform: async (name: string, target: Target, run: Run): Promise<Counts> => {
		const attack = attacks.find((each) => each.name === name);
		if (attack === undefined) throw new Error(`No such attack: ${name}`);
		performed = await attack.perform(target, run);
		return performed.counts;
	},
	leave: () => {
		performed?.leave();
		performed = undefined;
	},
});
