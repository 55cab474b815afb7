import { beforeEach, describe, expect, test, vi } from "vitest";
import { createActor, SimulatedClock } from "xstate";
import type { GameAdapterInput } from "../../../src/machines/adapter-contract.js";
import type {
	CallEvent,
	CoordinatorEvent,
	GameFromCall,
	GameSocketFact,
	GameSocketOrder,
} from "../../../src/machines/events.js";
import {
	type GameActor,
	type GameEmission,
	gameMachine,
} from "../../../src/machines/game/game.js";
import { AdapterDouble } from "../../support/actors/adapter-double.js";
import { recorder } from "../../support/actors/recorder.js";
import { heard } from "../../support/codes/spoken.js";

let socket: AdapterDouble<GameSocketOrder, GameSocketFact, GameAdapterInput>;
let toCoordinator: CoordinatorEvent[];
let toCall: CallEvent[];
let clock: SimulatedClock;
let game: GameActor;
let call: ReturnType<typeof recorder<CallEvent>>;

beforeEach(() => {
	socket = new AdapterDouble();
	toCoordinator = [];
	toCall = [];
	clock = new SimulatedClock();
	call = recorder(toCall);
	const machine = gameMachine.provide({ actors: { socket: socket.logic } });
	game = createActor(machine, {
		input: {
			gameId: "g",
			coordinator: recorder(toCoordinator),
			phoneNumber: "+1500",
			callers: 2,
			address: "198.51.100.7",
			resumeMs: 60_000,
			flows: ["keeper", "ferryman"],
		},
		clock,
	}).start();
});

const state = () => game.getSnapshot().value;
const join = (callId: string) =>
	game.send({ type: "call.joined", callId, call });
const alarms = () => Object.keys(game.system.getSnapshot()._scheduledEvents);
const leave = (callId: string) =>
	game.send({ type: "call.left", callId, reason: "caller hung up" });

describe("a game that comes", () => {
	test("asks for a code and shows it with the number to ring", () => {
		expect(toCoordinator[0]).toMatchObject({
			type: "game.arrived",
			gameId: "g",
			callers: 2,
			address: "198.51.100.7",
		});
		game.send({ type: "code.issued", code: "4271" });
		expect(socket.orders).toEqual([
			{ type: "show.code", phoneNumber: "+1500", code: "4271" },
		]);
		expect(state()).toBe("issuedCode");
	});

	test("is sent away when no code is free", () => {
		game.send({ type: "code.refused" });
		expect(state()).toBe("closed");
		expect(socket.orders).toEqual([{ type: "close", reason: "no code free" }]);
		expect(socket.isOpen).toBe(false);
	});

	test("names itself to the coordinator, and to its socket", () => {
		const [arrived] = toCoordinator;
		expect(arrived?.type === "game.arrived" && arrived.game).toBe(game);
		expect(socket.inputs).toEqual([{ gameId: "g" }]);
	});

	test("tells the coordinator that it went when no code was free", () => {
		game.send({ type: "code.refused" });
		expect(toCoordinator.slice(1)).toEqual([
			{ type: "game.left", gameId: "g", reason: "no code free" },
		]);
	});

	test("says nothing to anybody before a call has come, and says so", () => {
		const text = "hello";
		socket.tell({ type: "say", text, interruptible: "never" });
		socket.tell({ type: "stop.speaking", commandId: "stop" });
		socket.tell({ type: "hang.up", commandId: "hang up" });
		expect(toCall).toEqual([]);
		const refused = { type: "refuse", problem: "no such call" };
		expect(socket.orders).toStrictEqual([
			refused,
			{ ...refused, commandId: "stop" },
			{ ...refused, commandId: "hang up" },
		]);
	});
});

