/** The walks of the models against the machines alone, which take every transition that the machines have. */
import { describe, expect, test } from "vitest";
import { drawMachine } from "../../src/watching/charts/chart-drawing.js";
import type { Step } from "./cast.js";
import {
	onlyByEar,
	onlyByMuteSpeaking,
	onlyByOwnTests,
} from "./machine-world/beyond-walks.js";
import { drawnMachines, statesOf } from "./machine-world/drawn-machines.js";
import { MachineWorld } from "./machine-world/machine-world.js";
import { machines } from "./machine-world/machines.js";
import { rareLoans } from "./machine-world/rare-loans.js";
import { rareTalks } from "./machine-world/rare-talks.js";
import { rareWalks } from "./machine-world/rare-walks.js";
import { drawingOf, machinesPage } from "./machines-page.js";
import { maxWalkSteps, perform } from "./performance.js";
import { callScope, gameScope, scopes } from "./scopes.js";
import { TransitionCoverage } from "./transition-coverage.js";
import { ScopedModel } from "./walks.js";

const coverage = new TransitionCoverage(Object.values(machines));

let walks = 0;

describe.each(scopes)("the model of $name", (scope) => {
	test("holds for the machines", { timeout: 120_000 }, async () => {
		const model = new ScopedModel(scope);
		for (const walk of model.everyOutcome(maxWalkSteps)) {
			const world = new MachineWorld(scope.setting, coverage.observe);
			await perform(model, walk, world);
			await world.close();
			coverage.endWalk();
			walks += 1;
		}
	});
});

test.each(rareWalks)("$shows", async ({ walk }) => {
	const world = new MachineWorld(callScope.setting, coverage.observe);
	await walk(world);
	await world.close();
	coverage.endWalk();
});

test.each([...rareTalks, ...rareLoans])(
	"$shows",
	async ({ walk, setting, flow }) => {
		const world = new MachineWorld(setting, coverage.observe, flow);
		await walk(world);
		await world.close();
		coverage.endWalk();
	},
);

test("a call that comes while its game is missed hears of it", async () => {
	const steps: readonly Step[] = [
		{ type: "GAME_JOINS", game: "Maze" },
		{ type: "CALLER_DIALS", caller: "Ann" },
		{ type: "CALL_STARTS", caller: "Ann" },
		{ type: "GAME_IS_CUT_OFF", game: "Maze" },
		{ type: "TIME_PASSES", until: "game is missed" },
		{ type: "GIVES_CODE", caller: "Ann", of: "Maze", by: "keys" },
		{ type: "LISTENS", caller: "Ann" },
	];
	// More at once than the models go to.
	const model = new ScopedModel({ ...gameScope, includes: () => true });
	const walk = model.walkOf(steps);
	expect(walk.steps).toHaveLength(1 + steps.length);
	const world = new MachineWorld(gameScope.setting, coverage.observe);
	await perform(model, walk, world);
	await world.close();
	coverage.endWalk();
});

describe("after all walks", () => {
	test("every transition of the machines has been taken, but for what only an ear or a mute speaking can cause", () => {
		const missing = coverage.missing.map((name) => name.split(", choice")[0]);
		expect(missing.toSorted()).toEqual(
			[...onlyByEar, ...onlyByMuteSpeaking, ...onlyByOwnTests].toSorted(),
		);
	});

	test("the page of the machines is current: `npm run docs` writes it", async () => {
		const page = machinesPage(drawnMachines, coverage, walks);
		await expect(page).toMatchFileSnapshot("../../docs/machines.md");
	});
});

test.each(drawnMachines)(
	"every state of $machine.id says what it means",
	({ machine }) => {
		const silent = statesOf(machine.root).filter((node) => !node.description);
		expect(silent.map(({ id }) => id)).toEqual([]);
	},
);

test.each(drawnMachines)(
	"the drawing of $machine.id is current: `npm run docs` draws it",
	async ({ machine }) => {
		const svg = await drawMachine(machine);
		await expect(svg).toMatchFileSnapshot(`../../docs/${drawingOf(machine)}`);
	},
);
