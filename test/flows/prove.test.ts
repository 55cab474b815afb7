import { describe, expect, test } from "vitest";
import type { EventObject } from "xstate";
import { z } from "zod";
import { untellableIn } from "../../src/flows/asked.js";
import { flow } from "../../src/flows/kit.js";
import { prove } from "../../src/flows/prove.js";
import { replay } from "../../src/flows/replay.js";
import { scriptOf } from "../../src/flows/script.js";
import { askedIn } from "../../src/flows/walk.js";

type Moves =
	| { type: "move.buy"; data?: { item: string } }
	| { type: "move.leave" };

const setup = flow<{ sold: number }, Moves>().extend({
	guards: {
		isBell: ({ event }) => event.type === "game.told" && event.name === "bell",
	},
});

const say = (line: string, text: string, interruptible = true) =>
	({ type: "say", params: { line, text, interruptible } }) as const;

const goodbye = [
	say("bye", "Mind the step.", false),
	{ type: "hangUp", params: { after: "bye" } },
] as const;

/** A shop that answers, thinks, sells and closes: all that an honest flow does. */
const shop = setup.createMachine({
	id: "shop",
	context: { sold: 0 },
	initial: "open",
	on: {
		"caller.said": { actions: "think" },
		"caller.pressed": { actions: say("keys", "No keys here.") },
		"caller.silent": [
			{ guard: ({ event }) => event.times >= 2, target: ".closing" },
			{ actions: say("there", "Still there?") },
		],
		"mind.failed": { actions: say("again", "Say again?") },
		"caller.returned": { actions: say("back", "Back so soon?") },
		"game.told": { guard: "isBell", actions: say("bell", "That is my bell.") },
	},
	states: {
		open: {
			meta: {
				moves: {
					"move.buy": {
						means: "He buys.",
						data: z.object({ item: z.string() }),
					},
					"move.leave": { means: "He goes." },
				},
			},
			entry: say("hello", "Good day. What is it to be?"),
			on: {
				"move.buy": {
					actions: [
						{ type: "count", params: { key: "sold", upTo: 2 } },
						{ type: "tell", params: { name: "sold" } },
					],
				},
				"move.leave": "closing",
			},
		},
		closing: { entry: goodbye, on: { "line.heard": "closed" } },
		closed: { type: "final" },
	},
});

const told = {
	"move.buy": [{ data: { item: "rope" } }],
	"game.told": [{ name: "bell" }, { name: "rain" }],
};

type LooseEvent = EventObject & Record<string, unknown>;

const said = (text: string): LooseEvent => ({
	type: "caller.said",
	text,
});
const heard = (line: string) => ({ type: "line.heard", line });

