/** A voice that is lost before a line has begun: it is asked again, within the time that a line has. */
import { beforeEach, describe, expect, test } from "vitest";
import { CallUnderTest } from "../../support/actors/call-under-test.js";

let call: CallUnderTest;

beforeEach(() => {
	call = new CallUnderTest();
	call.pair();
	call.say("1", "Who is there?");
});

const askings = () => call.linesSaid.filter((text) => text === "Who is there?");

describe("a voice that is lost before a line has begun", () => {
	test("is asked for the same line again, and the game hears of nothing but the line", () => {
		call.loseVoice();
		expect(askings()).toHaveLength(1);
		call.clock.increment(249);
		expect(askings()).toHaveLength(1);
		call.clock.increment(1);
		expect(askings()).toHaveLength(2);
		expect(call.synthesised.at(-1)).toEqual(call.synthesised.at(-2));
		call.beginLine();
		call.makeLine(900);
		call.returnMark("line-2");
		expect(call.endings).toEqual([["1", "heard", 900]]);
		expect(call.timers).toEqual([]);
	});

	test("is left alone longer after each attempt that fails, until the line's time is over", () => {
		const waits: number[] = [];
		call.loseVoice();
		for (let waited = 0; call.endings.length === 0; ) {
			const { length } = askings();
			call.clock.increment(10);
			waited += 10;
			if (askings().length === length) continue;
			waits.push(waited);
			waited = 0;
			call.loseVoice();
		}
		expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000]);
		expect(call.endings).toEqual([["1", "failed", 0]]);
		expect(call.voice.orders.at(-1)).toEqual({ type: "give.up" });
		expect(call.clock.now()).toBe(10_000);
		expect(call.timers).toEqual([]);
	});

	test("is asked for the next line once it has failed one, and soon again", () => {
		call.say("2", "Come in.");
		call.loseVoice();
		call.clock.increment(10_000);
		expect(call.endings).toEqual([["1", "failed", 0]]);
		expect(call.linesSaid.at(-1)).toBe("Come in.");
		call.loseVoice();
		call.clock.increment(250);
		expect(call.linesSaid.slice(-2)).toEqual(["Come in.", "Come in."]);
	});

	test("counts no time in which the line waits for its turn", () => {
		call.clock.increment(600_000);
		expect(call.endings).toEqual([]);
		call.loseVoice();
		call.clock.increment(250);
		call.beginLine();
		call.clock.increment(600_000);
		call.makeLine(900);
		call.returnMark("line-2");
		expect(call.endings).toEqual([["1", "heard", 900]]);
	});

	test("is not asked again when it refuses for good", () => {
		call.say("2", "Come in.");
		call.loseVoice(true);
		expect(call.voice.orders.slice(-2)).toMatchObject([
			{ type: "give.up" },
			{ type: "synthesise", text: "Come in." },
		]);
		expect(call.endings).toEqual([["1", "failed", 0]]);
		call.loseVoice();
		call.clock.increment(250);
		call.loseVoice(true);
		expect(call.endings).toEqual([
			["1", "failed", 0],
			["2", "failed", 0],
		]);
		expect(call.timers).toEqual([]);
	});

	test("is not asked again for a line that was stopped meanwhile", () => {
		call.loseVoice();
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(call.endings).toEqual([["1", "interrupted", 0]]);
		call.clock.increment(60_000);
		expect(askings()).toHaveLength(1);
		expect(call.timers).toEqual([]);
	});

	test("is not asked again once the caller has hung up, but for another stream", () => {
		call.say("2", "Come in.");
		call.loseVoice();
		call.phone.tell({ type: "phone.hung.up" });
		call.clock.increment(400);
		expect(askings()).toHaveLength(1);
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(call.linesSaid.at(-1)).toBe("Come in.");
	});

	test("goes on being asked when another stream takes over", () => {
		call.loseVoice();
		call.send({ type: "stream.replaced", fromCallId: "d" });
		call.clock.increment(250);
		expect(askings()).toHaveLength(2);
		expect(call.endings).toEqual([]);
	});

	test("changes nothing for a line that is over", () => {
		call.makeLine(900);
		call.voice.tell({
			type: "voice.lost",
			lineId: "line-2",
			isFinal: true,
			chance: 0,
		});
		expect(call.lines.atPhone).toHaveLength(1);
		call.say("2", "Come in.");
		call.voice.tell({
			type: "voice.lost",
			lineId: "line-2",
			isFinal: true,
			chance: 0,
		});
		expect(call.lineAtVoice).toBe("line-3");
		expect(call.timers).toHaveLength(1);
	});
});
