import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocketServer } from "ws";
import { createActor, setup } from "xstate";
import {
	GameConnection,
	type GameConnections,
} from "../../../src/adapters/games/connections.js";
import { plainDialect } from "../../../src/adapters/games/plain-dialect.js";
import { gameSocket } from "../../../src/adapters/games/socket.js";
import type {
	GameSocketFact,
	GameSocketOrder,
} from "../../../src/machines/events.js";
import { heard } from "../../support/codes/spoken.js";
import { GameClient } from "../../support/games/game-client.js";
import { Arrivals } from "../../support/waiting/arrivals.js";

let server: WebSocketServer;
let connections: GameConnections;
let facts: Arrivals<GameSocketFact>;
let obey: (order: GameSocketOrder) => void;
let stop: () => void;

beforeEach(async () => {
	connections = new Map();
	facts = new Arrivals("fact of the game");
	server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
	server.on("connection", (socket) => {
		connections.set(
			"g",
			new GameConnection({ socket, address: "a" }, plainDialect, () => {}),
		);
		const machine = setup({
			types: { events: {} as GameSocketFact },
			actors: {
				socket: gameSocket({
					connections,
					messagesPerSecond: 10,
					ofOneAddress: { messagesPerSecond: 1_000, bytesPerSecond: 1_000_000 },
					bufferBytes: 65_536,
					pingEveryMs: 1_000,
					log: pino({ level: "silent" }),
				}),
			},
		}).createMachine({
			invoke: { id: "socket", src: "socket", input: { gameId: "g" } },
			on: { "*": { actions: ({ event }) => facts.push(event) } },
		});
		const parent = createActor(machine).start();
		obey = (order) => parent.getSnapshot().children.socket?.send(order);
		stop = () => parent.stop();
	});
	await once(server, "listening");
});

afterEach(async () => {
	stop();
	server.close();
	await once(server, "close");
	expect(connections.size).toBe(0);
});

const join = () =>
	GameClient.join(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);

test("writes what a plain game expects, word for word", async () => {
	const game = await join();
	obey({ type: "show.code", phoneNumber: "+1500", code: "4271" });
	obey({ type: "call.joined", callId: "c", callers: 1 });
	obey({ type: "caller.heard", callId: "c", heard: heard("open the door") });
	obey({ type: "caller.pressed", callId: "c", digit: "1" });
	obey({ type: "call.left", callId: "c", reason: "caller hung up" });
	expect(await game.textCount(5)).toEqual([
		"+1500",
		"4271",
		"connected",
		"verbatim: open the door",
		"disconnected",
	]);
});

test("takes any text to be spoken, and no binary", async () => {
	const game = await join();
	game.ping();
	game.say('{"not":"special"}');
	expect(await facts.next()).toEqual({
		type: "say",
		text: '{"not":"special"}',
		interruptible: "never",
		joins: true,
	});
});

test("drops interim results for a game that reads too slowly, and no final one", async () => {
	const game = await join();
	game.pause();
	const connection = connections.get("g");
	if (!connection) throw new Error("no connection");
	const padding = "x".repeat(1_024 * 1_024);
	// Fills what the system buffers for a socket, so that what comes now stays here.
	while (connection.origin.socket.bufferedAmount === 0) {
		connection.origin.socket.send(padding);
		await new Promise(setImmediate);
	}
	vi.spyOn(connection.origin.socket, "bufferedAmount", "get").mockReturnValue(
		20_000,
	);
	const sent = vi.spyOn(connection.origin.socket, "send");
	const tell = (text: string, isFinal: boolean) =>
		obey({
			type: "caller.heard",
			callId: "c",
			heard: heard(text, { isFinal }),
		});
	tell("interim", false);
	tell("final", true);
	expect(sent.mock.calls.map(([text]) => text)).toEqual(["verbatim: final"]);
	vi.restoreAllMocks();
	game.vanish();
});

test("tells of the end once, whoever closes", async () => {
	const game = await join();
	game.leave();
	await game.closed();
	expect(await facts.next()).toEqual({ type: "socket.closed" });
	expect(facts.all).toHaveLength(1);
});

test("cuts a game that answers no ping", async () => {
	vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
	try {
		const game = await join();
		(game.socket as unknown as { _autoPong: boolean })._autoPong = false;
		vi.advanceTimersByTime(1_000);
		vi.advanceTimersByTime(1_000);
		expect(await facts.next()).toEqual({ type: "socket.closed" });
		await game.closed();
	} finally {
		vi.useRealTimers();
	}
});

test("closes with the reason that the game's end has", async () => {
	const game = await join();
	obey({ type: "close", reason: "no code free" });
	expect(await game.closed()).toMatchObject({ code: 1013 });
});
