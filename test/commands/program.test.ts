import { describe, expect, test } from "vitest";
import {
	isSocketUrl,
	millisecondsIn,
	readArguments,
} from "../../src/commands/command-line.js";
import { runProgram, tokenIn } from "../../src/commands/program.js";

const syntax = {
	options: { name: { type: "string", default: "you" } },
	allowPositionals: true,
} as const;

/** A program that greets, and fails when it is told to. */
function read(args: readonly string[]) {
	return readArguments(args, syntax, ({ values, positionals }, complain) => {
		for (const word of positionals) complain(`"${word}" is one word too many`);
		return { kind: "greet", name: values.name };
	});
}

async function run(...args: readonly string[]) {
	const printed: string[] = [];
	const complained: string[] = [];
	const exitCode = await runProgram(
		{
			usage: "greets\n",
			read,
			perform: async ({ name }) => (name === "nobody" ? 1 : 0),
		},
		args,
		{
			environment: {},
			print: (text) => void printed.push(text),
			complain: (text) => void complained.push(text),
		},
	);
	return {
		exitCode,
		printed: printed.join(""),
		complained: complained.join(""),
	};
}

describe("a program", () => {
	test.each([
		[[], 0],
		[["--name", "nobody"], 1],
	])(
		"ends with %j as its task does, and says nothing of its own",
		async (args, exitCode) => {
			const silent = { printed: "", complained: "" };
			expect(await run(...args)).toEqual({ exitCode, ...silent });
		},
	);

	test("reads arguments in whole characters", () => {
		expect(read(["--name", "you \ud83d"])).toMatchObject({
			name: "you \ufffd",
		});
	});

	test.each([["--help"], ["-h"], ["--help", "--name", "x"]])(
		"shows its usage for %s",
		async (...args) => {
			const shown = { printed: "greets\n", complained: "" };
			expect(await run(...args)).toEqual({ exitCode: 0, ...shown });
		},
	);

	test("complains of all that is wrong at once, shows its usage there and does nothing", async () => {
		expect(await run("a", "b")).toEqual({
			exitCode: 2,
			printed: "",
			complained:
				'"a" is one word too many\n"b" is one word too many\n\ngreets\n',
		});
	});

	test.each([
		[["--shout"], "Unknown option '--shout'"],
		[["--name"], "Option '--name <value>' argument missing"],
	])("complains of %j without advice", async (args, problem) => {
		const { exitCode, complained } = await run(...args);
		expect(exitCode).toBe(2);
		expect(complained).toBe(`${problem}\n\ngreets\n`);
	});
});

describe("the token of an environment variable", () => {
	const around = {
		environment: { TOKEN: "hush", EMPTY: "" },
		print: () => {},
		complain: () => {},
	};

	test.each([
		[undefined, { token: undefined }],
		["TOKEN", { token: "hush" }],
		["EMPTY", { problem: "The environment has no EMPTY." }],
		["OTHER", { problem: "The environment has no OTHER." }],
	])("named %s is %j", (variable, token) => {
		expect(tokenIn(around, variable)).toEqual(token);
	});
});

test.each([
	["1.5", 1_500],
	[".5", 500],
	["0", 0],
	["", Number.NaN],
	["-1", Number.NaN],
	["1e3", Number.NaN],
	["Infinity", Number.NaN],
	["soon", Number.NaN],
])("%j seconds are %d ms", (text, ms) => {
	expect(millisecondsIn(text)).toBe(ms);
});

test.each([
	["ws://h", true],
	["wss://h/path?a=b", true],
	["http://h", false],
	["h:80", false],
	["", false],
])("whether a WebSocket goes to %j: %s", (url, isOne) => {
	expect(isSocketUrl(url)).toBe(isOne);
});
