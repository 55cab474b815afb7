/** The clients for Godot in `callsign.v1`, against a server that the test plays, for what seldom happens. */
import { afterAll, expect, onTestFinished, test } from "vitest";
import { describeIn } from "../support/godot/engine.js";
import { godot3 } from "../support/godot/godot3.js";
import { closeGodot4, godot4 } from "../support/godot/godot4.js";
import { playIn } from "../support/godot/play-in.js";
import type { RemoteGame } from "../support/godot/remote-game.js";
import {
	LittleServer,
	type LittleSocket,
} from "../support/network/little-server.js";

let game: RemoteGame;

afterAll(closeGodot4);

async function connecting(options: object = {}) {
	const server = await LittleServer.start();
	onTestFinished(() => server.stop());
	await game.do("connect_to", server.url, options);
	return { server, socket: await server.sockets.next() };
}

function send({ socket }: LittleSocket, message: object): void {
	socket.send(JSON.stringify(message));
}

function welcome(socket: LittleSocket, fields: object = {}): void {
	send(socket, {
		type: "welcome",
		session: "session-1",
		phoneNumber: "+15005550006",
		code: "4271",
		callers: 1,
		calls: [],
		resumeToken: "token/1",
		resumeSeconds: 120,
		resumed: false,
		lastSeq: 0,
		...fields,
	});
}

const paired = (seq: number, call = "call-1") => ({
	type: "paired",
	seq,
	call,
	callers: 1,
});

const key = (seq: number, digit: string, call = "call-1") => ({
	type: "key",
	seq,
	call,
	digit,
});

const said = (
	seq: number,
	id: unknown,
	outcome: string,
	heardText: string,
) => ({
	type: "said",
	seq,
	call: "call-1",
	id,
	outcome,
	heardMs: 0,
	heardText,
});

const lineOver = (seq: number, id: unknown) => ({
	type: "error",
	seq,
	code: "lineOver",
	message: "Over.",
	id,
});

async function sentBy(socket: LittleSocket): Promise<Record<string, unknown>> {
	return JSON.parse(await socket.texts.next());
}

/** A game with one caller, who has pressed 1: the newest event has number 2. */
async function inCall(options?: object) {
	const { server, socket } = await connecting(options);
	welcome(socket);
	send(socket, paired(1));
	send(socket, key(2, "1"));
	for (const name of ["connection_made", "code_issued", "paired"])
		await game.signal(name);
	expect(await game.signal("key_pressed")).toEqual(["1", "call-1"]);
	return { server, socket };
}

/** The game's next socket, on which its session is taken up. */
async function backWith(
	{ server, socket }: Awaited<ReturnType<typeof inCall>>,
	fields: object,
) {
	socket.socket.terminate();
	await game.signal("connection_lost");
	await game.tryAgainNow();
	const next = await server.sockets.next();
	welcome(next, { resumed: true, ...fields });
	expect(await game.signal("connection_made")).toEqual([true]);
	return next;
}

