/** The JavaScript client against a server that says what each test wants. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import {
	CallsignClient,
	type ClientOptions,
	type GameEvent,
} from "../../clients/js/callsign-client.js";
import { arrivalsOf } from "../support/games/client-arrivals.js";
import { GameServerEnd } from "../support/games/game-server-end.js";
import { LittleServer } from "../support/network/little-server.js";
import { within } from "../support/waiting/within.js";

let server: LittleServer;
let clients: CallsignClient[];

beforeEach(async () => {
	server = await LittleServer.start();
	clients = [];
});

afterEach(() => {
	for (const client of clients) client.close();
	server.stop();
});

function connect(options: ClientOptions = {}): CallsignClient {
	const client = new CallsignClient(server.url, {
		WebSocket,
		reconnect: { firstMs: 1, longestMs: 5 },
		...options,
	});
	clients.push(client);
	return client;
}

/** A client with a session and these calls. */
async function online(calls: readonly string[] = []) {
	const client = connect({ callers: Math.max(1, calls.length) });
	const events = arrivalsOf(client, "event");
	const end = await GameServerEnd.next(server);
	end.welcome({ callers: Math.max(1, calls.length) });
	for (const [index, call] of calls.entries())
		end.tell({ type: "paired", call, callers: index + 1 });
	await events.take(calls.length);
	if (calls.length === 0) await arrivalsOf(client, "online").next();
	return { client, events, end };
}

function settled<Thing>(promise: Promise<Thing>): Promise<Thing> {
	return within(promise, () => "the outcome of a line");
}

describe("connecting", () => {
	test("it offers callsign.v1, asks for its callers and shows number and code", async () => {
		const client = connect({ callers: 3, key: "secret" });
		const shown = arrivalsOf(client, "show");
		const session = arrivalsOf(client, "session");
		const end = await GameServerEnd.next(server);
		expect(end.little.socket.protocol).toBe("callsign.v1");
		expect(end.query).toEqual({ callers: "3", key: "secret" });
		expect(client.state).toBe("connecting");
		end.welcome();
		expect(await shown.next()).toEqual({
			phoneNumber: "+15005550006",
			code: "4271",
		});
		expect(await session.next()).toMatchObject({ replaces: undefined });
		expect(client).toMatchObject({
			state: "online",
			code: "4271",
			session: "session-1",
		});
	});

	test("a code that is replaced is shown", async () => {
		const { client, end } = await online();
		const shown = arrivalsOf(client, "show");
		end.tell({ type: "code", code: "8036" });
		expect(await shown.next()).toMatchObject({ code: "8036" });
	});

	test.each([
		["an address that is no WebSocket's", "ftp://localhost/game", {}],
		["no address", "game", {}],
		["too many callers", "ws://localhost/game", { callers: 17 }],
		["half a caller", "ws://localhost/game", { callers: 0.5 }],
	])("%s is refused at once", (_, url, options) => {
		expect(() => new CallsignClient(url, { WebSocket, ...options })).toThrow(
			/must|Invalid/,
		);
	});
});

