/** The JavaScript client's lines that are written while they are spoken, by a moved clock and with sockets held by hand. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
	CallsignClient,
	type LineOutcome,
	type OpenLine,
} from "../../clients/js/callsign-client.js";
import { handHeldSockets } from "../support/games/hand-held-sockets.js";

beforeEach(() => {
	vi.useFakeTimers();
	vi.spyOn(Math, "random").mockReturnValue(0);
});

afterEach(() => {
	vi.useRealTimers();
});

/** A client with these calls, and what it sends from now on. */
function paired(calls: readonly string[] = ["a"]) {
	const { WebSocket, sockets, newest } = handHeldSockets();
	const client = new CallsignClient("ws://localhost/game", {
		WebSocket,
		callers: calls.length,
	});
	let seq = 0;
	const tell = (message: object) => {
		seq += 1;
		newest().tell({ seq, ...message });
	};
	newest().welcome({ callers: calls.length });
	for (const [index, call] of calls.entries())
		tell({ type: "paired", call, callers: index + 1 });
	const said = (id: string, outcome: string, heardText: string, call = "a") =>
		tell({ type: "said", call, id, outcome, heardMs: 100, heardText });
	const lineOver = (id: string) =>
		tell({ type: "error", code: "lineOver", message: "It is over.", id });
	const errors: unknown[] = [];
	client.on("error", ({ code }) => errors.push(code));
	const comeBack = (changes: object = {}) => {
		newest().lose();
		vi.advanceTimersToNextTimer();
		newest().welcome({
			resumed: true,
			lastSeq: seq,
			calls: [...calls],
			...changes,
		});
	};
	const sent = () => newest().sent;
	return {
		client,
		sockets,
		sent,
		tell,
		said,
		lineOver,
		errors,
		newest,
		comeBack,
	};
}

/** The texts of what was sent, one after the other. */
function textOf(orders: readonly Record<string, unknown>[]): string {
	return orders.map(({ text }) => text).join("");
}

/** The outcome, if it is known by now. */
async function known(
	said: Promise<LineOutcome>,
): Promise<LineOutcome | undefined> {
	let outcome: LineOutcome | undefined;
	void said.then((settled) => {
		outcome = settled;
	});
	await vi.advanceTimersByTimeAsync(0);
	return outcome;
}

/** Tokens that the test gives one by one. */
function tokensByHand() {
	const waiting: ((result: IteratorResult<string>) => void)[] = [];
	let isLeft = false;
	const tokens: AsyncIterable<string> = {
		[Symbol.asyncIterator]: () => ({
			next: () => new Promise((take) => waiting.push(take)),
			return: async () => {
				isLeft = true;
				return { done: true, value: undefined };
			},
		}),
	};
	const give = async (value: string) => {
		waiting.shift()?.({ done: false, value });
		await vi.advanceTimersByTimeAsync(0);
	};
	const finish = async () => {
		waiting.shift()?.({ done: true, value: undefined });
		await vi.advanceTimersByTimeAsync(0);
	};
	return { tokens, give, finish, isLeft: () => isLeft };
}

