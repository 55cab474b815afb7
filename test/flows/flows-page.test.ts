/** What the page for authors shows is proved, compiled, and what the proof says. */
import { spawnSync } from "node:child_process";
import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, expect, test } from "vitest";
import { flowFromJson } from "../../src/flows/flow-from-json.js";
import { generalLaws, prove } from "../../src/flows/prove.js";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/flows.md"), "utf8");

/** The first block of code of a language. */
function sample(language: string): string {
	const [, code = ""] =
		page.match(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "ms")) ?? [];
	expect(code).not.toBe("");
	return code;
}

// The kit is found by its name only from within the package.
mkdirSync(join(root, "dist"), { recursive: true });
const folder = mkdtempSync(join(root, "dist/flows-page-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the flow in JSON keeps every law", () => {
	expect(prove(flowFromJson(JSON.parse(sample("json"))))).toMatchObject({
		holds: true,
	});
});

test("the counter-example is the one that is found", () => {
	const config = JSON.parse(sample("json"));
	delete config.on["mind.failed"];
	const { troubles } = prove(flowFromJson(config));
	expect(troubles.map(({ law }) => law)).toEqual(["no dead air"]);
	expect(troubles[0]?.script).toEqual(sample("text").trimEnd().split("\n"));
});

test("the flow in TypeScript compiles", { timeout: 60_000 }, () => {
	const file = join(folder, "gate.ts");
	writeFileSync(file, sample("ts"));
	const { config } = ts.readConfigFile(
		join(root, "tsconfig.json"),
		ts.sys.readFile,
	);
	const { options } = ts.parseJsonConfigFileContent(
		{ ...config, files: [file], include: [] },
		ts.sys,
		root,
	);
	const program = ts.createProgram([file], options);
	const faults = ts
		.getPreEmitDiagnostics(program)
		.map(({ messageText }) =>
			ts.flattenDiagnosticMessageText(messageText, "\n"),
		);
	expect(faults).toEqual([]);
});

test("the flow in TypeScript keeps every law, on the command line", {
	timeout: 60_000,
}, () => {
	const file = join(folder, "gate.ts");
	writeFileSync(file, sample("ts"));
	const { status, stdout } = spawnSync(
		process.execPath,
		[join(root, "dist/commands/flow/main.js"), "prove", file],
		{ encoding: "utf8" },
	);
	expect(stdout).toMatch(/^gate: (\d+) of \1 laws hold\.$/m);
	expect(status).toBe(0);
});

test("the laws of every flow are those that it is held against", () => {
	const [, table = ""] = page.match(/<!-- laws -->(.*)<!-- \/laws -->/s) ?? [];
	const rows = [...table.matchAll(/^\| ([^|]+?) +\| ([^|]+?) +\|$/gm)]
		.map(([, name, sentence]) => ({ name, sentence }))
		.slice(1);
	expect(rows.filter(({ name }) => !/^-/.test(name ?? ""))).toEqual(
		generalLaws.map(({ name, sentence }) => ({ name, sentence })),
	);
});
