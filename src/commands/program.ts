/** The frame of every program on the command line: from the arguments to the exit code. */
import { type CommandLine, isTask, type Kind } from "./command-line.js";

/** What every program needs of the world around it. */
export interface Surroundings {
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly print: (text: string) => void;
	readonly complain: (text: string) => void;
}

/** The surroundings of a program that is a process. */
export const processSurroundings: Surroundings = {
	environment: process.env,
	print: (text) => process.stdout.write(text),
	complain: (text) => process.stderr.write(text),
};

/** How a program ends. */
export const exitCodes = {
	/** All was done, and whatever was checked holds. */
	done: 0,
	/** Something failed, or does not hold. */
	failed: 1,
	/** The arguments, or what they name, are wrong. */
	misused: 2,
} as const;

/** What makes one program different from another. */
export interface Program<Task extends Kind> {
	/** What `--help` shows. */
	readonly usage: string;
	readonly read: (args: readonly string[]) => CommandLine<Task>;
	/** Does what was asked for, and returns the exit code. */
	readonly perform: (task: Task) => Promise<number>;
}

/** Runs a program: does what the arguments say and returns the exit code. */
export async function runProgram<Task extends Kind>(
	{ usage, read, perform }: Program<Task>,
	args: readonly string[],
	{ print, complain }: Surroundings,
): Promise<number> {
	const line = read(args);
	if (isTask(line)) return perform(line);
	if (line.kind === "help") {
		print(usage);
		return exitCodes.done;
	}
	complain(`${line.problems.join("\n")}\n\n${usage}`);
	return exitCodes.misused;
}

/** The token in the environment variable that the arguments name; `undefined` when they name none. */
export function tokenIn(
	{ environment }: Surroundings,
	variable: string | undefined,
): { readonly token: string | undefined } | { readonly problem: string } {
	if (variable === undefined) return { token: undefined };
	const token = environment[variable];
	return token ? { token } : { problem: `The environment has no ${variable}.` };
}
