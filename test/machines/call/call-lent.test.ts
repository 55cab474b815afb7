/** A game lends its caller to a flow, hears all that he says meanwhile, and has him back. */
import { beforeEach, describe, expect, test } from "vitest";
import type { ConversationOver } from "../../../src/machines/call/call-memory.js";
import type { CallEvent, GameEvent } from "../../../src/machines/events.js";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { CallUnderTest } from "../../support/actors/call-under-test.js";
import {
	type ConversationOfDouble,
	flowForDouble,
} from "../../support/actors/conversation-double.js";
import { heard } from "../../support/codes/spoken.js";

const guard = flowForDouble("guard");
const ghost = flowForDouble("ghost", ["game.left"]);
const flows = new Map([
	["guard", guard],
	["ghost", ghost],
]);

let call: CallUnderTest;
let over: ConversationOver[];

/** Begins a call that is with the game `g`. */
function beginPaired(
	answeringFlow = () => undefined as typeof guard | undefined,
) {
	call = new CallUnderTest({ flows, answeringFlow });
	over = [];
	call.actor.on("conversed", (each) => over.push(each));
	if (answeringFlow()) {
		call.begin();
		call.conversations.newest.tell({ type: "ask.for.code" });
		call.match();
		call.finishSpeaking();
		call.toGame.length = 0;
	} else call.pair();
}

const converse = (flow: string, more: object = {}) =>
	call.send({ type: "converse", gameId: "g", flow, ...more } as CallEvent);

const takeBack = (gameId = "g") => call.send({ type: "take.back", gameId });

const leave = () => call.send({ type: "game.left", gameId: "g" });

const lentTo = (): ConversationOfDouble => call.conversations.newest;

/** How conversations ended, as the game was told. */
const conversed = () =>
	call.toGame.flatMap((event) =>
		event.type === "conversed" ? [[event.flow, event.reason]] : [],
	);

const isWithFlow = () =>
	call.actor.getSnapshot().matches({ paired: { lent: "talking" } });

const isTalking = () => call.actor.getSnapshot().matches({ paired: "talking" });

beforeEach(() => {
	beginPaired();
	converse("guard", { input: { name: "Ann" } });
});