describe("a line that is written while it is spoken", () => {
	test("begins with its first words, goes on as they come, just as they are, and ends", async () => {
		const { client, sent, said } = paired();
		const line = client.speak({ call: "a", turn: 3, interruptible: "words" });
		expect(sent()).toEqual([]);
		expect(line.add("Hel")).toBe(true);
		expect(line.add("lo, ")).toBe(true);
		expect(line.end(" you.")).toBe(true);
		const { id } = line;
		expect(sent()).toEqual([
			{
				type: "say",
				id,
				text: "Hel",
				call: "a",
				turn: 3,
				interruptible: "words",
				more: true,
			},
			{ type: "append", id, text: "lo, ", more: true },
			{ type: "append", id, text: " you." },
		]);
		expect(line.isOpen).toBe(false);
		said(id, "heard", "Hello,  you.");
		expect(await known(line.said)).toMatchObject({
			id,
			outcome: "heard",
			heardMs: 100,
			heardText: "Hello,  you.",
		});
	});

	test("that is whole at once is said like any other", () => {
		const { client, sent } = paired();
		client.speak().end("Good evening.");
		expect(sent()).toEqual([{ type: "say", id: "1", text: "Good evening." }]);
	});

	test("that has nothing in it is for the server to refuse", async () => {
		const { client, sent, tell } = paired();
		const line = client.speak();
		line.end();
		expect(sent()).toEqual([{ type: "say", id: "1", text: "" }]);
		tell({
			type: "error",
			code: "invalidMessage",
			message: "Say something.",
			id: "1",
		});
		expect(await known(line.said)).toMatchObject({
			outcome: "failed",
			why: "invalidMessage",
		});
	});

	test("is never begun or gone on with by what is blank: it waits for what follows", () => {
		const { client, sent } = paired();
		const line = client.speak();
		line.add("\n");
		expect(sent()).toEqual([]);
		line.add("Yes");
		line.add(" ");
		expect(sent()).toHaveLength(1);
		line.add("no");
		line.add(" ");
		line.end();
		expect(sent().map(({ text, more }) => [text, more])).toEqual([
			["\nYes", true],
			[" no", true],
			[" ", undefined],
		]);
	});

	test("that was ended takes no more", () => {
		const { client, sent } = paired();
		const line = client.speak();
		line.end("Good-bye.");
		expect(line.add(" And hello.")).toBe(false);
		expect(line.end()).toBe(false);
		expect(sent()).toHaveLength(1);
	});

	test("takes 10,000 characters, and ends there", () => {
		const { client, sent } = paired();
		const line = client.speak();
		line.add("a".repeat(9_990));
		line.add("b".repeat(10));
		expect(line.isOpen).toBe(true);
		expect(line.add("c")).toBe(false);
		expect(line.isOpen).toBe(false);
		expect(sent().at(-1)).toEqual({ type: "append", id: "1", text: "" });
		expect(textOf(sent())).toHaveLength(10_000);
	});

	test("takes texts only", () => {
		const line = paired().client.speak();
		// @ts-expect-error: a token that a model left out
		expect(() => line.add(undefined)).toThrow(TypeError);
		expect(line.isOpen).toBe(true);
	});

	test("is sent in whole characters, also where a token is half a one", () => {
		const { client, sent } = paired();
		client.speak().end("Well done \ud83c");
		expect(sent()[0]).toMatchObject({ text: "Well done \ufffd" });
	});

	test("for nobody, or of a client that was closed, has failed at once", async () => {
		const { client, sent } = paired();
		const stranger = client.speak({ call: "z" });
		expect(stranger.isOpen).toBe(false);
		expect(await known(stranger.said)).toMatchObject({ why: "noSuchCall" });
		client.close();
		expect(await known(client.speak().said)).toMatchObject({ why: "closed" });
		expect(sent()).toEqual([]);
	});

	test("whose only call leaves before its first word has failed with that word", async () => {
		const { client, tell } = paired();
		const line = client.speak();
		tell({ type: "left", call: "a", reason: "caller hung up" });
		expect(await known(line.said)).toBeUndefined();
		line.add("Hello?");
		expect(await known(line.said)).toMatchObject({ why: "noSuchCall" });
		expect(line.isOpen).toBe(false);
	});

	test.each([true, false])(
		"has failed when the client is closed, begun (%s) or not",
		async (isBegun) => {
			const { client } = paired();
			const line = client.speak();
			if (isBegun) line.add("Hello");
			client.close();
			expect(line.isOpen).toBe(false);
			expect(line.add("?")).toBe(false);
			expect(await known(line.said)).toMatchObject({ why: "closed" });
		},
	);
});

