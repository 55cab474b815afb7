import { text } from "node:stream/consumers";
import { getHeapSnapshot, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What is on the heap once everything that is garbage was collected. */
export interface HeapContents {
	/** All that a program can hold: objects, functions, arrays, texts, buffers. What V8 compiled is not counted. */
	readonly dataBytes: number;
	/** How many objects there are of each class, by its name. */
	readonly objects: ReadonlyMap<string, number>;
}

/** The part of a heap snapshot that is read here: nodes are rows of numbers, one after the other. */
interface Snapshot {
	readonly snapshot: {
		readonly meta: {
			readonly node_fields: readonly string[];
			readonly node_types: readonly [readonly string[]];
		};
	};
	readonly nodes: readonly number[];
	readonly strings: readonly string[];
}

setFlagsFromString("--expose-gc");
/** Collects all garbage. */
export const collectGarbage: () => void = runInNewContext("gc");

const notData = ["code", "hidden", "object shape", "synthetic"];

/** Takes the heap's contents by a heap snapshot, which collects garbage first. */
export async function heapContents(): Promise<HeapContents> {
	const { snapshot, nodes, strings }: Snapshot = JSON.parse(
		await text(getHeapSnapshot()),
	);
	const { node_fields: fields, node_types: types } = snapshot.meta;
	const columns = ["type", "name", "self_size"].map((field) =>
		fields.indexOf(field),
	);
	const objects = new Map<string, number>();
	let dataBytes = 0;
	for (let row = 0; row < nodes.length; row += fields.length) {
		const [type = 0, name = 0, size = 0] = columns.map(
			(column) => nodes[row + column],
		);
		const typeName = types[0][type] ?? "";
		if (notData.includes(typeName)) continue;
		dataBytes += size;
		if (typeName !== "object") continue;
		const className = strings[name] ?? "";
		objects.set(className, (objects.get(className) ?? 0) + 1);
	}
	return { dataBytes, objects };
}
