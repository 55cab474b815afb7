import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
	type MindAdapters,
	openMinds,
} from "../../../src/adapters/minds/minds.js";
import type {
	MindFact,
	MindOrder,
	ThinkOrder,
} from "../../../src/machines/conversation/mind.js";
import { phraseAnswer } from "../../../src/machines/conversation/phrase-answer.js";
import { AdapterUnderTest } from "../../support/actors/adapter-under-test.js";
import type { ModelExchange } from "../../support/minds/model-exchange.js";
import { ModelServer } from "../../support/minds/model-server.js";
import { openGate, said, step, thinkOf } from "../../support/minds/thoughts.js";

const mindKey = "sk-hush-4271-hush";

let server: ModelServer;
let minds: MindAdapters;
let mind: AdapterUnderTest<MindOrder, MindFact>;
const logged: string[] = [];
const log = pino({ level: "trace" }, { write: (line) => logged.push(line) });

beforeEach(async () => {
	server = await ModelServer.start();
	server.key = mindKey;
	logged.length = 0;
	written = consoles.map((watch) => watch());
	open({});
});
afterEach(async () => {
	vi.useRealTimers();
	mind.stop();
	await server.stop();
	expect(logged.join()).not.toContain("hush");
	for (const output of written) expect(output).not.toHaveBeenCalled();
});

// The package has a habit of telling errors and warnings there.
const consoles = (["error", "warn", "info", "log"] as const).map(
	(name) => () => vi.spyOn(console, name),
);
let written: ReturnType<(typeof consoles)[number]>[] = [];

function open(settings: Partial<Parameters<typeof openMinds>[0]>): void {
	const usual = { mindUrl: server.url, mindModel: server.model, mindKey };
	minds = openMinds({ ...usual, ...settings }, phraseAnswer, log);
	mind = new AdapterUnderTest<MindOrder, MindFact>(minds.mind, "call-1");
}

/** Asks the mind, and gives the question that reached the server. */
async function ask(more: Partial<ThinkOrder> = {}): Promise<ModelExchange> {
	mind.order(thinkOf(1, [said("hello")], more));
	return server.exchanges.first(({ lastWords }) => lastWords === "hello");
}

async function failure(): Promise<unknown> {
	return (await mind.fact("mind.failed")).why;
}

function withoutThought(): unknown[] {
	return mind.facts.map(({ thought, ...fact }) => {
		expect(thought).toBe(1);
		return fact;
	});
}

const ended = { type: "mind.ended" };
const used = { type: "mind.used", inputTokens: 20, outputTokens: 5 };
const text = (words: string) => ({ type: "mind.text", text: words });

describe("an answer", () => {
	test("is told piece by piece, as soon as each has come", async () => {
		const exchange = await ask();
		exchange.say("Who ");
		expect(await mind.fact("mind.text")).toMatchObject({ text: "Who " });
		exchange.say("rings?");
		expect(await mind.fact("mind.text")).toMatchObject({ text: "rings?" });
		expect(mind.factTypes).toEqual(["mind.text", "mind.text"]);
		exchange.finish();
		await mind.fact("mind.ended");
		expect(withoutThought()).toEqual([
			text("Who "),
			text("rings?"),
			used,
			ended,
		]);
	});

	test("may say a word and make a move, the call of which comes in pieces", async () => {
		const exchange = await ask({ moves: [openGate, step] });
		exchange
			.say("Coming.")
			.call({ index: 0, id: "c1", name: "move_step", arguments: "" })
			.call({ index: 0, arguments: '{"f' })
			.call({ index: 0, arguments: 'ar":' })
			.call({ index: 0, arguments: " 3}" })
			.call({ index: 1, id: "c2", name: "move_openGate", arguments: "{}" })
			.finish("tool_calls");
		await mind.fact("mind.ended");
		expect(withoutThought()).toEqual([
			text("Coming."),
			{ type: "mind.moved", name: "move.step", data: { far: 3 } },
			{ type: "mind.moved", name: "move.openGate", data: undefined },
			used,
			ended,
		]);
	});

	test.each(["", "null", "[1", '{"why":"he asked"}'])(
		"makes a move that takes nothing, whatever is given to it: %s",
		async (args) => {
			const exchange = await ask({ moves: [openGate] });
			exchange
				.call({ id: "c1", name: "move_openGate", arguments: args })
				.finish("tool_calls");
			await mind.fact("mind.ended");
			expect(mind.facts[0]).toMatchObject({
				name: "move.openGate",
				data: undefined,
			});
		},
	);

	test("leaves out what the model thinks before it speaks, and remarks of the wire", async () => {
		const exchange = await ask();
		exchange.begin().write(": OPENROUTER PROCESSING\n\n");
		exchange.reason("He seems honest.").say("Good evening.").finish();
		await mind.fact("mind.ended");
		expect(withoutThought()).toEqual([text("Good evening."), used, ended]);
	});

	test("is whole also when it was cut at the model's own length", async () => {
		(await ask()).say("And then the").finish("length");
		await mind.fact("mind.ended");
		expect(mind.facts[0]).toMatchObject(text("And then the"));
	});

	test("is whole also when what follows its end is odd", async () => {
		(await ask()).say("Good evening.").finishOddly();
		await mind.fact("mind.ended");
		expect(mind.facts[0]).toMatchObject(text("Good evening."));
		expect(mind.factTypes).not.toContain("mind.failed");
	});

	test("may have no cost that is known", async () => {
		const exchange = await ask();
		exchange.say("Good evening.");
		exchange.write(
			'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
		);
		exchange.end();
		await mind.fact("mind.ended");
		expect(withoutThought()).toEqual([text("Good evening."), ended]);
	});

	test("that babbles is ended, and its request with it", async () => {
		const exchange = await ask();
		const words = "and on ".repeat(100);
		for (let times = 0; times < 5; times++) exchange.say(words);
		await mind.fact("mind.ended");
		const all = mind.facts
			.map((fact) => (fact.type === "mind.text" ? fact.text : ""))
			.join("");
		expect(all).toBe(words.repeat(3).slice(0, 2_000));
		await exchange.aborts.next();
	});

	test("that asks for move after move fails", async () => {
		const exchange = await ask({ moves: [step] });
		for (let far = 0; far < 9; far++)
			exchange.call({
				index: far,
				id: `c${far}`,
				name: "move_step",
				arguments: `{"far":${far}}`,
			});
		exchange.finish("tool_calls");
		expect(await failure()).toBe("error");
		expect(mind.facts).toHaveLength(9);
		expect(logged.join()).toContain("too_many_moves");
	});
});

