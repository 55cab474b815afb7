import { beforeEach, describe, expect, test } from "vitest";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { CallUnderTest } from "../../support/actors/call-under-test.js";
import { heard } from "../../support/codes/spoken.js";

let call: CallUnderTest;

beforeEach(() => {
	call = new CallUnderTest();
	call.pair();
});

describe("what is said in a paired call", () => {
	test("says what its game wants said, one line after the other", () => {
		call.say("1", "Who is there?");
		call.say("2", "Come in.");
		expect(call.linesSaid.slice(1)).toEqual(["Who is there?"]);
		call.makeLine(900);
		expect(call.phone.orders.at(-1)).toMatchObject({ type: "mark" });
		expect(call.linesSaid.slice(1)).toEqual(["Who is there?", "Come in."]);
	});

	test("has a line said in the voice that the game wants, or in the usual one, and keeps no audio of it", () => {
		call.say("1", "Who is there?", { voice: "orion" });
		call.say("2", "Come in.");
		call.makeLine(900);
		expect(call.synthesised.slice(-2)).toStrictEqual([
			{
				type: "synthesise",
				lineId: "line-2",
				text: "Who is there?",
				voice: "orion",
				keep: false,
				askedAtMs: 0,
			},
			{
				type: "synthesise",
				lineId: "line-3",
				text: "Come in.",
				keep: false,
				askedAtMs: 0,
			},
		]);
	});

	test("has a line made that bears the time at which the game asked for it, and no such time on its own", () => {
		call.say("1", "Who is there?");
		call.clock.increment(500);
		call.say("2", "Come in.");
		call.makeLine(900);
		const asked = call.synthesised.map(({ askedAtMs }) => askedAtMs);
		expect(asked.slice(-2)).toEqual([0, 500]);
		expect(new Set(asked.slice(0, -2))).toEqual(new Set([undefined]));
	});

	test("tells all about a line that has ended", () => {
		call.say("1", "Who is there?");
		call.makeLine(900);
		call.finishSpeaking();
		expect(call.toGame).toEqual([
			{
				type: "line.ended",
				callId: "c",
				lineId: "1",
				outcome: "heard",
				heardMs: 900,
				heardText: "Who is there?",
			},
		]);
	});

	test("asks for no mark of a line that the voice was not to make", () => {
		call.voice.tell({ type: "line.synthesised", lineId: "line-9", audioMs: 1 });
		call.voice.tell({ type: "line.failed", lineId: "line-9", audioMs: 1 });
		expect(
			call.phone.orders.filter(({ type }) => type === "mark"),
		).toHaveLength(1);
		expect(call.toGame).toEqual([]);
		expect(call.actor.getSnapshot().status).toBe("active");
	});

	test("tells of each line by itself, when several are with the phone", () => {
		for (const id of ["1", "2", "3"]) {
			call.say(id, `line ${id}`);
			call.makeLine(1_000);
		}
		const [first] = call.lines.atPhone;
		call.phone.tell({ type: "mark.returned", name: first?.lineId ?? "" });
		expect(call.endings).toEqual([["1", "heard", 1_000]]);
		expect(call.timers).toEqual([expect.stringContaining("markOverdue")]);
		call.clock.increment(6_999);
		expect(call.endings).toHaveLength(1);
		call.clock.increment(1);
		expect(call.endings.slice(1)).toEqual([["2", "failed", 0]]);
		call.clock.increment(1_000);
		expect(call.endings.slice(2)).toEqual([["3", "failed", 0]]);
	});

	test("stops none of the server's own lines when the game wants silence", () => {
		call.send({ type: "game.away", gameId: "g" });
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(call.phone.orderTypes).not.toContain("clear");
		expect(call.voice.orderTypes).not.toContain("cancel");
	});

	test("waits for no mark of what was stopped", () => {
		call.say("1", "A long story.", { interruptible: "pause" });
		call.makeLine(5_000);
		expect(call.timers).toHaveLength(1);
		call.recogniser.tell(heard("stop"));
		expect(call.timers).toEqual([]);
	});

	test("tells how much was heard of a line when the game itself hangs up", () => {
		call.say("1", "A long tale.");
		call.beginLine();
		call.makeLine(5_000);
		call.clock.increment(300);
		call.send({ type: "hang.up", gameId: "g" });
		expect(call.endings).toEqual([["1", "interrupted", 300]]);
	});

	test("is said to its end when its game has left, and then the caller is told", () => {
		call.say("1", "Hooray.");
		call.say("2", "You win.");
		call.makeLine(5_000);
		call.send({ type: "game.left", gameId: "g" });
		expect(call.state).toBe("listeningForCode");
		expect(call.phone.orders).not.toContainEqual({ type: "clear" });
		call.finishSpeaking();
		const { connected, gameLeft } = defaultPrompts;
		expect(call.linesSaid).toEqual([
			connected,
			"Hooray.",
			"You win.",
			gameLeft,
		]);
	});

	test("is said behind the prompts of the server when its game leaves at once", () => {
		call = new CallUnderTest();
		call.begin();
		call.match();
		call.say("1", "Hooray.");
		call.send({ type: "game.left", gameId: "g" });
		call.finishSpeaking();
		const { connected, gameLeft } = defaultPrompts;
		expect(call.linesSaid).toEqual([connected, "Hooray.", gameLeft]);
	});

	test("yields to the caller when its game has left, if it may be interrupted", () => {
		call.say("1", "A long story.", { interruptible: "pause" });
		call.say("2", "Its second part.", { interruptible: "pause" });
		call.send({ type: "game.left", gameId: "g" });
		call.recogniser.tell(heard("oh no"));
		expect(call.phone.orders.at(-1)).toEqual({ type: "clear" });
		call.finishSpeaking();
		expect(call.linesSaid.slice(1)).toEqual([
			"A long story.",
			defaultPrompts.gameLeft,
		]);
	});

	test("gives way to another game whose code the caller says meanwhile", () => {
		call.say("1", "A long story.");
		call.say("2", "Its second part.");
		call.send({ type: "game.left", gameId: "g" });
		call.match("other");
		expect(call.state).toBe("paired");
		expect(call.phone.orders.at(-1)).toEqual({ type: "clear" });
		call.finishSpeaking();
		const { connected } = defaultPrompts;
		expect(call.linesSaid).toEqual([connected, "A long story.", connected]);
	});

	test("is no news to a caller who gives another code before it ends", () => {
		const left = () =>
			call.linesSaid.filter((text) => text === defaultPrompts.gameLeft);
		call.say("1", "A long story.", { interruptible: "pause" });
		call.send({ type: "game.left", gameId: "g" });
		call.recogniser.tell(heard("four two seven one"));
		expect(left()).toHaveLength(0);
		call.send({ type: "code.incomplete" });
		expect(left()).toHaveLength(1);
	});

	test("takes nothing from the caller's time for another code", () => {
		call.say("1", "A story of ten minutes.");
		call.beginLine();
		call.send({ type: "game.left", gameId: "g" });
		call.clock.increment(600_000);
		expect(call.state).toBe("listeningForCode");
		call.makeLine(600_000);
		call.finishSpeaking();
		call.clock.increment(7_999);
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.gameLeft);
		call.clock.increment(1);
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.firstReminder);
	});

	test("of the server ends at once when its game has left and said nothing", () => {
		call = new CallUnderTest();
		call.begin();
		call.match();
		call.send({ type: "game.left", gameId: "g" });
		expect(call.phone.orders.at(-1)).toEqual({ type: "clear" });
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.gameLeft);
	});

	test("goes on with the next line when one could not be spoken, and says so", () => {
		call.say("1", "line 1");
		call.say("2", "line 2");
		call.breakLine(0);
		expect(call.linesSaid.at(-1)).toBe("line 2");
		expect(call.endings).toEqual([["1", "failed", 0]]);
	});

	test("tells the game that a line was heard when its mark comes back", () => {
		call.say("1", "Who is there?");
		call.makeLine(900);
		expect(call.endings).toEqual([]);
		call.finishSpeaking();
		expect(call.endings).toEqual([["1", "heard", 900]]);
	});

	test("pauses an interruptible line when the caller makes a sound, and goes on with it when no words come", () => {
		call.say("1", "A long story.", { interruptible: "pause" });
		call.beginLine();
		call.clock.increment(1_200);
		call.startSpeaking();
		expect(call.phone.orders.at(-1)).toMatchObject({ type: "pause" });
		call.clock.increment(1_200);
		expect(call.phone.orders.at(-1)).toEqual({ type: "go.on" });
		expect(call.endings).toEqual([]);
	});

	test("stops an interruptible line when the caller speaks, and tells how much was heard", () => {
		call.say("1", "A long story.", { interruptible: "pause" });
		call.say("2", "And its end.", { interruptible: "pause" });
		call.beginLine();
		call.makeLine(5_000);
		call.clock.increment(1_200);
		call.startSpeaking();
		call.recogniser.tell(heard("stop", { isFinal: false }));
		expect(call.phone.orders.at(-1)).toEqual({ type: "clear" });
		expect(call.endings).toEqual([
			["1", "interrupted", 1_200],
			["2", "interrupted", 0],
		]);
	});

	test("stops those of the waiting lines that may be stopped, and goes on with the others", () => {
		call.say("1", "A long story.", { interruptible: "pause" });
		call.say("2", "Hear me.");
		call.say("3", "By the way.", { interruptible: "pause" });
		call.startSpeaking();
		call.recogniser.tell(heard("stop", { isFinal: false }));
		expect(call.endings).toEqual([
			["1", "interrupted", 0],
			["3", "interrupted", 0],
		]);
		call.finishSpeaking();
		expect(call.linesSaid.slice(1)).toEqual(["A long story.", "Hear me."]);
		expect(call.endings.at(-1)).toEqual(["2", "heard", 1_000]);
	});

	test("does not take a mark that comes back after a clear for a line that was heard", () => {
		call.say("1", "A long story.", { interruptible: "pause" });
		call.makeLine(5_000);
		const mark = call.phone.orders.at(-1);
		call.recogniser.tell(heard("stop"));
		if (mark?.type === "mark") {
			call.phone.tell({ type: "mark.returned", name: mark.name });
		}
		expect(call.endings).toEqual([["1", "interrupted", 0]]);
	});

	test("does not stop a line that must be heard, nor lets one that may be stopped end it", () => {
		call.say("1", "Hear me.");
		call.say("2", "By the way.", { interruptible: "pause" });
		call.makeLine(2_000);
		expect(call.linesSaid.at(-1)).toBe("Hear me.");
		call.recogniser.tell(heard("wait"));
		expect(call.phone.orderTypes).not.toContain("clear");
		call.finishSpeaking();
		expect(call.endings).toEqual([
			["1", "heard", 2_000],
			["2", "heard", 1_000],
		]);
	});

	test("does not take the echo of its own words for the caller", () => {
		call.say("1", "The door is open now.", { interruptible: "pause" });
		call.makeLine(2_000);
		call.recogniser.tell(heard("door is open", { isFinal: false }));
		expect(call.phone.orderTypes).not.toContain("clear");
		call.startSpeaking();
		expect(call.phone.orderTypes).not.toContain("clear");
		call.recogniser.tell(heard("go in", { isFinal: false }));
		expect(call.phone.orderTypes).toContain("clear");
	});

	test("speaks no answer to a turn that is over", () => {
		const turnBegins = (turn: number) => {
			call.recogniser.tell(heard("hello there"));
			call.send({ type: "turn.began", gameId: "g", turn });
		};
		turnBegins(1);
		call.say("1", "Who is there?", { turn: 1 });
		turnBegins(2);
		call.say("2", "I said: who is there?", { turn: 1 });
		call.say("3", "Come in.", { turn: 2 });
		call.finishSpeaking();
		expect(call.endings).toEqual([
			["1", "stale", 0],
			["2", "stale", 0],
			["3", "heard", 1_000],
		]);
	});

	test("stops the game's lines when the game wants it", () => {
		call.say("1", "Hear me.");
		call.say("2", "And this.");
		call.makeLine(2_000);
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(call.phone.orders.at(-1)).toEqual({ type: "clear" });
		expect(call.voice.orders.at(-1)).toEqual({ type: "cancel" });
		expect(call.endings.map(([id]) => id)).toEqual(["1", "2"]);
		expect(call.lines.waiting).toEqual([]);
	});

	test("refuses lines beyond what may wait", () => {
		const refused: string[] = [];
		call.actor.on("line.refused", ({ bound }) => refused.push(bound));
		for (let line = 0; line < 102; line++) call.say(`${line}`, "again");
		expect(refused).toEqual(["waiting_lines"]);
		expect(call.endings).toEqual([["101", "failed", 0]]);
	});

	test("goes on without a mark that never comes back, and does not say that the line was heard", () => {
		call.say("1", "Hear me.");
		call.makeLine(2_000);
		call.clock.increment(6_999);
		expect(call.endings).toEqual([]);
		call.clock.increment(1);
		expect(call.lines.atPhone).toEqual([]);
		expect(call.endings).toEqual([["1", "failed", 0]]);
	});

	test("says the next line when a stream is replaced, and that the one being played was not heard", () => {
		call.say("1", "A long story.");
		call.beginLine();
		call.makeLine(5_000);
		call.say("2", "By the way.", { interruptible: "pause" });
		call.clock.increment(700);
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(call.endings).toEqual([["1", "interrupted", 700]]);
		expect(call.timers).toEqual([]);
		expect(call.linesSaid.at(-1)).toBe("By the way.");
	});
});

