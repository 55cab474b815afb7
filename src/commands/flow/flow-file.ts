import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyStateMachine } from "xstate";
import { flowFromJson } from "../../flows/flow-from-json.js";
import type { ProofOptions } from "../../flows/prove.js";

/** What a file holds of a flow. */
export interface FlowInFile {
	readonly machine: AnyStateMachine;
	/** What it is proved by. */
	readonly proof: ProofOptions<AnyStateMachine>;
}

/** Reads a flow from a file of JSON, JavaScript or TypeScript. Throws, in words for its author, where there is none. */
export async function flowInFile(file: string): Promise<FlowInFile> {
	if (file.endsWith(".json")) {
		const text = await readFile(file, "utf8");
		return { machine: flowFromJson(JSON.parse(text)), proof: {} };
	}
	if (/\.m?ts$/.test(file)) readTypeScript();
	return flowInModule(await import(pathToFileURL(resolve(file)).href));
}

/** A module, of which nothing is known. */
interface AnyModule {
	readonly default?: unknown;
	readonly proof?: ProofOptions<AnyStateMachine>;
}

function flowInModule({ default: machine, proof = {} }: AnyModule): FlowInFile {
	if (!isMachine(machine))
		throw new Error(
			"Its default export is no machine: export default flow().createMachine({ … }).",
		);
	return { machine, proof };
}

/** Whether something is a machine, of whatever copy of XState. */
function isMachine(value: unknown): value is AnyStateMachine {
	return (
		typeof value === "object" &&
		value !== null &&
		"root" in value &&
		"implementations" in value
	);
}

let isReadingTypeScript = false;

function readTypeScript(): void {
	if (isReadingTypeScript) return;
	isReadingTypeScript = true;
	register("./typescript-modules.js", import.meta.url);
}