describe("a call that is no move", () => {
	test.each<[string, string, string, RegExp]>([
		["data that does not fit", "move_step", '{"far":"far"}', /whole number/],
		["data that is not JSON", "move_step", '{"far":', /not JSON/],
		["no tool of today's", "move_fly", "{}", /no such tool/],
	])("is told back once: %s", async (_, name, args, problem) => {
		const exchange = await ask({ moves: [step] });
		exchange
			.say("Hm.")
			.call({ id: "abcde1234", name, arguments: args })
			.finish("tool_calls");
		const again = await server.next();
		expect(again.body.messages.slice(0, -2)).toEqual(exchange.body.messages);
		expect(again.body.messages.slice(-2)).toMatchObject([
			{
				role: "assistant",
				content: "Hm.",
				tool_calls: [{ id: "abcde1234", function: { name } }],
			},
			{
				role: "tool",
				tool_call_id: "abcde1234",
				content: expect.stringMatching(problem),
			},
		]);
		expect(again.body.tools).toEqual(exchange.body.tools);
		again
			.call({ id: "c2", name: "move_step", arguments: '{"far":2}' })
			.finish("tool_calls");
		await mind.fact("mind.ended");
		expect(withoutThought()).toEqual([
			text("Hm."),
			used,
			{ type: "mind.moved", name: "move.step", data: { far: 2 } },
			used,
			ended,
		]);
	});

	test("fails the thought when it comes twice", async () => {
		const bad = { id: "c1", name: "move_step", arguments: "{}" };
		(await ask({ moves: [step] })).call(bad).finish("tool_calls");
		(await server.next()).call(bad).finish("tool_calls");
		expect(await failure()).toBe("error");
		expect(mind.factTypes).toEqual(["mind.used", "mind.used", "mind.failed"]);
	});

	test("does not have moves beside it made twice", async () => {
		const good = { id: "c1", name: "move_openGate", arguments: "{}" };
		const exchange = await ask({ moves: [openGate, step] });
		exchange
			.call(good)
			.call({ index: 1, id: "c2", name: "move_step", arguments: "{}" })
			.finish("tool_calls");
		const again = await server.next();
		expect(again.body.messages.at(-2)).toMatchObject({
			role: "tool",
			content: "Passed on.",
		});
		again.call(good).finish("tool_calls");
		await mind.fact("mind.ended");
		expect(mind.factTypes.filter((type) => type === "mind.moved")).toHaveLength(
			1,
		);
	});

	test("is one whose check throws: the thought fails, and the mind lives", async () => {
		const data = {
			schema: { type: "object" },
			check: () => {
				throw new Error("an author's mistake");
			},
		};
		const exchange = await ask({ moves: [{ ...step, data }] });
		exchange
			.call({ id: "c1", name: "move_step", arguments: "{}" })
			.finish("tool_calls");
		expect(await failure()).toBe("error");
		(await ask()).say("Well.").finish();
		await mind.fact("mind.ended");
	});
});

