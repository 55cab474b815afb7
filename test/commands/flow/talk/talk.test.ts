import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { ModelServer } from "../../../support/minds/model-server.js";
import { runFlowProgram } from "../scripted-talk.js";

const root = join(import.meta.dirname, "../../../..");
const examples = join(root, "examples");
const ferryman = join(examples, "ferryman.json");
const exchange = join(examples, "exchange.json");

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "talk-"));
});

/** A talk that is held fast, and the lines of it. */
async function talk(
	file: string,
	script: readonly string[],
	...options: readonly string[]
) {
	const run = await runFlowProgram(
		["talk", file, "--fast", ...options],
		script.map((line) => `${line}\n`).join(""),
	);
	return { ...run, lines: run.printed.trimEnd().split("\n") };
}

/** A copy of the ferryman with something changed. */
function changedFerryman(
	name: string,
	change: (config: { on: Record<string, unknown> }) => void,
): string {
	const config = JSON.parse(readFileSync(ferryman, "utf8"));
	change(config);
	const file = join(folder, `${name}.json`);
	writeFileSync(file, JSON.stringify(config));
	return file;
}

describe("a talk by a script", () => {
	test("shows what is said, where the flow is, and what the mind may do", async () => {
		const { lines, exitCode, complained } = await talk(ferryman, [
			"/game coin",
			"Take me across!",
		]);
		expect({ exitCode, complained }).toEqual({ exitCode: 0, complained: "" });
		expect(lines).toEqual([
			"    → landing",
			"    the mind may do: move.refuse",
			"ferryman: You rang the bell. Here I am.",
			"> /game coin",
			"    the mind may do: move.cross, move.refuse",
			"ferryman: It rings true. Where to?",
			"> Take me across!",
			"    the mind moves: move.cross",
			"    tells the game: crossing",
			"    → crossing",
			"    the mind may do: nothing",
			"ferryman: Sit. Do not put your hand in the water.",
			"ferryman has hung up, in crossing.",
		]);
	});

	test("makes the same conversation at the pace of a call", {
		timeout: 60_000,
	}, async () => {
		const file = changedFerryman("short", (config) => {
			const text = JSON.stringify(config).replace(
				/"text":"[^"]*"/g,
				'"text":"So."',
			);
			Object.assign(config, JSON.parse(text));
		});
		const script = "/game coin\n/interrupt Take me across\n";
		const fast = await runFlowProgram(["talk", file, "--fast"], script);
		const began = performance.now();
		const slow = await runFlowProgram(["talk", file], script);
		expect(slow).toEqual(fast);
		expect(slow.exitCode).toBe(0);
		// Two lines that are heard to their end, and half of one.
		expect(performance.now() - began).toBeGreaterThan(2.5 * 3 * 65 - 20);
	});

	test("breaks in halfway through a line, of which the caller heard so many words", async () => {
		const { lines } = await talk(ferryman, [
			"/interrupt I have no coin",
			"/quit",
		]);
		expect(lines).toEqual([
			"    → landing",
			"    the mind may do: move.refuse",
			"ferryman: You rang the bell. Here I am.",
			"> /interrupt I have no coin",
			"    (the caller breaks in: I have no coin)",
			'    (is cut; the caller heard: "You rang the")',
			"    the mind moves: move.refuse",
			"    → drifting",
			"    the mind may do: nothing",
			"ferryman: Then I push off. Ring again.",
			"    (not said any more: /quit)",
			"ferryman has hung up, in drifting.",
		]);
	});

	test("lets the character lose patience", async () => {
		const { lines, exitCode } = await talk(ferryman, [
			"/silence",
			"/silence",
			"/silence",
		]);
		expect(exitCode).toBe(0);
		expect(lines.filter((line) => line.includes("silent"))).toHaveLength(3);
		expect(lines.at(-1)).toBe("ferryman has hung up, in drifting.");
	});

	test("presses keys, and lets the game leave", async () => {
		const { lines, exitCode } = await talk(ferryman, ["/key 5", "/leave"]);
		expect(exitCode).toBe(0);
		expect(lines).toContain("ferryman: The river has no numbers. Speak.");
		expect(lines).toContain("ferryman: Then I push off. Ring again.");
	});

	test("shows the scene with what the flow knows, and what may not be done yet", async () => {
		const { lines } = await talk(ferryman, ["/scene", "/quit"]);
		expect(lines).toEqual(
			expect.arrayContaining([
				"    state     landing",
				"    knows     hasPaid: false, silences: 0",
				"    goal      Find out whether the traveller has a coin.",
				"    not now   move.cross: The traveller wants to cross now.",
				"    move      move.refuse: The traveller will not pay.",
				'              heard as "I have no coin", "too dear", "never mind"',
				"    patience  7000 ms",
			]),
		);
		expect(lines.at(-1)).toBe("The caller has hung up.");
	});

	test("asks for a code, and has the caller back", async () => {
		const { lines, exitCode } = await talk(exchange, [
			"four two",
			"/back noCode",
			"/back gameLeft",
			"/back noCode",
			"/back noCode",
			"/back noCode",
		]);
		expect(exitCode).toBe(0);
		expect(lines).toEqual(
			expect.arrayContaining([
				"    asks the caller for a code",
				"    (the caller is asked for a code: /back noCode or /back gameLeft)",
				"exchange: Nobody has that code tonight. Read it to me once more.",
				"exchange: They have rung off. Which code next?",
				"exchange has hung up, in closing.",
			]),
		);
	});

	test("says what is out of place, and goes on", async () => {
		const { lines, exitCode } = await talk(ferryman, [
			"# a note for whoever reads the script",
			"",
			"/back noCode",
			"/help",
			"/quit",
		]);
		expect(exitCode).toBe(0);
		expect(lines).toContain("    (the caller was not asked for a code)");
		expect(lines).toContain(
			"  /silence             the caller says nothing until the character loses patience",
		);
		expect(lines.join()).not.toContain("a note");
	});

	test("that ends before the conversation has failed", async () => {
		const { lines, exitCode } = await talk(ferryman, ["hello"]);
		expect(exitCode).toBe(1);
		expect(lines.at(-1)).toBe(
			"The script is over, and the conversation is not: /quit hangs up.",
		);
	});

	test("that goes on after the conversation is told so", async () => {
		const { lines, exitCode } = await talk(ferryman, ["/leave", "wait!"]);
		expect(exitCode).toBe(0);
		expect(lines).toContain("    (not said any more: wait!)");
	});

	test("with a line that nobody understands stops there", async () => {
		const { lines, exitCode } = await talk(ferryman, ["/dance", "hello"]);
		expect(exitCode).toBe(2);
		expect(lines.slice(-2)).toEqual([
			"> /dance",
			"There is no /dance: /help shows what there is.",
		]);
	});

	test("has no colours", async () => {
		const { printed } = await talk(ferryman, ["hello", "/scene", "/quit"]);
		expect(printed).not.toContain("\u001b");
	});
});

