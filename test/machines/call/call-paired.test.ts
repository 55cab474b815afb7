import { beforeEach, describe, expect, test } from "vitest";
import type { CallEvent, Heard } from "../../../src/machines/events.js";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { CallUnderTest } from "../../support/actors/call-under-test.js";
import { heard } from "../../support/codes/spoken.js";

let call: CallUnderTest;

beforeEach(() => {
	call = new CallUnderTest();
	call.pair();
});

describe("a paired call", () => {
	test("tells the game every word, and whose it is", () => {
		call.recogniser.tell(heard("open the door"));
		expect(call.toGame).toEqual([
			{ type: "caller.heard", callId: "c", heard: heard("open the door") },
		]);
	});

	test("tells the game how the caller's turns stand", () => {
		const tell = (type: "turn.eager" | "turn.resumed") =>
			call.recogniser.tell({ type, verbatim: undefined });
		call.turnsTold.length = 0;
		call.recogniser.tell(heard("open", { isFinal: false }));
		tell("turn.eager");
		tell("turn.resumed");
		call.recogniser.tell(heard("open the door"));
		expect(call.turnsTold).toEqual([
			"turn.eager",
			"turn.resumed",
			"turn.ended",
		]);
		call.phone.tell({ type: "phone.hung.up" });
		call.recogniser.tell(heard("please"));
		expect(call.turnsTold).toHaveLength(4);
	});

	test.each<CallEvent>([
		{
			type: "say",
			gameId: "other",
			lineId: "1",
			text: "Boo.",
			interruptible: "pause",
		},
		{ type: "turn.began", gameId: "other", turn: 1 },
		{ type: "stop.speaking", gameId: "other" },
		{ type: "expect.words", gameId: "other", words: ["boo"] },
		{ type: "game.away", gameId: "other" },
		{ type: "hang.up", gameId: "other" },
		{ type: "game.left", gameId: "other" },
	])("does not do what another game wants: $type", (event) => {
		call.say("mine", "Hear me.");
		const before = [call.phone, call.voice, call.recogniser].map(
			({ orders }) => [...orders],
		);
		call.send(event);
		expect(
			[call.phone, call.voice, call.recogniser].map(({ orders }) => orders),
		).toEqual(before);
		call.finishSpeaking();
		expect(call.linesSaid.slice(1)).toEqual(["Hear me."]);
		expect(call.state).toBe("paired");
	});

	test.each<Heard>([
		{ type: "speech.started", atMs: 5, verbatim: "started" },
		{ type: "utterance.ended", lastWordEndMs: 7, verbatim: "ended" },
		{ type: "recogniser.noted", verbatim: "metadata" },
	])("tells the game what the recogniser reports: $type", (fact) => {
		call.recogniser.tell(fact);
		expect(call.toGame).toEqual([
			{ type: "caller.heard", callId: "c", heard: fact },
		]);
	});

	test("tells the game which key is pressed, and stops what may be stopped", () => {
		call.say("1", "A long story.", { interruptible: "pause" });
		call.press("5");
		expect(call.toGame.at(-1)).toEqual({
			type: "caller.pressed",
			callId: "c",
			digit: "5",
		});
		expect(call.endings).toEqual([["1", "interrupted", 0]]);
	});

	test("tells its game nothing of what comes after it has left", () => {
		call.say("1", "Hear me.");
		call.send({ type: "game.left", gameId: "g" });
		call.toGame.length = 0;
		call.recogniser.tell({ type: "recognition.lost" });
		call.press("4");
		call.finishSpeaking();
		expect(call.toGame).toEqual([]);
	});

	test("tells the recogniser which words the game expects, and the game when they are in use", () => {
		call.send({ type: "expect.words", gameId: "g", words: ["north", "south"] });
		expect(call.recogniser.orders.at(-1)).toEqual({
			type: "expect.words",
			words: ["north", "south"],
		});
		call.recogniser.tell({ type: "words.taken", when: "now" });
		expect(call.toGame).toEqual([
			{ type: "words.taken", callId: "c", when: "now" },
		]);
	});

	test("tells the caller when the game is away for long", () => {
		call.send({ type: "game.away", gameId: "g" });
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.gameAway);
	});

	test("hangs up when its game wants it, and only then", () => {
		call.send({ type: "hang.up", gameId: "other" });
		expect(call.state).toBe("paired");
		call.send({ type: "hang.up", gameId: "g" });
		expect(call.reasonOfTheEnd).toBe("game hung up");
	});

	test("tells its game when the recogniser is down and when it is up again", () => {
		call.recogniser.tell({ type: "recognition.lost" });
		call.recogniser.tell({ type: "recognition.restored", missedMs: 250 });
		expect(call.toGame).toEqual([
			{ type: "recognition.changed", callId: "c", state: "down", missedMs: 0 },
			{ type: "recognition.changed", callId: "c", state: "up", missedMs: 250 },
		]);
	});

	test("listens for a code again when its game has left, and says so", () => {
		call.send({ type: "game.left", gameId: "g" });
		expect(call.state).toBe("listeningForCode");
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.gameLeft);
		expect(call.recogniser.orders.at(-1)).toEqual({ type: "expect.code" });
		call.recogniser.tell(heard("secret"));
		expect(call.toGame).toEqual([]);
	});

	test("is not moved by another game that leaves", () => {
		call.send({ type: "game.left", gameId: "other" });
		expect(call.state).toBe("paired");
	});

	test("waits for the last words when the caller hangs up", () => {
		call.phone.tell({ type: "phone.hung.up" });
		expect(call.state).toBe("paired");
		expect(call.recogniser.orders.at(-1)).toEqual({ type: "finish" });
		call.recogniser.tell(heard("goodbye"));
		call.recogniser.tell(heard(""));
		call.recogniser.tell({ type: "recogniser.noted", verbatim: "metadata" });
		expect(call.toGame).toEqual([
			{ type: "caller.heard", callId: "c", heard: heard("goodbye") },
		]);
		call.recogniser.tell({ type: "recognition.finished" });
		expect(call.state).toBe("ended");
		expect(call.reasonOfTheEnd).toBe("caller hung up");
	});

	test("does not wait for the last words for ever", () => {
		call.phone.tell({ type: "phone.hung.up" });
		call.clock.increment(999);
		expect(call.state).toBe("paired");
		call.clock.increment(1);
		expect(call.state).toBe("ended");
	});

	test("waits for no last words when there is no game any more to hear them", () => {
		call.phone.tell({ type: "phone.hung.up" });
		call.send({ type: "game.left", gameId: "other" });
		expect(call.state).toBe("paired");
		call.send({ type: "game.left", gameId: "g" });
		expect(call.state).toBe("ended");
	});

	test("ends at once when its game hangs up during the last words, which the caller did before", () => {
		call.phone.tell({ type: "phone.hung.up" });
		call.send({ type: "hang.up", gameId: "other" });
		expect(call.state).toBe("paired");
		call.send({ type: "hang.up", gameId: "g" });
		expect(call.reasonOfTheEnd).toBe("caller hung up");
	});

	test("keeps the words that its game expects during the last words for a second stream", () => {
		call.phone.tell({ type: "phone.hung.up" });
		call.send({ type: "expect.words", gameId: "g", words: ["north"] });
		call.send({ type: "expect.words", gameId: "other", words: ["boo"] });
		expect(call.recogniser.orders.at(-1)).toEqual({ type: "finish" });
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(call.recogniser.orders.at(-1)).toEqual({
			type: "expect.words",
			words: ["north"],
		});
	});

	test("goes on with a second stream that comes during the last words, and listens for the game's words anew", () => {
		call.send({ type: "expect.words", gameId: "g", words: ["north", "south"] });
		call.phone.tell({ type: "phone.hung.up" });
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(call.phone.orders.at(-1)).toEqual({
			type: "take.over",
			fromCallId: "d",
		});
		expect(call.recogniser.inputs).toEqual([{ callId: "c" }, { callId: "c" }]);
		expect(call.recogniser.running).toBe(1);
		expect(call.recogniser.orders.slice(-2)).toEqual([
			{ type: "finish" },
			{ type: "expect.words", words: ["north", "south"] },
		]);
		call.clock.increment(1_000);
		call.recogniser.tell(heard("open the door"));
		expect(call.toGame.at(-1)).toMatchObject({
			heard: { speech: { text: "open the door" } },
		});
	});

	test("expects no words with a second stream when its game has named none", () => {
		call.phone.tell({ type: "phone.hung.up" });
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(call.recogniser.orders.at(-1)).toEqual({
			type: "expect.words",
			words: [],
		});
	});

	test("forgets which words a game expected once it has left", () => {
		call.send({ type: "expect.words", gameId: "g", words: ["north"] });
		call.send({ type: "game.left", gameId: "g" });
		call.match("h");
		call.phone.tell({ type: "phone.hung.up" });
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(call.recogniser.orders.at(-1)).toEqual({
			type: "expect.words",
			words: [],
		});
	});

	test("stays when the recogniser is lost, and tells the caller if it lasts", () => {
		call.recogniser.tell({ type: "recognition.lost" });
		call.clock.increment(3_999);
		expect(call.linesSaid.at(-1)).not.toBe(defaultPrompts.recognitionLost);
		call.clock.increment(1);
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.recognitionLost);
		expect(call.state).toBe("paired");
	});

	test("says nothing of a recogniser that is soon back", () => {
		call.recogniser.tell({ type: "recognition.lost" });
		call.recogniser.tell({ type: "recognition.restored", missedMs: 0 });
		call.clock.increment(60_000);
		expect(call.linesSaid).not.toContain(defaultPrompts.recognitionLost);
	});

	test("tells its game that nothing is heard when the recogniser refuses at once", () => {
		call.recogniser.tell({ type: "recognition.refused" });
		expect(call.toGame).toEqual([
			{ type: "recognition.changed", callId: "c", state: "down", missedMs: 0 },
		]);
		call.send({ type: "game.left", gameId: "g" });
		call.toGame.length = 0;
		call.match("h");
		expect(call.toGame).toMatchObject([
			{ type: "call.joined" },
			{ type: "recognition.changed", callId: "c", state: "down", missedMs: 0 },
		]);
	});

	test("does not say that the recogniser is away once it has refused for good", () => {
		call.recogniser.tell({ type: "recognition.lost" });
		call.recogniser.tell({ type: "recognition.refused" });
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.recognitionRefused);
		expect(call.toGame.at(-1)).toEqual({
			type: "recognition.changed",
			callId: "c",
			state: "down",
			missedMs: 0,
		});
		call.finishSpeaking();
		expect(call.timers).toEqual([]);
	});

	test("takes over a newer stream of the same phone call and keeps its game", () => {
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(call.phone.orders.at(-1)).toEqual({
			type: "take.over",
			fromCallId: "d",
		});
		expect(call.state).toBe("paired");
	});

	test("ends at once when the server must", () => {
		call.send({ type: "end", reason: "server going away" });
		expect(call.reasonOfTheEnd).toBe("server going away");
	});
});
