import { beforeEach, describe, expect, test } from "vitest";
import {
	type Actor,
	type ActorRefFrom,
	createActor,
	SimulatedClock,
	setup,
} from "xstate";
import type { CallEvent, PresenceFact } from "../../../src/machines/events.js";
import { presenceMachine } from "../../../src/machines/game/presence.js";
import { recorder } from "../../support/actors/recorder.js";

/** A game that only takes down what its presence tells it. */
function gameOf(told: (PresenceFact | "gone")[], resumeMs: number) {
	return setup({
		types: { events: {} as PresenceFact },
		actors: { presence: presenceMachine },
	}).createMachine({
		invoke: {
			id: "presence",
			src: "presence",
			input: { resumeMs },
			onDone: { actions: () => told.push("gone") },
		},
		on: { "game.away": { actions: ({ event }) => told.push(event) } },
	});
}

let told: (PresenceFact | "gone")[];
let clock: SimulatedClock;
let game: Actor<ReturnType<typeof gameOf>>;
let presence: ActorRefFrom<typeof presenceMachine>;

function begin(resumeMs: number): void {
	told = [];
	clock = new SimulatedClock();
	game = createActor(gameOf(told, resumeMs), { clock }).start();
	presence = game.getSnapshot().children.presence as typeof presence;
}

const state = () => presence.getSnapshot().value;
const lose = () => presence.send({ type: "socket.lost" });
const resume = () => presence.send({ type: "socket.resumed" });
const join = (callId: string) =>
	presence.send({ type: "call.joined", callId, call: recorder<CallEvent>([]) });
const timers = () =>
	Object.keys(game.system.getSnapshot()._scheduledEvents).length;

describe("a game that may come back for a minute", () => {
	beforeEach(() => begin(60_000));

	test("is here until its socket is lost", () => {
		resume();
		join("a");
		clock.increment(600_000);
		expect(state()).toBe("here");
		expect(told).toEqual([]);
	});

	test("is lost for 5 seconds before it is missed", () => {
		lose();
		clock.increment(4_999);
		expect(state()).toEqual({ away: "lost" });
		expect(told).toEqual([]);
		clock.increment(1);
		expect(state()).toEqual({ away: "missed" });
		expect(told).toEqual([{ type: "game.away" }]);
	});

	test("is gone when the minute is over, which begins with the loss", () => {
		lose();
		clock.increment(5_000);
		clock.increment(54_999);
		expect(told).toEqual([{ type: "game.away" }]);
		clock.increment(1);
		expect(state()).toBe("gone");
		expect(told).toEqual([{ type: "game.away" }, "gone"]);
	});

	test.each([
		["lost", 4_999],
		["missed", 59_999],
	])(
		"that is %s is here again with another socket, and waits for nothing",
		(away, ms) => {
			lose();
			clock.increment(ms);
			expect(state()).toEqual({ away });
			resume();
			expect(state()).toBe("here");
			expect(timers()).toBe(0);
		},
	);

	test("has its whole time anew when it is lost again", () => {
		lose();
		clock.increment(4_000);
		resume();
		lose();
		clock.increment(4_999);
		expect(state()).toEqual({ away: "lost" });
		clock.increment(55_000);
		expect(state()).toEqual({ away: "missed" });
		clock.increment(1);
		expect(state()).toBe("gone");
	});

	test("lets a call that comes know that it is away only while it is missed", () => {
		lose();
		join("a");
		expect(told).toEqual([]);
		clock.increment(5_000);
		join("b");
		resume();
		join("c");
		expect(told).toEqual([
			{ type: "game.away" },
			{ type: "game.away", callId: "b" },
		]);
	});
});

test("a game that may come back for less than 5 seconds is gone before it is missed", () => {
	begin(1_000);
	lose();
	clock.increment(1_000);
	expect(state()).toBe("gone");
	expect(told).toEqual(["gone"]);
	clock.increment(600_000);
	expect(told).toEqual(["gone"]);
});
