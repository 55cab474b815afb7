import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { flowsInFolder } from "../../../src/adapters/flow-files/flow-folder.js";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "callsign-flows-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Files are not read, so there need not be anything in them. */
function put(...names: readonly string[]): void {
	for (const name of names) writeFileSync(join(folder, name), "");
}

function namesFound(): readonly string[] {
	const found = flowsInFolder(folder);
	if ("problem" in found) throw new Error(found.problem);
	return found.files.map(({ name }) => name);
}

test("each file of JSON, JavaScript and TypeScript is a flow with the file's name", () => {
	put("keeper.ts", "smith.mts", "ferryman.json", "wren.js", "old_man-2.mjs");
	expect(namesFound()).toEqual([
		"ferryman",
		"keeper",
		"old_man-2",
		"smith",
		"wren",
	]);
	const found = flowsInFolder(folder);
	expect("files" in found && found.files[0]).toEqual({
		name: "ferryman",
		file: join(folder, "ferryman.json"),
	});
});

test("what stands beside flows is none: folders, hidden files, other kinds, and what tools look for", () => {
	put("keeper.ts", "README.md", "keeper.svg", ".draft.json", "..data.json");
	put("package.json", "package-lock.json", "tsconfig.json", "keeper.d.ts");
	mkdirSync(join(folder, "shared.ts"));
	expect(namesFound()).toEqual(["keeper"]);
});

test("a link to a file is a flow, as in a mounted volume", () => {
	mkdirSync(join(folder, "..data"));
	put("..data/keeper.json");
	symlinkSync("..data/keeper.json", join(folder, "keeper.json"));
	expect(namesFound()).toEqual(["keeper"]);
});

describe("a folder is refused", () => {
	test.each([
		[["a.json", "b.ts", "a.ts"], 'two of its files are the flow "a"'],
		[
			["keeper.test.ts"],
			/^"keeper.test" is no name of a flow, .*a folder of its own$/,
		],
		[["the keeper.json"], /^"the keeper" is no name/],
		[["a,b=c.json"], /^"a,b=c" is no name/],
		[[`${"x".repeat(65)}.json`], /is no name of a flow, which has at most 64/],
		[["README.md"], "no flow is in it"],
		[[], "no flow is in it"],
	])("with %j", (names, problem) => {
		put(...names);
		expect(flowsInFolder(folder)).toEqual({
			problem:
				typeof problem === "string" ? problem : expect.stringMatching(problem),
		});
	});

	test("that is not there, or is a file", () => {
		expect(flowsInFolder(join(folder, "gone"))).toEqual({
			problem: "it cannot be read: ENOENT",
		});
		put("file");
		expect(flowsInFolder(join(folder, "file"))).toEqual({
			problem: "it cannot be read: ENOTDIR",
		});
	});

	test("with a link that leads nowhere", () => {
		symlinkSync("gone", join(folder, "keeper.json"));
		expect(flowsInFolder(folder)).toEqual({
			problem: "it cannot be read: ENOENT",
		});
	});
});
