/** A voice that breaks off in the middle of a line: what the caller hears, what can be stopped, what the game is told. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Interruptibility } from "../../../src/machines/events.js";
import { CallUnderTest } from "../../support/actors/call-under-test.js";
import { heard } from "../../support/codes/spoken.js";

let call: CallUnderTest;

beforeEach(() => {
	call = new CallUnderTest();
	call.pair();
});

/** The game says a line of which the voice hands over 20 seconds in 54 ms, and no more. */
function breakOff(
	lineId: string,
	interruptible: Interruptibility = "pause",
): void {
	call.say(lineId, "A long tale.", { interruptible });
	call.beginLine();
	call.clock.increment(54);
	call.breakLine(20_000);
}

function pause(audioMs: number): void {
	const lineId = call.lineAtVoice;
	call.voice.tell({ type: "line.paused", lineId, audioMs });
	call.voice.tell({ type: "line.paused", lineId: "line-99", audioMs: 1 });
}

function resume(): void {
	call.voice.tell({ type: "line.resumed", lineId: "line-99" });
	call.voice.tell({ type: "line.resumed", lineId: call.lineAtVoice });
}

const clears = () =>
	call.phone.orderTypes.filter((type) => type === "clear").length;

describe("what there is of a line that broke off", () => {
	test("has its mark, and is told as failed, with all that was heard, when that comes back", () => {
		breakOff("1");
		expect(call.phone.orders.at(-1)).toEqual({ type: "mark", name: "line-2" });
		expect(call.endings).toEqual([]);
		call.clock.increment(19_946);
		call.returnMark("line-2");
		expect(call.endings).toEqual([["1", "failed", 20_000]]);
		expect(call.lines.atPhone).toEqual([]);
	});

	test("is stopped by the game, and told with what was heard until then", () => {
		breakOff("1");
		call.clock.increment(946);
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(clears()).toBe(1);
		expect(call.endings).toEqual([["1", "failed", 1_000]]);
	});

	test.each([
		["speech", () => call.recogniser.tell(heard("stop it"))],
		["a key", () => call.press("5")],
	])("is stopped by the caller's %s, and told as failed once", (_, stop) => {
		breakOff("1");
		call.clock.increment(946);
		stop();
		expect(clears()).toBe(1);
		expect(call.endings).toEqual([["1", "failed", 1_000]]);
		call.returnMark("line-2");
		expect(call.endings).toHaveLength(1);
	});

	test("is not stopped by the caller if it must be heard", () => {
		breakOff("1", "never");
		call.recogniser.tell(heard("stop it"));
		expect(clears()).toBe(0);
	});

	test("is an echo if it comes back", () => {
		breakOff("1");
		call.recogniser.tell(heard("long tale"));
		expect(clears()).toBe(0);
	});

	test("is played before the next line, which begins only then and has an outcome of its own", () => {
		breakOff("1", "never");
		call.say("2", "The end.");
		call.makeLine(900);
		call.clock.increment(19_946);
		expect(call.endings).toEqual([]);
		call.returnMark("line-2");
		call.clock.increment(500);
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(call.endings).toEqual([
			["1", "failed", 20_000],
			["2", "interrupted", 500],
		]);
	});

	test("makes no later line overdue, which is heard in its turn", () => {
		breakOff("1", "never");
		call.say("2", "The end.");
		call.makeLine(900);
		call.clock.increment(24_000);
		expect(call.endings).toEqual([]);
		call.returnMark("line-2");
		call.returnMark("line-3");
		expect(call.endings).toEqual([
			["1", "failed", 20_000],
			["2", "heard", 900],
		]);
	});

	test("keeps a line waiting that may not share the phone with it", () => {
		breakOff("1");
		call.say("2", "You must hear this.");
		expect(call.linesSaid.at(-1)).toBe("A long tale.");
		call.returnMark("line-2");
		expect(call.linesSaid.at(-1)).toBe("You must hear this.");
	});

	test("is told as failed, and nothing heard, when its mark is overdue", () => {
		breakOff("1");
		call.clock.increment(24_999);
		expect(call.endings).toEqual([]);
		call.clock.increment(1);
		expect(call.endings).toEqual([["1", "failed", 0]]);
	});

	test("is told with what was heard when the caller hangs up, or the game", () => {
		breakOff("1");
		call.clock.increment(946);
		call.phone.tell({ type: "phone.hung.up" });
		expect(call.endings).toEqual([["1", "failed", 1_000]]);
	});

	test("is told with what was heard when another stream takes over, and lost with the older one", () => {
		breakOff("1");
		call.clock.increment(946);
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(call.endings).toEqual([["1", "failed", 1_000]]);
		expect(call.lines.atPhone).toEqual([]);
	});

	test("is waited for also if it is so short that it makes no millisecond", () => {
		call.say("1", "A long tale.");
		call.beginLine();
		call.breakLine(0);
		expect(call.phone.orders.at(-1)).toEqual({ type: "mark", name: "line-2" });
		call.returnMark("line-2");
		expect(call.endings).toEqual([["1", "failed", 0]]);
	});
});

test("a line of which there is nothing has no mark, and has failed at once", () => {
	call.say("1", "A long tale.");
	const { length } = call.phone.orders;
	call.breakLine(0);
	expect(call.phone.orders).toHaveLength(length);
	expect(call.endings).toEqual([["1", "failed", 0]]);
});

describe("a line that sounds while it is still being made", () => {
	test("is lost with the stream on which it sounds: its rest is not played on another", () => {
		call.say("1", "A long tale.");
		call.beginLine();
		call.clock.increment(300);
		call.say("2", "The end.");
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(call.voice.orders.at(-2)).toEqual({ type: "cancel" });
		expect(call.linesSaid.at(-1)).toBe("The end.");
		expect(call.endings).toEqual([["1", "interrupted", 300]]);
	});

	test("was heard no longer than there is of it, when it is stopped while the voice pauses", () => {
		call.say("1", "A long tale.");
		call.beginLine();
		pause(2_000);
		call.clock.increment(5_000);
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(call.endings).toEqual([["1", "interrupted", 2_000]]);
	});

	test("was heard without the time in which there was nothing to hear", () => {
		call.say("1", "A long tale.");
		call.beginLine();
		pause(2_000);
		call.clock.increment(5_000);
		resume();
		call.clock.increment(300);
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(call.endings).toEqual([["1", "interrupted", 2_300]]);
	});

	test("was heard without a gap, when the voice goes on before all was played", () => {
		call.say("1", "A long tale.");
		call.beginLine();
		pause(2_000);
		call.clock.increment(1_500);
		resume();
		call.clock.increment(1_500);
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(call.endings).toEqual([["1", "interrupted", 3_000]]);
	});

	test("has not begun while another is played, however the voice pauses", () => {
		call.say("0", "Once upon a time.");
		call.makeLine(9_000);
		call.say("1", "A long tale.");
		call.beginLine();
		pause(2_000);
		resume();
		call.clock.increment(1_500);
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(call.endings.at(-1)).toEqual(["1", "interrupted", 0]);
	});

	test("is made for the other stream if there was no sound of it yet", () => {
		call.say("1", "A long tale.");
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(call.voice.orderTypes).not.toContain("cancel");
		call.beginLine();
		call.makeLine(900);
		call.returnMark("line-2");
		expect(call.endings).toEqual([["1", "heard", 900]]);
	});
});
