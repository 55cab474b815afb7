import type { SpeakText } from "../phone/rehearse.js";
import { examineGame } from "./game-examination.js";
import {
	type GameOptions,
	readCommandLine,
	type ServerExamination,
} from "./options.js";
import { Report } from "./report.js";
import { examineServer } from "./server-examination.js";
import { usage } from "./usage.js";

/** What the kit needs of the world around it. */
export interface Surroundings {
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly print: (text: string) => void;
	readonly complain: (text: string) => void;
	/** Speaks for the callers. */
	readonly voice: SpeakText;
}

const HOLDS = 0;
const BROKEN = 1;
const MISUSED = 2;

/** The whole program: does what the arguments say and returns the exit code. */
export async function conformance(
	args: readonly string[],
	around: Surroundings,
): Promise<number> {
	const line = readCommandLine(args);
	switch (line.kind) {
		case "help":
			around.print(usage);
			return HOLDS;
		case "wrong":
			around.complain(`${line.problems.join("\n")}\n\n${usage}`);
			return MISUSED;
		case "examine server":
			return checkServer(line.options, around);
		case "examine game":
			return checkGame(line.options, around);
	}
}

async function checkServer(
	options: ServerExamination,
	{ environment, print, complain, voice }: Surroundings,
): Promise<number> {
	const { authTokenVariable } = options;
	const authToken = authTokenVariable && environment[authTokenVariable];
	if (authTokenVariable !== undefined && !authToken) {
		complain(`The environment has no ${authTokenVariable}.\n`);
		return MISUSED;
	}
	print(`examining ${options.gameUrl}, with calls to ${options.callUrl}\n`);
	const report = new Report(print);
	await examineServer({ ...options, authToken, voice }, report, options.only);
	if (report.findings.length === 0) {
		complain(`No statement contains "${options.only}".\n`);
		return MISUSED;
	}
	return report.close() ? HOLDS : BROKEN;
}

async function checkGame(
	options: GameOptions,
	{ print }: Surroundings,
): Promise<number> {
	const report = new Report(print);
	await examineGame(options, report, (url) =>
		print(`waiting for a game: connect it to ${url}\n`),
	);
	return report.close() ? HOLDS : BROKEN;
}