describe("a thought that is cancelled", () => {
	const endings: readonly (readonly [string, () => void])[] = [
		["by order", () => mind.order({ type: "cancel" })],
		["by a newer one", () => mind.order(thinkOf(2, [said("hello?")]))],
		["with its call", () => mind.stop()],
	];
	/** How long it takes until the server sees it, in milliseconds. */
	async function timeToClose(cancel: () => void): Promise<number> {
		const exchange = await ask();
		exchange.say("Once upon a time");
		await mind.fact("mind.text");
		const told = mind.facts.length;
		const cancelledAt = performance.now();
		cancel();
		const closedAt = await exchange.aborts.next();
		expect(mind.facts).toHaveLength(told);
		return closedAt - cancelledAt;
	}

	test.each(endings)("%s closes its request at once", async (_, cancel) => {
		const times: number[] = [];
		// What else this machine does may keep one of them, but not each.
		for (let attempt = 0; attempt < 10; attempt++) {
			times.push(await timeToClose(cancel));
			if (Math.min(...times) < 50) break;
			mind.stop();
			open({});
		}
		expect(Math.min(...times)).toBeLessThan(50);
	});

	test("before a word has come closes its request, too", async () => {
		const exchange = await ask();
		mind.order({ type: "cancel" });
		await exchange.aborts.next();
		expect(mind.facts).toEqual([]);
	});

	test("amid words that have come already is told no more of them", async () => {
		const exchange = await ask();
		let isCancelled = false;
		// It is looked at as each fact comes, and so the order is given before the next.
		const cancelled = mind.until(
			() => {
				if (mind.facts.length > 0 && !isCancelled) {
					isCancelled = true;
					mind.order({ type: "cancel" });
				}
				return isCancelled;
			},
			() => "a first word",
		);
		exchange.say(..."Once upon a time there was a lighthouse".split(" "));
		await cancelled;
		await exchange.aborts.next();
		expect(mind.facts).toHaveLength(1);
	});

	test("at once is not even asked", async () => {
		mind.order(thinkOf(1, [said("one")]));
		mind.order({ type: "cancel" });
		mind.order(thinkOf(2, [said("two")]));
		const exchange = await server.next();
		expect(exchange.lastWords).toBe("two");
		exchange.say("Yes?").finish();
		await mind.fact("mind.ended");
		expect(mind.facts.every(({ thought }) => thought === 2)).toBe(true);
	});
});

describe("no answer", () => {
	const passing: readonly (readonly [string, (of: ModelExchange) => void])[] = [
		["429", (of) => of.refuse(429, "rate_limit_exceeded")],
		[
			"503",
			(of) => of.refuse(503, "overloaded", "Later.", { "retry-after": "1" }),
		],
		["500 that is no JSON", (of) => of.answerWith(500, "text/html", "<h1>No")],
		["a page", (of) => of.answerWith(200, "text/html", "<h1>Hello</h1>")],
		["nothing at all", (of) => of.answerWith(200, "text/event-stream", "")],
		["an empty answer", (of) => of.finish()],
		["blanks", (of) => of.say(" ", "\n").finish()],
		["garbage", (of) => of.begin().write("data: {{{\n\n").end()],
		[
			"garbage amid words",
			(of) => of.say("Well").write("data: ]\n\n").say("?"),
		],
		[
			"another kind of JSON",
			(of) => of.begin().write('data: {"a":1}\n\n').end(),
		],
		["a cut", (of) => of.cut()],
		["a cut amid words", (of) => void of.say("Well").cut()],
		["an end without an end", (of) => of.say("Well").end()],
		["an error amid words", (of) => of.say("Well").breakOff("overloaded")],
	];
	test.each(passing)("fails the thought, once: %s", async (_, answer) => {
		answer(await ask());
		expect(await failure()).toBe("error");
		expect(mind.factTypes.at(-1)).toBe("mind.failed");
		expect(minds.whyRefused()).toBeUndefined();
		(await ask()).say("Well.").finish();
		await mind.fact("mind.ended");
	});

	const forGood: readonly (readonly [number, string])[] = [
		[401, "invalid_api_key"],
		[402, "insufficient_balance"],
		[403, "forbidden"],
		[404, "model_not_found"],
		[429, "insufficient_quota"],
		[400, "model_not_found"],
	];
	test.each(forGood)("is for good: %i %s", async (status, code) => {
		(await ask()).refuse(status, code, `of ${mindKey}, from Ann, +1555`);
		expect(await failure()).toBe("refused");
		expect(minds.whyRefused()).toBe(`HTTP ${status} ${code}`);
		expect(logged.join()).toContain(code);
		expect(logged.join()).not.toContain("Ann");
		(await ask()).refuse(status, code);
		await failure();
		expect(logged).toHaveLength(1);
		(await ask()).say("Well.").finish();
		await mind.fact("mind.ended");
		expect(minds.whyRefused()).toBeUndefined();
	});

	test("for a wrong key or model, as the server says it", async () => {
		mind.stop();
		open({ mindKey: "sk-hush-wrong" });
		mind.order(thinkOf(1, []));
		expect(await failure()).toBe("refused");
		expect(minds.whyRefused()).toBe("HTTP 401 invalid_api_key");
		mind.stop();
		open({ mindModel: "keeper-2" });
		mind.order(thinkOf(1, []));
		expect(await failure()).toBe("refused");
		expect(minds.whyRefused()).toBe("HTTP 404 model_not_found");
	});

	test("shows no key, also one that a server repeats as a code", async () => {
		(await ask()).refuse(401, mindKey);
		await failure();
		expect(minds.whyRefused()).toBe("HTTP 401 …");
	});

	test("where nobody listens", async () => {
		const gone = await ModelServer.start();
		const goneUrl = gone.url;
		await gone.stop();
		mind.stop();
		open({ mindUrl: goneUrl });
		mind.order(thinkOf(1, []));
		expect(await failure()).toBe("error");
		expect(logged.join()).toContain("ECONNREFUSED");
	});

	test.each<[string, (of: ModelExchange) => void]>([
		["in words", (of) => of.decline("I cannot ").decline("do that.").finish()],
		["by a filter", (of) => of.finish("content_filter")],
	])("is a refusal %s, of which nothing is said", async (_, answer) => {
		answer(await ask());
		expect(await failure()).toBe("refused");
		expect(mind.factTypes).toEqual(["mind.used", "mind.failed"]);
		expect(minds.whyRefused()).toBeUndefined();
	});

	test.each(["before", "after"])(
		"comes of a stall %s the first word: the thought fails after 30 s",
		async (when) => {
			vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
			const exchange = await ask();
			if (when === "after") {
				exchange.say("Well");
				await mind.fact("mind.text");
			}
			vi.advanceTimersByTime(29_999);
			expect(mind.factTypes).not.toContain("mind.failed");
			vi.advanceTimersByTime(1);
			expect(await failure()).toBe("timeout");
			await exchange.aborts.next();
		},
	);

	test("leaves no timer behind", async () => {
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
		const before = vi.getTimerCount();
		(await ask()).say("Well.").finish();
		await mind.fact("mind.ended");
		(await ask()).cut();
		await failure();
		await ask();
		mind.order({ type: "cancel" });
		expect(vi.getTimerCount()).toBe(before);
	});
});

