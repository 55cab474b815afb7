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
import { usage } from "./usage.js";

/** Proves or draws a flow; returns the exit code. */
export function flowProgram(
	args: readonly string[],
	surroundings: Surroundings,
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
	surroundings: Surroundings,
): Promise<number> {
	try {
		const found = await flowInFile(task.file);
		return task.kind === "prove"
			? proved(found, task.limit, surroundings)
			: await drawn(found, task.picture, surroundings);
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