describe("coming back", () => {
	test("a lost session is taken up where it was left, with the newest token", async () => {
		const { client, events, end } = await online();
		const resumptions = arrivalsOf(client, "online");
		const shown = arrivalsOf(client, "show");
		end.tell({ type: "paired", call: "a", callers: 1 });
		end.tell({ type: "key", call: "a", digit: "1" });
		await events.take(2);
		end.vanish();
		const second = await GameServerEnd.next(server);
		expect(second.query).toEqual({ resume: "token-1", after: "2" });
		second.welcome({ resumed: true, resumeToken: "token-2", lastSeq: 3 });
		second.tell({ type: "key", call: "a", digit: "2" }, 3);
		expect(await resumptions.next()).toEqual({ resumed: true });
		expect(await events.next()).toMatchObject({ seq: 3, digit: "2" });
		second.vanish();
		const third = await GameServerEnd.next(server);
		expect(third.query).toEqual({ resume: "token-2", after: "3" });
		expect(shown.all).toEqual([]);
	});

	test("lost before the welcome, it comes back with the token that it has", async () => {
		const { end } = await online();
		end.vanish();
		(await GameServerEnd.next(server)).vanish();
		(await GameServerEnd.next(server)).close(1013);
		const fourth = await GameServerEnd.next(server);
		expect(fourth.query).toMatchObject({ resume: "token-1" });
	});

	test("what is sent twice is told once, and a gap is told", async () => {
		const { events, end } = await online();
		end.tell({ type: "key", call: "a", digit: "1" });
		end.vanish();
		const second = await GameServerEnd.next(server);
		second.welcome({ resumed: true, lastSeq: 6 });
		second.tell({ type: "key", call: "a", digit: "1" }, 1);
		second.send({ type: "gap", seq: 4, from: 2, to: 4 });
		second.tell({ type: "key", call: "a", digit: "4" }, 4);
		second.tell({ type: "key", call: "a", digit: "5" }, 5);
		second.tell({ type: "key", call: "a", digit: "5" }, 5);
		second.tell({ type: "key", call: "a", digit: "6" }, 6);
		const told = await events.take(4);
		expect(told.map(({ seq }) => seq)).toEqual([1, 4, 5, 6]);
		expect(told[1]).toEqual({ type: "gap", seq: 4, from: 2, to: 4 });
	});

	test("after a gap its calls are those of the welcome, whatever came before and follows", async () => {
		const { client, events, end } = await online(["a", "b"]);
		const afterGap: string[][] = [];
		client.on("gap", () => afterGap.push(client.calls));
		end.vanish();
		const second = await GameServerEnd.next(server);
		second.welcome({ resumed: true, lastSeq: 8, calls: ["c", "e"] });
		second.send({ type: "gap", seq: 4, from: 3, to: 4 });
		second.tell({ type: "left", call: "b", reason: "caller hung up" }, 5);
		second.tell({ type: "paired", call: "d", callers: 2 }, 6);
		second.tell({ type: "left", call: "d", reason: "caller hung up" }, 7);
		second.tell({ type: "paired", call: "e", callers: 2 }, 8);
		await events.take(5);
		expect(afterGap).toEqual([["c", "e"]]);
		expect(client.calls).toEqual(["c", "e"]);
		second.tell({ type: "left", call: "c", reason: "caller hung up" }, 9);
		await events.next();
		expect(client.calls).toEqual(["e"]);
	});

	test("cut in the middle of what it missed, it has the right calls in the end", async () => {
		const { client, events, end } = await online(["a"]);
		end.vanish();
		const second = await GameServerEnd.next(server);
		second.welcome({ resumed: true, lastSeq: 4, calls: ["b"] });
		second.send({ type: "gap", seq: 2, from: 2, to: 2 });
		await events.next();
		second.vanish();
		const third = await GameServerEnd.next(server);
		third.welcome({ resumed: true, lastSeq: 5, calls: ["c"] });
		third.tell({ type: "key", call: "b", digit: "1" }, 3);
		third.tell({ type: "left", call: "b", reason: "caller hung up" }, 4);
		third.tell({ type: "paired", call: "c", callers: 1 }, 5);
		await events.take(3);
		expect(client.calls).toEqual(["c"]);
	});

	test("codes that were replaced meanwhile are told, but not shown", async () => {
		const { client, events, end } = await online();
		const shown = arrivalsOf(client, "show");
		end.vanish();
		const second = await GameServerEnd.next(server);
		second.welcome({ resumed: true, lastSeq: 2, code: "3333" });
		second.tell({ type: "code", code: "2222" }, 1);
		second.tell({ type: "code", code: "3333" }, 2);
		await events.take(2);
		expect(shown.all.map(({ code }) => code)).toEqual(["3333"]);
	});

	test("when there is nothing to resume it begins a new session and says whose calls are gone", async () => {
		const { client, events, end } = await online(["a"]);
		const sessions = arrivalsOf(client, "session");
		const shown = arrivalsOf(client, "show");
		end.vanish();
		(await GameServerEnd.next(server)).close(4404);
		const third = await GameServerEnd.next(server);
		expect(third.query).toEqual({ callers: "1" });
		third.welcome({ session: "session-2", code: "8036" });
		expect(await sessions.next()).toMatchObject({
			session: "session-2",
			replaces: { session: "session-1", calls: ["a"] },
		});
		expect(await shown.next()).toMatchObject({ code: "8036" });
		expect(client.calls).toEqual([]);
		third.tell({ type: "paired", call: "b", callers: 1 });
		expect(await events.next()).toMatchObject({ seq: 1, call: "b" });
	});

	test.each([1001, 1006, 1009, 1011, 1012, 1013, 4429])(
		"after close code %i it comes back",
		async (code) => {
			const { client, end } = await online();
			const losses = arrivalsOf(client, "offline");
			if (code === 1006) end.vanish();
			else end.close(code, "so it is");
			expect(await losses.next()).toMatchObject({ code });
			const again = await GameServerEnd.next(server);
			expect(again.query).toHaveProperty("resume");
		},
	);

	test.each([1000, 1008, 4401, 4408])(
		"after close code %i it does not",
		async (code) => {
			const { client, end } = await online(["a"]);
			const closed = arrivalsOf(client, "closed");
			const line = client.say("Hello?");
			end.close(code, "so it is");
			expect(await closed.next()).toEqual({ code, reason: "so it is" });
			expect(await settled(line)).toMatchObject({ why: "sessionEnded" });
			expect(client.state).toBe("closed");
		},
	);
});

