import { describe, expect, test } from "vitest";
import { conformance } from "../../../src/commands/conformance/conformance.js";
import { readCommandLine } from "../../../src/commands/conformance/options.js";

test("a server needs its address alone: calls are beside its games", () => {
	expect(readCommandLine(["wss://example.org/game"])).toEqual({
		kind: "examine server",
		options: {
			gameUrl: "wss://example.org/game",
			callUrl: "wss://example.org/twilio",
			key: undefined,
			flow: undefined,
			authTokenVariable: undefined,
			only: undefined,
			patienceMs: 5_000,
		},
	});
});

test("all options of a server", () => {
	const line = readCommandLine(
		"ws://h/game --calls ws://c/t --key k --flow keeper --auth-token-env T --only Calls --patience 0.5".split(
			" ",
		),
	);
	expect(line).toMatchObject({
		options: {
			callUrl: "ws://c/t",
			key: "k",
			flow: "keeper",
			authTokenVariable: "T",
			only: "Calls",
			patienceMs: 500,
		},
	});
});

test("a game needs nothing but --serve", () => {
	expect(readCommandLine(["--serve"])).toEqual({
		kind: "examine game",
		options: { port: 5050, dialect: undefined, patienceMs: 5_000 },
	});
	expect(readCommandLine(["--serve", "--typed", "--port", "0"])).toMatchObject({
		options: { port: 0, dialect: "typed" },
	});
});

test.each([
	[[], /name the server's address/],
	[["example.org"], /ws:\/\/ or wss:\/\//],
	[["ws://a", "ws://b"], /one address is enough: ws:\/\/b/],
	[["ws://a", "--calls", "b"], /--calls must be/],
	[["ws://a", "--patience", "soon"], /--patience takes a number/],
	[["ws://a", "--patience", "0"], /--patience takes a number/],
	[["--serve", "--port", "70000"], /--port takes a number/],
	[["--serve", "ws://a"], /--serve takes no address/],
	[["--serve", "--plain", "--typed"], /exclude each other/],
	[["--novelty"], /Unknown option '--novelty'/],
])("%j is refused", (args, problem) => {
	const line = readCommandLine(args);
	expect(line.kind === "wrong" && line.problems.join()).toMatch(problem);
});

describe("the program", () => {
	async function run(...args: string[]) {
		let printed = "";
		let complaints = "";
		const exitCode = await conformance(args, {
			environment: {},
			print: (text) => {
				printed += text;
			},
			complain: (text) => {
				complaints += text;
			},
			voice: async () => Buffer.alloc(0),
		});
		return { exitCode, printed, complaints };
	}

	test("shows how it is used", async () => {
		const { exitCode, printed } = await run("--help");
		expect(printed).toContain("npm run conformance -- ws://");
		expect(exitCode).toBe(0);
	});

	test("says what is wrong, and how it is used", async () => {
		const { exitCode, complaints } = await run("--novelty");
		expect(complaints).toMatch(/^Unknown option/);
		expect(complaints).toContain("npm run conformance");
		expect(exitCode).toBe(2);
	});

	test("wants the token that is named", async () => {
		const { exitCode, complaints } = await run(
			"ws://a",
			"--auth-token-env",
			"T",
		);
		expect(complaints).toContain("The environment has no T");
		expect(exitCode).toBe(2);
	});

	test("checking nothing is no pass", async () => {
		const { exitCode, complaints } = await run("ws://a", "--only", "xyzzy");
		expect(complaints).toContain('No statement contains "xyzzy"');
		expect(exitCode).toBe(2);
	});

	test("a server that is not there is no pass", async () => {
		const { exitCode, printed } = await run(
			"ws://127.0.0.1:9/game",
			"--only",
			"welcome comes first",
		);
		expect(printed).toContain("no WebSocket could be opened");
		expect(exitCode).toBe(1);
	});
});