describe("a proof", () => {
	test("of a flow that is as it should be holds, and says how much was walked", () => {
		const proof = prove(shop, { told });
		expect(proof).toMatchObject({ holds: true, refusals: [], troubles: [] });
		expect(proof.walked.states).toBeGreaterThan(50);
		expect(proof.walked.edges).toBeGreaterThan(proof.walked.states);
		expect(proof.walked.longest).toBeGreaterThan(3);
		expect(proof.walked).toMatchObject({ walks: 0, pairs: 0 });
	});

	test("is refused without samples of the data that a move takes, or with others", () => {
		expect(prove(shop).refusals).toEqual([
			"shop.open takes data with move.buy: give a sample of it in `told`.",
		]);
		const wrong = { "move.buy": [{ data: { item: 1 as never } }] };
		expect(prove(shop, { told: wrong }).refusals).toEqual([
			"shop.open takes other data with move.buy than a sample in `told` has.",
		]);
	});

	test("is refused of a machine that is no flow", () => {
		const clock = setup.createMachine({
			id: "clock",
			context: { sold: 0 },
			after: { 100: {} },
		});
		expect(prove(clock).refusals).toEqual([
			expect.stringContaining("clock waits by `after`"),
		]);
	});

	test("finds a law of the author's that only two events together break, with no step too many", () => {
		const { troubles, walked } = prove(shop, {
			told,
			laws: [
				{
					name: "Nothing is sold after the bell.",
					holds: (walk) => {
						const lines = askedIn(walk, "say").map(({ line }) => line);
						const last = walk.steps.at(-1);
						const isSale = last?.asked.some(({ type }) => type === "tell");
						return lines.includes("bell") && isSale
							? `sold ${last?.after.context.sold} after the bell`
							: true;
					},
				},
			],
		});
		expect(troubles).toHaveLength(1);
		expect(troubles[0]).toMatchObject({
			law: "Nothing is sold after the bell.",
			what: "sold 1 after the bell",
			others: [],
		});
		expect(troubles[0]?.events.map(({ type }) => type).toSorted()).toEqual([
			"caller.said",
			"game.told",
			"move.buy",
		]);
		expect(walked.walks).toBeGreaterThan(walked.edges);
		expect(walked.pairsWalked).toBe(walked.pairs);
	});

	test("says of how many pairs it was, when there are more than the limit", () => {
		const laws = [{ name: "all", holds: () => true }];
		const { edges, pairs } = prove(shop, { told, laws }).walked;
		expect(edges).toBeLessThan(pairs);
		const { walked } = prove(shop, { told, laws, limit: edges });
		expect(walked).toMatchObject({ edges, pairs, pairsWalked: edges });
	});

	test("shows a law that fails by itself as broken", () => {
		const laws = [
			{
				name: "odd",
				holds: () => {
					throw new Error("no such thing");
				},
			},
		];
		expect(prove(shop, { told, laws }).troubles).toMatchObject([
			{ what: "the law itself fails: no such thing", events: [] },
		]);
	});

	test("tells as many silences apart as it is asked to", () => {
		const patient = setup.createMachine({
			id: "patient",
			context: { sold: 0 },
			initial: "open",
			states: {
				open: {
					on: {
						"caller.said": { actions: say("yes", "Yes?") },
						"caller.pressed": { actions: say("keys", "No keys here.") },
						"caller.silent": [
							{ guard: ({ event }) => event.times >= 5, target: "closing" },
							{ actions: say("there", "Still there?") },
						],
					},
				},
				closing: { entry: goodbye },
			},
		});
		const broken = prove(patient).troubles.map(({ law }) => law);
		expect(broken).toEqual(["way out", "end by silence"]);
		expect(prove(patient, { silences: 5 }).holds).toBe(true);
	});

	test("finds a guard that throws, and an ask that nobody can do", () => {
		const broken = setup
			.extend({
				guards: {
					isRude: () => {
						throw new Error("no dictionary");
					},
				},
			})
			.createMachine({
				id: "npc",
				context: { sold: 0 },
				on: {
					"caller.said": { guard: "isRude", actions: "think" },
					"caller.pressed": { actions: { type: "say", params: {} as never } },
				},
			});
		const failures = prove(broken).troubles.filter(
			({ law }) => law === "no failure",
		);
		const all = failures.flatMap(({ what, others }) => [what, ...others]);
		expect(all).toEqual([
			expect.stringMatching(/^npc, upon caller.said: .*no dictionary/s),
			expect.stringMatching(
				/^npc, upon caller.pressed: it asks for what nobody can do: .*"say"/,
			),
		]);
	});
});

describe("what the game is told", () => {
	const circle: { self?: unknown } = {};
	circle.self = [circle];

	test.each<[unknown, string]>([
		[1n, "a bigint in data"],
		[{ seen: new Map() }, "a Map in data.seen"],
		[circle, "a circle in data.self.0"],
		[[() => 1], "a function in data.0"],
		["é".repeat(8_192), "16386 bytes of data, and 16384 are the most"],
	])(
		"is plain, and not too much: of %.30j a proof finds that it is not",
		(data, what) => {
			const teller = setup.createMachine({
				id: "teller",
				context: { sold: 0 },
				on: {
					"caller.said": { actions: say("yes", "Yes?") },
					"caller.pressed": {
						actions: [
							say("keys", "No keys here."),
							{ type: "tell", params: { name: "news", data } },
						],
					},
				},
			});
			const { troubles } = prove(teller);
			const failure = troubles.find(({ law }) => law === "no failure");
			expect(failure?.what).toContain(`it tells the game ${what}: `);
			expect(failure?.script.join()).toContain("tells the game: news, with");
		},
	);

	test("may be as much as the game can tell", () => {
		const data = { of: ["é".repeat(8_180)], none: null };
		const news = { type: "tell", name: "news", data } as const;
		expect(untellableIn(news)).toBeUndefined();
	});
});