describe("a caller who is lent to a flow", () => {
	test("has a conversation of his own with what the game gives it", () => {
		expect(isWithFlow()).toBe(true);
		expect(lentTo().input).toMatchObject({
			callId: "c",
			conversationId: "conversation-1",
			flow: guard,
			input: { name: "Ann" },
			languages: ["en"],
		});
		expect(call.toGame).toEqual([]);
	});

	test("is heard by the flow and by the game", () => {
		call.startSpeaking();
		call.recogniser.tell(heard("let me", { isFinal: false }));
		call.recogniser.tell({ type: "turn.eager", verbatim: undefined });
		call.recogniser.tell({ type: "turn.resumed", verbatim: undefined });
		call.recogniser.tell(heard("let me in"));
		call.press("5");
		expect(lentTo().toldTypes).toEqual([
			"speech.started",
			"speech.heard",
			"turn.eager",
			"turn.resumed",
			"speech.heard",
			"turn.ended",
			"key.pressed",
		]);
		expect(call.textsTold).toEqual(["let me", "let me in"]);
		expect(call.keysTold).toEqual(["5"]);
		expect(call.turnsTold.slice(-3)).toEqual([
			"turn.eager",
			"turn.resumed",
			"turn.ended",
		]);
	});

	test.each([
		{ type: "utterance.ended", lastWordEndMs: 7, verbatim: "ended" },
		{ type: "recogniser.noted", verbatim: "metadata" },
	] as const)("has this told to the game alone: $type", (fact) => {
		call.recogniser.tell(fact);
		expect(call.toGame).toMatchObject([{ heard: fact }]);
		expect(lentTo().told).toEqual([]);
	});

	test("is not taken for one who says what our own loudspeaker says", () => {
		lentTo().say("Who goes there?");
		call.beginLine();
		call.recogniser.tell(heard("who goes there", { isFinal: false }));
		expect(lentTo().told).toEqual([]);
		expect(call.textsTold).toEqual(["who goes there"]);
	});

	test("begins a turn before the flow's lines are stopped by it", () => {
		lentTo().say("Who goes there?");
		call.beginLine();
		call.recogniser.tell(heard("it is me", { isFinal: false }));
		call.press("1");
		expect(lentTo().told.map(({ type }) => type)).toEqual([
			"speech.heard",
			"line.ended",
			"floor.cleared",
			"key.pressed",
			"floor.cleared",
		]);
	});

	test("hears what the game says, too, and the game what became of it", () => {
		call.say("1", "A door creaks.");
		lentTo().say("What was that?");
		call.finishSpeaking();
		expect(call.linesSaid.slice(1)).toEqual([
			"A door creaks.",
			"What was that?",
		]);
		expect(call.endings).toEqual([["1", "heard", 1_000]]);
		expect(lentTo().endings).toEqual([["What was that?", "heard"]]);
	});

	test("has no line of the flow's left, if the game wants silence", () => {
		lentTo().say("Who goes there?");
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(lentTo().endings).toEqual([["Who goes there?", "interrupted"]]);
	});

	test("is told of what stands behind a code that has paired with an interim result", () => {
		beginPaired();
		const other = new CallUnderTest({ flows });
		other.begin();
		other.sayCodeInterim();
		other.match();
		other.finishSpeaking();
		other.send({ type: "converse", gameId: "g", flow: "guard" });
		const speech = heard("four two seven one open the gate", {
			startMs: 500,
			endMs: 6_000,
		});
		other.recogniser.tell(speech);
		const [first] = other.conversations.newest.told;
		expect(first).toMatchObject({ speech: { text: "open the gate" } });
		expect(other.textsTold).toEqual(["open the gate"]);
	});

	test("is told of it, too, when the caller has hung up by then", () => {
		const other = new CallUnderTest({ flows });
		other.begin();
		other.sayCodeInterim();
		other.match();
		other.send({ type: "converse", gameId: "g", flow: "guard" });
		other.phone.tell({ type: "phone.hung.up" });
		const span = { startMs: 500, endMs: 6_000 };
		other.recogniser.tell(heard("four two seven one open the gate", span));
		expect(other.conversations.newest.told[0]).toMatchObject({
			speech: { text: "open the gate" },
		});
	});

	test("has no code and no key that ends one told to a flow that outlives the game", () => {
		const other = new CallUnderTest({ flows });
		other.begin();
		other.sayCodeInterim();
		other.match();
		other.send({ type: "converse", gameId: "g", flow: "ghost" });
		other.send({ type: "game.left", gameId: "g" });
		const { told } = other.conversations.newest;
		told.length = 0;
		const span = { startMs: 500, endMs: 4_600 };
		other.recogniser.tell(heard("four two seven one", span));
		expect(told.map(({ type }) => type)).toEqual(["turn.ended"]);
		const another = new CallUnderTest({ flows });
		another.begin();
		another.press("4271");
		another.match();
		another.send({ type: "converse", gameId: "g", flow: "ghost" });
		another.send({ type: "game.left", gameId: "g" });
		another.press("#");
		expect(another.conversations.newest.toldTypes).toEqual(["game.left"]);
	});

	test("has the key that ends his code told to nobody", () => {
		const other = new CallUnderTest({ flows });
		other.begin();
		other.press("4271");
		other.match();
		other.send({ type: "converse", gameId: "g", flow: "guard" });
		other.press("#");
		expect(other.conversations.newest.told).toEqual([]);
		expect(other.keysTold).toEqual([]);
	});

	test("is asked for no other game's code: the flow has him back at once", () => {
		lentTo().tell({ type: "ask.for.code" });
		expect(isWithFlow()).toBe(true);
		expect(lentTo().told).toEqual([{ type: "caller.returned", why: "noCode" }]);
	});

	test("is told when the call ends in a minute", () => {
		call.send({ type: "last.minute" });
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.lastMinute);
		expect(isWithFlow()).toBe(true);
	});
});

