import { expect, test } from "vitest";
import { createActor, createMachine } from "xstate";
import type { CallActor } from "../../../src/machines/call/call.js";
import { Recording } from "../../../src/watching/sessions/recording.js";
import {
	keptMs,
	SessionBook,
	stateText,
} from "../../../src/watching/sessions/session-book.js";

const lamp = createMachine({
	initial: "off",
	states: {
		off: { on: { press: "on" } },
		on: { on: { press: "off", hum: {} } },
		ended: { type: "final" },
	},
	on: { end: ".ended" },
	output: "caller hung up",
});

/** A book with the hand of its clock in ours. */
function bookAt(startMs: number) {
	const time = { ms: startMs };
	return { time, book: new SessionBook(() => time.ms) };
}

function follow(book: SessionBook, id: string, call: CallActor) {
	call.subscribe(book.callBegins(id, call));
}

function begin(book: SessionBook, id: string) {
	const actor = createActor(lamp);
	actor.subscribe({ error: () => {} });
	follow(book, id, actor as unknown as CallActor);
	actor.start();
	return actor;
}

test("a session is known with the states it was in, and when", () => {
	const { time, book } = bookAt(1_000);
	const actor = begin(book, "one");
	time.ms = 2_000;
	actor.send({ type: "press" });
	actor.send({ type: "hum" });
	expect(book.find("one")).toMatchObject({
		kind: "call",
		begunAt: 1_000,
		changes: [
			{ at: 1_000, state: "off" },
			{ at: 2_000, state: "on" },
		],
	});
});

test("the newest turns of a call are kept with it, also when it has ended", () => {
	const { time, book } = bookAt(1_000);
	const actor = begin(book, "one");
	const times = { stagesMs: {} };
	for (let turn = 1; turn <= 12; turn++) {
		time.ms += 1_000;
		book.noteTurn("one", times);
	}
	book.noteTurn("of nobody", times);
	actor.send({ type: "end" });
	book.noteTurn("one", times);
	const turns = book.find("one")?.turns ?? [];
	expect(turns).toHaveLength(10);
	expect(turns.at(0)?.at).toBe(4_000);
	expect(turns.at(-1)).toEqual({ at: 13_000, times });
});

test("only the newest states are kept", () => {
	const { book } = bookAt(0);
	const actor = begin(book, "one");
	for (let press = 0; press < 100; press++) actor.send({ type: "press" });
	const session = book.find("one");
	expect(session?.changes).toHaveLength(60);
	expect(session?.forgotten).toBe(41);
	expect(session?.changes.at(-1)?.state).toBe("off");
});

test("one that has ended is kept for some minutes, without its actor", () => {
	const { time, book } = bookAt(0);
	begin(book, "one").send({ type: "end" });
	expect(book.live).toEqual([]);
	expect(book.ended).toMatchObject([
		{ id: "one", actor: undefined, end: { at: 0, reason: "caller hung up" } },
	]);
	time.ms = keptMs + 1;
	expect(book.ended).toEqual([]);
	expect(book.find("one")).toBeUndefined();
});

test("of those that ended 50 are kept at most, and recordings of 10", () => {
	const { book } = bookAt(0);
	for (let at = 0; at < 60; at++) {
		const actor = begin(book, `session ${at}`);
		const session = book.find(`session ${at}`);
		if (session) session.recording = new Recording();
		actor.send({ type: "end" });
	}
	expect(book.ended).toHaveLength(50);
	expect(book.ended[0]?.id).toBe("session 59");
	expect(book.ended.filter(({ recording }) => recording)).toHaveLength(10);
});

test("one that fails is kept as failed", () => {
	const { book } = bookAt(0);
	const failing = createActor(
		createMachine({
			on: {
				fail: {
					actions: () => {
						throw new Error("as it should");
					},
				},
			},
		}),
	);
	follow(book, "one", failing as unknown as CallActor);
	failing.start();
	failing.send({ type: "fail" });
	expect(book.ended).toMatchObject([{ end: { reason: "failed" } }]);
});

test.each([
	["paired", "paired"],
	[{ paired: "talking" }, "paired.talking"],
	[{ paired: { talking: "loud" } }, "paired.talking.loud"],
	[{ a: { left: "x", right: "y" } }, "a.left.x a.right.y"],
	[{ a: {} }, "a"],
	[undefined, ""],
])("the value %j reads %s", (value, text) => {
	expect(stateText(value)).toBe(text);
});
