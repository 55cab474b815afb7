import { describe, expect, it } from "vitest";
import { readCommandLine } from "../../../src/commands/phone/options.js";

describe("the phone's command line", () => {
	it("is done in the order in which it was typed", () => {
		const args = ["--say", "four two", "--wait", "1.5", "--keys", "71#"];
		const line = readCommandLine([...args, "--wav", "a.wav", "--say", "bye"]);
		expect(line).toMatchObject({
			kind: "call",
			options: {
				steps: [
					{ do: "say", text: "four two" },
					{ do: "wait", ms: 1500 },
					{ do: "press", keys: "71#" },
					{ do: "play", file: "a.wav" },
					{ do: "say", text: "bye" },
				],
			},
		});
	});

	it("has a default for everything but what to do", () => {
		expect(readCommandLine([])).toEqual({
			kind: "call",
			options: {
				steps: [],
				url: "ws://127.0.0.1:5000/twilio",
				out: "heard.wav",
				voice: undefined,
				pauseMs: 1500,
				stayMs: 5000,
				hangUpAfterMs: Infinity,
				authTokenVariable: undefined,
				parameters: {},
			},
		});
	});

	it("takes the length of the call, the server and the stream's parameters", () => {
		const line = readCommandLine(
			"--url wss://example.com/twilio --hang-up-after 2 --stay 0 --pause .5 --parameter token=a=b --parameter caller=x --auth-token-env TOKEN --voice kal --out there.wav".split(
				" ",
			),
		);
		expect(line).toMatchObject({
			options: {
				url: "wss://example.com/twilio",
				hangUpAfterMs: 2000,
				stayMs: 0,
				pauseMs: 500,
				parameters: { token: "a=b", caller: "x" },
				authTokenVariable: "TOKEN",
				voice: "kal",
				out: "there.wav",
			},
		});
	});

	it("takes the number that is rung as a parameter of the stream", () => {
		for (const to of ["+15551234567", "5550100", "sip:ann@example.org"])
			expect(readCommandLine(["--to", to])).toMatchObject({
				options: { parameters: { to } },
			});
	});

	it("offers help", () => {
		expect(readCommandLine(["--help"])).toEqual({ kind: "help" });
		expect(readCommandLine(["-h", "--say", "x"])).toEqual({ kind: "help" });
	});

	it("reports all that is wrong at once", () => {
		const args = "--keys 42a1 --wait soon --say= --url http://x --parameter x";
		const line = readCommandLine(args.split(" "));
		expect(line).toEqual({
			kind: "wrong",
			problems: [
				'--keys takes 0 to 9, * and #, not "42a1"',
				'--wait takes a number of seconds, not "soon"',
				"--say needs a text to speak",
				'--url takes a ws:// or wss:// address, not "http://x"',
				'--parameter takes NAME=VALUE, not "x"',
			],
		});
	});

	it.each([
		["an option that it does not know", ["--shout", "x"], /--shout/],
		["a word that belongs to no option", ["hello"], /hello/],
		["an option without its value", ["--say"], /--say/],
		["an empty time", ["--stay="], /--stay takes a number/],
		["a negative time", ["--stay=-1"], /--stay takes a number/],
		["a number that is none", ["--to=the keeper"], /--to takes a number/],
		["an endless time", ["--stay=Infinity"], /--stay takes a number/],
	])("refuses %s", (_, args, problem) => {
		const line = readCommandLine(args);
		expect(line).toMatchObject({
			kind: "wrong",
			problems: [expect.stringMatching(problem)],
		});
	});
});