describe("the game of a caller who is lent", () => {
	test("is told of scenes, and of what the flow wants it to know", () => {
		lentTo().tell({ type: "scene.changed", state: "gate.closed" });
		lentTo().tell({ type: "flow.told", name: "won", data: { by: "words" } });
		expect(call.toGame).toEqual([
			{
				type: "scene.changed",
				callId: "c",
				flow: "guard",
				state: "gate.closed",
			},
			{
				type: "flow.told",
				callId: "c",
				flow: "guard",
				name: "won",
				data: { by: "words" },
			},
		]);
	});

	test("tells the flow what happens in it", () => {
		call.send({ type: "tell.flow", gameId: "g", name: "rain" });
		call.send({ type: "tell.flow", gameId: "g", name: "day", data: 3 });
		call.send({ type: "tell.flow", gameId: "other", name: "night" });
		expect(lentTo().told).toEqual([
			{ type: "game.told", name: "rain" },
			{ type: "game.told", name: "day", data: 3 },
		]);
	});

	test("takes the caller back, and what the flow says stops", () => {
		lentTo().tell({ type: "scene.changed", state: "gate.open" });
		call.say("1", "A door creaks.");
		lentTo().say("What was that?");
		lentTo().say("I am afraid.");
		call.toGame.length = 0;
		takeBack();
		expect(call.toGame).toEqual([
			{
				type: "conversed",
				callId: "c",
				flow: "guard",
				state: "gate.open",
				reason: "taken back",
			},
		]);
		expect(isTalking()).toBe(true);
		expect(call.conversations.running).toBe(0);
		call.finishSpeaking();
		expect(call.linesSaid.slice(1)).toEqual(["A door creaks."]);
		expect(call.endings).toEqual([["1", "heard", 1_000]]);
		expect(over).toMatchObject([{ flow: "guard", reason: "taken back" }]);
	});

	test("may lend him to another flow, which takes the place of the first", () => {
		const first = lentTo();
		first.say("Who goes there?");
		converse("ghost");
		expect(first.isRunning).toBe(false);
		expect(conversed()).toEqual([["guard", "replaced"]]);
		expect(isWithFlow()).toBe(true);
		expect(lentTo().input).toMatchObject({
			conversationId: "conversation-2",
			flow: ghost,
			input: undefined,
		});
		expect(call.lines.atVoice).toBeUndefined();
		call.recogniser.tell(heard("hello"));
		expect(lentTo().toldTypes).toEqual(["speech.heard", "turn.ended"]);
	});

	test("may lend him to the same flow anew, and what the first still told is for nobody", () => {
		const first = lentTo();
		const { conversationId } = first.input;
		converse("guard");
		call.send({
			type: "conversation.over",
			conversationId,
			callId: "c",
			flow: "guard",
			state: "gate",
			reason: "hung up",
		});
		call.send({
			type: "scene.changed",
			conversationId,
			callId: "c",
			flow: "guard",
			state: "gate",
		});
		call.send({ type: "ask.for.code", conversationId });
		expect(isWithFlow()).toBe(true);
		expect(lentTo().told).toEqual([]);
		expect(call.toGame).toHaveLength(1);
	});

	test("is told that there is no such flow, and has its caller back", () => {
		converse("nobody");
		expect(conversed()).toEqual([
			["guard", "replaced"],
			["nobody", "failed"],
		]);
		expect(isTalking()).toBe(true);
		converse("nobody");
		expect(conversed().at(-1)).toEqual(["nobody", "failed"]);
		expect(isTalking()).toBe(true);
	});

	test.each<CallEvent>([
		{ type: "converse", gameId: "other", flow: "ghost" },
		{ type: "take.back", gameId: "other" },
		{ type: "tell.flow", gameId: "other", name: "rain" },
		{ type: "hang.up", gameId: "other" },
		{ type: "game.left", gameId: "other" },
		{ type: "expect.words", gameId: "other", words: ["boo"] },
	])("is alone in what it may do: $type", (event) => {
		call.send(event);
		expect(isWithFlow()).toBe(true);
		expect(lentTo().told).toEqual([]);
		expect(call.toGame).toEqual([]);
	});

	test("hangs up, and is told that the conversation is over, before its call is", () => {
		call.send({ type: "hang.up", gameId: "g" });
		expect(call.reasonOfTheEnd).toBe("game hung up");
		expect(conversed()).toEqual([["guard", "call ended"]]);
	});

	test("takes nothing back, and tells nobody, when it has lent nobody", () => {
		takeBack();
		call.toGame.length = 0;
		takeBack();
		call.send({ type: "tell.flow", gameId: "g", name: "rain" });
		expect(call.toGame).toEqual([]);
		expect(isTalking()).toBe(true);
	});
});