describe("a flow that is no good", () => {
	test("is not talked to, when it is none", async () => {
		const file = join(folder, "waits.mjs");
		writeFileSync(
			file,
			`import { createMachine } from "xstate";
export default createMachine({ id: "npc", initial: "a", states: { a: { after: { 100: "a" } } } });\n`,
		);
		const { exitCode, complained, printed } = await talk(file, ["hello"]);
		expect({ exitCode, printed }).toEqual({ exitCode: 2, printed: "" });
		expect(complained).toContain(`${file}: this is no flow.\n  npc.a waits by`);
	});

	test("is talked to with a warning, when it breaks a law", async () => {
		const file = changedFerryman("silent", (config) => {
			delete config.on["mind.failed"];
		});
		const { exitCode, complained, lines } = await talk(file, [
			"hello",
			"/quit",
		]);
		expect(exitCode).toBe(0);
		expect(complained).toBe(
			`${file}: It breaks "no dead air".\n  npm run flow -- prove ${file} shows how. A server does not start with it.\n`,
		);
		expect(lines).toContain("    the mind has no answer");
	});

	test("has failed, when it throws", async () => {
		const file = join(folder, "throws.mjs");
		writeFileSync(
			file,
			`import { flow } from ${JSON.stringify(join(root, "src/flows/flows.ts"))};
export default flow().extend({ guards: { isOdd: () => { throw new Error("odd indeed"); } } }).createMachine({
	id: "odd", initial: "a", entry: { type: "say", params: { line: "hm", text: "Hm." } },
	states: { a: { on: { "caller.said": { guard: "isOdd" } } } },
});\n`,
		);
		const { exitCode, lines } = await talk(file, ["hello"]);
		expect(exitCode).toBe(1);
		expect(lines.at(-1)).toBe(
			"The flow has failed upon caller.said: Error. It was in a.",
		);
	});

	test("begins with what it is given, if it takes that", async () => {
		const file = join(folder, "greets.mjs");
		writeFileSync(
			file,
			`import { flow } from ${JSON.stringify(join(root, "src/flows/flows.ts"))};
export default flow().createMachine({
	id: "greets", initial: "a", context: ({ input }) => ({ name: input.name.trim() }),
	states: { a: {} },
});
export const proof = { input: { name: "Ada" } };\n`,
		);
		const usual = await talk(file, ["/scene", "/quit"]);
		expect(usual.lines).toContain('    knows     name: "Ada"');
		const other = await talk(
			file,
			["/scene", "/quit"],
			"--input",
			'{"name":"Bo"}',
		);
		expect(other.lines).toContain('    knows     name: "Bo"');
		const wrong = await talk(file, ["/quit"], "--input", "{}");
		expect(wrong.exitCode).toBe(2);
		expect(wrong.complained).toContain("greets does not begin");
	});
});

