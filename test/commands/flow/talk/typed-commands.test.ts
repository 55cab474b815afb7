import { describe, expect, test } from "vitest";
import {
	commandHelp,
	readTypedLine,
} from "../../../../src/commands/flow/talk/typed-commands.js";

describe("what is typed", () => {
	test.each([
		["  open the gate ", { kind: "say", text: "open the gate" }],
		["/interrupt no, wait", { kind: "interrupt", text: "no, wait" }],
		["/interrupt", { kind: "interrupt", text: "Wait a moment." }],
		["/silence", { kind: "silence" }],
		["/key 5", { kind: "keys", digits: ["5"] }],
		["/key 4 2#", { kind: "keys", digits: ["4", "2", "#"] }],
		["/game ship.struck", { kind: "game", name: "ship.struck" }],
		[
			'/game ship.struck {"aboard": 6}',
			{ kind: "game", name: "ship.struck", data: { aboard: 6 } },
		],
		["/game dark null", { kind: "game", name: "dark", data: null }],
		["/leave", { kind: "leave" }],
		["/back noCode", { kind: "back", why: "noCode" }],
		["/back gameLeft", { kind: "back", why: "gameLeft" }],
		["/scene", { kind: "scene" }],
		["/help", { kind: "help" }],
		["/quit", { kind: "quit" }],
		["", { kind: "nothing" }],
		["   ", { kind: "nothing" }],
		["# who reads this?", { kind: "nothing" }],
	])("%j is understood", (typed, command) => {
		expect(readTypedLine(typed)).toEqual(command);
	});

	test.each([
		["/dance", "There is no /dance: /help shows what there is."],
		["/", "There is no /: /help shows what there is."],
		["/constructor", "There is no /constructor: /help shows what there is."],
		["/key", "/key takes keys of a telephone: 0 to 9, * and #, as in /key 5."],
		[
			"/key five",
			"/key takes keys of a telephone: 0 to 9, * and #, as in /key 5.",
		],
		["/game", "/game takes a name, as in /game bell.rang, and JSON after it."],
		[
			"/game ship {aboard}",
			"What follows the name must be JSON, and {aboard} is none.",
		],
		["/back", "/back takes noCode or gameLeft."],
		["/silence please", '/silence stands alone, without "please".'],
	])("%j is told to be wrong", (typed, problem) => {
		expect(readTypedLine(typed)).toEqual({ kind: "wrong", problem });
	});

	test("the help names every command", () => {
		const named = [...commandHelp.matchAll(/^ {2}\/(\w+)/gm)].map(
			([, name]) => name,
		);
		expect(named.length).toBeGreaterThan(8);
		for (const name of named)
			expect(readTypedLine(`/${name}`)).not.toMatchObject({
				problem: expect.stringContaining("There is no"),
			});
	});
});
