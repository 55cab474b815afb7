/** The client for Godot 3 in `callsign.v1`, against a server that a test plays, for what seldom happens. */
import { expect, onTestFinished, test } from "vitest";
import { describeInGodot3 } from "../support/godot3.js";
import { Godot3Game } from "../support/godot3-game.js";
import { LittleServer, type LittleSocket } from "../support/little-server.js";

async function connecting(options: object = {}) {
	const server = await LittleServer.start();
	onTestFinished(() => server.stop());
	const game = await Godot3Game.start();
	await game.do("connect_to", server.url, options);
	return { server, game, socket: await server.sockets.next() };
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

/** A game with one caller, who has pressed 1: the newest event has number 2. */
async function inCall(options?: object) {
	const { server, game, socket } = await connecting(options);
	welcome(socket);
	send(socket, paired(1));
	send(socket, key(2, "1"));
	for (const name of ["connection_made", "code_issued", "paired"])
		await game.signal(name);
	expect(await game.signal("key_pressed")).toEqual(["1", "call-1"]);
	return { server, game, socket };
}

describeInGodot3("the client for Godot 3 and a scripted server", () => {
	test("it offers callsign.v1, and says how many callers it takes, and its key", async () => {
		const { socket } = await connecting({ callers: 3, key: "secret" });
		const { headers, url } = socket.request;
		expect(headers["sec-websocket-protocol"]).toBe("callsign.v1");
		expect(headers.authorization).toBe("Bearer secret");
		expect(url).toBe("/twilio?callers=3");
	});

	test("it comes back with the newest token and the number of the last event", async () => {
		const { server, game, socket } = await inCall();
		socket.socket.terminate();
		await game.signal("connection_lost");
		const second = await server.sockets.next();
		const query = new URL(second.request.url ?? "", "ws://host").searchParams;
		expect(query.get("resume")).toBe("token/1");
		expect(query.get("after")).toBe("2");
		welcome(second, { resumed: true, lastSeq: 3, resumeToken: "token/2" });
		send(second, key(3, "2"));
		expect(await game.signal("connection_made")).toEqual([true]);
		expect(await game.signal("key_pressed")).toEqual(["2", "call-1"]);
		second.socket.close(1001);
		const third = await server.sockets.next();
		expect(third.request.url).toMatch(/resume=token%2F2&after=3$/i);
	});

	test("an event that comes twice counts once", async () => {
		const { game, socket } = await inCall();
		send(socket, key(2, "1"));
		send(socket, key(3, "2"));
		expect(await game.signal("key_pressed")).toEqual(["2", "call-1"]);
	});

	test("a gap is told, and a call of which only later events came", async () => {
		const { game, socket } = await inCall();
		send(socket, { type: "gap", seq: 5, from: 3, to: 5 });
		send(socket, key(6, "2", "call-2"));
		expect(await game.signal("events_missed")).toEqual([3, 5]);
		expect(await game.signal("paired")).toEqual(["call-2"]);
		expect(await game.signal("key_pressed")).toEqual(["2", "call-2"]);
	});

	test("with nothing to resume all calls have left and no line was heard, and a new session is begun", async () => {
		const { server, game, socket } = await inCall();
		await game.do("listen", ["portcullis"]);
		await game.do("say", "Hello?", { id: "hello" });
		await socket.texts.first((text) => text.includes("hello"));
		socket.socket.terminate();
		await game.signal("connection_lost");
		await game.do("say", "Still there?", { id: "still" });
		(await server.sockets.next()).socket.close(4404);
		expect(await game.signal("said")).toEqual(["hello", "failed", 0, "call-1"]);
		expect(await game.signal("said")).toEqual(["still", "failed", 0, ""]);
		expect(await game.signal("left")).toEqual(["call-1", "connection lost"]);
		await game.signal("connection_lost");
		const third = await server.sockets.next();
		expect(third.request.url).toBe("/twilio?callers=1");
		welcome(third, { session: "session-2", code: "8036" });
		expect(await game.signal("connection_made")).toEqual([false]);
		expect(await game.signal("code_issued")).toEqual(["+15005550006", "8036"]);
		expect(JSON.parse(await third.texts.next())).toEqual({
			type: "listen",
			keyterms: ["portcullis"],
		});
	});

	test.each([1000, 4401, 4408])("%i ends it", async (code) => {
		const { game, socket } = await inCall();
		socket.socket.close(code, "because");
		expect(await game.signal("left")).toEqual(["call-1", "because"]);
		expect(await game.signal("closed")).toEqual([code, "because"]);
	});

	test("a query that is wrong ends it", async () => {
		const { game, socket } = await connecting({ callers: 99 });
		socket.socket.close(1008, "callers is wrong");
		expect(await game.signal("closed")).toEqual([1008, "callers is wrong"]);
	});

	test("with reconnect false a lost connection ends it", async () => {
		const { game, socket } = await inCall({ reconnect: false });
		socket.socket.terminate();
		expect((await game.signal("left"))[0]).toBe("call-1");
		expect((await game.signal("closed"))[0]).toBe(1006);
	});

	test("messages and fields of a later protocol are passed over", async () => {
		const { game, socket } = await inCall();
		send(socket, { type: "weather", seq: 3, sky: "blue" });
		socket.socket.send("[1]");
		send(socket, { ...key(4, "2"), held: true });
		expect(await game.signal("key_pressed")).toEqual(["2", "call-1"]);
	});

	test("a game that closes in answer to a signal gets no other", async () => {
		const { game, socket } = await inCall();
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

	test("a game that connects elsewhere in answer to a signal is there", async () => {
		const { server, game, socket } = await inCall();
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