describe("with --mind", () => {
	let server: ModelServer | undefined;
	afterEach(() => server?.stop());

	test.each([
		[{}, "--mind needs MIND_URL and MIND_MODEL in the environment"],
		[
			{ MIND_URL: "http://127.0.0.1:1/v1" },
			"--mind needs MIND_URL and MIND_MODEL",
		],
		[
			{ MIND_URL: "ftp://127.0.0.1", MIND_MODEL: "m" },
			"MIND_URL must be an http or https URL, not ftp://127.0.0.1.",
		],
	])("and %j it says what is missing", async (environment, problem) => {
		const run = await runFlowProgram(
			["talk", ferryman, "--mind"],
			"hello\n",
			environment as Record<string, string>,
		);
		expect(run.exitCode).toBe(2);
		expect(run.complained).toContain(`${ferryman}: ${problem}`);
	});

	test("a model thinks, and it is shown what that cost", {
		timeout: 60_000,
	}, async () => {
		server = await ModelServer.start();
		const held = runFlowProgram(
			["talk", ferryman, "--fast", "--mind"],
			"hello there\nnever mind then\n",
			{ MIND_URL: server.url, MIND_MODEL: server.model },
		);
		const first = await server.exchanges.next();
		expect(first.lastWords).toBe("hello there");
		first.say("What do you want? ", "Speak.").finish();
		const second = await server.exchanges.next();
		expect(second.tools).toEqual(["move_refuse"]);
		second
			.call({ id: "call_1", name: "move_refuse", arguments: "{}" })
			.finish("tool_calls");
		const { exitCode, printed } = await held;
		expect(exitCode).toBe(0);
		expect(printed).toMatch(/\nferryman: What do you want\?( Speak\.)?\n/);
		expect(printed).toMatch(/Speak\.\n/);
		expect(printed).not.toContain("(is cut");
		expect(printed).toMatch(
			/ {4}thought \(used\): first words after \d+ ms, \d+ tokens read, \d+ written\n/,
		);
		expect(printed).toContain("    the mind moves: move.refuse\n");
	});
});

/** Only a process of its own has a stdin that is read as it comes, and an exit code. */
describe("built, in a process of its own,", { timeout: 60_000 }, () => {
	function built(script: string, ...args: readonly string[]) {
		const main = join(root, "dist/commands/flow/main.js");
		const child = spawn(process.execPath, [main, "talk", ...args], {
			cwd: root,
		});
		child.stdin.end(script);
		const output = { stdout: "", stderr: "" };
		for (const name of ["stdout", "stderr"] as const)
			child[name].on("data", (more) => {
				output[name] += more;
			});
		return new Promise<typeof output & { status: number | null }>((resolve) =>
			child.once("close", (status) => resolve({ ...output, status })),
		);
	}

	test("the keeper is won", async () => {
		const script = readFileSync(join(examples, "keeper-won.txt"), "utf8");
		const { status, stdout, stderr } = await built(
			script,
			"examples/keeper.ts",
			"--fast",
		);
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
		expect(stdout).toContain(
			"    the mind moves: move.forgive\n    tells the game: lamp.lit\n    → climbing\n",
		);
		expect(stdout).toContain("\n    → parting\n");
		expect(stdout).toMatch(/\nkeeper has hung up, in over\.\n$/);
	});

	test("the keeper is lost", async () => {
		const script = readFileSync(join(examples, "keeper-lost.txt"), "utf8");
		const { status, stdout, stderr } = await built(
			script,
			"examples/keeper.ts",
			"--fast",
		);
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
		expect(stdout).toContain(
			'    (is cut; the caller heard: "Gull Rock. It is past")\n',
		);
		expect(stdout).toContain("\n    → slamming\n");
		expect(stdout).toMatch(/\nkeeper has hung up, in over\.\n$/);
	});

	test("what is no flow is told, and the exit code says so", async () => {
		const { status, stdout, stderr } = await built("", "package.json");
		expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
		expect(stderr).toMatch(/^package\.json: The flow, /);
		expect(stderr).toContain("The flow: there is no such key as name,");
	});
});
