import type { AnyStateMachine } from "xstate";
import { type Proof, prove } from "../../flows/prove.js";
import { type FlowInFile, flowInFile } from "./flow-file.js";
import type { FlowFile } from "./flow-folder.js";
import { reportOf } from "./proof-report.js";

/** A flow that keeps every law. */
export interface ProvedFlow extends FlowFile {
	readonly machine: AnyStateMachine;
	readonly proof: Proof;
	/** How long the proof took, in milliseconds. */
	readonly proofMs: number;
}

/** A flow that cannot be read, or breaks a law. */
export interface BrokenFlow extends FlowFile {
	/** What is wrong, in lines: with each broken law, the shortest conversation that shows it. */
	readonly why: string;
}

/** How a flow is used, as far as its proof depends on it. */
export interface FlowUse {
	/** It also answers calls by itself: it then begins without input. */
	readonly beginsWithoutInput: boolean;
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
}

/** Reads a flow and proves it. */
export async function provedFlow(
	flow: FlowFile,
	use: FlowUse,
): Promise<ProvedFlow | BrokenFlow> {
	try {
		const found = await flowInFile(flow.file);
		const began = use.now();
		const proofs = proofsOf(found, use.beginsWithoutInput);
		const proofMs = use.now() - began;
		const [proof = { holds: false } as Proof] = proofs;
		const broken = proofs.find(({ holds }) => !holds);
		return broken === undefined
			? { ...flow, machine: found.machine, proof, proofMs }
			: { ...flow, why: reportOf(flow.name, broken).trimEnd() };
	} catch (error) {
		return { ...flow, why: reasonOf(error) };
	}
}

/** A proof that begins with an input says nothing of a call that brings none. */
function proofsOf(
	{ machine, proof }: FlowInFile,
	beginsWithoutInput: boolean,
): readonly Proof[] {
	const { input, ...withoutInput } = proof;
	const others = beginsWithoutInput && input !== undefined;
	return [
		prove(machine, proof),
		...(others ? [prove(machine, withoutInput)] : []),
	];
}

function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : `It throws ${error}.`;
}