describe("a flow to which a caller is lent", () => {
	test("ends, and the game has him back; what it said is heard", () => {
		lentTo().say("You may pass.");
		lentTo().end("ended");
		expect(call.toGame).toEqual([
			{
				type: "conversed",
				callId: "c",
				flow: "guard",
				state: "last",
				reason: "ended",
			},
		]);
		expect(isTalking()).toBe(true);
		call.finishSpeaking();
		expect(call.linesSaid.at(-1)).toBe("You may pass.");
	});

	test("fails, and the game has him back and no other harm is done", () => {
		lentTo().end("failed", new Error("thrown by its author"));
		expect(conversed()).toEqual([["guard", "failed"]]);
		expect(isTalking()).toBe(true);
		expect(over).toMatchObject([{ error: { name: "Error" } }]);
		expect(call.linesSaid).not.toContain(defaultPrompts.characterFailed);
	});

	test("fails likewise when its conversation throws", () => {
		lentTo().break();
		expect(conversed()).toEqual([["guard", "failed"]]);
		expect(isTalking()).toBe(true);
		call.recogniser.tell(heard("hello"));
		expect(call.textsTold).toEqual(["hello"]);
		converse("guard");
		expect(isWithFlow()).toBe(true);
	});

	test("hangs up, and its game is told so before its call is over", () => {
		lentTo().end("hung up");
		expect(conversed()).toEqual([["guard", "hung up"]]);
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});
});

describe("the words of a scene", () => {
	const orders = () => call.recogniser.orders.splice(0);
	const expected = (...words: string[]) => ({ type: "expect.words", words });
	const answered = () =>
		call.recogniser.tell({ type: "words.taken", when: "now" });
	const toldOfWords = () =>
		call.toGame.filter((event: GameEvent) => event.type === "words.taken");

	beforeEach(() => orders());

	test("are expected beside the game's, while the flow has the caller", () => {
		call.send({ type: "expect.words", gameId: "g", words: ["north"] });
		lentTo().tell({ type: "words.expected", words: ["password", "north"] });
		expect(orders()).toEqual([
			expected("north"),
			expected("north", "password"),
		]);
		call.send({ type: "expect.words", gameId: "g", words: ["south"] });
		expect(orders()).toEqual([expected("south", "password", "north")]);
		takeBack();
		expect(orders()).toEqual([expected("south")]);
	});

	test("are expected no more when the flow is over", () => {
		lentTo().tell({ type: "words.expected", words: ["password"] });
		lentTo().end("ended");
		expect(orders()).toEqual([expected("password"), expected()]);
	});

	test("make no difference to a recogniser, where there are none", () => {
		takeBack();
		expect(orders()).toEqual([]);
	});

	test("are no news for the game when they are in use", () => {
		lentTo().tell({ type: "words.expected", words: ["password"] });
		answered();
		expect(toldOfWords()).toEqual([]);
	});

	test("do not keep from the game when its own are", () => {
		call.send({ type: "expect.words", gameId: "g", words: ["north"] });
		lentTo().tell({ type: "words.expected", words: ["password"] });
		answered();
		expect(toldOfWords()).toHaveLength(1);
		lentTo().tell({ type: "words.expected", words: ["gate"] });
		answered();
		expect(toldOfWords()).toHaveLength(1);
		call.send({ type: "expect.words", gameId: "g", words: ["south"] });
		answered();
		answered();
		expect(toldOfWords()).toHaveLength(3);
	});
});