describe("a line that is over", () => {
	test("takes no more, and what crosses with its end is no error", async () => {
		const { client, sent, said, lineOver, errors } = paired();
		const events: string[] = [];
		client.on("event", ({ type }) => events.push(type));
		const line = client.speak();
		line.add("Once upon a time, ");
		line.add("there was");
		said(line.id, "interrupted", "Once upon");
		lineOver(line.id);
		expect(await known(line.said)).toMatchObject({
			outcome: "interrupted",
			heardText: "Once upon",
		});
		expect(line.isOpen).toBe(false);
		expect(line.add(" a king.")).toBe(false);
		expect(sent()).toHaveLength(2);
		expect(errors).toEqual([]);
		expect(events).toEqual(["said"]);
	});

	test("in one of its calls goes on in the other", async () => {
		const { client, said } = paired(["a", "b"]);
		const line = client.speak();
		line.add("Hello, ");
		said(line.id, "interrupted", "", "a");
		expect(line.isOpen).toBe(true);
		expect(line.end("both.")).toBe(true);
		said(line.id, "heard", "Hello, both.", "b");
		expect(await known(line.said)).toMatchObject({
			outcome: "interrupted",
			heardText: "",
		});
	});

	test("that the server has ended by itself is told, takes no more, and has its outcome still to come", async () => {
		const { client, said, lineOver, errors } = paired();
		const line = client.speak();
		line.add("Let me think. ");
		await vi.advanceTimersByTimeAsync(11_000);
		line.add("I know!");
		lineOver(line.id);
		expect(errors).toEqual(["lineOver"]);
		expect(line.isOpen).toBe(false);
		expect(await known(line.said)).toBeUndefined();
		said(line.id, "heard", "Let me think.");
		expect(await known(line.said)).toMatchObject({
			outcome: "heard",
			heardText: "Let me think.",
		});
	});

	test("as the server refused it has failed", async () => {
		const { client, tell, errors } = paired();
		const line = client.speak({ voice: "no voice" });
		line.add("Hello");
		tell({
			type: "error",
			code: "invalidMessage",
			message: "No voice.",
			id: line.id,
		});
		expect(await known(line.said)).toMatchObject({
			outcome: "failed",
			why: "invalidMessage",
			message: "No voice.",
		});
		expect(line.add("?")).toBe(false);
		expect(errors).toEqual(["invalidMessage"]);
	});
});

describe("the pace", () => {
	test("what comes faster than the server takes it goes together, in order, and nothing is lost", () => {
		const { client, sent } = paired();
		const line = client.speak();
		const tokens = Array.from({ length: 500 }, (_, at) => `t${at} `);
		for (const token of tokens) line.add(token);
		line.end();
		expect(sent()).toHaveLength(11);
		vi.advanceTimersByTime(40);
		expect(textOf(sent())).toBe(tokens.join(""));
		expect(sent().at(-1)).not.toHaveProperty("more");
		expect(vi.getTimerCount()).toBe(0);
	});

	test("sixteen lines of thirty tokens a second are at most 36 messages in any second, and none waits for ever", () => {
		const calls = Array.from({ length: 16 }, (_, at) => `call-${at}`);
		const { client, sent } = paired(calls);
		const lines = calls.map((call) => client.speak({ call }));
		const sentAtMs: number[] = [];
		let count = 0;
		for (let ms = 0; ms < 4_000; ms += 10) {
			if (ms % 30 === 0 && ms < 3_000)
				for (const line of lines) line.add(`${ms} `);
			if (ms === 3_000) for (const line of lines) line.end();
			while (count < sent().length) {
				sentAtMs.push(ms);
				count += 1;
			}
			vi.advanceTimersByTime(10);
		}
		const afterBeginning = sentAtMs.slice(16);
		for (const [at, ms] of afterBeginning.entries())
			expect((afterBeginning[at + 36] ?? Infinity) - ms).toBeGreaterThan(1_000);
		for (const { id } of lines) {
			const own = sent().filter((order) => order.id === id);
			expect(textOf(own)).toBe(
				Array.from({ length: 100 }, (_, at) => `${at * 30} `).join(""),
			);
			expect(own.at(-1)).not.toHaveProperty("more");
		}
	});

	test("tokens of one line at thirty a second wait at most 40 ms", () => {
		const { client, sent } = paired();
		const line = client.speak();
		let added = "";
		for (let ms = 0; ms < 6_000; ms += 33) {
			line.add(`${ms} `);
			added += `${ms} `;
			vi.advanceTimersByTime(33);
			const missing = added.length - textOf(sent()).length;
			expect(missing).toBeLessThanOrEqual(`${ms} `.length);
		}
	});
});

