/** Callers whom a game lends to flows. */
import { beforeEach, describe, expect, test } from "vitest";
import { createActor, SimulatedClock } from "xstate";
import type { GameAdapterInput } from "../../../src/machines/adapter-contract.js";
import type {
	CallEvent,
	CoordinatorEvent,
	GameFromConversation,
	GameSocketFact,
	GameSocketOrder,
} from "../../../src/machines/events.js";
import {
	type GameActor,
	gameMachine,
} from "../../../src/machines/game/game.js";
import {
	callsLent,
	type Loans,
	withoutLoan,
	withoutLoansOf,
} from "../../../src/machines/game/loans.js";
import { AdapterDouble } from "../../support/actors/adapter-double.js";
import { recorder } from "../../support/actors/recorder.js";

let socket: AdapterDouble<GameSocketOrder, GameSocketFact, GameAdapterInput>;
let game: GameActor;
/** What each call was told, by its id. */
let told: Record<"a" | "b", CallEvent[]>;

beforeEach(() => {
	socket = new AdapterDouble();
	told = { a: [], b: [] };
	game = createActor(
		gameMachine.provide({ actors: { socket: socket.logic } }),
		{
			input: {
				gameId: "g",
				coordinator: recorder<CoordinatorEvent>([]),
				phoneNumber: "+1500",
				callers: 3,
				address: "198.51.100.7",
				resumeMs: 60_000,
				flows: ["keeper", "ferryman"],
			},
			clock: new SimulatedClock(),
		},
	).start();
});

const join = (callId: "a" | "b") =>
	game.send({ type: "call.joined", callId, call: recorder(told[callId]) });

const conversed = (
	callId: string,
	flow: string,
	reason: Extract<GameFromConversation, { type: "conversed" }>["reason"],
): GameFromConversation => ({
	type: "conversed",
	callId,
	flow,
	state: "gate.closed",
	reason,
});

const refusals = () =>
	socket.orders.flatMap((order) =>
		order.type === "refuse" ? [[order.problem, order.commandId]] : [],
	);

describe("a caller who is lent to a flow", () => {
	test("is lent with what the game gives the flow, and every other caller, too, if none is named", () => {
		join("a");
		join("b");
		const input = { name: "Ada" };
		socket.tell({ type: "converse", flow: "keeper", input, commandId: "1" });
		socket.tell({ type: "converse", flow: "ferryman", callId: "b" });
		const keeper = { type: "converse", gameId: "g", flow: "keeper", input };
		expect(told.a).toStrictEqual([keeper]);
		expect(told.b).toStrictEqual([
			keeper,
			{ type: "converse", gameId: "g", flow: "ferryman" },
		]);
	});

	test("is taken back, and the flow is told what happens, in that call alone", () => {
		join("a");
		join("b");
		socket.tell({ type: "converse", flow: "keeper", callId: "a" });
		socket.tell({ type: "tell.flow", name: "storm", data: { force: 9 } });
		socket.tell({ type: "take.back", callId: "a", commandId: "2" });
		expect(told.a.slice(1)).toStrictEqual([
			{ type: "tell.flow", gameId: "g", name: "storm", data: { force: 9 } },
			{ type: "take.back", gameId: "g" },
		]);
		expect(told.b).toEqual([]);
		expect(refusals()).toEqual([]);
	});

	test.each<GameFromConversation>([
		{ type: "scene.changed", callId: "a", flow: "keeper", state: "gate" },
		{ type: "flow.told", callId: "a", flow: "keeper", name: "won", data: 3 },
		conversed("a", "keeper", "ended"),
	])("is told of to the game, as far as it is its own: %o", (fact) => {
		join("a");
		game.send(fact);
		for (const callId of ["z", "toString", "__proto__"])
			game.send({ ...fact, callId });
		expect(socket.orders.slice(1)).toEqual([fact]);
	});

	test("is nobody's to take back once the flow has him no longer", () => {
		join("a");
		socket.tell({ type: "converse", flow: "keeper" });
		game.send(conversed("a", "keeper", "ended"));
		socket.tell({ type: "take.back", commandId: "back" });
		socket.tell({ type: "tell.flow", name: "storm", commandId: "news" });
		expect(told.a).toHaveLength(1);
		expect(refusals()).toEqual([
			["no conversation", "back"],
			["no conversation", "news"],
		]);
	});

	test.each(["ferryman", "keeper"])(
		"is still lent when the first flow is over since there is another, %s",
		(second) => {
			join("a");
			socket.tell({ type: "converse", flow: "keeper" });
			socket.tell({ type: "converse", flow: second });
			game.send(conversed("a", "keeper", "replaced"));
			socket.tell({ type: "tell.flow", name: "storm" });
			expect(told.a.at(-1)).toMatchObject({ type: "tell.flow" });
			game.send(conversed("a", second, "ended"));
			socket.tell({ type: "tell.flow", name: "late" });
			expect(refusals()).toEqual([["no conversation", undefined]]);
		},
	);

	test("is lent no longer when he has left, also if he comes again", () => {
		join("a");
		join("b");
		socket.tell({ type: "converse", flow: "keeper", callId: "a" });
		game.send({ type: "call.left", callId: "a", reason: "caller hung up" });
		join("a");
		socket.tell({ type: "tell.flow", name: "storm" });
		expect(refusals()).toEqual([["no conversation", undefined]]);
	});

	test("does not make a lent one of who comes later", () => {
		join("a");
		socket.tell({ type: "converse", flow: "keeper" });
		join("b");
		socket.tell({ type: "tell.flow", name: "storm" });
		socket.tell({ type: "take.back", callId: "b", commandId: "b" });
		expect(told.b).toEqual([]);
		expect(refusals()).toEqual([["no conversation", "b"]]);
	});
});

