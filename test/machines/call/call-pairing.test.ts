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

describe("what a caller says in one breath with the code", () => {
	const late = (text: string) => heard(text, { startMs: 500, endMs: 6_000 });

	test("is told the game when the code was understood before its final result", () => {
		call.sayCodeInterim();
		call.match();
		call.recogniser.tell(late("my code is four two seven one open the door"));
		expect(call.textsTold).toEqual(["open the door"]);
		expect(call.toGame.at(-1)).toMatchObject({
			heard: {
				verbatim: "verbatim: my code is four two seven one open the door",
			},
		});
		call.recogniser.tell(late("and go in"));
		expect(call.textsTold.at(-1)).toBe("and go in");
	});

	test("interrupts what is being said only with the words behind the code", () => {
		const setUp = () => {
			call = new CallUnderTest();
			call.begin();
			call.sayCodeInterim();
			call.match();
		};
		setUp();
		call.recogniser.tell(late("four two seven one"));
		expect(call.phone.orders).not.toContainEqual({ type: "clear" });
		setUp();
		call.recogniser.tell(late("four two seven one open the door"));
		expect(call.phone.orders.at(-1)).toEqual({ type: "clear" });
	});

	test("is told by an interim result first, as anything", () => {
		call.sayCodeInterim();
		call.match();
		const interim = heard("four two seven one open", {
			startMs: 500,
			endMs: 6_000,
			isFinal: false,
		});
		call.recogniser.tell(interim);
		call.recogniser.tell(late("four two seven one open the door"));
		expect(call.textsTold).toEqual(["open", "open the door"]);
	});

	test("is told the game when it stands in the very result that pairs", () => {
		call.recogniser.tell(heard("4271"));
		call.recogniser.tell(heard("open the door", { startMs: 1_000 }));
		call.match();
		expect(call.textsTold).toEqual(["open the door"]);
	});

	test("is told when it came while the code was looked up", () => {
		call.sayCodeInterim();
		call.recogniser.tell(late("four two seven one open the door"));
		call.recogniser.tell(heard("go in", { startMs: 7_000, endMs: 8_000 }));
		expect(call.textsTold).toEqual([]);
		call.match();
		expect(call.textsTold).toEqual(["open the door", "go in"]);
		call.recogniser.tell(heard("hello", { startMs: 500, endMs: 600 }));
		expect(call.textsTold.at(-1)).toBe("hello");
	});

	test("is told once the code is complete by a pause", () => {
		call.sayCodeInterim();
		call.send({ type: "code.incomplete" });
		call.recogniser.tell(late("four two seven one open the door"));
		call.clock.increment(1_500);
		call.match();
		expect(call.textsTold).toEqual(["open the door"]);
	});

	test("is for no game when the code was nobody's", () => {
		call.sayCodeInterim();
		call.recogniser.tell(late("four two seven one open the door"));
		call.answer({ type: "code.unknown" });
		call.recogniser.tell(heard("4 2 7 2", { startMs: 10_000, endMs: 12_000 }));
		call.match();
		expect(call.textsTold).toEqual([]);
	});

	test("is for no game either when keys of another code come before it", () => {
		call.sayCodeInterim();
		call.answer({ type: "code.unknown" });
		call.press("*5");
		call.recogniser.tell(late("four two seven one open the door"));
		call.clock.increment(1_500);
		call.recogniser.tell(heard("4 2 7 2", { startMs: 10_000, endMs: 12_000 }));
		call.match();
		expect(call.textsTold).toEqual([]);
	});

	test("is heard of in the results of another socket, when the recogniser was lost", () => {
		call.sayCodeInterim();
		call.match();
		call.recogniser.tell({ type: "recognition.lost" });
		call.recogniser.tell({ type: "recognition.restored", missedMs: 0 });
		call.recogniser.tell(late("four two seven one open the door"));
		expect(call.textsTold).toEqual(["open the door"]);
	});

	test("may be much: no more than some of it is kept", () => {
		call.sayCodeInterim();
		for (let at = 0; at < 40; at++)
			call.recogniser.tell(heard(`go ${at}`, { startMs: 7_000 + at }));
		call.match();
		expect(call.textsTold).toHaveLength(20);
	});

	test("is not kept from a keyed code's game", () => {
		call.press("4271");
		call.recogniser.tell(heard("open the door"));
		call.match();
		expect(call.textsTold).toEqual(["open the door"]);
	});
});

describe("a game that has just been paired", () => {
	test("is told when the recogniser is down", () => {
		call.recogniser.tell({ type: "recognition.lost" });
		call.match();
		expect(call.toGame).toMatchObject([
			{ type: "call.joined", callId: "c" },
			{ type: "recognition.changed", callId: "c", state: "down", missedMs: 0 },
		]);
	});

	test("is told nothing when it is up, or up again", () => {
		call.recogniser.tell({ type: "recognition.lost" });
		call.recogniser.tell({ type: "recognition.restored", missedMs: 0 });
		call.match();
		expect(call.toGame).toMatchObject([{ type: "call.joined" }]);
		expect(call.linesSaid).toEqual([defaultPrompts.connected]);
		expect(call.recogniser.orders).toEqual([
			{ type: "expect.code" },
			{ type: "expect.words", words: [] },
		]);
	});
});