describe("texts that come by themselves", () => {
	test("a list of them is one line", async () => {
		const { client, sent, said } = paired();
		const line = client.say(["Hello, ", "you."], { call: "a" });
		await vi.advanceTimersByTimeAsync(0);
		expect(textOf(sent())).toBe("Hello, you.");
		expect(sent().at(-1)).not.toHaveProperty("more");
		said("1", "heard", "Hello, you.");
		expect(await known(line)).toMatchObject({ heardText: "Hello, you." });
	});

	test("tokens are spoken as they come, and their end is the line's", async () => {
		const { client, sent } = paired();
		const { tokens, give, finish } = tokensByHand();
		void client.say(tokens, { turn: 1 });
		await give("Hel");
		expect(sent()).toEqual([
			{ type: "say", id: "1", text: "Hel", turn: 1, more: true },
		]);
		await give("lo.");
		expect(sent()).toHaveLength(2);
		await finish();
		expect(sent()[2]).toEqual({ type: "append", id: "1", text: "" });
	});

	test("are left as soon as the line is over, also while the next one is awaited", async () => {
		const { client, said, sent } = paired();
		const { tokens, give, isLeft } = tokensByHand();
		const line = client.say(tokens);
		await give("Once upon a time, ");
		expect(isLeft()).toBe(false);
		said("1", "interrupted", "Once");
		expect(await known(line)).toMatchObject({ outcome: "interrupted" });
		expect(isLeft()).toBe(true);
		await give("there was a king.");
		expect(sent()).toHaveLength(1);
	});

	test("are not asked for when nobody is there", async () => {
		const { client } = paired();
		const { tokens, isLeft } = tokensByHand();
		expect(await known(client.say(tokens, { call: "z" }))).toMatchObject({
			why: "noSuchCall",
		});
		expect(isLeft()).toBe(true);
	});

	test("what they throw is the game's own, and the line ends as it stands", async () => {
		const { client, sent } = paired();
		async function* model() {
			yield "Let me see, ";
			throw new Error("the model is busy");
		}
		const line = client.say(model());
		await expect(line).rejects.toThrow("the model is busy");
		expect(sent().map(({ text, more }) => [text, more])).toEqual([
			["Let me see, ", true],
			["", undefined],
		]);
	});

	test("that are no texts are a mistake, and are left", async () => {
		const { client } = paired();
		let isLeft = false;
		function* model() {
			try {
				yield "Hello";
				yield undefined as unknown as string;
			} finally {
				isLeft = true;
			}
		}
		await expect(client.say(model())).rejects.toThrow(TypeError);
		expect(isLeft).toBe(true);
	});
});

describe("a connection that is lost", () => {
	test("ends a line that is open as it stands: a hole in it would be worse", async () => {
		const { client, sent, said, comeBack, errors } = paired();
		const line = client.speak();
		line.add("You see a lamp, ");
		line.add("an old ");
		comeBack();
		expect(line.isOpen).toBe(false);
		expect(line.add("brass lantern.")).toBe(false);
		expect(sent()).toEqual([{ type: "append", id: line.id, text: "" }]);
		said(line.id, "heard", "You see a lamp,");
		expect(await known(line.said)).toMatchObject({
			outcome: "heard",
			heardText: "You see a lamp,",
		});
		expect(errors).toEqual([]);
	});

	test("that took the beginning of a line with it: it is lost, and no error", async () => {
		const { client, lineOver, comeBack, errors } = paired();
		const line = client.speak();
		line.add("Hello, ");
		comeBack();
		lineOver(line.id);
		expect(errors).toEqual([]);
		expect(await known(line.said)).toBeUndefined();
		await vi.advanceTimersByTimeAsync(62_000);
		expect(await known(line.said)).toMatchObject({ why: "lost" });
	});

	test("what a line still had to send at its loss is not sent with the next", () => {
		const { client, sent, comeBack } = paired();
		const line = client.speak();
		for (let at = 0; at < 50; at += 1) line.add(`${at} `);
		comeBack();
		vi.advanceTimersByTime(1_000);
		expect(textOf(sent())).toBe("");
	});

	test("a line that is begun meanwhile waits for the next one, and goes on in it", async () => {
		const { client, sent, newest, comeBack } = paired();
		newest().lose();
		const line = client.speak();
		line.add("I am ");
		line.add("back, ");
		line.add("you see. ");
		vi.advanceTimersToNextTimer();
		newest().welcome({ resumed: true, lastSeq: 1, calls: ["a"] });
		line.end("Hello!");
		expect(sent().map(({ type, text, more }) => [type, text, more])).toEqual([
			["say", "I am ", true],
			["append", "back, you see. ", true],
			["append", "Hello!", undefined],
		]);
		comeBack();
		expect(sent()).toEqual([{ type: "append", id: line.id, text: "" }]);
	});

	test("with its session: the line has failed", async () => {
		const { client, newest, comeBack } = paired();
		const begun = client.speak();
		begun.add("Hello");
		const unbegun = client.speak();
		comeBack({ resumed: false, lastSeq: 0, calls: [], session: "session-2" });
		const lines: OpenLine[] = [begun, unbegun];
		for (const line of lines) {
			expect(line.isOpen).toBe(false);
			expect(await known(line.said)).toMatchObject({ why: "sessionEnded" });
		}
		expect(newest().sent).toEqual([]);
	});
});
