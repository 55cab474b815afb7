/** A word means one thing: no name is exported by two files of the server with different meanings. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isIn, SourceTree } from "./imports.js";

const source = new SourceTree(join(import.meta.dirname, "../../src"));

/** The names that a file exports. */
function exportsOf(file: string): readonly string[] {
	const text = readFileSync(join(source.folder, file), "utf8");
	const declared = text.matchAll(
		/^export (?:async )?(?:class|interface|type|function\*?|const) (\w+)/gm,
	);
	return [...declared].map(([, name = ""]) => name);
}

/** Pages are programs of their own, and name the server's messages as the server does. */
const ofServer = source.files.filter((file) => !isIn("pages", file));

/** Each program on the command line reads its own arguments, and tells its own usage. */
const shapedAlike = new Set(["usage", "readCommandLine"]);

test("the rule sees the exports there are", () => {
	expect(ofServer.flatMap(exportsOf).length).toBeGreaterThan(200);
});

test("no name is exported twice", () => {
	const files = new Map<string, string[]>();
	for (const file of ofServer)
		for (const name of new Set(exportsOf(file)))
			files.set(name, [...(files.get(name) ?? []), file]);
	const twice = [...files].filter(
		([name, { length }]) => length > 1 && !shapedAlike.has(name),
	);
	expect(twice).toEqual([]);
});