describe("closing", () => {
	test("the server is told that the session is over", async () => {
		const { client, end } = await online(["a"]);
		const closed = arrivalsOf(client, "closed");
		const line = client.say("Good-bye.");
		client.close();
		client.close();
		expect(await end.closedWith()).toBe(1000);
		expect(await settled(line)).toMatchObject({ why: "closed" });
		expect(closed.all).toHaveLength(1);
		expect(client.stop()).toBe(false);
		expect(await client.say("Too late.")).toMatchObject({ why: "closed" });
	});

	test("also if it was just connecting", async () => {
		connect().close();
		const end = await GameServerEnd.next(server);
		expect(await end.closedWith()).toBe(1000);
	});
});

describe("saying", () => {
	test("a line resolves with what became of it", async () => {
		const { client, end } = await online(["a"]);
		const line = client.say("Hello.", { voice: "luna", interruptible: false });
		const { id = "", ...order } = (await end.order()) as { id?: string };
		expect(order).toEqual({
			type: "say",
			text: "Hello.",
			voice: "luna",
			interruptible: false,
		});
		const said = {
			outcome: "heard",
			heardMs: 420,
			heardText: "Hello.",
		} as const;
		end.tell({ type: "said", call: "a", id, ...said });
		const calls = [{ call: "a", ...said }];
		expect(await settled(line)).toEqual({ id, ...said, calls });
	});

	test("a line for several calls resolves when all are in, with the worst of them", async () => {
		const { client, end } = await online(["a", "b", "c"]);
		const line = client.say("Hello all.");
		const { id = "" } = (await end.order()) as { id?: string };
		end.tell({
			type: "said",
			call: "b",
			id,
			outcome: "heard",
			heardMs: 900,
			heardText: "Hello all.",
		});
		end.tell({
			type: "said",
			call: "a",
			id,
			outcome: "interrupted",
			heardMs: 300,
			heardText: "Hello",
		});
		end.tell({ type: "left", call: "c", reason: "caller hung up" });
		expect(await settled(line)).toMatchObject({
			outcome: "failed",
			why: "callLeft",
			heardMs: 0,
			heardText: "",
			calls: [{ call: "b" }, { call: "a" }, { call: "c", why: "callLeft" }],
		});
	});

	test.each([
		["interrupted", ["heard", "interrupted"]],
		["stale", ["interrupted", "stale"]],
		["failed", ["failed", "stale"]],
	] as const)(
		"of several outcomes the worst is %s",
		async (worst, outcomes) => {
			const { client, end } = await online(["a", "b"]);
			const line = client.say("Hello.", { turn: 1 });
			const { id = "" } = (await end.order()) as { id?: string };
			const texts = ["Hello.", "He"];
			for (const [at, outcome] of outcomes.entries())
				end.tell({
					type: "said",
					call: "ab"[at] ?? "",
					id,
					outcome,
					heardMs: 100 - at,
					heardText: texts[at] ?? "",
				});
			expect(await settled(line)).toMatchObject({
				outcome: worst,
				heardMs: 99,
				heardText: "He",
			});
		},
	);

	test.each([
		["heard", "Hello there."],
		["interrupted", ""],
	] as const)(
		"a server from before heardText leaves no doubt of what was %s",
		async (outcome, heardText) => {
			const { client, end } = await online(["a"]);
			const line = client.say("Hello there. ");
			const { id } = (await end.order()) as { id?: string };
			end.send({
				type: "said",
				seq: 2,
				call: "a",
				id,
				outcome,
				heardMs: 420,
			});
			expect(await settled(line)).toMatchObject({ outcome, heardText });
		},
	);

	test("a line that the server refuses has failed, and says why", async () => {
		const { client, end } = await online(["a"]);
		const line = client.say(" ");
		const { id } = (await end.order()) as { id?: string };
		end.tell({
			type: "error",
			code: "invalidMessage",
			message: "Say something.",
			id,
		});
		expect(await settled(line)).toEqual({
			id,
			outcome: "failed",
			heardMs: 0,
			heardText: "",
			why: "invalidMessage",
			message: "Say something.",
			calls: [],
		});
	});

	test("a line for nobody, or for a call that is gone, has failed at once", async () => {
		const { client, end, events } = await online(["a"]);
		expect(await client.say("Hi.", { call: "z" })).toMatchObject({
			why: "noSuchCall",
		});
		end.tell({ type: "left", call: "a", reason: "caller hung up" });
		await events.next();
		expect(await client.say("Hi.")).toMatchObject({ why: "noSuchCall" });
	});

	test("a line for a call that left in a gap has failed, unless it was heard before", async () => {
		const { client, end, events } = await online(["a", "b"]);
		const heard = client.say("Heard.", { call: "a" });
		const { id = "" } = (await end.order()) as { id?: string };
		const unheard = client.say("Unheard.");
		await end.order();
		end.vanish();
		const second = await GameServerEnd.next(server);
		second.welcome({ resumed: true, lastSeq: 6, calls: ["b"] });
		second.send({ type: "gap", seq: 3, from: 3, to: 3 });
		const heardText = "Heard.";
		const said = {
			call: "a",
			id,
			outcome: "heard",
			heardMs: 400,
			heardText,
		} as const;
		second.tell({ type: "said", ...said }, 4);
		second.send({ type: "gap", seq: 6, from: 5, to: 6 });
		expect(await settled(heard)).toMatchObject({ outcome: "heard" });
		await events.take(3);
		second.tell({ type: "said", ...said, call: "b", id: "2" }, 7);
		expect(await settled(unheard)).toMatchObject({
			outcome: "failed",
			why: "callLeft",
			calls: [
				{ call: "a", why: "callLeft" },
				{ call: "b", outcome: "heard" },
			],
		});
		expect(await client.say("Hi.", { call: "a" })).toMatchObject({
			why: "noSuchCall",
		});
	});

	test("what is said without a connection is sent with the next one, in order, up to a bound", async () => {
		const { client, end } = await online(["a"]);
		const losses = arrivalsOf(client, "offline");
		end.vanish();
		await losses.next();
		const lines = Array.from({ length: 33 }, (_, n) => client.say(`Line ${n}`));
		expect(await settled(lines[32] as (typeof lines)[0])).toMatchObject({
			why: "tooManyWaiting",
		});
		expect(client.stop()).toBe(false);
		const second = await GameServerEnd.next(server);
		second.welcome({ resumed: true, lastSeq: 1 });
		for (let n = 0; n < 32; n++)
			expect(await second.order()).toMatchObject({ text: `Line ${n}` });
	});

	test("what waits for a session that is gone is not sent to the next one", async () => {
		const { client, end } = await online(["a"]);
		const losses = arrivalsOf(client, "offline");
		const sent = client.say("Sent.");
		await end.order();
		end.vanish();
		await losses.next();
		const waiting = client.say("Waiting.");
		client.listen(["xyzzy"]);
		(await GameServerEnd.next(server)).close(4404);
		const third = await GameServerEnd.next(server);
		third.welcome({ session: "session-2" });
		expect(await settled(sent)).toMatchObject({ why: "sessionEnded" });
		expect(await settled(waiting)).toMatchObject({ why: "sessionEnded" });
		expect(await third.order()).toEqual({
			type: "listen",
			keyterms: ["xyzzy"],
		});
	});
});