test("a fault of our own, as in the log, ends the mind, and not the process", async () => {
	vi.spyOn(log, "warn").mockImplementation(() => {
		throw new Error("disk full");
	});
	(await ask()).cut();
	expect(await mind.failure()).toMatchObject({ message: "disk full" });
});

describe("a question", () => {
	test("has the key in its header alone, and asks for a stream with its cost", async () => {
		const exchange = await ask();
		expect(exchange.request.headers.authorization).toBe(`Bearer ${mindKey}`);
		expect(exchange.text).not.toContain("hush");
		expect(exchange.body).toMatchObject({
			model: server.model,
			stream: true,
			stream_options: { include_usage: true },
		});
		expect(exchange.body).not.toHaveProperty("tools");
		exchange.say("Well.").finish();
		await mind.fact("mind.ended");
	});

	test("has no key where none is set", async () => {
		server.key = undefined;
		mind.stop();
		open({ mindKey: undefined });
		const exchange = await ask();
		expect(exchange.request.headers).not.toHaveProperty("authorization");
		exchange.say("Well.").finish();
		await mind.fact("mind.ended");
	});

	test("goes to the address of the model with the query that it has", async () => {
		mind.stop();
		open({ mindUrl: `${server.url}/?api-version=2026-01&a=b%20c` });
		const exchange = await ask();
		expect(exchange.request.url).toBe(
			"/v1/chat/completions?api-version=2026-01&a=b+c",
		);
		exchange.say("Well.").finish();
		await mind.fact("mind.ended");
	});

	test("is asked once alone, whatever comes of it", async () => {
		const before = server.exchanges.all.length;
		(await ask()).refuse(503, "overloaded");
		await failure();
		(await ask()).cut();
		await failure();
		expect(server.exchanges.all.length - before).toBe(2);
	});

	test("offers each move as a tool, with its data", async () => {
		const exchange = await ask({ moves: [openGate, step] });
		expect(exchange.body.tools).toEqual([
			{
				type: "function",
				function: {
					name: "move_openGate",
					description: openGate.means,
					parameters: {
						type: "object",
						properties: {},
						additionalProperties: false,
					},
				},
			},
			{
				type: "function",
				function: {
					name: "move_step",
					description: step.means,
					parameters: step.data?.schema,
				},
			},
		]);
		exchange.say("Well.").finish();
		await mind.fact("mind.ended");
	});
});
