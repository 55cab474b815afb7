import { describe, expect, test } from "vitest";
import {
	commandOfKey,
	commandsIn,
	keyterms,
} from "../../../src/pages/try-it/game/commands.js";
import {
	darkLighthouse,
	type Lighthouse,
	obey,
	suggestions,
} from "../../../src/pages/try-it/game/lighthouse.js";

/** Plays what is said, and gives what is said back, line by line. */
function play(said: readonly string[], from: Lighthouse = darkLighthouse) {
	let lighthouse = from;
	const spoken = said.map((text) => {
		let last = "";
		for (const command of commandsIn(text)) {
			const outcome = obey(lighthouse, command);
			lighthouse = outcome.lighthouse;
			last = outcome.spoken;
		}
		return last;
	});
	return { lighthouse, spoken };
}

const wayToTheLamp = [
	"go north",
	"go east",
	"take the key",
	"go west",
	"go west",
	"take the matches",
	"go east",
	"open the door",
	"go up",
	"go up",
	"light the lamp",
];

describe("what the player says", () => {
	test.each(keyterms)("“%s” is one command", (term) => {
		expect(commandsIn(term)).toHaveLength(1);
	});

	test.each([
		["Um, could you go north please?", [{ do: "go", to: "north" }]],
		[
			"Walk west, then take the matches.",
			[
				{ do: "go", to: "west" },
				{ do: "take", what: "matches" },
			],
		],
		["Climb the stairs", [{ do: "go", to: "up" }]],
		["Use the key to open the door", [{ do: "open" }]],
		["Where are you?", [{ do: "look" }]],
		["Let's start over", [{ do: "restart" }]],
		["I like northern lights", []],
		["", []],
	])("“%s”", (text, commands) => {
		expect(commandsIn(text)).toEqual(commands);
	});

	test("keys go the ways of the arrows", () => {
		const ways = [..."2468"].map((digit) => commandOfKey(digit));
		expect(ways).toEqual(
			["north", "west", "east", "south"].map((to) => ({ do: "go", to })),
		);
		expect(commandOfKey("*")).toBeUndefined();
	});
});

describe("the lighthouse", () => {
	test("can be lit by following what is suggested", () => {
		expect(play(wayToTheLamp).lighthouse).toMatchObject({
			room: "lamp",
			isLampLit: true,
		});
		let { lighthouse } = play([
			"go north",
			"go east",
			"take the key",
			"go west",
			"go west",
			"take the matches",
			"go east",
		]);
		for (let moves = 0; !lighthouse.isLampLit && moves < 10; moves++)
			lighthouse = play(
				[suggestions(lighthouse)[0] ?? ""],
				lighthouse,
			).lighthouse;
		expect(lighthouse.isLampLit).toBe(true);
	});

	test("every suggestion is understood, is in the vocabulary, and does something", () => {
		let lighthouse = darkLighthouse;
		for (const said of ["", ...wayToTheLamp]) {
			({ lighthouse } = play([said], lighthouse));
			for (const suggestion of suggestions(lighthouse)) {
				expect(keyterms).toContain(suggestion);
				const after = play([suggestion], lighthouse).lighthouse;
				expect({ ...after, moves: 0 }).not.toEqual({ ...lighthouse, moves: 0 });
			}
		}
	});

	test("cannot be climbed without the key, nor lit without matches", () => {
		const { lighthouse, spoken } = play([
			"go north",
			"go up",
			"open the door",
			"go north",
		]);
		expect(lighthouse.room).toBe("hall");
		expect(spoken.slice(1).every((line) => /locked/.test(line))).toBe(true);
		const dark = play(wayToTheLamp.filter((said) => !/matches/.test(said)));
		expect(dark.lighthouse).toMatchObject({ room: "lamp", isLampLit: false });
	});

	test("can be climbed and left by “north” and “south”, as by the keys 2 and 8", () => {
		const up = play([...wayToTheLamp.slice(0, 8), "go north", "go north"]);
		expect(up.lighthouse.room).toBe("lamp");
		expect(
			play(["go south", "go south", "go south"], up.lighthouse).lighthouse.room,
		).toBe("jetty");
	});

	test("starts again when asked to", () => {
		expect(play([...wayToTheLamp, "start again"]).lighthouse).toBe(
			darkLighthouse,
		);
	});
});
