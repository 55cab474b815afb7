/** A character answers the call: the front door, before any game, between games, and instead of a goodbye. */
import { beforeEach, describe, expect, test } from "vitest";
import type { ConversationOver } from "../../../src/machines/call/call-memory.js";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { CallUnderTest } from "../../support/actors/call-under-test.js";
import {
	type ConversationOfDouble,
	flowForDouble,
} from "../../support/actors/conversation-double.js";
import { heard } from "../../support/codes/spoken.js";

const keeper = flowForDouble("keeper");
const policy = {
	flows: new Map([["guard", flowForDouble("guard", ["game.left"])]]),
	answeringFlow: () => keeper,
};

let call: CallUnderTest;
let door: ConversationOfDouble;
let over: ConversationOver[];

beforeEach(() => {
	call = new CallUnderTest(policy);
	over = [];
	call.actor.on("conversed", (each) => over.push(each));
	call.begin();
	door = call.conversations.newest;
});

const returned = (why: "noCode" | "gameLeft") => ({
	type: "caller.returned",
	why,
});

/** The front door has the caller asked for a code. */
const askForCode = () => door.tell({ type: "ask.for.code" });

/** The caller is asked for a code, says one, and is with the game `g`. */
function pairByCode(): void {
	askForCode();
	call.match();
	call.finishSpeaking();
	call.toGame.length = 0;
	door.told.length = 0;
}

const whyOver = () => over.map(({ flow, reason }) => [flow, reason]);

describe("a call that a character answers", () => {
	test("has its conversation, with all that it needs, and asks for no code", () => {
		const { speaking } = call.context;
		expect(call.state).toBe("answered");
		expect(door.input).toMatchObject({
			callId: "c",
			conversationId: "conversation-1",
			flow: keeper,
			input: undefined,
			languages: ["en"],
		});
		expect(door.input.speaking).toBe(speaking);
		expect(call.recogniser.orders).toEqual([
			{ type: "expect.words", words: [] },
		]);
		call.clock.increment(300_000);
		expect(call.linesSaid).toEqual([]);
	});

	test("is answered by the flow of the number that was rung", () => {
		const rung: (string | undefined)[] = [];
		const one = new CallUnderTest({
			answeringFlow: (to) => {
				rung.push(to);
				return to === "+15550001" ? keeper : undefined;
			},
		});
		one.phone.tell({
			type: "stream.started",
			callSid: "CA1",
			callerKey: "k",
			to: "+15550001",
		});
		one.send({ type: "call.admitted" });
		expect(one.state).toBe("answered");
		expect(new Set(rung)).toEqual(new Set(["+15550001"]));
		const another = new CallUnderTest({
			answeringFlow: (to) => (to === "+15550001" ? keeper : undefined),
		});
		another.begin();
		expect(another.state).toBe("listeningForCode");
		expect(another.conversations.all).toEqual([]);
	});

	test("tells the coordinator that the caller need try no code", () => {
		expect(call.toCoordinator).toMatchObject([
			{ type: "call.arrived", isAnswered: true },
		]);
		const other = new CallUnderTest();
		other.begin();
		expect(other.toCoordinator).toMatchObject([
			{ type: "call.arrived", isAnswered: false },
		]);
	});

	test("has what the caller says and keys told to it", () => {
		call.startSpeaking();
		call.recogniser.tell(heard("who is", { isFinal: false }));
		call.recogniser.tell({ type: "turn.eager", verbatim: undefined });
		call.recogniser.tell({ type: "turn.resumed", verbatim: undefined });
		call.recogniser.tell(heard("who is there"));
		call.press("5");
		expect(door.toldTypes).toEqual([
			"speech.started",
			"speech.heard",
			"turn.eager",
			"turn.resumed",
			"speech.heard",
			"turn.ended",
			"key.pressed",
		]);
		expect(call.toCoordinator).toHaveLength(1);
	});

	test("is not told its own words, as the caller's phone hears them", () => {
		door.say("Who is there at this hour?");
		call.beginLine();
		call.recogniser.tell(heard("there at this hour", { isFinal: false }));
		expect(door.told).toEqual([]);
		expect(call.lines.atVoice).toBeDefined();
	});

	test("is told of the caller's words and keys before its lines are stopped by them, and when that is done", () => {
		door.say("Who is there?");
		call.beginLine();
		call.recogniser.tell(heard("it is me", { isFinal: false }));
		expect(door.told.map(({ type }) => type)).toEqual([
			"speech.heard",
			"line.ended",
			"floor.cleared",
		]);
		door.told.length = 0;
		door.say("Come in.");
		call.press("1");
		expect(door.told.map(({ type }) => type)).toEqual([
			"key.pressed",
			"line.ended",
			"floor.cleared",
		]);
	});

	test("has its words expected as its scenes change", () => {
		door.tell({ type: "words.expected", words: ["lantern", "fog"] });
		door.tell({ type: "words.expected", words: ["lantern", "fog"] });
		expect(call.recogniser.orders.slice(1)).toEqual([
			{ type: "expect.words", words: ["lantern", "fog"] },
		]);
	});

	test("tells those who watch what the flow does, and nothing that was said", () => {
		const seen: unknown[] = [];
		for (const type of [
			"flow.stepped",
			"move.refused",
			"thought.over",
		] as const)
			call.actor.on(type, ({ type }) => seen.push(type));
		door.tell({
			type: "flow.stepped",
			cause: "start",
			state: "gate",
			activeStates: [],
			legalMoves: [],
		});
		door.tell({ type: "move.refused", move: "move.open", state: "gate" });
		door.tell({
			type: "thought.over",
			wasSpeculative: false,
			outcome: "used",
			firstAfterMs: 5,
			inputTokens: 1,
			outputTokens: 1,
		});
		expect(seen).toEqual(["flow.stepped", "move.refused", "thought.over"]);
	});

	test("ends when the caller hangs up, and its conversation with it", () => {
		door.tell({ type: "scene.changed", state: "hall" });
		call.phone.tell({ type: "phone.hung.up" });
		expect(call.reasonOfTheEnd).toBe("caller hung up");
		expect(call.conversations.running).toBe(0);
		expect(over).toEqual([
			{
				type: "conversed",
				callId: "c",
				flow: "keeper",
				state: "hall",
				reason: "call ended",
			},
		]);
	});

	test("goes on with another stream, and the character knows nothing of it", () => {
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(call.phone.orders).toContainEqual({
			type: "take.over",
			fromCallId: "d",
		});
		expect(call.state).toBe("answered");
		expect(door.told).toEqual([]);
	});

	test("is told a minute before, and then lasts no longer, whoever has the caller", () => {
		call.clock.increment(3_540_000);
		expect(call.linesSaid).toEqual([defaultPrompts.lastMinute]);
		call.finishSpeaking();
		door.say("As I was saying.");
		call.clock.increment(60_000);
		expect(call.conversations.running).toBe(0);
		call.finishSpeaking();
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.timeUp);
		expect(call.reasonOfTheEnd).toBe("too long");
	});
});

