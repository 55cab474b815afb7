/** A call and its conversations together: both machines, between doubles of all adapters. */
import { beforeEach, describe, expect, test } from "vitest";
import { flow } from "../../../src/flows/flows.js";
import type { CallAdapterInput } from "../../../src/machines/adapter-contract.js";
import { conversationMachine } from "../../../src/machines/conversation/conversation.js";
import type { ConversableFlow } from "../../../src/machines/conversation/conversation-input.js";
import type {
	MindFact,
	MindOrder,
} from "../../../src/machines/conversation/mind.js";
import type { CallEvent } from "../../../src/machines/events.js";
import { AdapterDouble } from "../../support/actors/adapter-double.js";
import { CallUnderTest } from "../../support/actors/call-under-test.js";
import { heard } from "../../support/codes/spoken.js";

const say = (line: string, text: string, interruptible = true) => ({
	type: "say" as const,
	params: { line, text, interruptible },
});

const porter: ConversableFlow = {
	name: "porter",
	machine: flow().createMachine({
		id: "porter",
		initial: "hall",
		on: {
			"caller.said": { actions: say("answer", "So you say, my friend.") },
			"caller.returned": { actions: say("back", "There you are again.") },
			"line.cut": ".interrupted",
		},
		states: {
			hall: {
				entry: say("hello", "Who is there at this late hour?"),
				meta: { words: ["lantern"] },
				on: {
					"caller.pressed": [
						{
							guard: { type: "told", params: { key: "digit", value: "1" } },
							actions: [say("code", "Tell me the code."), "askForCode"],
						},
						{
							actions: [
								say("bye", "Good night.", false),
								{ type: "hangUp", params: { after: "bye" } },
							],
						},
					],
				},
			},
			interrupted: { meta: { words: ["fog"] } },
		},
	}),
};

const ghost: ConversableFlow = {
	name: "ghost",
	machine: flow().createMachine({
		id: "ghost",
		initial: "haunting",
		states: {
			haunting: {
				entry: say("boo", "Boo."),
				on: {
					"game.left": {
						target: "alone",
						actions: say("alone", "Now we are alone."),
					},
					"caller.pressed": {
						target: "gone",
						actions: { type: "tell", params: { name: "chased" } },
					},
				},
			},
			alone: { on: { "caller.said": "gone" } },
			gone: { type: "final" },
		},
	}),
};

const butler: ConversableFlow = {
	name: "butler",
	machine: flow<object, { type: "move.open" }>().createMachine({
		id: "butler",
		meta: { moves: { "move.open": { means: "Open." } } },
		on: {
			"caller.said": { actions: "think" },
			"caller.pressed": { actions: say("bell", "You have rung.") },
			"move.open": { actions: { type: "tell", params: { name: "opened" } } },
			"reply.ended": {},
			"mind.failed": {},
		},
	}),
};

/** Says more after its goodbye. */
const chatterbox: ConversableFlow = {
	name: "chatterbox",
	machine: flow().createMachine({
		id: "chatterbox",
		entry: [
			say("bye", "Good night."),
			say("more", "And sleep well."),
			say("most", "And dream."),
			{ type: "hangUp", params: { after: "bye" } },
		],
	}),
};

const mind = new AdapterDouble<MindOrder, MindFact, CallAdapterInput>();

/** A call whose conversations are no doubles. */
class ConversingCall extends CallUnderTest {
	override get machine() {
		const conversation = conversationMachine.provide({
			actors: { mind: mind.logic },
		});
		return super.machine.provide({ actors: { conversation } });
	}
}

let call: ConversingCall;

beforeEach(() => {
	call = new ConversingCall({
		flows: new Map([["ghost", ghost]]),
		answeringFlow: () => porter,
	});
	call.begin();
});

const wordsExpected = () =>
	call.recogniser.orders
		.filter((order) => order.type === "expect.words")
		.map(({ words }) => words);

