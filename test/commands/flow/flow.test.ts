import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readCommandLine } from "../../../src/commands/flow/options.js";
import { usage } from "../../../src/commands/flow/usage.js";
import { runFlowProgram } from "./scripted-talk.js";

const root = join(import.meta.dirname, "../../..");
const ferryman = join(root, "examples/ferryman.json");

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "flow-"));
});

const run = (...args: readonly string[]) => runFlowProgram(args);

/** A copy of the ferryman with something changed. */
function changedFerryman(
	change: (config: { on: Record<string, unknown> }) => void,
): string {
	const config = JSON.parse(readFileSync(ferryman, "utf8"));
	change(config);
	const file = join(folder, "changed.json");
	writeFileSync(file, JSON.stringify(config));
	return file;
}

describe("to prove a flow", () => {
	test("says which laws hold, and how much was walked", async () => {
		const { exitCode, printed, complained } = await run("prove", ferryman);
		expect({ exitCode, complained }).toEqual({ exitCode: 0, complained: "" });
		expect(printed).toMatch(
			/^ferryman: (\d+) of \1 laws hold\.\nWalked: \d+ edges between \d+ states, the farthest \d+ events from the beginning\.\n$/,
		);
	});

	test("shows what breaks a law as a script, and as events to replay", async () => {
		const file = changedFerryman(({ on }) => delete on["mind.failed"]);
		const { exitCode, printed } = await run("prove", file);
		expect(exitCode).toBe(1);
		expect(printed).toContain(`BROKEN: no dead air
  After a turn, a silence, a failed mind and a caller's return something is said, thought, asked or ended.
  ferryman.landing, upon mind.failed: nothing is said, thought, asked or ended

    The conversation begins.
        says "ahoy": "You rang the bell. Here I am."
        → landing
    "ahoy" is cut; the caller heard: "You rang the"
    Caller: "Tell me more."
        asks the mind
    The mind fails: timeout.

    to replay: [{"type":"caller.said","text":"Tell me more."},{"type":"mind.failed","why":"timeout"}]
`);
		expect(printed).toMatch(/^ferryman: \d+ of \d+ laws hold\.$/m);
	});

	test("names a few of many places where a law is broken", async () => {
		const file = changedFerryman(({ on }) => {
			for (const type of ["caller.said", "caller.pressed", "mind.failed"])
				delete on[type];
			delete on["caller.silent"];
		});
		const { printed } = await run("prove", file);
		expect(printed).toMatch(/^ {2}also ferryman\.landing, upon caller\./m);
	});

	test("fails when the flow is larger than it may be", async () => {
		const { exitCode, printed } = await run("prove", ferryman, "--limit", "20");
		expect(exitCode).toBe(1);
		expect(printed).toMatch(
			/^ferryman cannot be walked\.\n {2}The flow has more than 20 edges, and /,
		);
	});
});

test("to draw a flow writes its chart", async () => {
	const picture = join(folder, "ferry.svg");
	const { exitCode, printed } = await run("draw", ferryman, picture);
	expect({ exitCode, printed }).toEqual({
		exitCode: 0,
		printed: `ferryman is drawn in ${picture}.\n`,
	});
	const svg = readFileSync(picture, "utf8");
	expect(svg).toMatch(/^<svg /);
	expect(svg).toContain('data-state="ferryman.crossing"');
});

test("a talk is slow, by phrases and with the input of its proof without a wish", () => {
	expect(readCommandLine(["talk", "npcs/wren.ts"])).toEqual({
		kind: "talk",
		file: "npcs/wren.ts",
		isFast: false,
		byModel: false,
		input: undefined,
	});
	expect(
		readCommandLine(["talk", "wren.ts", "--fast", "--mind", "--input", "[1]"]),
	).toEqual({
		kind: "talk",
		file: "wren.ts",
		isFast: true,
		byModel: true,
		input: { value: [1] },
	});
});

test("a picture is beside its flow without a name of its own", () => {
	expect(readCommandLine(["draw", "npcs/wren.ts"])).toEqual({
		kind: "draw",
		file: "npcs/wren.ts",
		picture: "npcs/wren.svg",
	});
});

describe("what is misused", () => {
	test.each([
		[[], 'say "prove", "draw" or "talk" first'],
		[["dance"], 'say "prove", "draw" or "talk" first, not "dance"'],
		[["prove"], "name the file of a flow"],
		[["prove", "a", "b"], "one file is enough: b"],
		[["draw", "a", "b", "c"], "one file is enough: b c"],
		[
			["prove", "a", "--limit", "no"],
			'--limit takes a number of edges, not "no"',
		],
		[["draw", "a", "--limit", "5"], '"draw" has no --limit'],
		[
			["prove", "a", "--fast", "--mind"],
			'"prove" has no --fast\n"prove" has no --mind',
		],
		[["talk", "a", "--limit", "5"], '"talk" has no --limit'],
		[["talk", "a", "b"], "one file is enough: b"],
		[["talk", "a", "--input", "{trust"], "--input takes JSON, not {trust"],
	])("of %j is told with the usage", async (args, problem) => {
		const { exitCode, complained } = await run(...args);
		expect(exitCode).toBe(2);
		expect(complained).toBe(`${problem}\n\n${usage}`);
	});

	test.each([
		["gone.json", "", "ENOENT"],
		["text.json", "{", "JSON"],
		[
			"wrong.json",
			'{"id":"npc","entry":"sing"}',
			"The flow, entry.0.type: must be one of",
		],
		["none.mjs", "export const npc = 1;", "Its default export is no machine"],
		["broken.mjs", "export default nobody;", "nobody is not defined"],
	])("as a file, %s, is told with its name", async (name, text, problem) => {
		const file = join(folder, name);
		if (text !== "") writeFileSync(file, text);
		const { exitCode, complained, printed } = await run("prove", file);
		expect({ exitCode, printed }).toEqual({ exitCode: 2, printed: "" });
		expect(complained).toContain(`${file}: `);
		expect(complained).toContain(problem);
	});
});

/** Vitest reads TypeScript in its own way: only a process of its own shows that Node does, and finds the kit as authors do. */
describe("built, in a process of its own,", () => {
	function built(...args: readonly string[]) {
		const main = join(root, "dist/commands/flow/main.js");
		return spawnSync(process.execPath, [main, ...args], {
			cwd: root,
			encoding: "utf8",
			timeout: 60_000,
		});
	}

	test("proves a flow in TypeScript that imports callsign/flows, with its samples and laws", {
		timeout: 60_000,
	}, () => {
		const { status, stdout, stderr } = built("prove", "examples/keeper.ts");
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
		expect(stdout).toMatch(/^keeper: (\d+) of \1 laws hold\.$/m);
		expect(stdout).toMatch(/^Laws of its own: on \d+ walks/m);
	});

	test("finds what a module in TypeScript imports by the name that it has as JavaScript", {
		timeout: 60_000,
	}, () => {
		writeFileSync(
			join(folder, "proof.ts"),
			`export const proof: { limit: number } = { limit: 7 };\n`,
		);
		writeFileSync(
			join(folder, "npc.ts"),
			`import { createMachine } from ${JSON.stringify(join(root, "node_modules/xstate/dist/xstate.cjs.mjs"))};
export { proof } from "./proof.js";
export default createMachine({ id: "npc" as string });\n`,
		);
		const { status, stdout } = built("prove", join(folder, "npc.ts"));
		expect(status).toBe(1);
		expect(stdout).toContain("npc");
	});
});
