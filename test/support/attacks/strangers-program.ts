/** The strangers as a process: they perform attacks, and stay until they are told to leave. */
import type { Counts, Performed, Run, Target } from "./attack.js";
import { attacks } from "./attacks.js";
import { serve } from "./ground/far-side.js";

// What a server does to a stranger is counted where it matters, and ends nothing here.
process.on("uncaughtException", (error) => {
	console.error("a stranger's mishap:", error);
});

const performed: Performed[] = [];
/** Of the loopback's networks, the one from which the strangers of the next attack come. */
let network = 10;

async function performOne(
	name: string,
	target: Target,
	run: Omit<Run, "network">,
): Promise<Counts> {
	const attack = attacks.find((each) => each.name === name);
	if (attack === undefined) throw new Error(`No such attack: ${name}`);
	network = 10 + ((network + 1) % 200);
	const result = await attack.perform(target, { ...run, network });
	performed.push(result);
	return result.counts;
}

serve({
	perform: (
		names: readonly string[],
		target: Target,
		run: Omit<Run, "network">,
	): Promise<readonly Counts[]> =>
		Promise.all(names.map((name) => performOne(name, target, run))),
	leave: () => {
		for (const { leave } of performed.splice(0)) leave();
	},
});
