/** The names by which states and edges of a model are told apart. */
import { isMadeAnew } from "./model/lines.js";
import type { Line } from "./model/memory.js";
import type { ModelSnapshot } from "./model/model.js";

/** What a model remembers, but for what never changes, and for the wording of the server's own lines. */
export function serializeState({ value, context }: ModelSnapshot): string {
	const { setting: _, ...memory } = context;
	return JSON.stringify([value, memory], (_key, part: unknown) =>
		isLine(part) && part.name === undefined && !part.of
			? nameOfPrompt(part)
			: part,
	);
}

/** What a game said before it left has lost its name, and may be a line that must be heard. */
function nameOfPrompt(line: Line): string {
	const { isBroken = false, wasLost = false, isStoppable } = line;
	const what = isMadeAnew(line) ? "prompt with a code" : "prompt";
	const marks = [
		...(isBroken ? ["broken"] : []),
		...(wasLost ? ["lost"] : []),
		...(isStoppable ? [] : ["must be heard"]),
	];
	return [what, ...marks].join(", ");
}

function isLine(part: unknown): part is Line {
	return typeof part === "object" && part !== null && "isStoppable" in part;
}

/** The name of the edge that this step, written down, takes from there. */
export function edgeName(from: string, step: string): string {
	return `${step} in ${from}`;
}
