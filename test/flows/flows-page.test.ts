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
import { commandHelp } from "../../src/commands/flow/talk/typed-commands.js";
import { flowFromJson } from "../../src/flows/flow-from-json.js";
import { generalLaws, prove } from "../../src/flows/prove.js";
import { moveHeardIn } from "../../src/machines/conversation/heard-phrases.js";
import { runFlowProgram } from "../commands/flow/scripted-talk.js";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/flows.md"), "utf8");

/** The first block of code of a language below a heading. */
function sample(heading: string, language: string): string {
	const [, below = ""] = page.split(`\n## ${heading}\n`);
	const [, code = ""] =
		below.match(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "ms")) ?? [];
	expect(code).not.toBe("");
	return code;
}

const smith = () => sample("A first flow, as JSON", "json");
const gate = () => sample("In TypeScript", "ts");

// The kit is found by its name only from within the package.
mkdirSync(join(root, "dist"), { recursive: true });
const folder = mkdtempSync(join(root, "dist/flows-page-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the flow in JSON keeps every law", () => {
	expect(prove(flowFromJson(JSON.parse(smith())))).toMatchObject({
		holds: true,
	});
});

test("the counter-example is the one that is found", () => {
	const config = JSON.parse(smith());
	delete config.on["mind.failed"];
	const { troubles } = prove(flowFromJson(config));
	expect(troubles.map(({ law }) => law)).toEqual(["no dead air"]);
	expect(troubles[0]?.script).toEqual(
		sample("Reading a counter-example", "text").trimEnd().split("\n"),
	);
});

test("the talk is the one that is held", async () => {
	const file = join(folder, "smith.json");
	writeFileSync(file, smith());
	const talk = sample("Talking to it", "text");
	const typed = [...talk.matchAll(/^> (.*\n)/gm)].map(([, line]) => line);
	expect(typed.length).toBeGreaterThan(2);
	expect(
		await runFlowProgram(["talk", file, "--fast"], typed.join("")),
	).toEqual({ exitCode: 0, printed: talk, complained: "" });
});

test("what can be typed is what the talk knows", () => {
	const [, table = ""] = page.match(/^\| typed \|.*\n((?:\|.*\n)+)/m) ?? [];
	const inTable = [...table.matchAll(/`\/(\w+)/g)].map(([, name]) => name);
	const known = [...commandHelp.matchAll(/^ {2}\/(\w+)/gm)].map(
		([, name]) => name,
	);
	expect([...new Set(inTable)].sort()).toEqual([...known].sort());
});

test.each([
	["to the other sight", "to the other side", true],
	["know", "no", false],
	["Open it, please!", "please", true],
	["don't open the gate", "open the gate", true],
])("%j as %j: %s, by phrases", (said, phrase, isTaken) => {
	const move = { name: "move.it", means: "", heardAs: [phrase] } as const;
	expect(moveHeardIn(said, [move])).toBe(isTaken ? move : undefined);
});

/** What is wrong with a file, by the compiler. */
function faultsIn(file: string): string[] {
	const { config } = ts.readConfigFile(
		join(root, "tsconfig.json"),
		ts.sys.readFile,
	);
	const { options } = ts.parseJsonConfigFileContent(
		{ ...config, files: [file], include: [] },
		ts.sys,
		root,
	);
	return ts
		.getPreEmitDiagnostics(ts.createProgram([file], options))
		.map(({ messageText }) =>
			ts.flattenDiagnosticMessageText(messageText, "\n"),
		);
}

test("the flow in TypeScript compiles", { timeout: 60_000 }, () => {
	const file = join(folder, "gate.ts");
	writeFileSync(file, gate());
	expect(faultsIn(file)).toEqual([]);
});

test("the flow in TypeScript keeps every law, on the command line", {
	timeout: 60_000,
}, () => {
	const file = join(folder, "gate.ts");
	writeFileSync(file, gate());
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