describe("other orders", () => {
	test("stop, hangUp, newCode and listen are sent as they are", async () => {
		const { client, end } = await online(["a"]);
		client.stop();
		client.hangUp("a");
		client.newCode();
		client.listen(["lantern"]);
		expect(await end.order()).toEqual({ type: "stop" });
		expect(await end.order()).toEqual({ type: "hangUp", call: "a" });
		expect(await end.order()).toEqual({ type: "newCode" });
		expect(await end.order()).toEqual({
			type: "listen",
			keyterms: ["lantern"],
		});
	});

	test("converse, takeBack and tell are sent as they are", async () => {
		const { client, end } = await online(["a"]);
		client.converse("keeper");
		client.converse("keeper", { call: "a", input: { seed: [1, null] } });
		client.takeBack();
		client.takeBack("a");
		client.tell("storm");
		client.tell("storm \ud83c", { call: "a", data: ["\ud83d"] });
		expect(await end.order()).toEqual({ type: "converse", flow: "keeper" });
		expect(await end.order()).toEqual({
			...{ type: "converse", flow: "keeper", call: "a" },
			input: { seed: [1, null] },
		});
		expect(await end.order()).toEqual({ type: "converse", flow: null });
		expect(await end.order()).toEqual({
			...{ type: "converse", flow: null, call: "a" },
		});
		expect(await end.order()).toEqual({ type: "tell", name: "storm" });
		expect(await end.order()).toEqual({
			...{ type: "tell", name: "storm \ufffd", call: "a", data: ["\ufffd"] },
		});
	});

	test("for flows wait for a connection as they were, and are refused once there will be none", async () => {
		const { client, end } = await online(["a"]);
		const offline = arrivalsOf(client, "offline");
		end.vanish();
		await offline.next();
		const input = { trust: 1 };
		expect(client.converse("keeper", { call: "a", input })).toBe(true);
		expect(client.tell("news", { data: input })).toBe(true);
		input.trust = 2;
		const again = await GameServerEnd.next(server);
		again.welcome({ resumed: true, calls: ["a"], lastSeq: 1 });
		expect(await again.order()).toMatchObject({ input: { trust: 1 } });
		expect(await again.order()).toMatchObject({ data: { trust: 1 } });
		client.close();
		expect(client.converse("keeper")).toBe(false);
		expect(client.takeBack()).toBe(false);
		expect(client.tell("storm")).toBe(false);
	});

	test("with a value that is no JSON throw at once, and nothing is sent", async () => {
		const { client, end } = await online(["a"]);
		const circle: { self?: object } = {};
		circle.self = circle;
		expect(() => client.converse("keeper", { input: circle })).toThrow(
			TypeError,
		);
		expect(() => client.tell("storm", { data: 1n })).toThrow(TypeError);
		client.stop();
		expect(await end.order()).toEqual({ type: "stop" });
	});

	test("are sent in whole characters, also where the game has cut one in two", async () => {
		const { client, end } = await online(["a"]);
		void client.say("Well done \ud83c");
		client.listen(["dragon \ud83d", "🎉"]);
		expect(await end.order()).toMatchObject({ text: "Well done \ufffd" });
		expect(await end.order()).toEqual({
			type: "listen",
			keyterms: ["dragon \ufffd", "🎉"],
		});
	});
});