describe("a caller who hangs up while he is lent", () => {
	beforeEach(() => {
		call.say("1", "A door creaks.");
		call.finishSpeaking();
		call.toGame.length = 0;
		call.phone.tell({ type: "phone.hung.up" });
	});

	test("is heard to the end by the flow and the game, and then the conversation is over", () => {
		expect(call.recogniser.orders.at(-1)).toEqual({ type: "finish" });
		call.recogniser.tell(heard("yes please"));
		call.recogniser.tell(heard(""));
		expect(lentTo().toldTypes).toEqual(["speech.heard", "turn.ended"]);
		lentTo().tell({ type: "flow.told", name: "won" });
		call.recogniser.tell({ type: "recognition.finished" });
		expect(call.toGame.map(({ type }) => type)).toEqual([
			"caller.heard",
			"flow.told",
			"conversed",
		]);
		expect(conversed()).toEqual([["guard", "call ended"]]);
		expect(call.reasonOfTheEnd).toBe("caller hung up");
	});

	test("goes on with the flow on another stream", () => {
		lentTo().tell({ type: "words.expected", words: ["password"] });
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(isWithFlow()).toBe(true);
		expect(call.conversations.all).toHaveLength(1);
		expect(call.recogniser.orders.at(-1)).toEqual({
			type: "expect.words",
			words: ["password"],
		});
		call.recogniser.tell(heard("here I am"));
		expect(lentTo().toldTypes).toEqual(["speech.heard", "turn.ended"]);
		expect(conversed()).toEqual([]);
	});

	test("can be lent to no other flow", () => {
		converse("ghost");
		expect(conversed()).toEqual([
			["guard", "replaced"],
			["ghost", "call ended"],
		]);
		expect(call.conversations.all).toHaveLength(1);
		converse("ghost");
		expect(conversed()).toHaveLength(3);
		call.recogniser.tell({ type: "recognition.finished" });
		expect(conversed()).toHaveLength(3);
		expect(call.reasonOfTheEnd).toBe("caller hung up");
	});

	test("is taken back all the same", () => {
		takeBack();
		expect(conversed()).toEqual([["guard", "taken back"]]);
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(isTalking()).toBe(true);
	});

	test.each([
		["ended", "ended"],
		["failed", "failed"],
		["hung up", "call ended"],
	] as const)(
		"has a flow that is over meanwhile: %s, told as %s",
		(reason, told) => {
			lentTo().end(reason);
			expect(conversed()).toEqual([["guard", told]]);
			call.recogniser.tell(heard("bye"));
			expect(call.textsTold).toEqual(["bye"]);
			call.recogniser.tell({ type: "recognition.finished" });
			expect(call.reasonOfTheEnd).toBe("caller hung up");
			expect(conversed()).toHaveLength(1);
		},
	);

	test("is with the game alone on another stream, if the flow is over by then", () => {
		lentTo().end("hung up");
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(isTalking()).toBe(true);
	});

	test.each<CallEvent>([
		{ type: "hang.up", gameId: "g" },
		{ type: "game.left", gameId: "g" },
		{ type: "time.up" },
	])("is gone at once: $type", (event) => {
		call.send(event);
		expect(call.reasonOfTheEnd).toBe("caller hung up");
		expect(conversed()).toEqual([["guard", "call ended"]]);
	});

	test("has the words that the game expects kept for another stream", () => {
		call.send({ type: "expect.words", gameId: "g", words: ["north"] });
		expect(call.recogniser.orders.at(-1)).toEqual({ type: "finish" });
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(call.recogniser.orders.at(-1)).toEqual({
			type: "expect.words",
			words: ["north"],
		});
	});
});

