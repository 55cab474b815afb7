/** Lines of which a game has more to say: which of its calls take more text, and what it is told otherwise. */
import { beforeEach, describe, expect, test } from "vitest";
import { createActor, SimulatedClock } from "xstate";
import type { GameAdapterInput } from "../../../src/machines/adapter-contract.js";
import type {
	CallEvent,
	CoordinatorEvent,
	GameSocketFact,
	GameSocketOrder,
} from "../../../src/machines/events.js";
import {
	type GameActor,
	gameMachine,
} from "../../../src/machines/game/game.js";
import { maxLineCharacters } from "../../../src/machines/game/open-lines.js";
import { maxCharacters } from "../../../src/protocol/callsign-v1.js";
import { AdapterDouble } from "../../support/actors/adapter-double.js";
import { recorder } from "../../support/actors/recorder.js";

let socket: AdapterDouble<GameSocketOrder, GameSocketFact, GameAdapterInput>;
/** What the calls were told, each with the call's name before it. */
let toCalls: [string, CallEvent][];
let game: GameActor;

beforeEach(() => {
	socket = new AdapterDouble();
	toCalls = [];
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
				flows: [],
			},
			clock: new SimulatedClock(),
		},
	).start();
	for (const callId of ["a", "b"]) join(callId);
});

function join(callId: string): void {
	const events: CallEvent[] = [];
	events.push = (...more) => {
		toCalls.push(...more.map((event): [string, CallEvent] => [callId, event]));
		return 0;
	};
	game.send({ type: "call.joined", callId, call: recorder(events) });
}

function say(lineId: string, callId?: string, text = "Hel"): void {
	socket.tell({
		type: "say",
		lineId,
		text,
		interruptible: "pause",
		more: true,
		...(callId !== undefined && { callId }),
	});
	toCalls.length = 0;
}

const append = (lineId: string, text: string, more = true, callId?: string) =>
	socket.tell({
		type: "append",
		lineId,
		text,
		more,
		...(callId !== undefined && { callId }),
	});

const ended = (callId: string, lineId: string) =>
	game.send({
		type: "line.ended",
		callId,
		lineId,
		outcome: "interrupted",
		heardMs: 0,
		heardText: "",
	});

const closed = (callId: string, lineId: string, hasNoRoom = false) =>
	game.send({ type: "line.closed", callId, lineId, hasNoRoom });

/** The texts that the calls were given, and whether more is to come. */
const texts = () =>
	toCalls
		.splice(0)
		.map(([callId, event]) =>
			event.type === "append" ? [callId, event.text, event.more] : [callId],
		);

const refusals = () =>
	socket.orders
		.splice(0)
		.flatMap((order) =>
			order.type === "refuse" ? [[order.problem, order.commandId]] : [],
		);

describe("more text of a line", () => {
	test("is given to every call that has it, as it is", () => {
		say("1");
		append("1", "lo, ");
		expect(toCalls).toStrictEqual(
			["a", "b"].map((callId) => [
				callId,
				{ type: "append", gameId: "g", lineId: "1", text: "lo, ", more: true },
			]),
		);
		expect(refusals()).toEqual([]);
	});

	test("is given to the one that is named, and closes the line there alone", () => {
		say("1");
		append("1", "lo.", false, "a");
		append("1", " you");
		expect(texts()).toEqual([
			["a", "lo.", false],
			["b", " you", true],
		]);
	});

	test("is not given to those that came later, or never had it", () => {
		say("1", "a");
		join("c");
		append("1", "lo");
		append("1", "lo", true, "b");
		expect(texts()).toEqual([["a", "lo", true]]);
		expect(refusals()).toEqual([["line over", "1"]]);
	});

	test.each([
		["it was never begun", () => {}],
		["it was whole from its beginning", () => wholeLine()],
		["it was closed", () => [say("1"), append("1", "", false)]],
		["it is over", () => [say("1"), ended("a", "1"), ended("b", "1")]],
		[
			"it was closed by itself",
			() => [say("1"), closed("a", "1"), closed("b", "1")],
		],
		["no call is left", () => [say("1"), leave("a"), leave("b")]],
		["another call has come", () => [say("1", "a"), leave("a")]],
	])("is refused when %s", (_, prepare) => {
		prepare();
		toCalls.length = 0;
		refusals();
		append("1", "lo");
		expect(texts()).toEqual([]);
		expect(refusals()).toEqual([["line over", "1"]]);
	});

	test("is refused for a call that is not there", () => {
		say("1");
		append("1", "lo", true, "z");
		for (const callId of ["a", "b"]) leave(callId);
		append("1", "lo", true, "a");
		expect(texts()).toEqual([]);
		expect(refusals()).toEqual([
			["no such call", "1"],
			["no such call", "1"],
		]);
	});

	test("goes on in one call when it is over in the other", () => {
		say("1");
		ended("a", "1");
		append("1", "lo");
		expect(texts()).toEqual([["b", "lo", true]]);
		expect(refusals()).toEqual([]);
	});

	test("that found no room is answered, and closes the line", () => {
		say("1", "a");
		append("1", "lo");
		closed("a", "1", true);
		append("1", " you");
		expect(texts()).toEqual([["a", "lo", true]]);
		expect(refusals()).toEqual([
			["line over", "1"],
			["line over", "1"],
		]);
	});

	test("goes on after the game has come back on another socket", () => {
		say("1", "a");
		socket.tell({ type: "socket.lost" });
		socket.tell({ type: "socket.resumed" });
		append("1", "lo");
		expect(texts()).toEqual([["a", "lo", true]]);
	});
});

describe("all texts of a line", () => {
	test("are as long together as the protocol says of one", () => {
		expect(maxLineCharacters).toBe(maxCharacters);
	});

	test("that would be longer are not added, and the line is closed as it stands", () => {
		say("1", "a", "x".repeat(9_000));
		append("1", "y".repeat(1_000));
		expect(texts()).toMatchObject([["a", {}, true]]);
		append("1", "z");
		expect(texts()).toEqual([["a", "", false]]);
		append("1", "z");
		expect(texts()).toEqual([]);
		expect(refusals()).toEqual([
			["line too long", "1"],
			["line over", "1"],
		]);
	});

	test("are counted for each line, and each call, by itself", () => {
		say("1", undefined, "x".repeat(9_000));
		say("2", "a", "x".repeat(9_000));
		append("1", "y".repeat(900), true, "a");
		append("2", "y".repeat(900));
		texts();
		append("1", "z".repeat(200), true, "b");
		expect(texts()).toMatchObject([["b", {}, true]]);
		append("1", "z".repeat(200), true, "a");
		expect(texts()).toEqual([["a", "", false]]);
		append("1", "z");
		expect(texts()).toEqual([["b", "z", true]]);
	});
});

function wholeLine(): void {
	socket.tell({
		type: "say",
		lineId: "1",
		text: "Hello.",
		interruptible: "pause",
	});
}

function leave(callId: string): void {
	game.send({ type: "call.left", callId, reason: "caller hung up" });
}