describe("what cannot be done", () => {
	test.each(["gaoler", "", "toString", "__proto__", "0", "length"])(
		"is to lend to %j, of which the server has no flow",
		(flow) => {
			socket.tell({ type: "converse", flow, commandId: "early" });
			join("a");
			socket.tell({ type: "converse", flow, commandId: "now" });
			expect(told.a).toEqual([]);
			expect(refusals()).toEqual([
				["no such flow", "early"],
				["no such flow", "now"],
			]);
		},
	);

	test.each(["z", "toString", "__proto__"])(
		"is anything with the call %s, which the game does not have",
		(callId) => {
			const ask = () => {
				socket.tell({ type: "converse", flow: "keeper", callId });
				socket.tell({ type: "take.back", callId });
				socket.tell({ type: "tell.flow", name: "storm", callId });
			};
			ask();
			join("a");
			socket.tell({ type: "converse", flow: "keeper" });
			ask();
			expect(refusals()).toEqual(
				Array.from({ length: 6 }, () => ["no such call", undefined]),
			);
			expect(told.a).toHaveLength(1);
		},
	);

	test("is to lend, to take back or to tell while nobody is there", () => {
		socket.tell({ type: "converse", flow: "keeper" });
		socket.tell({ type: "take.back" });
		socket.tell({ type: "tell.flow", name: "storm" });
		expect(refusals().map(([problem]) => problem)).toEqual([
			"no such call",
			"no conversation",
			"no conversation",
		]);
	});
});

describe("the loans of a game", () => {
	const loans: Loans = [
		{ callId: "a", flow: "keeper" },
		{ callId: "b", flow: "keeper" },
		{ callId: "a", flow: "ferryman" },
	];

	test("are of each call once", () => {
		expect(callsLent(loans, undefined)).toEqual(["a", "b"]);
		expect(callsLent(loans, "a")).toEqual(["a"]);
		expect(callsLent(loans, "z")).toEqual([]);
	});

	test("end one by one, or with their call", () => {
		const [first, second, third] = loans;
		expect(withoutLoan(loans, { callId: "a", flow: "keeper" })).toEqual([
			second,
			third,
		]);
		expect(withoutLoan(loans, { callId: "b", flow: "ferryman" })).toEqual(
			loans,
		);
		expect(withoutLoansOf(loans, "b")).toEqual([first, third]);
	});
});