describe("a call that is lent when its time is up", () => {
	test("says goodbye, and the flow nothing more", () => {
		lentTo().say("As I was saying.");
		call.clock.increment(1);
		call.send({ type: "time.up" });
		expect(conversed()).toEqual([["guard", "call ended"]]);
		expect(call.conversations.running).toBe(0);
		converse("ghost");
		expect(conversed().at(-1)).toEqual(["ghost", "call ended"]);
		expect(call.conversations.all).toHaveLength(1);
		call.finishSpeaking();
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.timeUp);
		expect(call.reasonOfTheEnd).toBe("too long");
	});
});

test.each<CallEvent>([
	{ type: "end", reason: "server going away" },
	{ type: "xstate.error.actor.phone", error: new Error("broken") } as never,
])(
	"a lent caller whose call is ended is the game's no more: $type",
	(event) => {
		call.send(event);
		expect(call.state).toBe("ended");
		expect(conversed()).toEqual([["guard", "call ended"]]);
		expect(call.conversations.running).toBe(0);
	},
);

describe("a game that leaves while it has lent its caller", () => {
	test("takes him with it, where the flow does not outlive it", () => {
		lentTo().say("Who goes there?");
		leave();
		expect(call.conversations.running).toBe(0);
		expect(call.state).toBe("listeningForCode");
		call.finishSpeaking();
		expect(call.linesSaid.slice(1)).toEqual([
			"Who goes there?",
			defaultPrompts.gameLeft,
		]);
		expect(over).toMatchObject([{ flow: "guard", reason: "taken back" }]);
	});

	test("takes him with it while nothing is said, and he is told at once", () => {
		leave();
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.gameLeft);
		expect(call.conversations.running).toBe(0);
	});

	describe("and whose flow takes that", () => {
		beforeEach(() => {
			converse("ghost");
			call.toGame.length = 0;
			call.say("1", "The end.");
			lentTo().tell({ type: "words.expected", words: ["light"] });
			leave();
		});

		test("leaves him with it", () => {
			expect(call.state).toBe("answered");
			expect(lentTo().told).toEqual([{ type: "game.left" }]);
			expect(call.recogniser.orders.at(-1)).toEqual({
				type: "expect.words",
				words: ["light"],
			});
			call.finishSpeaking();
			expect(call.linesSaid).not.toContain(defaultPrompts.gameLeft);
			call.startSpeaking();
			call.recogniser.tell(heard("who are", { isFinal: false }));
			call.recogniser.tell({ type: "turn.eager", verbatim: undefined });
			call.recogniser.tell({ type: "turn.resumed", verbatim: undefined });
			call.recogniser.tell(heard("who are you"));
			lentTo().say("I was the king.");
			call.beginLine();
			call.recogniser.tell(heard("I was the king", { isFinal: false }));
			call.press("1");
			expect(lentTo().toldTypes).toEqual([
				"game.left",
				"speech.started",
				"speech.heard",
				"turn.eager",
				"turn.resumed",
				"speech.heard",
				"turn.ended",
				"key.pressed",
			]);
			lentTo().tell({ type: "words.expected", words: ["dark"] });
			expect(call.recogniser.orders.at(-1)).toMatchObject({ words: ["dark"] });
		});

		test("is told nothing more", () => {
			const before = call.toGame.length;
			lentTo().tell({ type: "scene.changed", state: "alone" });
			lentTo().tell({ type: "flow.told", name: "won" });
			lentTo().end("ended");
			expect(call.toGame).toHaveLength(before);
		});

		test("has nobody to ask him for a code", () => {
			lentTo().tell({ type: "ask.for.code" });
			expect(lentTo().toldTypes).toEqual(["game.left", "caller.returned"]);
			expect(call.state).toBe("answered");
		});

		test("is over as the flow is, and he is asked for a code when all was heard", () => {
			lentTo().say("Farewell.");
			lentTo().end("ended");
			expect(call.state).toBe("listeningForCode");
			call.finishSpeaking();
			expect(call.linesSaid.slice(-2)).toEqual([
				"Farewell.",
				defaultPrompts.gameLeft,
			]);
		});

		test("is over while nothing is said, and he is told at once", () => {
			call.finishSpeaking();
			lentTo().end("failed");
			expect(call.state).toBe("listeningForCode");
			expect(call.linesSaid.at(-1)).toBe(defaultPrompts.gameLeft);
		});

		test("may have the call ended by it", () => {
			lentTo().end("hung up");
			expect(call.reasonOfTheEnd).toBe("character hung up");
		});

		test("is forgotten by a caller who hangs up", () => {
			call.phone.tell({ type: "phone.hung.up" });
			expect(call.reasonOfTheEnd).toBe("caller hung up");
			expect(over.at(-1)).toMatchObject({
				flow: "ghost",
				reason: "call ended",
			});
		});
	});
});

