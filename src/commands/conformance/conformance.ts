import type { SpeakText } from "../phone/rehearse.js";
import {
	exitCodes,
	runProgram,
	type Surroundings,
	tokenIn,
} from "../program.js";
import { examineGame } from "./game-examination.js";
import {
	type ConformanceTask,
	type GameOptions,
	readCommandLine,
	type ServerExamination,
} from "./options.js";
import { Report } from "./report.js";
import { examineServer } from "./server-examination.js";
import { usage } from "./usage.js";

/** What the kit needs of the world around it. */
export interface ConformanceSurroundings extends Surroundings {
	/** Speaks for the callers. */
	readonly voice: SpeakText;
}

/** The whole program: does what the arguments say and returns the exit code. */
export function conformance(
	args: readonly string[],
	around: ConformanceSurroundings,
): Promise<number> {
	const perform = (task: ConformanceTask) =>
		task.kind === "examine server"
			? checkServer(task.options, around)
			: checkGame(task.options, around);
	return runProgram({ usage, read: readCommandLine, perform }, args, around);
}

async function checkServer(
	options: ServerExamination,
	around: ConformanceSurroundings,
): Promise<number> {
	const { print, complain, voice } = around;
	const auth = tokenIn(around, options.authTokenVariable);
	if ("problem" in auth) {
		complain(`${auth.problem}\n`);
		return exitCodes.misused;
	}
	const authToken = auth.token;
	print(`examining ${options.gameUrl}, with calls to ${options.callUrl}\n`);
	const report = new Report(print);
	await examineServer({ ...options, authToken, voice }, report, options.only);
	if (report.findings.length === 0) {
		complain(`No statement contains "${options.only}".\n`);
		return exitCodes.misused;
	}
	return report.close() ? exitCodes.done : exitCodes.failed;
}

async function checkGame(
	options: GameOptions,
	{ print }: ConformanceSurroundings,
): Promise<number> {
	const report = new Report(print);
	await examineGame(options, report, (url) =>
		print(`waiting for a game: connect it to ${url}\n`),
	);
	return report.close() ? exitCodes.done : exitCodes.failed;
}
