/** The program for flows, in this process, with a script where the terminal would be. */
import { PassThrough } from "node:stream";
import { flowProgram } from "../../../src/commands/flow/flow.js";
import { Terminal } from "../../../src/commands/flow/talk/terminal.js";

/** What came of the program. */
export interface FlowProgramRun {
	readonly exitCode: number;
	readonly printed: string;
	readonly complained: string;
}

/** Runs the program for flows with these arguments; `script` is what comes on stdin. */
export async function runFlowProgram(
	args: readonly string[],
	script = "",
	environment: Readonly<Record<string, string>> = {},
): Promise<FlowProgramRun> {
	const printed: string[] = [];
	const complained: string[] = [];
	const stdin = new PassThrough();
	stdin.end(script);
	const stdout = new PassThrough({ encoding: "utf8" });
	stdout.on("data", (text: string) => printed.push(text));
	const exitCode = await flowProgram(args, {
		environment,
		print: (text) => void printed.push(text),
		complain: (text) => void complained.push(text),
		openTerminal: () => new Terminal(stdin, stdout, environment),
	});
	// What was written to a stream comes out of it a moment later.
	await new Promise<void>((resolve) => stdout.end(resolve));
	return {
		exitCode,
		printed: printed.join(""),
		complained: complained.join(""),
	};
}