describe("a game and its calls", () => {
	test("is told of each call, and shows its code again after the last", () => {
		join("a");
		join("b");
		expect(state()).toBe("paired");
		leave("a");
		expect(state()).toBe("paired");
		leave("b");
		expect(state()).toBe("issuedCode");
		const reason = "caller hung up";
		expect(socket.orders).toEqual([
			{ type: "call.joined", callId: "a", callers: 1 },
			{ type: "call.joined", callId: "b", callers: 2 },
			{ type: "call.left", callId: "a", reason },
			{ type: "call.left", callId: "b", reason },
		]);
		expect(toCall).toEqual([]);
	});

	test.each<[GameFromCall, GameSocketOrder]>([
		[
			{ type: "caller.pressed", callId: "a", digit: "5" },
			{ type: "caller.pressed", callId: "a", digit: "5" },
		],
		[
			{
				type: "line.ended",
				callId: "a",
				lineId: "1",
				outcome: "heard",
				heardMs: 900,
				heardText: "Hello.",
			},
			{
				type: "line.ended",
				callId: "a",
				lineId: "1",
				outcome: "heard",
				heardMs: 900,
				heardText: "Hello.",
			},
		],
		[
			{
				type: "recognition.changed",
				callId: "a",
				state: "up",
				missedMs: 250,
			},
			{ type: "recognition.changed", callId: "a", state: "up", missedMs: 250 },
		],
		[
			{ type: "words.taken", callId: "a", when: "next" },
			{ type: "words.taken", callId: "a", when: "next" },
		],
	])("is told of its own calls only: %o", (fact, order) => {
		join("a");
		game.send(fact);
		game.send({ ...fact, callId: "z" });
		game.send({ ...fact, callId: "toString" });
		expect(socket.orders.slice(1)).toEqual([order]);
	});

	test("has nothing said where there are no words, and the next line named apart", () => {
		join("a");
		for (const text of [" \n", "hello"])
			socket.tell({ type: "say", text, interruptible: "pause" });
		expect(toCall).toEqual([
			{
				type: "say",
				gameId: "g",
				lineId: "line-2",
				text: "hello",
				interruptible: "pause",
			},
		]);
	});

	test("has its words said under its own name for them, in the voice that it wants", () => {
		join("a");
		const line = { lineId: "mine", text: "hello", voice: "orion" };
		socket.tell({ type: "say", ...line, interruptible: "pause" });
		socket.tell({ type: "say", text: "you", interruptible: "pause" });
		expect(toCall).toStrictEqual([
			{ type: "say", gameId: "g", ...line, interruptible: "pause" },
			{
				type: "say",
				gameId: "g",
				lineId: "line-2",
				text: "you",
				interruptible: "pause",
			},
		]);
	});

	test("is told what its own callers say, and nobody else's", () => {
		join("a");
		game.send({ type: "caller.heard", callId: "a", heard: heard("mine") });
		game.send({ type: "caller.heard", callId: "z", heard: heard("other") });
		leave("a");
		game.send({ type: "caller.heard", callId: "a", heard: heard("late") });
		const told = socket.orders.filter(({ type }) => type === "caller.heard");
		expect(told).toEqual([
			{ type: "caller.heard", callId: "a", heard: heard("mine") },
		]);
	});

	test("has its words said to every caller, each line with a name of its own", () => {
		join("a");
		for (const text of ["one", "two"]) {
			socket.tell({ type: "say", text, interruptible: "never" });
		}
		expect(toCall).toEqual([
			{
				type: "say",
				gameId: "g",
				lineId: "line-1",
				text: "one",
				interruptible: "never",
			},
			{
				type: "say",
				gameId: "g",
				lineId: "line-2",
				text: "two",
				interruptible: "never",
			},
		]);
	});

	test("tells a call of its own which turn of the caller's has begun", () => {
		join("a");
		join("b");
		socket.tell({ type: "turn.began", callId: "a", turn: 2 });
		socket.tell({ type: "turn.began", callId: "z", turn: 3 });
		expect(toCall).toEqual([{ type: "turn.began", gameId: "g", turn: 2 }]);
	});

	test("is not moved by a call that it does not know", () => {
		join("a");
		leave("z");
		expect(state()).toBe("paired");
		expect(socket.orderTypes).toEqual(["call.joined"]);
	});
});

describe("what a game asks for", () => {
	beforeEach(() => join("a"));

	test("can be meant for one of its calls", () => {
		const other = recorder<CallEvent>([]);
		game.send({ type: "call.joined", callId: "b", call: other });
		const interruptible = "pause";
		socket.tell({
			type: "say",
			text: "x",
			callId: "a",
			interruptible,
		});
		socket.tell({ type: "stop.speaking", callId: "b" });
		socket.tell({ type: "hang.up", callId: "a" });
		expect(toCall.map(({ type }) => type)).toEqual(["say", "hang.up"]);
	});

	test.each(["__proto__", "constructor", "toString"])(
		"is refused for %s, which every object has",
		(callId) => {
			for (const type of ["stop.speaking", "hang.up"] as const)
				socket.tell({ type, callId, commandId: type });
			expect(socket.orders.slice(-2)).toEqual(
				["stop.speaking", "hang.up"].map((commandId) => ({
					type: "refuse",
					problem: "no such call",
					commandId,
				})),
			);
		},
	);

	test("is done in every call when none is named", () => {
		const toOther: CallEvent[] = [];
		const other = recorder(toOther);
		game.send({ type: "call.joined", callId: "b", call: other });
		socket.tell({ type: "stop.speaking" });
		socket.tell({ type: "hang.up" });
		const wanted = [
			{ type: "stop.speaking", gameId: "g" },
			{ type: "hang.up", gameId: "g" },
		];
		expect([toCall, toOther]).toEqual([wanted, wanted]);
	});

	test("is refused by the name that the game gave it", () => {
		const commandId = "another";
		socket.tell({ type: "new.code", commandId });
		expect(toCoordinator.at(-1)).toEqual({
			type: "new.code",
			gameId: "g",
			commandId,
		});
		game.send({ type: "code.kept", commandId });
		game.send({ type: "code.kept" });
		const refused = { type: "refuse", problem: "no code free" };
		expect(socket.orders.slice(1)).toStrictEqual([
			{ ...refused, commandId },
			refused,
		]);
	});

	test("is refused when too many codes were taken, by the name that the game gave its wish", () => {
		const noted: GameEmission[] = [];
		game.on("new.code.refused", (emission) => void noted.push(emission));
		game.send({ type: "code.withheld", bound: "game", commandId: "mine" });
		game.send({ type: "code.withheld", bound: "address" });
		game.send({ type: "code.kept" });
		const refused = { type: "refuse", problem: "too many codes" };
		expect(socket.orders.slice(1)).toStrictEqual([
			{ ...refused, commandId: "mine" },
			refused,
			{ type: "refuse", problem: "no code free" },
		]);
		expect(noted.map(({ bound }) => bound)).toEqual([
			"game",
			"address",
			"none_free",
		]);
	});

	test("is refused for a call that it does not have", () => {
		const interruptible = "pause";
		const text = "x";
		socket.tell({
			type: "say",
			lineId: "mine",
			callId: "z",
			text,
			interruptible,
		});
		expect(socket.orders.at(-1)).toEqual({
			type: "refuse",
			problem: "no such call",
			commandId: "mine",
		});
		expect(toCall).toEqual([]);
	});

	test("can be another code, which is shown when there is one", () => {
		socket.tell({ type: "new.code" });
		expect(toCoordinator.at(-1)).toEqual({ type: "new.code", gameId: "g" });
		game.send({ type: "code.issued", code: "5555" });
		expect(socket.orders.at(-1)).toMatchObject({ code: "5555" });
		game.send({ type: "code.kept" });
		expect(socket.orders.at(-1)).toMatchObject({ problem: "no code free" });
		expect(state()).toBe("paired");
	});

	test("words to expect go to each call, also to one that comes later", () => {
		socket.tell({ type: "expect.words", words: ["north"] });
		join("b");
		const expected = { type: "expect.words", gameId: "g", words: ["north"] };
		expect(toCall).toEqual([expected, expected]);
	});
});

