import { pino } from "pino";
import type { AnyStateMachine } from "xstate";
import { silencesOf } from "../../../adapters/flow-files/flow-file.js";
import { type MindAdapters, openMinds } from "../../../adapters/minds/minds.js";
import { type ProofOptions, prove } from "../../../flows/prove.js";
import { checkFlow, refusalInWords } from "../../../flows/purity.js";
import { phraseAnswer } from "../../../machines/conversation/phrase-answer.js";
import { exitCodes, type Surroundings } from "../../program.js";
import type { TalkTask } from "../options.js";
import { type TalkEnd, TalkOnTerminal } from "./conversing.js";
import { Screen } from "./screen.js";
import type { Terminal } from "./terminal.js";

/** A flow, and what it is proved by. */
interface ProvableFlow {
	readonly machine: AnyStateMachine;
	readonly proof: ProofOptions<AnyStateMachine>;
}

/** What a talk needs of the world around it. */
interface TalkSurroundings extends Surroundings {
	readonly openTerminal: () => Terminal;
}

const codesOfEnds: Readonly<Record<TalkEnd, number>> = {
	over: exitCodes.done,
	"hung up": exitCodes.done,
	failed: exitCodes.failed,
	"script over": exitCodes.failed,
	misread: exitCodes.misused,
};

/** Holds a conversation with a flow on a terminal, and returns the exit code. Throws, in words, where that is not possible. */
export async function talkWith(
	{ machine, proof }: ProvableFlow,
	task: TalkTask,
	surroundings: TalkSurroundings,
): Promise<number> {
	const { file, isFast, byModel } = task;
	const input = task.input === undefined ? proof.input : task.input.value;
	const refusals = checkFlow(machine, input).map(refusalInWords);
	if (refusals.length > 0)
		throw new Error(["this is no flow.", ...refusals].join("\n  "));
	const minds = mindsFor(byModel, surroundings.environment);
	warnOfProof({ machine, proof }, file, surroundings);
	const terminal = surroundings.openTerminal();
	try {
		const screen = new Screen(
			(text) => terminal.print(text),
			terminal.hasColours,
		);
		if (terminal.isLive)
			screen.show(
				`You are on the phone with ${machine.id}. Type what the caller says; /help shows what else there is.`,
				"aside",
			);
		const talk = new TalkOnTerminal({
			...minds,
			flow: { name: nameOf(file), machine, ...silencesOf({ machine, proof }) },
			input,
			isMindPaid: byModel,
			terminal,
			screen,
			isFast,
		});
		return codesOfEnds[await talk.hold()];
	} finally {
		terminal.close();
	}
}

/** A flow is called by its file, as on a server. */
function nameOf(file: string): string {
	return (file.split(/[\\/]/).at(-1) ?? file).replace(/\.\w+$/, "");
}

function mindsFor(
	byModel: boolean,
	{ MIND_URL, MIND_MODEL, MIND_KEY }: Surroundings["environment"],
): MindAdapters {
	const log = pino({ level: "silent" });
	if (!byModel) return openMinds({}, phraseAnswer, log);
	if (!MIND_URL || !MIND_MODEL)
		throw new Error(
			"--mind needs MIND_URL and MIND_MODEL in the environment, and MIND_KEY where the model's server wants a key.",
		);
	if (!/^https?:\/\//.test(MIND_URL) || !URL.canParse(MIND_URL))
		throw new Error(`MIND_URL must be an http or https URL, not ${MIND_URL}.`);
	return openMinds(
		{
			mindUrl: MIND_URL,
			mindModel: MIND_MODEL,
			mindKey: MIND_KEY || undefined,
		},
		phraseAnswer,
		log,
	);
}

/** A flow that breaks a law can be talked to, and had better be mended. */
function warnOfProof(
	{ machine, proof }: ProvableFlow,
	file: string,
	{ complain }: Surroundings,
): void {
	const { holds, refusals, troubles } = prove(machine, proof);
	if (holds) return;
	const what =
		refusals.length > 0
			? `It cannot be proved: ${refusals.join(" ")}`
			: `It breaks ${troubles.map(({ law }) => `"${law}"`).join(", ")}.`;
	complain(
		`${file}: ${what}\n  npm run flow -- prove ${file} shows how. A server does not start with it.\n`,
	);
}
