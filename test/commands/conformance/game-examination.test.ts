/** The conformance kit finds nothing wrong with good games, and everything wrong with bad ones. */
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { CallsignClient } from "../../../clients/js/callsign-client.js";
import { conformance } from "../../../src/commands/conformance/conformance.js";
import { CallsignClient as ClientBefore } from "../../support/clients-before/js/callsign-client.js";
import { type Habits, WaywardGame } from "../../support/games/wayward-game.js";

/** Runs the program, and starts the game where it waits for one. */
async function examine(
	start: (url: string) => { close(): void },
	...args: string[]
) {
	let printed = "";
	let game: { close(): void } | undefined;
	const exitCode = await conformance(["--serve", "--port", "0", ...args], {
		environment: {},
		print: (text) => {
			printed += text;
			const url = /connect it to (\S+)/.exec(text)?.[1];
			if (url) game = start(url);
		},
		complain: (text) => {
			printed += text;
		},
		voice: async () => Buffer.alloc(0),
	});
	game?.close();
	const lines = printed.split("\n").map((line) => line.trim());
	const failed = lines.filter((line) => line.startsWith("FAIL"));
	return { exitCode, printed, failed };
}

const patient = ["--patience", "2"];

describe.concurrent("nothing is found wrong with", () => {
	test("the JavaScript client", async () => {
		const { exitCode, printed } = await examine(
			(url) => {
				const reconnect = { firstMs: 120, longestMs: 150 };
				const game = new CallsignClient(url, { WebSocket, reconnect });
				game.on("paired", () => void game.say("Hello."));
				game.on("turn", ({ call, turn, state, text = "" }) => {
					const words = `You say ${text}, and I wonder what you mean by that.`;
					if (state === "eager" || state === "ended")
						void game.say(words.match(/\S+ ?/g) ?? [], { call, turn });
				});
				return game;
			},
			...patient,
			"--typed",
		);
		expect(exitCode, printed).toBe(0);
		expect(printed).toContain("18 hold, 0 do not hold, 0 were NOT CHECKED");
	});

	test("the JavaScript client from before there were turns and streamed lines", async () => {
		const { exitCode, printed } = await examine(
			(url) => {
				const reconnect = { firstMs: 120, longestMs: 150 };
				const game = new ClientBefore(url, { WebSocket, reconnect });
				game.on("paired", () => void game.say("Hello."));
				game.on("utterance", ({ text }) => void game.say(`You say ${text}.`));
				return game;
			},
			...patient,
			"--typed",
		);
		expect(exitCode, printed).toBe(0);
		expect(printed).toContain("18 hold, 0 do not hold, 0 were NOT CHECKED");
	});

	test("a game of few lines", async () => {
		const { exitCode, printed } = await examine(
			(url) => new WaywardGame(url),
			...patient,
		);
		expect(exitCode, printed).toBe(0);
		expect(printed).toContain("0 were NOT CHECKED");
	});

	test("a game that lends its caller to a flow, and tells the flow its news", async () => {
		const { exitCode, printed } = await examine(
			(url) => {
				const reconnect = { firstMs: 120, longestMs: 150 };
				const game = new CallsignClient(url, { WebSocket, reconnect });
				game.on("paired", ({ call }) => {
					game.converse("keeper", { call, input: { seed: 1 } });
					game.tell("storm", { call });
					void game.say("Hello.");
				});
				game.on("told", () => game.tell("heard", { data: [1] }));
				game.on("utterance", ({ text }) => void game.say(`You say ${text}.`));
				game.on("conversed", ({ call }) => {
					game.tell("late", { call });
					game.converse("keeper", { call });
				});
				return game;
			},
			...patient,
			"--typed",
		);
		expect(exitCode, printed).toBe(0);
		expect(printed).toContain("ok    it stays while the flow that has its");
		expect(printed).toContain("19 hold, 0 do not hold, 0 were NOT CHECKED");
	});

	test("a plain game", async () => {
		const { exitCode, printed } = await examine(
			(url) => new WaywardGame(url, plain),
			...patient,
			"--plain",
		);
		expect(exitCode, printed).toBe(0);
		expect(printed).toContain("0 were NOT CHECKED");
	});

	test("a game that only listens, but it is not said that it speaks", async () => {
		const { exitCode, printed } = await examine(
			(url) => new WaywardGame(url, { takes: () => {} }),
			...patient,
		);
		expect(exitCode, printed).toBe(0);
		expect(printed).toContain("??    it says something to its caller");
		expect(printed).toContain("??    it stays while its caller interrupts");
		expect(printed).toContain("2 were NOT CHECKED");
	});
});

