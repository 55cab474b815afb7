/** What peers name, a machine's timers, children and events never go by: a peer may name it like one of them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createActor } from "xstate";
import type { GameAdapterInput } from "../../src/machines/adapter-contract.js";
import type {
	CoordinatorEvent,
	GameEvent,
	GameSocketOrder,
} from "../../src/machines/events.js";
import { gameMachine } from "../../src/machines/game/game.js";
import { AdapterDouble } from "../support/actors/adapter-double.js";
import { CallUnderTest } from "../support/actors/call-under-test.js";
import { recorder } from "../support/actors/recorder.js";
import { StrictClock } from "../support/actors/strict-clock.js";
import { timersOf } from "../support/actors/timers-of.js";

const folder = join(import.meta.dirname, "../../src/machines");
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
	.filter((name) => name.endsWith(".ts"))
	.map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));

describe("the names of timers and children", () => {
	test.each(sources)("are written in the chart: $name", ({ text }) => {
		const importsCancel = /import\s*\{[^}]*\bcancel\b[^}]*\}\s*from "xstate"/;
		expect(text).not.toMatch(importsCancel);
		expect(text).not.toMatch(/\benqueue\.cancel\(|\bsystemId\b/);
		expect(text).not.toMatch(/\b(?:spawn|spawnChild|stopChild)\(\s*[^"\s]/);
		expect(text).not.toMatch(
			/\b(?:spawn|spawnChild)\(\s*"[^"]*",\s*\{\s*id: [^"]/,
		);
	});

	test("are found where there are some", () => {
		const all = sources.map(({ text }) => text).join("");
		expect(all).toMatch(/\bspawnChild\(\s*"recogniser", \{\s*id: "recogniser"/);
	});
});

const wellKnown = [
	...["__proto__", "constructor", "toString", "", "*", "xstate.stop"],
	...["xstate.init", "xstate.error.actor.phone", "xstate.done.actor.phone"],
	...["phone", "speaking", "recogniser", "voice", "#_parent", "line-1"],
];

describe("a call whose peers name things like its own timers and children", () => {
	test("lets a caller who gives no code go when it is time", () => {
		const call = new CallUnderTest();
		call.begin();
		call.finishSpeaking();
		const timers = timersOf(call.actor);
		expect(timers.join()).toContain("xstate.after.codeWait");
		for (const name of [...timers, ...wellKnown]) call.returnMark(name);
		expect(timersOf(call.actor)).toEqual(timers);
		call.clock.increment(60_000);
		call.finishSpeaking();
		expect(call.reasonOfTheEnd).toBe("no code heard");
	});

	test("lets a caller who is still spoken to go, too", () => {
		const call = new CallUnderTest();
		call.begin();
		call.clock.increment(8_000);
		call.beginLine();
		call.makeLine(2_000);
		for (let second = 8; second < 150; second++) {
			for (const name of timersOf(call.actor)) call.returnMark(name);
			call.clock.increment(1_000);
		}
		expect(call.reasonOfTheEnd).toBe("no code heard");
	});

	test("speaks and is told of each line, whatever its game names it", () => {
		const call = new CallUnderTest();
		call.pair();
		const names = [...new Set([...timersOf(call.actor), ...wellKnown])];
		const timers = timersOf(call.actor);
		for (const name of names) call.say(name, "Hello.");
		call.finishSpeaking();
		expect(call.endings.map(([name]) => name)).toEqual(names);
		expect(new Set(call.endings.map(([, outcome]) => outcome))).toEqual(
			new Set(["heard"]),
		);
		expect(timersOf(call.actor)).toEqual(timers);
	});

	test("may have any name at Twilio", () => {
		for (const name of wellKnown) {
			const call = new CallUnderTest();
			const timers = timersOf(call.actor).filter((id) => /maxCall/.test(id));
			call.phone.tell({
				type: "stream.started",
				callSid: name,
				callerKey: name,
			});
			expect(timersOf(call.actor)).toEqual(expect.arrayContaining(timers));
			call.send({ type: "call.admitted" });
			expect(call.state).toBe("listeningForCode");
		}
	});
});

test("a game that names calls, lines and commands like timers and children keeps those", () => {
	const clock = new StrictClock();
	const socket = new AdapterDouble<
		GameSocketOrder,
		GameEvent,
		GameAdapterInput
	>();
	const game = createActor(
		gameMachine.provide({ actors: { socket: socket.logic } }),
		{
			clock,
			input: {
				gameId: "g",
				address: "192.0.2.1",
				coordinator: recorder<CoordinatorEvent>([]),
				phoneNumber: "+15005550006",
				callers: 1,
				resumeMs: 30_000,
				flows: ["keeper"],
			},
		},
	).start();
	game.send({ type: "code.issued", code: "4271" });
	socket.tell({ type: "socket.lost" });
	const timers = timersOf(game);
	expect(timers).not.toEqual([]);
	for (const name of [...timers, ...wellKnown]) {
		const of = { callId: name, commandId: name };
		socket.tell({
			...of,
			type: "say",
			lineId: name,
			text: "Hello.",
			interruptible: "pause",
		} as GameEvent);
		socket.tell({ ...of, type: "stop.speaking" });
		socket.tell({ ...of, type: "hang.up" });
		socket.tell({ type: "new.code", commandId: name });
		socket.tell({ type: "expect.words", words: [name] });
		for (const flow of [name, "keeper"])
			socket.tell({ ...of, type: "converse", flow });
		socket.tell({ ...of, type: "take.back" });
		socket.tell({ ...of, type: "tell.flow", name, data: { [name]: name } });
	}
	expect(timersOf(game)).toEqual(timers);
	clock.increment(30_000);
	expect(game.getSnapshot().output).toBe("game lost");
});
