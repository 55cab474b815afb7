import { beforeEach, describe, expect, test } from "vitest";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { CallUnderTest } from "../../support/actors/call-under-test.js";
import { heard } from "../../support/codes/spoken.js";

const { lastMinute, timeUp } = defaultPrompts;
const hour = 3_600_000;
const minute = 60_000;

let call: CallUnderTest;

describe("a call that may last an hour", () => {
	beforeEach(() => {
		call = new CallUnderTest({ codeRemindersMs: [], codeWaitMs: 2 * hour });
		call.begin();
	});

	test("is told a minute before, told at the end, and ends when that was heard", () => {
		call.match();
		call.finishSpeaking();
		call.clock.increment(hour - minute - 1);
		expect(call.linesSaid).not.toContain(lastMinute);
		call.clock.increment(1);
		expect(call.linesSaid.at(-1)).toBe(lastMinute);
		call.finishSpeaking();
		call.clock.increment(minute - 1);
		expect(call.linesSaid.at(-1)).toBe(lastMinute);
		call.clock.increment(1);
		expect(call.linesSaid.at(-1)).toBe(timeUp);
		expect(call.state).toBe("paired");
		call.finishSpeaking();
		expect(call.state).toBe("ended");
		expect(call.actor.getSnapshot().output).toBe("too long");
		expect(call.toCoordinator.at(-1)).toMatchObject({ reason: "too long" });
	});

	test("is told so before what its game wants said and cannot be said in time", () => {
		call.match();
		call.finishSpeaking();
		for (const text of ["One.", "Two.", "Three."]) call.say(text, text);
		call.clock.increment(hour - minute);
		call.finishSpeaking();
		expect(call.linesSaid.slice(1)).toEqual([
			"One.",
			lastMinute,
			"Two.",
			"Three.",
		]);
	});

	test("is told so too when it has no game", () => {
		call.clock.increment(hour - minute);
		expect(call.linesSaid.at(-1)).toBe(lastMinute);
		call.clock.increment(minute);
		expect(call.linesSaid.at(-1)).toBe(timeUp);
		call.finishSpeaking();
		expect(call.actor.getSnapshot().output).toBe("too long");
	});

	test("ends though nobody hears it out, and though its goodbye cannot be made", () => {
		call.match();
		call.finishSpeaking();
		call.clock.increment(hour);
		call.clock.increment(15_000);
		expect(call.state).toBe("ended");
	});

	describe("and says that its time is up", () => {
		beforeEach(() => {
			call.match();
			call.finishSpeaking();
			call.say("1", "A long story.");
			call.clock.increment(hour);
		});

		test("stops its game's lines, and says no more of them", () => {
			expect(call.endings).toEqual([["1", "interrupted", 0]]);
			call.say("2", "Wait!");
			expect(call.endings.at(-1)).toEqual(["2", "failed", 0]);
			call.say("3", "Wait!", { gameId: "other" });
			expect(call.endings).toHaveLength(2);
			call.send({ type: "stop.speaking", gameId: "g" });
			call.finishSpeaking();
			expect(call.linesSaid.at(-1)).toBe(timeUp);
			expect(call.state).toBe("ended");
		});

		test("still tells the game what the caller says", () => {
			call.recogniser.tell({
				type: "utterance.ended",
				lastWordEndMs: 1,
				verbatim: undefined,
			});
			call.recogniser.tell(heard("oh no"));
			expect(call.textsTold).toEqual(["oh no"]);
			expect(call.state).toBe("ended");
		});

		test("tells it no code that it has heard, only what stands behind it", () => {
			call = new CallUnderTest({ maxCallMs: minute, codeWaitMs: 2 * minute });
			call.begin();
			call.sayCodeInterim();
			call.match();
			call.clock.increment(minute);
			const late = { startMs: 500, endMs: 6_000 };
			call.recogniser.tell(heard("four two seven one oh no", late));
			expect(call.textsTold).toEqual(["oh no"]);
		});

		test("lets the game hang up at once, and no other", () => {
			call.send({ type: "hang.up", gameId: "other" });
			expect(call.state).toBe("paired");
			call.send({ type: "hang.up", gameId: "g" });
			expect(call.actor.getSnapshot().output).toBe("too long");
		});

		test("says goodbye to the end when the game leaves meanwhile", () => {
			call.send({ type: "game.left", gameId: "other" });
			expect(call.state).toBe("paired");
			call.send({ type: "game.left", gameId: "g" });
			expect(call.state).toBe("listeningForCode");
			call.finishSpeaking();
			expect(call.linesSaid.at(-1)).toBe(timeUp);
			expect(call.actor.getSnapshot().output).toBe("too long");
		});

		test("may take longer than a goodbye usually does, while it is heard", () => {
			call.beginLine();
			call.clock.increment(25_000);
			expect(call.state).toBe("paired");
			call.makeLine(40_000);
			call.clock.increment(14_999);
			expect(call.state).toBe("paired");
			call.finishSpeaking();
			expect(call.state).toBe("ended");
		});
	});

	test("ends when its last words are waited for", () => {
		call.match();
		call.finishSpeaking();
		call.clock.increment(hour - 1);
		call.phone.tell({ type: "phone.hung.up" });
		call.clock.increment(1);
		expect(call.state).toBe("ended");
	});
});

describe("a call", () => {
	test("that may last a minute is not told at its beginning that it ends", () => {
		call = new CallUnderTest({ maxCallMs: minute });
		call.pair();
		call.clock.increment(minute);
		expect(call.linesSaid).not.toContain(lastMinute);
		expect(call.linesSaid.at(-1)).toBe(timeUp);
	});

	test("without a limit lasts as long as it likes", () => {
		call = new CallUnderTest({ maxCallMs: 0 });
		call.pair();
		call.clock.increment(2 ** 31);
		expect(call.state).toBe("paired");
		expect(call.linesSaid).toEqual([defaultPrompts.connected]);
	});

	test("has a goodbye as long as the line is", () => {
		call = new CallUnderTest();
		call.begin();
		call.clock.increment(60_000);
		call.beginLine();
		call.clock.increment(14_000);
		call.makeLine(60_000);
		call.clock.increment(50_999);
		expect(call.state).toBe("listeningForCode");
		call.finishSpeaking();
		expect(call.state).toBe("ended");
	});

	test("whose goodbye never sounds ends without it", () => {
		call = new CallUnderTest();
		call.begin();
		call.clock.increment(60_000);
		call.clock.increment(15_000);
		expect(call.actor.getSnapshot().output).toBe("no code heard");
	});
});
