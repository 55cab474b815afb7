import { beforeEach, describe, expect, test } from "vitest";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { CallUnderTest } from "../../support/actors/call-under-test.js";
import { heard } from "../../support/codes/spoken.js";

let call: CallUnderTest;

beforeEach(() => {
	call = new CallUnderTest();
	call.begin();
});

describe("the # that ends a keyed code", () => {
	beforeEach(() => {
		// No time of day is near 0.
		call.clock.increment(5_000);
		call.press("4271");
		call.match();
	});

	test("is no key for the game, when the code has paired with its last digit", () => {
		call.press("#");
		call.press("#");
		expect(call.keysTold).toEqual(["#"]);
	});

	test("is one after any other key", () => {
		call.press("5");
		call.press("#");
		expect(call.keysTold).toEqual(["5", "#"]);
	});

	test("is one when the code was said", () => {
		call = new CallUnderTest();
		call.begin();
		call.recogniser.tell(heard("four two seven one"));
		call.match();
		call.press("#");
		expect(call.keysTold).toEqual(["#"]);
	});

	test("is none until a pause has passed", () => {
		call.clock.increment(1_499);
		call.press("#");
		expect(call.keysTold).toEqual([]);
	});

	test("is one after a while", () => {
		call.clock.increment(1_500);
		call.press("#");
		expect(call.keysTold).toEqual(["#"]);
	});
});

describe("a call that pairs while the caller still says the code", () => {
	beforeEach(() => {
		call.sayCodeInterim();
	});

	const match = () => {
		call.match();
		call.finishSpeaking();
		call.toGame.length = 0;
	};
	const door = heard("open the door", { startMs: 6_000, endMs: 7_000 });

	test("tells the game no result of the same stretch of speech, but those of a later one", () => {
		match();
		const interim = { isFinal: false, endMs: 5_000 };
		call.recogniser.tell(heard("four two", { ...interim, startMs: 500 }));
		call.recogniser.tell(heard("open", { ...interim, startMs: 501 }));
		call.recogniser.tell(heard("four two seven one", { startMs: 500 }));
		call.recogniser.tell(door);
		expect(call.textsTold).toEqual(["open", "open the door"]);
	});

	test("does not take the end of the code for last words", () => {
		match();
		call.phone.tell({ type: "phone.hung.up" });
		call.recogniser.tell(heard("four two seven one", { startMs: 500 }));
		call.recogniser.tell(door);
		expect(call.textsTold).toEqual(["open the door"]);
	});

	test("knows the end of the code also when a pause has completed it", () => {
		call.clock.increment(1_500);
		match();
		call.recogniser.tell(heard("four two seven one", { startMs: 500 }));
		expect(call.textsTold).toEqual([]);
	});

	test("swallows no sentence that is heard after the recogniser was lost", () => {
		match();
		call.recogniser.tell({ type: "recognition.lost" });
		call.recogniser.tell({ type: "recognition.restored", missedMs: 100 });
		call.recogniser.tell(door);
		expect(call.textsTold).toEqual(["open the door"]);
	});

	test("swallows no sentence that is heard by another recogniser, after a second stream", () => {
		match();
		call.phone.tell({ type: "phone.hung.up" });
		call.send({ type: "stream.replaced", fromCallId: "d" });
		call.recogniser.tell(door);
		expect(call.textsTold).toEqual(["open the door"]);
	});
});

describe("a game that has just been paired", () => {
	test("is told when the recogniser is down", () => {
		call.recogniser.tell({ type: "recognition.lost" });
		call.match();
		expect(call.toGame).toEqual([
			{ type: "recognition.changed", callId: "c", state: "down", missedMs: 0 },
		]);
	});

	test("is told nothing when it is up, or up again", () => {
		call.recogniser.tell({ type: "recognition.lost" });
		call.recogniser.tell({ type: "recognition.restored", missedMs: 0 });
		call.match();
		expect(call.toGame).toEqual([]);
		expect(call.linesSaid).toEqual([defaultPrompts.connected]);
		expect(call.recogniser.orders).toEqual([
			{ type: "expect.code" },
			{ type: "expect.words", words: [] },
		]);
	});
});