describe("the character that answered a call", () => {
	test("hangs up, when its goodbye was heard", () => {
		door.end("hung up");
		expect(call.reasonOfTheEnd).toBe("character hung up");
		expect(whyOver()).toEqual([["keeper", "hung up"]]);
	});

	test("is over in a last state, and the call when all of its lines were heard", () => {
		door.say("Farewell.");
		door.say("And shut the door.");
		door.end("ended");
		expect(call.state).toBe("answered");
		call.finishSpeaking();
		expect(call.linesSaid).toEqual(["Farewell.", "And shut the door."]);
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test("is over while nothing is said, and the call at once", () => {
		door.end("ended");
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test("may be cut short in its last lines, and then the call is over", () => {
		door.say("Farewell, and let me tell you how it all began.");
		call.beginLine();
		door.end("ended");
		call.recogniser.tell(heard("yes yes goodbye", { isFinal: false }));
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test("may be paused in its last lines, and cut short by a key", () => {
		door.say("Farewell, and let me tell you how it all began.");
		call.beginLine();
		door.end("ended");
		call.startSpeaking();
		expect(call.phone.orders.at(-1)).toMatchObject({ type: "pause" });
		call.recogniser.tell(heard("mhm"));
		expect(call.state).toBe("answered");
		call.press("1");
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test("does not keep the call for a last line that never comes", () => {
		door.say("Farewell.");
		door.end("ended");
		call.clock.increment(15_000);
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test("keeps it for as long as the last line sounds", () => {
		door.say("Farewell.");
		call.beginLine();
		door.end("ended");
		call.clock.increment(15_000);
		expect(call.state).toBe("answered");
		call.finishSpeaking();
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test.each([
		["last.minute", "character hung up"],
		["time.up", "too long"],
	] as const)("says its last lines when the call has %s", (type, reason) => {
		door.say("Farewell.", { interruptible: "never" });
		door.end("ended");
		call.send({ type });
		call.finishSpeaking();
		expect(call.linesSaid).not.toContain(defaultPrompts.lastMinute);
		expect(call.reasonOfTheEnd).toBe(reason);
	});

	test("has failed: the caller is told so, and the call ends", () => {
		door.say("I wonder whether");
		door.end("failed", new Error("thrown by its author"));
		expect(door.endings).toEqual([]);
		call.finishSpeaking();
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.characterFailed);
		expect(call.reasonOfTheEnd).toBe("failed");
		expect(over).toMatchObject([
			{ reason: "failed", state: "last", error: { name: "Error" } },
		]);
	});

	test("has failed, too, when its conversation itself throws", () => {
		door.break();
		call.finishSpeaking();
		expect(call.linesSaid).toEqual([defaultPrompts.characterFailed]);
		expect(call.reasonOfTheEnd).toBe("failed");
		expect(over).toMatchObject([{ flow: "keeper", reason: "failed" }]);
	});
});

describe("a character that has the caller asked for a code", () => {
	beforeEach(() => {
		door.tell({ type: "words.expected", words: ["lantern"] });
		askForCode();
	});

	test("waits, while the caller's words are a code", () => {
		expect(call.state).toBe("listeningForCode");
		expect(call.recogniser.orders.at(-1)).toEqual({ type: "expect.code" });
		call.recogniser.tell(heard("four two seven one"));
		expect(call.lookUps).toEqual([["4271"]]);
		expect(door.told).toEqual([]);
		call.match();
		expect(call.state).toBe("paired");
		expect(call.conversations.running).toBe(1);
	});

	test("is told what becomes of its lines meanwhile, and of its words nobody", () => {
		call.phone.tell({ type: "key.pressed", digit: "4" });
		door.say("Tell me the code.");
		call.finishSpeaking();
		expect(door.endings).toEqual([["Tell me the code.", "heard"]]);
		const before = call.recogniser.orders.length;
		door.tell({ type: "words.expected", words: ["fog"] });
		expect(call.recogniser.orders).toHaveLength(before);
		call.clock.increment(60_000);
		expect(call.recogniser.orders.at(-1)).toEqual({
			type: "expect.words",
			words: ["fog"],
		});
	});

	test("has the caller back who gives none in his time, and no goodbye is said", () => {
		call.clock.increment(60_000);
		expect(call.state).toBe("answered");
		expect(door.told).toEqual([returned("noCode")]);
		expect(call.linesSaid).not.toContain(defaultPrompts.noCodeHeard);
		expect(call.recogniser.orders.at(-1)).toEqual({
			type: "expect.words",
			words: ["lantern"],
		});
		call.clock.increment(60_000);
		expect(call.state).toBe("answered");
	});

	test.each(["code.unknown", "code.ambiguous", "game.full"] as const)(
		"has the caller back after his last try: %s",
		(type) => {
			for (let tries = 0; tries < 3; tries++) {
				call.finishSpeaking();
				call.answer({ type });
			}
			expect(call.state).toBe("answered");
			expect(door.toldTypes).toEqual(["caller.returned"]);
			expect(call.linesSaid).not.toContain(defaultPrompts.tooManyTries);
		},
	);

	test("has him back after a last try that can be no code", () => {
		for (let tries = 0; tries < 3; tries++) {
			call.finishSpeaking();
			call.press("42#");
		}
		expect(call.state).toBe("answered");
		expect(door.toldTypes[0]).toBe("caller.returned");
	});

	test("is not told the rest of what was keyed as a code", () => {
		call.press("42#");
		call.press("42#");
		call.press("4271");
		call.send({ type: "code.unknown" });
		expect(call.state).toBe("answered");
		for (const key of "98#") {
			call.clock.increment(1_000);
			call.press(key);
		}
		expect(door.toldTypes).toEqual(["caller.returned"]);
		call.press("5");
		expect(door.toldTypes).toEqual(["caller.returned", "key.pressed"]);
	});

	test("is told a key that comes after a pause behind a code", () => {
		call.press("42#");
		call.press("42#");
		call.press("4271");
		call.send({ type: "code.unknown" });
		call.clock.increment(1_500);
		call.press("9");
		expect(door.toldTypes).toEqual(["caller.returned", "key.pressed"]);
	});

	test("is told each key after a game that was keyed, and has left", () => {
		call.press("4271");
		call.match();
		call.send({ type: "game.left", gameId: "g" });
		call.finishSpeaking();
		expect(call.state).toBe("answered");
		call.press("5");
		expect(door.toldTypes).toEqual(["caller.returned", "key.pressed"]);
	});

	test("has him back who may try no more codes", () => {
		const failed: string[] = [];
		call.actor.on("try.failed", ({ because }) => failed.push(because));
		call.answer({ type: "tries.exhausted" });
		expect(call.state).toBe("answered");
		expect(door.told).toEqual([returned("noCode")]);
		expect(call.linesSaid).not.toContain(defaultPrompts.refused);
		expect(failed).toEqual(["tries.exhausted"]);
	});

	test("has him back once the code that he gave in time is known to be none", () => {
		call.clock.increment(59_000);
		call.recogniser.tell(heard("four two seven one"));
		call.clock.increment(1_000);
		expect(call.state).toBe("listeningForCode");
		expect(door.told).toEqual([]);
		call.send({ type: "code.unknown" });
		expect(call.state).toBe("answered");
		expect(door.told).toEqual([returned("noCode")]);
	});

	test("has lost him to a game that shows the code that he gave in time", () => {
		call.clock.increment(59_000);
		call.recogniser.tell(heard("four two seven one"));
		call.clock.increment(1_000);
		call.match();
		expect(call.state).toBe("paired");
		expect(door.told).toEqual([]);
	});

	test("is not told the rest of a code whose beginning was enough", () => {
		for (let tries = 0; tries < 2; tries++) {
			call.answer({ type: "code.unknown" });
			call.finishSpeaking();
		}
		call.sayCodeInterim(20_000);
		call.send({ type: "code.unknown" });
		expect(call.state).toBe("answered");
		const speech = heard("four two seven one", {
			startMs: 20_000,
			endMs: 24_500,
		});
		call.recogniser.tell(speech);
		expect(door.toldTypes).toEqual(["caller.returned", "turn.ended"]);
	});

	test("is not told of the key that ends a code", () => {
		for (let tries = 0; tries < 3; tries++) {
			call.finishSpeaking();
			call.press("4271");
			call.clock.increment(tries < 2 ? 1_500 : 0);
			if (tries === 2) call.press("#");
			call.send({ type: "code.unknown" });
		}
		expect(call.state).toBe("answered");
		call.press("#");
		expect(door.toldTypes).toEqual(["caller.returned"]);
		call.press("#");
		expect(door.toldTypes).toEqual(["caller.returned", "key.pressed"]);
	});

	test("looks up nothing that was said for the last time it asked", () => {
		for (let tries = 0; tries < 2; tries++) {
			call.answer({ type: "code.unknown" });
			call.finishSpeaking();
		}
		call.recogniser.tell(heard("four two seven one"));
		call.recogniser.tell(heard("no it is five five five five"));
		call.send({ type: "code.unknown" });
		expect(call.state).toBe("answered");
		const before = call.lookUps.length;
		askForCode();
		expect(call.lookUps).toHaveLength(before);
	});

	test("may end the call upon the receipt of a line", () => {
		door.end("hung up");
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test.each(["ended", "failed"] as const)(
		"leaves the caller with the code, if it is over meanwhile: %s",
		(reason) => {
			door.end(reason);
			expect(call.state).toBe("listeningForCode");
			call.clock.increment(60_000);
			call.finishSpeaking();
			expect(call.linesSaid.at(-1)).toBe(defaultPrompts.noCodeHeard);
			expect(call.reasonOfTheEnd).toBe("no code heard");
		},
	);

	test("is stopped when the call's time is up, so that nothing is said over the goodbye", () => {
		call.clock.increment(1);
		call.send({ type: "time.up" });
		expect(call.conversations.running).toBe(0);
		call.finishSpeaking();
		expect(call.reasonOfTheEnd).toBe("too long");
	});

	test("asks for nothing by asking twice", () => {
		askForCode();
		expect(call.state).toBe("listeningForCode");
		expect(door.told).toEqual([]);
	});
});

describe("a caller with a game, whose call a character has answered", () => {
	beforeEach(pairByCode);

	test("is the game's alone", () => {
		call.recogniser.tell(heard("open the door"));
		call.press("3");
		expect(call.textsTold).toEqual(["open the door"]);
		expect(door.told).toEqual([]);
	});

	test("is back when the game leaves, and all that it said was heard", () => {
		call.say("1", "And they lived happily ever after.");
		call.send({ type: "game.left", gameId: "g" });
		expect(call.state).toBe("answered");
		expect(door.told).toEqual([]);
		call.finishSpeaking();
		expect(door.told).toEqual([returned("gameLeft")]);
		expect(call.linesSaid.at(-1)).toBe("And they lived happily ever after.");
		expect(call.recogniser.orders.at(-1)).toEqual({
			type: "expect.words",
			words: [],
		});
		call.recogniser.tell(heard("hello"));
		expect(door.toldTypes).toContain("speech.heard");
	});

	test("is back at once when the game leaves that says nothing", () => {
		call.send({ type: "game.left", gameId: "g" });
		expect(door.told).toEqual([returned("gameLeft")]);
		expect(call.linesSaid).not.toContain(defaultPrompts.gameLeft);
	});

	test("cuts it short by words, which are not the character's yet", () => {
		call.say("1", "And they lived happily ever after.", {
			interruptible: "pause",
		});
		call.beginLine();
		call.send({ type: "game.left", gameId: "g" });
		call.startSpeaking();
		expect(call.phone.orders.at(-1)).toMatchObject({ type: "pause" });
		call.recogniser.tell(heard("mhm"));
		expect(door.told).toEqual([]);
		call.recogniser.tell(heard("wait a moment", { isFinal: false }));
		expect(door.told).toEqual([returned("gameLeft")]);
	});

	test("may cut short what a game that has left still says", () => {
		call.say("1", "And they lived happily ever after.", {
			interruptible: "pause",
		});
		call.beginLine();
		call.send({ type: "game.left", gameId: "g" });
		call.press("1");
		expect(door.told).toEqual([returned("gameLeft")]);
	});

	test.each([
		["phone.hung.up", "caller hung up"],
		["time.up", "too long"],
	] as const)("may go while the game is heard out: %s", (type, reason) => {
		call.say("1", "And they lived happily ever after.");
		call.send({ type: "game.left", gameId: "g" });
		call.send({ type });
		call.finishSpeaking();
		expect(call.reasonOfTheEnd).toBe(reason);
	});

	test("is asked for a code, if the character is over while the game is heard out", () => {
		call.say("1", "And they lived happily ever after.");
		call.send({ type: "game.left", gameId: "g" });
		door.end("ended");
		expect(call.state).toBe("listeningForCode");
		call.finishSpeaking();
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.gameLeft);
	});

	test("has the call ended by a character that hangs up meanwhile", () => {
		call.say("1", "And they lived happily ever after.");
		call.send({ type: "game.left", gameId: "g" });
		door.end("hung up");
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test.each(["ended", "failed", "hung up"] as const)(
		"stays with the game, if the character is over: %s",
		(reason) => {
			door.end(reason);
			expect(call.state).toBe("paired");
			expect(whyOver()).toEqual([["keeper", reason]]);
			expect(call.toGame).toEqual([]);
			call.send({ type: "game.left", gameId: "g" });
			expect(call.state).toBe("listeningForCode");
		},
	);

	test("hears of no scene of the character's", () => {
		door.tell({ type: "scene.changed", state: "hall" });
		door.tell({ type: "flow.told", name: "won" });
		door.tell({ type: "words.expected", words: ["fog"] });
		expect(call.toGame).toEqual([]);
		expect(call.recogniser.orders.at(-1)).toEqual({
			type: "expect.words",
			words: [],
		});
	});

	test("is not moved by a game that is not his and leaves", () => {
		call.send({ type: "game.left", gameId: "other" });
		expect(call.state).toBe("paired");
	});
});

test("a call that is refused hears why, whatever would have answered it", () => {
	const refused = new CallUnderTest(policy);
	refused.phone.tell({
		type: "stream.started",
		callSid: "CA1",
		callerKey: "k",
	});
	refused.send({ type: "call.refused", reason: "server going away" });
	refused.finishSpeaking();
	expect(refused.conversations.all).toEqual([]);
	expect(refused.linesSaid).toEqual([defaultPrompts.serverGoingAway]);
});