describe("once the caller has hung up", () => {
	const hangUp = () => call.phone.tell({ type: "phone.hung.up" });
	const endLastWords = () =>
		call.recogniser.tell({ type: "recognition.finished" });

	test("the game is told at once how much was heard, and nothing more is made", () => {
		call.say("1", "A long story.");
		call.beginLine();
		call.makeLine(5_000);
		call.say("2", "And its end.");
		call.say("3", "The moral.");
		call.clock.increment(700);
		hangUp();
		expect(call.endings).toEqual([
			["1", "interrupted", 700],
			["2", "interrupted", 0],
		]);
		expect(call.voice.orders.at(-1)).toEqual({ type: "cancel" });
		for (const alarm of call.timers) expect(alarm).toContain("lastWords");
		endLastWords();
		expect(call.endings.slice(2)).toEqual([["3", "interrupted", 0]]);
	});

	test("the voice is not stopped when it makes nothing", () => {
		call.say("1", "A long story.");
		call.makeLine(5_000);
		hangUp();
		expect(call.voice.orderTypes).not.toContain("cancel");
	});

	test("a line that comes too late is not made, and is reported when the call leaves", () => {
		hangUp();
		call.say("1", "Good luck.");
		expect(call.endings).toEqual([]);
		endLastWords();
		expect(call.linesSaid).not.toContain("Good luck.");
		expect(call.endings).toEqual([["1", "interrupted", 0]]);
	});

	test("lines that wait are spoken when another stream takes over, but for those that were stopped", () => {
		call.say("1", "A long story.");
		call.say("2", "And its end.");
		hangUp();
		call.send({ type: "stop.speaking", gameId: "g" });
		call.say("3", "Are you there?");
		call.send({ type: "stream.replaced", fromCallId: "d" });
		call.finishSpeaking();
		expect(call.linesSaid.slice(1)).toEqual([
			"A long story.",
			"Are you there?",
		]);
		expect(call.endings).toEqual([
			["1", "interrupted", 0],
			["2", "interrupted", 0],
			["3", "heard", 1_000],
		]);
	});
});

test("what the game wanted said and the caller did not hear is reported before the call leaves", () => {
	call.say("mine-1", "one");
	call.say("mine-2", "two");
	call.phone.tell({ type: "phone.hung.up" });
	call.recogniser.tell({ type: "recognition.finished" });
	expect(call.state).toBe("ended");
	expect(call.endings).toEqual([
		["mine-1", "interrupted", 0],
		["mine-2", "interrupted", 0],
	]);
});
