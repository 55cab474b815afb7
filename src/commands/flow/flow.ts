import { writeFile } from "node:fs/promises";
import {
	type FlowInFile,
	flowInFile,
} from "../../adapters/flow-files/flow-file.js";
import { reportOf } from "../../adapters/flow-files/proof-report.js";
import { prove } from "../../flows/prove.js";
import { drawMachine } from "../../watching/charts/chart-drawing.js";
import { exitCodes, runProgram, type Surroundings } from "../program.js";
import { type FlowTask, readCommandLine } from "./options.js";
import { talkWith } from "./talk/talk.js";
import type { Terminal } from "./talk/terminal.js";
import { usage } from "./usage.js";

/** What the program needs of the world around it. */
export interface FlowSurroundings extends Surroundings {
	/** Opens the terminal, or what a script comes by; only for a talk. */
	readonly openTerminal: () => Terminal;
}

/** Proves or draws a flow, or talks to it; returns the exit code. */
export function flowProgram(
	args: readonly string[],
	surroundings: FlowSurroundings,
): Promise<number> {
	return runProgram(
		{
			usage,
			read: readCommandLine,
			perform: (task) => perform(task, surroundings),
		},
		args,
		surroundings,
	);
}

async function perform(
	task: FlowTask,
	surroundings: FlowSurroundings,
): Promise<number> {
	try {
		const found = await flowInFile(task.file);
		switch (task.kind) {
			case "prove":
				return proved(found, task.limit, surroundings);
			case "draw":
				return await drawn(found, task.picture, surroundings);
			case "talk":
				return await talkWith(found, task, surroundings);
		}
	} catch (error) {
		surroundings.complain(`${task.file}: ${(error as Error).message}\n`);
		return exitCodes.misused;
	}
}

function proved(
	{ machine, proof }: FlowInFile,
	limit: number | undefined,
	{ print }: Surroundings,
): number {
	const found = prove(
		machine,
		limit === undefined ? proof : { ...proof, limit },
	);
	print(reportOf(machine.id, found));
	return found.holds ? exitCodes.done : exitCodes.failed;
}

async function drawn(
	{ machine }: FlowInFile,
	picture: string,
	{ print }: Surroundings,
): Promise<number> {
	await writeFile(picture, await drawMachine(machine));
	print(`${machine.id} is drawn in ${picture}.\n`);
	return exitCodes.done;
}
