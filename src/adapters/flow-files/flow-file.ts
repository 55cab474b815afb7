import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyStateMachine } from "xstate";
import { flowFromJson } from "../../flows/flow-from-json.js";
import type { ProofOptions } from "../../flows/prove.js";
import { after } from "../guarding.js";

/** What a file holds of a flow. */
export interface FlowInFile {
	readonly machine: AnyStateMachine;
	/** What it is proved by. */
	readonly proof: ProofOptions<AnyStateMachine>;
}

/** How long the module of a flow may take to load: it has nothing to wait for. */
const maxLoadMs = 10_000;

/** Reads a flow from a file of JSON, JavaScript or TypeScript. Throws, in words for its author, where there is none. */
export async function flowInFile(file: string): Promise<FlowInFile> {
	if (file.endsWith(".json")) {
		const text = await readFile(file, "utf8");
		return { machine: flowFromJson(JSON.parse(text)), proof: {} };
	}
	return flowInModule(await loaded(file));
}

/** A module, of which nothing is known. */
interface AnyModule {
	readonly default?: unknown;
	readonly proof?: ProofOptions<AnyStateMachine>;
}

async function loaded(file: string): Promise<AnyModule> {
	hookModules();
	let timer: NodeJS.Timeout | undefined;
	const tooLong = new Promise<never>((_, reject) => {
		const why = `It does not finish loading within ${maxLoadMs / 1_000} seconds: it waits for something at its top level.`;
		// It also keeps the process alive, which would end without a word where nothing else is to come.
		timer = after(maxLoadMs, () => reject(new Error(why)), reject);
	});
	try {
		const module = import(pathToFileURL(resolve(file)).href);
		return await Promise.race([module, tooLong]);
	} finally {
		clearTimeout(timer);
	}
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

let areModulesHooked = false;

/** Run from its source, this is read by something that reads TypeScript anyway. */
function hookModules(): void {
	if (areModulesHooked || import.meta.url.endsWith(".ts")) return;
	areModulesHooked = true;
	register("./module-hooks.js", import.meta.url);
}