describe("a call that a flow answers", () => {
	test("says what the flow says, and hears its words", () => {
		call.finishSpeaking();
		expect(call.linesSaid).toEqual(["Who is there at this late hour?"]);
		expect(wordsExpected()).toEqual([[], ["lantern"]]);
		call.recogniser.tell(heard("it is only me"));
		call.finishSpeaking();
		expect(call.linesSaid.at(-1)).toBe("So you say, my friend.");
	});

	test("is interrupted: the flow knows it before it is told the turn", () => {
		call.beginLine();
		call.recogniser.tell(heard("it is only", { isFinal: false }));
		expect(wordsExpected().at(-1)).toEqual(["lantern"]);
		call.recogniser.tell(heard("it is only me"));
		expect(wordsExpected().at(-1)).toEqual(["fog"]);
		call.finishSpeaking();
		expect(call.linesSaid.at(-1)).toBe("So you say, my friend.");
	});

	test("ends when the flow's goodbye was heard", () => {
		call.finishSpeaking();
		call.press("9");
		expect(call.state).toBe("answered");
		call.finishSpeaking();
		expect(call.linesSaid.at(-1)).toBe("Good night.");
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test("is asked for a code, and back after a game", () => {
		call.finishSpeaking();
		call.press("1");
		expect(call.state).toBe("listeningForCode");
		call.finishSpeaking();
		call.match();
		call.finishSpeaking();
		call.say("1", "The end.");
		call.send({ type: "game.left", gameId: "g" });
		call.finishSpeaking();
		expect(call.state).toBe("answered");
		expect(call.linesSaid.slice(-2)).toEqual([
			"The end.",
			"There you are again.",
		]);
		expect(wordsExpected().at(-1)).toEqual(["lantern"]);
	});

	test("is back when no code was given, while the flow's question still waits to be heard", () => {
		call.finishSpeaking();
		call.press("1");
		call.answer({ type: "tries.exhausted" });
		expect(call.state).toBe("answered");
		call.finishSpeaking();
		expect(call.linesSaid.slice(-2)).toEqual([
			"Tell me the code.",
			"There you are again.",
		]);
	});
});

describe("a key over an answer with a move", () => {
	let causes: string[];

	beforeEach(() => {
		call = new ConversingCall({
			flows: new Map(),
			answeringFlow: () => butler,
		});
		call.begin();
		causes = [];
		call.actor.on("flow.stepped", ({ cause }) => causes.push(cause));
		call.recogniser.tell(heard("open the door"));
		mind.tell({ type: "mind.text", thought: 1, text: "I open it at once." });
		mind.tell({ type: "mind.moved", thought: 1, name: "move.open", data: {} });
		mind.tell({ type: "mind.ended", thought: 1 });
		call.beginLine();
	});

	test.each(["5", "#"])("is a turn, and drops the move: %s", (key) => {
		call.clock.increment(500);
		call.press(key);
		call.finishSpeaking();
		expect(causes).toEqual([
			"caller.said",
			"reply.ended",
			"caller.pressed",
			"line.heard",
		]);
		expect(call.linesSaid).toEqual(["I open it at once.", "You have rung."]);
	});

	test("has the move made, if there is no key", () => {
		call.finishSpeaking();
		expect(causes).toContain("move.open");
	});
});

describe("a game that lends its caller", () => {
	beforeEach(() => {
		call.finishSpeaking();
		call.press("1");
		call.finishSpeaking();
		call.match();
		call.finishSpeaking();
		call.toGame.length = 0;
		call.send({ type: "converse", gameId: "g", flow: "ghost" });
	});

	test("is told of the flow's scenes and news, and of its end", () => {
		call.finishSpeaking();
		call.press("5");
		expect(call.toGame).toMatchObject([
			{ type: "scene.changed", flow: "ghost", state: "haunting" },
			{ type: "caller.pressed" },
			{ type: "flow.told", name: "chased" },
			{ type: "scene.changed", flow: "ghost", state: "gone" },
			{ type: "conversed", state: "gone", reason: "ended" },
		]);
		expect(call.state).toBe("paired");
	});

	test("leaves it to a flow that outlives it, and then to the one that answered", () => {
		call.finishSpeaking();
		call.send({ type: "game.left", gameId: "g" });
		expect(call.state).toBe("answered");
		call.finishSpeaking();
		expect(call.linesSaid.at(-1)).toBe("Now we are alone.");
		call.recogniser.tell(heard("leave me alone, ghost"));
		call.finishSpeaking();
		expect(call.linesSaid.at(-1)).toBe("There you are again.");
	});
});

describe("what a game says behind a sound of thinking", () => {
	/** The flow thinks aloud, and the game has a line said that must be heard and begins a tale. */
	function beginTale(): void {
		call = new ConversingCall({
			flows: new Map([["butler", butler]]),
			answeringFlow: () => undefined,
		});
		call.pair();
		call.send({ type: "converse", gameId: "g", flow: "butler" });
		call.recogniser.tell(heard("open the door"));
		call.clock.increment(700);
		expect(call.linesSaid.at(-1)).toBe("Hm.");
		call.beginLine();
		call.say("1", "Hear me.");
		call.say("2", "Once upon", { interruptible: "pause", more: true });
	}

	test("is stopped by the caller's words as anywhere else, but for what must be heard", () => {
		beginTale();
		call.recogniser.tell(heard("wait a moment", { isFinal: false }));
		expect(call.endings).toEqual([["2", "interrupted", 0]]);
		call.finishSpeaking();
		expect(call.endings.at(-1)).toEqual(["1", "heard", 1_000]);
	});

	test("is said, where a key stops the sound of thinking alone", () => {
		beginTale();
		call.press("#");
		call.finishSpeaking();
		expect(call.endings).toEqual([["1", "heard", 1_000]]);
		call.send({
			type: "append",
			gameId: "g",
			lineId: "2",
			text: " a time.",
			more: false,
		});
		call.finishSpeaking();
		expect(call.endings.at(-1)?.slice(0, 2)).toEqual(["2", "heard"]);
	});
});

describe("nothing is sent to a conversation that is over", () => {
	beforeEach(() => {
		call = new ConversingCall({
			flows: new Map([["chatterbox", chatterbox]]),
			answeringFlow: () => undefined,
		});
		call.pair();
		call.send({ type: "converse", gameId: "g", flow: "chatterbox" });
		call.makeLine(1_000);
		call.makeLine(1_000);
	});

	test("when its game has all of its lines stopped", () => {
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test("when the caller speaks over them", () => {
		call.recogniser.tell(heard("wait a moment"));
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test("when the voice is asked first which words of it were heard", () => {
		call.send({ type: "converse", gameId: "g", flow: "chatterbox" });
		const begun = { type: "line.begun", lineId: call.lineAtVoice } as const;
		call.voice.tell({ ...begun, canTellWords: true });
		call.clock.increment(250);
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(call.state).toBe("paired");
		call.clock.increment(300);
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test("when the marks of its lines do not come", () => {
		call.makeLine(1_000);
		call.clock.increment(10_000);
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test("when its first line is heard", () => {
		call.finishSpeaking();
		expect(call.reasonOfTheEnd).toBe("character hung up");
	});

	test("when the caller hangs up", () => {
		call.phone.tell({ type: "phone.hung.up" });
		expect(call.toGame.at(-1)).toMatchObject({ reason: "call ended" });
		call.recogniser.tell({ type: "recognition.finished" });
		expect(call.reasonOfTheEnd).toBe("caller hung up");
	});

	test.each<CallEvent>([
		{ type: "take.back", gameId: "g" },
		{ type: "converse", gameId: "g", flow: "chatterbox" },
		{ type: "hang.up", gameId: "g" },
		{ type: "game.left", gameId: "g" },
		{ type: "time.up" },
	])("when something else ends it: $type", (event) => {
		call.send(event);
		expect(call.toGame.map(({ type }) => type)).toContain("conversed");
	});
});

test("a call that ends leaves no mind behind", () => {
	call.phone.tell({ type: "phone.hung.up" });
	const before = mind.running;
	const other = new ConversingCall({ answeringFlow: () => porter });
	other.begin();
	expect(mind.running).toBe(before + 1);
	other.phone.tell({ type: "phone.hung.up" });
	expect(mind.running).toBe(before);
});