for (const engine of [godot3, godot4])
	describeIn(engine, "the client, with a scripted server", () => {
		playIn(engine, (started) => {
			game = started;
		});

		test("it offers callsign.v1, and says how many callers it takes, and its key", async () => {
			const { socket } = await connecting({ callers: 3, key: "se&cret" });
			const { headers, url } = socket.request;
			const query = new URL(url ?? "", "ws://host").searchParams;
			const key = engine.isInBrowser
				? query.get("key")
				: headers.authorization?.replace(/^Bearer /, "");
			expect(key).toBe("se&cret");
			expect(query.get("callers")).toBe("3");
			expect(headers["sec-websocket-protocol"]).toBe("callsign.v1");
		});

		test("it comes back with the newest token and the number of the last event", async () => {
			const { server, socket } = await inCall();
			socket.socket.terminate();
			await game.signal("connection_lost");
			await game.tryAgainNow();
			const second = await server.sockets.next();
			const query = new URL(second.request.url ?? "", "ws://host").searchParams;
			expect(query.get("resume")).toBe("token/1");
			expect(query.get("after")).toBe("2");
			welcome(second, {
				resumed: true,
				lastSeq: 3,
				calls: ["call-1"],
				resumeToken: "token/2",
			});
			send(second, key(3, "2"));
			expect(await game.signal("connection_made")).toEqual([true]);
			expect(await game.signal("key_pressed")).toEqual(["2", "call-1"]);
			second.socket.close(1001);
			const third = await server.sockets.next();
			expect(third.request.url).toMatch(/resume=token%2F2&after=3$/i);
		});

		test("it lends its caller to a flow, tells it the news, and takes him back", async () => {
			const { socket } = await inCall();
			await game.do("converse", "keeper");
			await game.do("converse", "keeper", {
				call: "call-1",
				input: { seed: [1, null] },
			});
			await game.do("tell", "storm");
			await game.do("tell", "storm", { call: "call-1", data: { force: 9 } });
			await game.do("take_back");
			await game.do("take_back", "call-1");
			const call = "call-1";
			for (const order of [
				{ type: "converse", flow: "keeper" },
				{ type: "converse", flow: "keeper", call, input: { seed: [1, null] } },
				{ type: "tell", name: "storm" },
				{ type: "tell", name: "storm", call, data: { force: 9 } },
				{ type: "converse", flow: null },
				{ type: "converse", flow: null, call },
			])
				expect(await sentBy(socket)).toEqual(order);
		});

		test("what a flow does with its caller is told, in order", async () => {
			const { socket } = await inCall();
			const of = { call: "call-1", flow: "keeper" };
			send(socket, { type: "scene", seq: 3, ...of, state: "gate.closed" });
			send(socket, { type: "told", seq: 4, ...of, name: "won", data: ["a"] });
			send(socket, { type: "told", seq: 5, ...of, name: "done" });
			const over = { state: "won", reason: "ended" };
			send(socket, { type: "conversed", seq: 6, ...of, ...over });
			for (const [signal, ...values] of [
				["scene_changed", "gate.closed"],
				["told", "won", ["a"]],
				["told", "done", null],
				["conversed", "ended", "won"],
			])
				expect(await game.signals.next()).toEqual({
					signal,
					values: [...values, "keeper", "call-1"],
				});
		});

		test("to lend its caller waits for a connection", async () => {
			const all = await inCall();
			all.socket.socket.terminate();
			await game.signal("connection_lost");
			await game.do("converse", "keeper", { call: "call-1", input: 3 });
			await game.tryAgainNow();
			const next = await all.server.sockets.next();
			welcome(next, { resumed: true, lastSeq: 2, calls: ["call-1"] });
			expect(await sentBy(next)).toMatchObject({ flow: "keeper", input: 3 });
		});

		test("an event that comes twice counts once", async () => {
			const { socket } = await inCall();
			send(socket, key(2, "1"));
			send(socket, key(3, "2"));
			expect(await game.signal("key_pressed")).toEqual(["2", "call-1"]);
		});

		test("a gap is told, and a call of which only later events came", async () => {
			const { socket } = await inCall();
			send(socket, { type: "gap", seq: 5, from: 3, to: 5 });
			send(socket, key(6, "2", "call-2"));
			expect(await game.signal("events_missed")).toEqual([3, 5]);
			expect(await game.signal("paired")).toEqual(["call-2"]);
			expect(await game.signal("key_pressed")).toEqual(["2", "call-2"]);
		});

		test("who came and left in a gap is told after the rest, and their lines have failed", async () => {
			const all = await inCall({ callers: 2 });
			await game.do("say", "Hello?", { id: "hello" });
			await all.socket.texts.first((text) => text.includes("hello"));
			const calls = ["call-2", "call-3"];
			const second = await backWith(all, { lastSeq: 5, calls });
			send(second, { type: "gap", seq: 3, from: 3, to: 3 });
			send(second, key(4, "2"));
			send(second, paired(5, "call-3"));
			expect(await game.signal("events_missed")).toEqual([3, 3]);
			expect(await game.signal("key_pressed")).toEqual(["2", "call-1"]);
			expect(await game.signal("paired")).toEqual(["call-3"]);
			expect(await game.signal("said")).toEqual([
				"hello",
				"failed",
				0,
				"call-1",
			]);
			expect(await game.signal("left")).toEqual(["call-1", "gap"]);
			expect(await game.signal("paired")).toEqual(["call-2"]);
			expect(await game.get("calls")).toEqual(["call-3", "call-2"]);
		});

		test("who is told to have left after a gap, left as it is told", async () => {
			const all = await inCall();
			const second = await backWith(all, { lastSeq: 4 });
			send(second, { type: "gap", seq: 3, from: 3, to: 3 });
			const reason = "caller hung up";
			send(second, { type: "left", seq: 4, call: "call-1", reason });
			send(second, paired(5, "call-2"));
			await game.signal("events_missed");
			expect(await game.signal("left")).toEqual(["call-1", reason]);
			expect(await game.signal("paired")).toEqual(["call-2"]);
			expect(await game.get("calls")).toEqual(["call-2"]);
		});

		test("a game that closes in answer to who left in a gap is at rest", async () => {
			const all = await inCall({ callers: 2 });
			await game.doAt("left", "close");
			const calls = ["call-2"];
			const second = await backWith(all, { lastSeq: 3, calls });
			send(second, { type: "gap", seq: 3, from: 3, to: 3 });
			await game.signal("events_missed");
			expect(await game.signal("left")).toEqual(["call-1", "gap"]);
			await game.signal("closed");
			expect(await game.get("calls")).toEqual([]);
			expect(game.signals.all.at(-1)?.signal).toBe("closed");
		});

		test("with nothing to resume all calls have left and no line was heard, and a new session is begun", async () => {
			const { server, socket } = await inCall();
			await game.do("listen", ["portcullis"]);
			await game.do("say", "Hello?", { id: "hello" });
			await socket.texts.first((text) => text.includes("hello"));
			socket.socket.terminate();
			await game.signal("connection_lost");
			await game.tryAgainNow();
			await game.do("say", "Still there?", { id: "still" });
			(await server.sockets.next()).socket.close(4404);
			expect(await game.signal("said")).toEqual([
				"hello",
				"failed",
				0,
				"call-1",
			]);
			expect(await game.signal("said")).toEqual(["still", "failed", 0, ""]);
			expect(await game.signal("left")).toEqual(["call-1", "connection lost"]);
			await game.signal("connection_lost");
			await game.tryAgainNow();
			const third = await server.sockets.next();
			expect(third.request.url).toBe("/twilio?callers=1");
			welcome(third, { session: "session-2", code: "8036" });
			expect(await game.signal("connection_made")).toEqual([false]);
			expect(await game.signal("code_issued")).toEqual([
				"+15005550006",
				"8036",
			]);
			expect(JSON.parse(await third.texts.next())).toEqual({
				type: "listen",
				keyterms: ["portcullis"],
			});
		});

		test("a line that is written while it is spoken goes out as it is written, and its words are told", async () => {
			const { socket } = await inCall();
			const id = await game.do("begin_line", {
				call: "call-1",
				turn: 3,
				interruptible: "words",
			});
			expect(await game.do("add_to_line", id, " ")).toBe(true);
			expect(await game.do("add_to_line", id, "Hel")).toBe(true);
			expect(await game.do("add_to_line", id, "lo, ")).toBe(true);
			expect(await game.do("end_line", id, "größer 🎉.")).toBe(true);
			expect(await game.do("add_to_line", id, "More")).toBe(false);
			const first = {
				type: "say",
				id,
				text: " Hel",
				call: "call-1",
				turn: 3,
				interruptible: "words",
				more: true,
			};
			expect(await sentBy(socket)).toEqual(first);
			const goesOn = { type: "append", id, text: "lo, ", more: true };
			expect(await sentBy(socket)).toEqual(goesOn);
			const last = { type: "append", id, text: "größer 🎉." };
			expect(await sentBy(socket)).toEqual(last);
			send(socket, said(3, id, "stale", ""));
			expect(await game.signal("said")).toEqual([id, "stale", 0, "call-1"]);
			expect(await game.get("heard_text")).toBe("");
			const other = await game.do("begin_line");
			expect(await game.do("end_line", other, "Good-bye.")).toBe(true);
			const whole = { type: "say", id: other, text: "Good-bye." };
			expect(await sentBy(socket)).toEqual(whole);
		});

		test("a line that is interrupted takes no more, and what crosses with that is no error", async () => {
			const { socket } = await inCall();
			const id = await game.do("begin_line");
			await game.do("add_to_line", id, "Once upon a time, ");
			await game.do("add_to_line", id, "there was");
			send(socket, said(3, id, "interrupted", "Once upon"));
			send(socket, lineOver(4, id));
			send(socket, key(5, "5"));
			await game.signal("said");
			expect(await game.get("heard_text")).toBe("Once upon");
			expect(await game.signal("key_pressed")).toEqual(["5", "call-1"]);
			expect(await game.do("add_to_line", id, " a king.")).toBe(false);
			expect(await game.do("end_line", id)).toBe(false);
		});

		test("a line that the server has ended by itself is told, and has its outcome still to come", async () => {
			const { socket } = await inCall();
			const id = await game.do("begin_line");
			await game.do("add_to_line", id, "Let me think. ");
			send(socket, lineOver(3, id));
			expect(await game.signal("error")).toEqual(["lineOver", "Over.", id]);
			expect(await game.do("add_to_line", id, "I know!")).toBe(false);
			send(socket, said(4, id, "heard", "Let me think."));
			expect(await game.signal("said")).toEqual([id, "heard", 0, "call-1"]);
			expect(await game.get("heard_text")).toBe("Let me think.");
		});

		test("tokens that come faster than the server takes messages go together", async () => {
			const { socket } = await inCall();
			const id = await game.do("begin_line");
			const tokens = Array.from({ length: 150 }, (_, at) => `t${at} `);
			await Promise.all(
				tokens.map((token) => game.do("add_to_line", id, token)),
			);
			await game.do("end_line", id);
			let text = "";
			for (let more = true; more; ) {
				const order = await sentBy(socket);
				text += order.text;
				more = order.more === true;
			}
			expect(text).toBe(tokens.join(""));
			expect(socket.texts.all.length).toBeLessThan(tokens.length / 2);
		});

		test("a line that is open when the connection is lost ends as it stands", async () => {
			const all = await inCall();
			const id = await game.do("begin_line");
			await game.do("add_to_line", id, "You see a lamp, ");
			await all.socket.texts.next();
			const second = await backWith(all, { lastSeq: 2, calls: ["call-1"] });
			expect(await game.do("add_to_line", id, "a brass one.")).toBe(false);
			const end = { type: "append", id, text: "" };
			expect(await sentBy(second)).toEqual(end);
			send(second, lineOver(3, id));
			send(second, said(4, id, "heard", "You see a lamp,"));
			expect(await game.signal("said")).toEqual([id, "heard", 0, "call-1"]);
		});

		test("a line that is begun without a connection goes out with the next one", async () => {
			const { server, socket } = await inCall();
			socket.socket.terminate();
			await game.signal("connection_lost");
			const id = await game.do("begin_line");
			for (const text of ["I am ", "back, ", "you see. "])
				expect(await game.do("add_to_line", id, text)).toBe(true);
			const whole = await game.do("begin_line");
			await game.do("end_line", whole, "Hello!");
			await game.tryAgainNow();
			const second = await server.sockets.next();
			welcome(second, { resumed: true, lastSeq: 2, calls: ["call-1"] });
			await game.signal("connection_made");
			await game.do("end_line", id, "Well.");
			const sent = [];
			while (sent.length < 4) sent.push(await sentBy(second));
			expect(sent).toEqual([
				{ type: "say", id, text: "I am ", more: true },
				{ type: "say", id: whole, text: "Hello!" },
				{ type: "append", id, text: "back, you see. ", more: true },
				{ type: "append", id, text: "Well." },
			]);
		});

		test("with nothing to resume an open line has failed, whether it was begun or not", async () => {
			const { server, socket } = await inCall();
			const begun = await game.do("begin_line");
			await game.do("add_to_line", begun, "Hello, ");
			await socket.texts.next();
			const unbegun = await game.do("begin_line");
			socket.socket.terminate();
			await game.signal("connection_lost");
			await game.tryAgainNow();
			(await server.sockets.next()).socket.close(4404);
			expect(await game.signal("said")).toEqual([begun, "failed", 0, "call-1"]);
			expect(await game.signal("said")).toEqual([unbegun, "failed", 0, ""]);
			for (const id of [begun, unbegun])
				expect(await game.do("add_to_line", id, "?")).toBe(false);
		});

		test.each([1000, 4401, 4408])("%i ends it", async (code) => {
			const { socket } = await inCall();
			socket.socket.close(code, "because");
			expect(await game.signal("left")).toEqual(["call-1", "because"]);
			expect(await game.signal("closed")).toEqual([code, "because"]);
		});

		test("a query that is wrong ends it", async () => {
			const { socket } = await connecting({ callers: 99 });
			socket.socket.close(1008, "callers is wrong");
			expect(await game.signal("closed")).toEqual([1008, "callers is wrong"]);
		});

		test("a server that does not answer is tried again, and its session is not ended", async () => {
			const { server, socket } = await inCall();
			socket.socket.terminate();
			await game.signal("connection_lost");
			await game.tryAgainNow();
			const silent = await server.sockets.next();
			await game.waitForAnswerNoMore();
			expect((await game.signal("connection_lost"))[0]).toBe(
				"the server did not answer",
			);
			expect(await silent.closings.next()).not.toBe(1000);
			await game.tryAgainNow();
			const third = await server.sockets.next();
			expect(third.request.url).toContain("after=2");
			expect(await game.get("calls")).toEqual(["call-1"]);
		});

		test("with reconnect false a lost connection ends it", async () => {
			const { socket } = await inCall({ reconnect: false });
			socket.socket.terminate();
			expect((await game.signal("left"))[0]).toBe("call-1");
			expect((await game.signal("closed"))[0]).toBe(1006);
		});

		test("messages and fields of a later protocol are passed over", async () => {
			const { socket } = await inCall();
			send(socket, { type: "weather", seq: 3, sky: "blue" });
			socket.socket.send("[1]");
			send(socket, { ...key(4, "2"), held: true });
			expect(await game.signal("key_pressed")).toEqual(["2", "call-1"]);
		});

		test.each([{ colour: "red" }, { dialect: "v1" }])(
			"a developer who gives %o is told what there is",
			async (options) => {
				const [[name, value] = []] = Object.entries(options);
				await game.do("connect_to", "ws://127.0.0.1:1", options);
				await game.do("close");
				await game.running.complaintOf(
					value === "red" ? `No option ${name}` : `No dialect ${value}`,
				);
			},
		);

		test("a game that closes in answer to a signal gets no other", async () => {
			const { socket } = await inCall();
			await game.doAt("key_pressed", "close");
			send(socket, key(3, "2"));
			send(socket, key(4, "3"));
			await game.signal("key_pressed");
			expect((await game.signal("left"))[0]).toBe("call-1");
			await game.signal("closed");
			expect(await socket.closings.next()).toBe(1000);
			expect(await game.get("calls")).toEqual([]);
			expect(game.signals.all.at(-1)?.signal).toBe("closed");
		});

		test("a game that closes in answer to a lost session is at rest", async () => {
			const { server, socket } = await inCall();
			await game.doAt("left", "close");
			socket.socket.terminate();
			await game.signal("connection_lost");
			await game.tryAgainNow();
			(await server.sockets.next()).socket.close(4404);
			expect((await game.signal("left"))[0]).toBe("call-1");
			await game.signal("closed");
			expect(await game.get("calls")).toEqual([]);
			expect(game.signals.all.at(-1)?.signal).toBe("closed");
		});

		test("what came before the end is told before it", async () => {
			const { socket } = await inCall();
			for (const seq of [3, 4, 5]) send(socket, key(seq, String(seq)));
			socket.socket.close(1000, "done");
			for (const digit of ["3", "4", "5"])
				expect(await game.signal("key_pressed")).toEqual([digit, "call-1"]);
			expect(await game.signal("left")).toEqual(["call-1", "done"]);
			expect(await game.signal("closed")).toEqual([1000, "done"]);
		});

		test("a game that connects elsewhere in answer to a signal is there", async () => {
			const { server, socket } = await inCall();
			await game.doAt("connection_lost", "connect_to", server.url, {
				dialect: "plain",
			});
			socket.socket.terminate();
			await game.signal("connection_lost");
			expect((await game.signal("left"))[0]).toBe("call-1");
			await game.signal("closed");
			const second = await server.sockets.next();
			expect(second.request.url).toBe("/twilio");
			for (const text of ["+1555", "8036"]) second.socket.send(text);
			await game.signal("connection_made");
			expect(await game.signal("code_issued")).toEqual(["+1555", "8036"]);
		});
	});

/** Godot 4 has no text with half a character: it replaces one wherever a text is made. */
describeIn(
	godot3,
	"the client, with half a character in what it is to send",
	() => {
		playIn(godot3, (started) => {
			game = started;
		});

		test("sends its replacement, and keeps its connection", async () => {
			const { socket } = await inCall();
			await game.do("say", "Well done [half]", { id: "a" });
			await game.do("listen", ["dragon [half]", "🎉"]);
			await game.do("say", "Next 🎉", { id: "b" });
			const sent = async () => JSON.parse(await socket.texts.next());
			expect(await sent()).toMatchObject({ text: "Well done \ufffd" });
			expect(await sent()).toMatchObject({
				keyterms: ["dragon \ufffd", "🎉"],
			});
			expect(await sent()).toMatchObject({ text: "Next 🎉" });
		});
	},
);
