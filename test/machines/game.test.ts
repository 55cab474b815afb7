import { beforeEach, describe, expect, test } from "vitest";
import { createActor, fromTransition } from "xstate";
import type { GameAdapterInput } from "../../src/machines/adapter-contract.js";
import type {
	CallEvent,
	CoordinatorEvent,
	GameSocketFact,
	GameSocketOrder,
} from "../../src/machines/events.js";
import { type GameActor, gameMachine } from "../../src/machines/game.js";
import { AdapterDouble } from "../support/adapter-double.js";
import { heard } from "../support/spoken.js";

let socket: AdapterDouble<GameSocketOrder, GameSocketFact, GameAdapterInput>;
let toCoordinator: CoordinatorEvent[];
let toCall: CallEvent[];
let game: GameActor;
let call: ReturnType<typeof recorder<CallEvent>>;

function recorder<Event extends { type: string }>(events: Event[]) {
	const logic = fromTransition((_: null, event: Event) => {
		events.push(event);
		return null;
	}, null);
	return createActor(logic).start();
}

beforeEach(() => {
	socket = new AdapterDouble();
	toCoordinator = [];
	toCall = [];
	call = recorder(toCall);
	const machine = gameMachine.provide({ actors: { socket: socket.logic } });
	game = createActor(machine, {
		input: {
			gameId: "g",
			coordinator: recorder(toCoordinator),
			phoneNumber: "+1500",
			callers: 2,
		},
	}).start();
});

const state = () => game.getSnapshot().value;
const join = (callId: string) =>
	game.send({ type: "call.joined", callId, call });
const leave = (callId: string) =>
	game.send({ type: "call.left", callId, reason: "caller hung up" });

describe("a game that comes", () => {
	test("asks for a code and shows it with the number to ring", () => {
		expect(toCoordinator[0]).toMatchObject({
			type: "game.arrived",
			gameId: "g",
			callers: 2,
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

	test("says nothing to anybody before a call has come", () => {
		const text = "hello";
		socket.tell({ type: "words.sent", text, isInterruptible: false });
		expect(toCall).toEqual([]);
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
		expect(socket.orderTypes).toEqual([
			"tell.joined",
			"tell.joined",
			"tell.left",
			"tell.left",
		]);
	});

	test("is told what its own callers say, and nobody else's", () => {
		join("a");
		game.send({ type: "caller.heard", callId: "a", heard: heard("mine") });
		game.send({ type: "caller.heard", callId: "z", heard: heard("other") });
		leave("a");
		game.send({ type: "caller.heard", callId: "a", heard: heard("late") });
		const told = socket.orders.filter(({ type }) => type === "tell.heard");
		expect(told).toEqual([
			{ type: "tell.heard", callId: "a", heard: heard("mine") },
		]);
	});

	test("has its words said to every caller, each line with a name of its own", () => {
		join("a");
		for (const text of ["one", "two"]) {
			socket.tell({ type: "words.sent", text, isInterruptible: false });
		}
		expect(toCall).toEqual([
			{
				type: "say",
				gameId: "g",
				lineId: "line-1",
				text: "one",
				isInterruptible: false,
			},
			{
				type: "say",
				gameId: "g",
				lineId: "line-2",
				text: "two",
				isInterruptible: false,
			},
		]);
	});

	test("is not moved by a call that it does not know", () => {
		join("a");
		leave("z");
		expect(state()).toBe("paired");
		expect(socket.orderTypes).toEqual(["tell.joined"]);
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

	test("is told when the server goes away", () => {
		game.send({ type: "end", reason: "server going away" });
		expect(socket.orders.at(-1)).toEqual({
			type: "close",
			reason: "server going away",
		});
	});
});
