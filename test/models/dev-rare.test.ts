import { readFileSync, writeFileSync } from "node:fs";
import { test } from "vitest";
import { MachineWorld } from "./machine-world/machine-world.js";
import { machines } from "./machine-world/machines.js";
import { rareLoans } from "./machine-world/rare-loans.js";
import { rareTalks } from "./machine-world/rare-talks.js";
import { TransitionCoverage } from "./transition-coverage.js";

const coverage = new TransitionCoverage(Object.values(machines));
test.each([...rareTalks, ...rareLoans])(
	"$shows",
	async ({ walk, setting, flow }) => {
		const world = new MachineWorld(setting, coverage.observe, flow);
		await walk(world);
		await world.close();
		coverage.endWalk();
	},
);
test("left", () => {
	const before: string[] = JSON.parse(
		readFileSync("/tmp/missing.json", "utf8"),
	);
	const left = coverage.missing.filter(
		(n) => before.includes(n) && !n.startsWith("recogniser"),
	);
	writeFileSync("/tmp/left.txt", left.join("\n"));
});