describe("a game whose socket is lost", () => {
	beforeEach(() => {
		join("a");
		socket.tell({ type: "socket.lost" });
	});

	test("keeps its calls, which are told when it stays away", () => {
		clock.increment(4_999);
		expect(toCall).toEqual([]);
		clock.increment(1);
		expect(toCall).toEqual([{ type: "game.away", gameId: "g" }]);
		expect(state()).toBe("paired");
	});

	test("goes on when it comes back in time", () => {
		clock.increment(3_000);
		socket.tell({ type: "socket.resumed" });
		clock.increment(600_000);
		expect(state()).toBe("paired");
		expect(toCall).toEqual([]);
	});

	test("tells also those who call while it is away, until it is back", () => {
		clock.increment(5_000);
		join("b");
		const away = { type: "game.away", gameId: "g" };
		expect(toCall).toEqual([away, away]);
		socket.tell({ type: "socket.resumed" });
		join("c");
		expect(toCall).toEqual([away, away]);
	});

	test("may be lost again, and has its time anew", () => {
		clock.increment(4_000);
		socket.tell({ type: "socket.resumed" });
		socket.tell({ type: "socket.lost" });
		clock.increment(59_999);
		expect(toCall).toEqual([{ type: "game.away", gameId: "g" }]);
		expect(state()).toBe("paired");
		clock.increment(1);
		expect(state()).toBe("closed");
	});

	test("is closed when it does not", () => {
		clock.increment(60_000);
		expect(state()).toBe("closed");
		expect(toCoordinator.at(-1)).toMatchObject({ reason: "game lost" });
		expect(socket.orders.at(-1)).toEqual({
			type: "close",
			reason: "game lost",
		});
	});
});

describe("a game that goes", () => {
	test("tells the coordinator once when its socket is lost", () => {
		join("a");
		socket.tell({ type: "socket.closed" });
		socket.tell({ type: "socket.closed" });
		expect(state()).toBe("closed");
		expect(toCoordinator.filter(({ type }) => type === "game.left")).toEqual([
			{ type: "game.left", gameId: "g", reason: "game left" },
		]);
	});

	test("waits for nothing any more, also when it was away", () => {
		socket.tell({ type: "socket.lost" });
		expect(alarms()).toHaveLength(2);
		game.send({ type: "end", reason: "server going away" });
		expect(alarms()).toEqual([]);
	});

	test("ends when its socket fails", () => {
		socket.orders.push = () => {
			throw new Error("broken");
		};
		// XState warns when something is sent to an actor that is gone.
		const warn = vi.spyOn(console, "warn");
		join("a");
		expect(state()).toBe("closed");
		expect(toCoordinator.at(-1)).toMatchObject({ reason: "failed" });
		expect(warn).not.toHaveBeenCalled();
		warn.mockRestore();
	});

	test("is told when the server goes away", () => {
		game.send({ type: "end", reason: "server going away" });
		expect(game.getSnapshot().output).toBe("server going away");
		expect(toCoordinator.at(-1)).toMatchObject({ reason: "server going away" });
		expect(socket.orders.at(-1)).toEqual({
			type: "close",
			reason: "server going away",
		});
	});
});