describe("a lent caller whose call a character has answered", () => {
	const keeper = flowForDouble("keeper");
	let door: ConversationOfDouble;

	beforeEach(() => {
		beginPaired(() => keeper);
		door = call.conversations.newest;
		door.told.length = 0;
	});

	test("is the flow's, and the character waits", () => {
		converse("guard");
		call.recogniser.tell(heard("hello"));
		expect(lentTo().toldTypes).toEqual(["speech.heard", "turn.ended"]);
		expect(door.told).toEqual([]);
		door.tell({ type: "scene.changed", state: "hall" });
		const before = call.recogniser.orders.length;
		door.tell({ type: "words.expected", words: ["fog"] });
		expect(call.recogniser.orders).toHaveLength(before);
		door.tell({ type: "ask.for.code" });
		expect(call.toGame.map(({ type }) => type)).toEqual(["caller.heard"]);
		expect(lentTo().toldTypes).toHaveLength(2);
	});

	test.each(["ended", "hung up"] as const)(
		"stays lent when the character is over: %s",
		(reason) => {
			converse("guard");
			door.end(reason);
			expect(isWithFlow()).toBe(true);
			expect(conversed()).toEqual([]);
			expect(over).toMatchObject([{ flow: "keeper", reason }]);
		},
	);

	test("stays lent while his last words are heard, when the character is over", () => {
		converse("guard");
		call.phone.tell({ type: "phone.hung.up" });
		door.end("ended");
		expect(call.state).toBe("paired");
		expect(call.conversations.running).toBe(1);
	});

	test("goes back to the character when the game leaves", () => {
		converse("guard");
		lentTo().say("Who goes there?");
		leave();
		expect(door.told).toEqual([]);
		call.finishSpeaking();
		expect(call.linesSaid.at(-1)).toBe("Who goes there?");
		expect(door.told).toEqual([{ type: "caller.returned", why: "gameLeft" }]);
	});

	test("goes back to the character when a flow is over that has outlived the game", () => {
		converse("ghost");
		leave();
		expect(door.told).toEqual([]);
		lentTo().say("Farewell.");
		lentTo().end("ended");
		call.finishSpeaking();
		expect(door.told).toEqual([{ type: "caller.returned", why: "gameLeft" }]);
		call.recogniser.tell(heard("hello"));
		expect(door.toldTypes).toContain("speech.heard");
	});

	test("stays with a flow that has outlived the game, when the character is over", () => {
		converse("ghost");
		leave();
		door.end("failed");
		expect(call.state).toBe("answered");
		lentTo().end("ended");
		expect(call.state).toBe("listeningForCode");
	});
});