const plain: Habits = {
	protocols: [],
	query: () => "",
	waitMs: () => undefined,
	takesText: (text, socket) => {
		if (text !== "connected") return;
		socket.send(Buffer.from("ping"));
		socket.send("Hello.");
	},
};

/** Sends this when a message of that type comes. */
const sends = (type: string, ...texts: string[]): Habits => ({
	takes: (message, socket) => {
		if (message.type !== type) return;
		for (const text of texts) socket.send(text);
	},
});
const say = (fields: object) => JSON.stringify({ type: "say", ...fields });
const append = (fields: object) =>
	JSON.stringify({ type: "append", ...fields });
const converse = (fields: object) =>
	JSON.stringify({ type: "converse", ...fields });
const tell = (fields: object) => JSON.stringify({ type: "tell", ...fields });
const plainly = (when: string, ...texts: string[]): Habits => ({
	...plain,
	takesText: (text, socket) => {
		if (text !== when) return;
		for (const each of texts) socket.send(each);
	},
});

const wayward: readonly (readonly [string, Habits, RegExp, ...string[]])[] = [
	["speaks the other dialect", plain, /offers the subprotocol/, "--typed"],
	["is not plain", {}, /offers no subprotocol/, "--plain"],
	[
		"speaks a dialect of its own",
		{ ...plain, protocols: ["other.v9"] },
		/callsign.v1, or none/,
	],
	["asks for 99 callers", { query: () => "?callers=99" }, /1 to 16 callers/],
	["answers no ping", { answersNoPing: true }, /answers a WebSocket ping/],
	[
		"speaks to nobody",
		sends("welcome", say({ text: "Hello?" })),
		/before a caller is there/,
	],
	[
		"leaves when it does not know something",
		{
			takes: ({ type }, socket) => {
				if (type === "novelty") socket.close();
			},
		},
		/it does not know/,
	],
	[
		"leaves when its caller speaks",
		{
			takes: ({ type }, socket) => {
				if (type === "utterance") socket.close();
			},
		},
		/stays while a caller/,
	],
	[
		"leaves when a turn goes on after all",
		{
			takes: ({ type, state }, socket) => {
				if (type === "turn" && state === "resumed") socket.close();
			},
		},
		/seems to end/,
	],
	[
		"leaves when it is interrupted",
		{
			takes: ({ type, outcome }, socket) => {
				if (type === "utterance") socket.send(say({ text: "A story." }));
				if (outcome === "interrupted") socket.close();
			},
		},
		/interrupts what it says/,
	],
	["never comes back", { waitMs: () => undefined }, /comes back with resume/],
	["comes back with nothing", { query: () => "" }, /comes back with resume/],
	[
		"begins at 0",
		{ query: ({ newest }) => (newest ? `?resume=${newest}&after=0` : "") },
		/comes back with resume/,
	],
	[
		"keeps its first token",
		{
			query: ({ first, seq }) => (first ? `?resume=${first}&after=${seq}` : ""),
		},
		/with the same token|1013/,
	],
	[
		"hammers",
		{ waitMs: (code) => (code === 4408 ? undefined : 0) },
		/but not at once/,
	],
	[
		"leaves at a gap",
		{
			takes: ({ type }, socket) => {
				if (type === "gap") socket.close();
			},
		},
		/a gap/,
	],
	["insists on its token", { query: stubborn() }, /answered with 4404/],
	[
		"takes 1001 for good",
		{ waitMs: (code) => (code === 1001 || code === 4408 ? undefined : 80) },
		/closed with 1001/,
	],
	["comes back where it is not wanted", { waitMs: () => 80 }, /stays away/],
	["sends what is no JSON", sends("paired", "Hello."), /is in the protocol/],
	[
		"sends a type of its own",
		sends("paired", '{"type":"dance"}'),
		/is in the protocol/,
	],
	[
		"says nothing at all",
		sends("paired", say({ text: "  " })),
		/is in the protocol/,
	],
	[
		"goes on with a line that it never began",
		sends("paired", append({ id: "a", text: "And so on." })),
		/is in the protocol/,
	],
	[
		"goes on with a line that it had ended",
		sends(
			"paired",
			say({ id: "a", text: "Hello", more: true }),
			append({ id: "a", text: " you." }),
			append({ id: "a", text: " And you." }),
		),
		/is in the protocol/,
	],
	[
		"goes on with a line that has no name",
		sends("paired", say({ text: "Hello", more: true })),
		/is in the protocol/,
	],
	[
		"answers a turn that has not begun",
		sends("paired", say({ text: "Hello.", turn: 1 })),
		/is in the protocol/,
	],
	[
		"leaves when a flow tells it something",
		{
			takes: ({ type }, socket) => {
				if (type === "paired") socket.send(converse({ flow: "keeper" }));
				if (type === "told") socket.close();
			},
		},
		/the flow that has its caller/,
	],
	[
		"takes a caller back whom it has lent to nobody",
		sends("paired", converse({ flow: null })),
		/is in the protocol/,
	],
	[
		"tells a flow, and has lent it nobody",
		sends("paired", tell({ name: "storm" })),
		/is in the protocol/,
	],
	[
		"tells a flow what it may not",
		sends(
			"paired",
			converse({ flow: "keeper" }),
			tell({ name: "storm", data: "x".repeat(17_000) }),
		),
		/is in the protocol/,
	],
	[
		"lends a stranger",
		sends("paired", converse({ flow: "keeper", call: "x" })),
		/is in the protocol/,
	],
	[
		"speaks to a stranger",
		sends("paired", say({ text: "Hello.", call: "x" })),
		/is in the protocol/,
	],
	[
		"sends bytes",
		{
			takes: ({ type }, socket) => {
				if (type === "paired") socket.send(Buffer.from("{}"));
			},
		},
		/is in the protocol/,
	],
	[
		"floods",
		sends("key", ...Array(60).fill(say({ text: "Spam." }))),
		/50 messages/,
	],
	[
		"speaks plainly to nobody",
		plainly("4271", "Hello?"),
		/before a caller is there/,
	],
	[
		"leaves with its caller",
		{
			...plain,
			takesText: (text, socket) => {
				if (text === "disconnected") socket.close();
			},
		},
		/stays while a caller/,
	],
	[
		"speaks JSON to people",
		plainly("connected", say({ text: "Hello." })),
		/no JSON/,
	],
	[
		"floods plainly",
		plainly("connected", ...Array(60).fill("Spam.")),
		/50 messages/,
	],
];

/** Always comes with the last token that it ever had. */
function stubborn(): NonNullable<Habits["query"]> {
	let token: string | undefined;
	return ({ newest, seq }) => {
		token = newest ?? token;
		return token ? `?resume=${token}&after=${seq}` : "";
	};
}

describe.concurrent("a game is caught that", () => {
	test.for(wayward)("%s", async ([, habits, statement, ...args]) => {
		const { exitCode, failed, printed } = await examine(
			(url) => new WaywardGame(url, habits),
			"--patience",
			"0.5",
			...args,
		);
		expect(failed.join("\n"), printed).toMatch(statement);
		expect(exitCode).toBe(1);
	});
});
