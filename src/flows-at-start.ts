import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import type { FlowFile } from "./adapters/flow-files/flow-folder.js";
import {
	type BrokenFlow,
	type ProvedFlow,
	provedFlow,
} from "./adapters/flow-files/proved-flows.js";
import { digitsOfNumber, type FlowThatAnswers } from "./settings/checks.js";
import {
	type Config,
	tryItFlow,
	tryItKeeperNumber,
} from "./settings/config.js";

/** The flows of a server, and which of them answers calls by itself. */
export interface FlowsOfServer {
	/** By name. */
	readonly flows: ReadonlyMap<string, ProvedFlow>;
	/** The flow that answers this number; undefined where a code is asked for. */
	readonly answeringFlow: (to: string | undefined) => ProvedFlow | undefined;
}

/** What flows are read and proved with. */
export interface FlowsBasis {
	readonly config: Config;
	readonly log: Logger;
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
}

/** Reads and proves every flow. Rejects if one of them cannot be read or breaks a law, with all that is wrong with each. */
export async function openFlows(basis: FlowsBasis): Promise<FlowsOfServer> {
	const { config, log } = basis;
	const answering = flowsThatAnswerIn(config);
	const flows = new Map<string, ProvedFlow>();
	const broken: BrokenFlow[] = [];
	for (const file of filesOf(config)) {
		const beginsWithoutInput = answering.some(({ flow }) => flow === file.name);
		const flow = await provedFlow(file, { ...basis, beginsWithoutInput });
		if ("why" in flow) broken.push(flow);
		else flows.set(flow.name, noted(flow, log));
	}
	if (broken.length > 0) throw new Error(brokenInWords(broken));
	return { flows, answeringFlow: answeringFlowAmong(flows, answering) };
}

/** Beside the built server; beside the source, where that is run itself. */
const tryItFlowFile = fileURLToPath(
	new URL(
		import.meta.url.endsWith(".ts")
			? `../examples/${tryItFlow}.ts`
			: `./examples/${tryItFlow}.js`,
		import.meta.url,
	),
);

/** The operator's flows, and the one of the try-it page, unless the operator has his own of this name. */
function filesOf({ flows = [], hasTryItPage }: Config): readonly FlowFile[] {
	const isMissing = flows.every(({ name }) => name !== tryItFlow);
	return hasTryItPage && isMissing
		? [...flows, { name: tryItFlow, file: tryItFlowFile }]
		: flows;
}

function flowsThatAnswerIn({
	answerWith = [],
	hasTryItPage,
}: Config): readonly FlowThatAnswers[] {
	const number = digitsOfNumber(tryItKeeperNumber);
	return hasTryItPage
		? [...answerWith, { flow: tryItFlow, number }]
		: answerWith;
}

/** A number that the operator gives a flow to is that flow's; whatever has none is for the flow of all others. */
function answeringFlowAmong(
	flows: FlowsOfServer["flows"],
	answering: readonly FlowThatAnswers[],
): FlowsOfServer["answeringFlow"] {
	const flowOf = (number: string | undefined) =>
		answering.find((each) => each.number === number)?.flow;
	return (to) => {
		const name = flowOf(to && digitsOfNumber(to)) ?? flowOf(undefined);
		return name === undefined ? undefined : flows.get(name);
	};
}

function noted(flow: ProvedFlow, log: Logger): ProvedFlow {
	const { name, file, proof, proofMs } = flow;
	const { edges, states } = proof.walked;
	const laws = proof.laws.length;
	const ms = Math.round(proofMs);
	log.info({ flow: name, file, laws, edges, states, ms }, "flow proved");
	return flow;
}

function brokenInWords(broken: readonly BrokenFlow[]): string {
	const names = broken.map(({ name }) => name).join(", ");
	const flows = broken.length > 1 ? "flows are" : "a flow is";
	const each = broken.map(({ file, why }) => `\n\n${file}:\n${indented(why)}`);
	return `${flows} broken: ${names}.${each.join("")}`;
}

function indented(lines: string): string {
	return lines.replace(/^(?=.)/gm, "  ");
}