describe("in the world of a proof", () => {
	test("a turn cuts the lines that it may cut, and ends the thought before it", () => {
		const { steps } = replay(shop, [said("Hello"), said("Rope?")]);
		expect(steps.map(({ event }) => event)).toEqual([
			{ type: "start" },
			{ type: "line.cut", line: "hello", heard: "Good day. What" },
			said("Hello"),
			said("Rope?"),
		]);
		const key = { type: "caller.pressed", digit: "5" };
		const ended: LooseEvent = { type: "reply.ended", heard: "", wasCut: true };
		expect(() => replay(shop, [said("a"), key, ended])).toThrow(
			"reply.ended, cannot come",
		);
	});

	test("a mind moves only while it thinks, and only as it may", () => {
		expect(() => replay(shop, [{ type: "move.leave" }])).toThrow(
			"Event 1 of the replay, move.leave, cannot come where the conversation stands.",
		);
		const walk = replay(shop, [said("Bye"), { type: "move.leave" }]);
		expect(walk.steps.at(-1)?.after.value).toBe("closing");
	});

	test("the mind goes on after a move for which the flow asks nothing that is heard", () => {
		const buy = { type: "move.buy", data: { item: "rope" } };
		const walk = replay(shop, [said("Rope"), buy, buy, { type: "move.leave" }]);
		expect(askedIn(walk, "tell")).toHaveLength(2);
	});

	test("the caller is silent only while nothing is to come", () => {
		const silent = { type: "caller.silent", times: 1 };
		expect(() => replay(shop, [silent])).toThrow("cannot come");
		expect(() => replay(shop, [said("a"), silent])).toThrow("cannot come");
		const walk = replay(shop, [heard("hello"), silent]);
		expect(walk.steps.at(-1)?.asked).toMatchObject([{ line: "there" }]);
	});

	test("after a hang-up only its line is heard, and then all is over", () => {
		const ending = [said("Bye"), { type: "move.leave" }];
		expect(() => replay(shop, [...ending, said("Wait!")])).toThrow();
		expect(replay(shop, ending).isOver).toBe(false);
		expect(replay(shop, [...ending, heard("bye")]).isOver).toBe(true);
	});

	test("a caller who was asked for a code says nothing to the flow until he is back", () => {
		const door = setup.createMachine({
			id: "door",
			context: { sold: 0 },
			entry: [say("code", "Your code?"), "askForCode"],
			on: { "caller.returned": { actions: goodbye as never } },
		});
		const back = { type: "caller.returned", why: "noCode" };
		expect(() => replay(door, [said("1234")])).toThrow();
		expect(() => replay(door, [back])).toThrow();
		const walk = replay(door, [heard("code"), back, heard("bye")]);
		expect(walk.isOver).toBe(true);
		expect(prove(door).holds).toBe(true);
	});

	test("words, names and data of a replay may be others than those of the proof", () => {
		const bell = { type: "game.told", name: "bell", data: 3 };
		const cut = { type: "line.cut", line: "hello", heard: "Good" };
		expect(scriptOf(replay(shop, [bell, cut, said("Hush")]))).toEqual([
			"The conversation begins.",
			'    says "hello": "Good day. What is it to be?"',
			"    → open",
			"Game: bell 3",
			'    says "bell": "That is my bell."',
			'"hello" is cut; the caller heard: "Good"',
			'"bell" is cut; the caller heard: "That is"',
			'Caller: "Hush"',
			"    asks the mind",
		]);
	});
});