describe("listening", () => {
	test("what a flow does with a caller is told under its name, in order", async () => {
		const { client, events, end } = await online(["a"]);
		const scenes = arrivalsOf(client, "scene");
		const told = arrivalsOf(client, "told");
		const conversed = arrivalsOf(client, "conversed");
		const of = { call: "a", flow: "keeper" };
		end.tell({ type: "scene", ...of, state: "gate" });
		end.tell({ type: "told", ...of, name: "won", data: { coins: 3 } });
		end.tell({ type: "conversed", ...of, state: "gate", reason: "ended" });
		expect(await scenes.next()).toMatchObject({ ...of, state: "gate" });
		expect(await told.next()).toMatchObject({
			name: "won",
			data: { coins: 3 },
		});
		expect(await conversed.next()).toMatchObject({ reason: "ended" });
		const types = (await events.take(3)).map(({ type }) => type);
		expect(types).toEqual(["scene", "told", "conversed"]);
	});

	test("once is told once, and off is told no more", async () => {
		const { client, end, events } = await online(["a"]);
		const told: string[] = [];
		const off = client.on("key", ({ digit }) => told.push(`on ${digit}`));
		const listener = ({ digit }: { digit: string }) =>
			void told.push(`off ${digit}`);
		client.on("key", listener);
		client.once("key", ({ digit }) => told.push(`once ${digit}`));
		end.tell({ type: "key", call: "a", digit: "1" });
		await events.next();
		client.off("key", listener);
		end.tell({ type: "key", call: "a", digit: "2" });
		await events.next();
		off();
		end.tell({ type: "key", call: "a", digit: "3" });
		await events.next();
		expect(told).toEqual(["on 1", "off 1", "once 1", "on 2"]);
	});

	test("a loop gets every event from its beginning to the close", async () => {
		const { client, end } = await online();
		const told: GameEvent[] = [];
		const loop = (async () => {
			for await (const event of client) {
				told.push(event);
				if (told.length === 3) client.close();
			}
		})();
		for (const digit of "123") end.tell({ type: "key", call: "a", digit });
		await within(loop, () => "the end of the loop");
		expect(told).toMatchObject([
			{ digit: "1" },
			{ digit: "2" },
			{ digit: "3" },
		]);
	});

	test("messages that are none, and types from the future, do no harm", async () => {
		const { client, end, events } = await online();
		end.send("nonsense");
		end.send("null");
		end.send("[]");
		end.send({ type: "novelty" });
		end.send({ type: "novelty", seq: 1 });
		end.tell({ type: "key", call: "a", digit: "1" }, 2);
		expect(await events.take(2)).toMatchObject([
			{ type: "novelty" },
			{ digit: "1" },
		]);
		expect(client.state).toBe("online");
	});
});
