/** What goes wrong in other conversations with machines, each excluded by one law. */
import { expect, test } from "vitest";
import { flow } from "../../../src/flows/kit.js";
import type { Remembered } from "../../../src/machines/conversation/mind.js";
import { ConversationUnderTest } from "../../support/actors/conversation-under-test.js";
import { testFlow } from "../../support/actors/test-flow.js";

/** A conversation in which the greeting was heard. */
function greeted(): ConversationUnderTest {
	const call = new ConversationUnderTest(testFlow);
	call.hearAll();
	return call;
}

/** One in which the caller has said something, and the mind was asked. */
function asked(text = "Hello there."): ConversationUnderTest {
	const call = greeted();
	call.sayAll(text);
	return call;
}

function memoryOf(call: ConversationUnderTest): readonly Remembered[] {
	return call.actor.getSnapshot().context.memory.entries;
}

const count = (all: readonly string[], one: string) =>
	all.filter((each) => each === one).length;

test("1: one answer per turn, and a scene's opening line is spoken once though a turn is in flight", () => {
	const call = asked("Open the gate.");
	call.move("move.open");
	call.say("Please");
	call.think("Late words.", call.thoughts[0]);
	call.endThought(call.thoughts[0]);
	call.sayAll("Please");
	expect(count(call.said, "It is open.")).toBe(1);
	expect(call.said).not.toContain("Late words.");
	expect(call.thoughts.map(({ turn }) => turn)).toEqual([1, 2]);
	call.think("Old.", call.thoughts[0]);
	call.think("New.");
	call.endThought();
	expect(call.said.slice(-1)).toEqual(["New."]);
});

test("2: memory is written from what was heard, in order, before a move is taken", () => {
	const call = asked();
	call.think("Very well, then.");
	call.move("move.nod");
	call.endThought();
	expect(call.regions.mind).toBe("moving");
	expect(call.steps).not.toContain("move.nod");
	call.cut("Very well, then.", "Very well,");
	expect(call.steps.slice(-2)).toEqual(["move.nod", "reply.ended"]);
	expect(memoryOf(call).slice(-2)).toEqual([
		{ kind: "heard", text: "Very well,", wasCut: true },
		{ kind: "moved", name: "move.nod" },
	]);
});

test("3: a move may come with speech, and the state after it says something", () => {
	const call = asked("Open the gate.");
	call.think("Mind your step.");
	call.move("move.open");
	call.endThought();
	call.hear("Mind your step.");
	expect(call.said.slice(-2)).toEqual(["Mind your step.", "It is open."]);
	expect(call.regions).toMatchObject({ mouth: "speaking", mind: "idle" });
});

test("4: blank words of the mind are no speech, and nothing waits for them", () => {
	const call = asked();
	call.think(" \n");
	call.endThought();
	expect(call.steps.slice(-1)).toEqual(["mind.failed"]);
	expect(call.said.slice(-1)).toEqual(["Fog."]);
});

test("4: a blank line of a flow is no speech, and is over at once", () => {
	const mute = flow().createMachine({
		id: "mute",
		initial: "first",
		states: {
			first: {
				entry: { type: "say", params: { line: "none", text: " " } },
				on: { "line.heard": "second" },
			},
			second: { entry: { type: "say", params: { line: "a", text: "A." } } },
		},
	});
	const call = new ConversationUnderTest(mute);
	expect(call.said).toEqual(["A."]);
	expect(call.steps).toEqual(["start", "line.heard"]);
});

test("4: a line of which nothing is ever heard is waited for no longer than it could take", () => {
	const call = new ConversationUnderTest(testFlow);
	call.pass(60_000);
	expect(call.regions.mouth).toBe("speaking");
	call.pass(120_000);
	expect(call.steps).toContain("line.cut");
});

test("5: noise cancels no thought, words do", () => {
	const call = asked();
	for (let noises = 0; noises < 5; noises++) {
		call.makeNoise();
		call.pass(500);
	}
	expect(call.mind.orderTypes).toEqual(["think"]);
	call.say("Wait");
	expect(call.mind.orderTypes).toEqual(["think", "cancel"]);
});

test("6: a turn that never ends is taken as it was heard last", () => {
	const call = greeted();
	call.say("Is anybody");
	call.say("Is anybody there");
	call.pass(9_900);
	expect(call.thoughts).toEqual([]);
	call.pass(200);
	expect(memoryOf(call).slice(-1)).toEqual([
		{ kind: "said", turn: 1, text: "Is anybody there" },
	]);
	expect(call.thoughts.length).toBe(1);
});

test("7: at most two speculations a turn, used where the text stays the same, and all are counted", () => {
	const call = greeted();
	for (const text of ["I am", "I am a", "I am a friend"]) {
		call.say(text);
		call.turn("eager");
		call.turn("resumed");
	}
	expect(call.thoughts.map(({ isSpeculative }) => isSpeculative)).toEqual([
		true,
		true,
	]);
	const again = greeted();
	again.say("I am Ada");
	again.turn("eager");
	again.think("Ada. ");
	again.turn("ended");
	expect(again.thoughts.length).toBe(1);
	expect(again.said.slice(-1)).toEqual(["Ada. "]);
	again.mind.tell({
		type: "mind.used",
		thought: again.thought.thought,
		inputTokens: 70,
		outputTokens: 5,
	});
	again.endThought();
	const over = [...call.told, ...again.told].filter(
		({ type }) => type === "thought.over",
	);
	expect(over).toMatchObject([
		{ wasSpeculative: true, outcome: "wasted" },
		{ wasSpeculative: true, outcome: "wasted" },
		{ wasSpeculative: true, outcome: "used", inputTokens: 70 },
	]);
});

test("8: nothing is thought while a move is carried out, and the caller hears one answer", () => {
	const call = asked("Open the gate.");
	call.think("As you wish.");
	call.move("move.open");
	call.endThought();
	expect(call.regions.mind).toBe("moving");
	call.say("Well");
	call.turn("eager");
	call.endLine(call.line("As you wish."), "interrupted", "As");
	call.turn("ended");
	expect(call.steps).not.toContain("move.open");
	const speculative = call.thoughts.filter((each) => each.isSpeculative);
	expect(speculative.length).toBe(1);
	call.think("Yes?");
	call.endThought();
	expect(call.said.slice(-2)).toEqual(["As you wish.", "Yes?"]);
});

test("9: moves come from a surely ended turn only", () => {
	const call = greeted();
	call.say("Open the gate");
	call.turn("eager");
	call.move("move.open");
	call.endThought();
	expect(call.steps).not.toContain("move.open");
	call.turn("ended");
	expect(call.steps.slice(-2)).toEqual(["caller.said", "move.open"]);
	const other = greeted();
	other.say("Open the gate");
	other.turn("eager");
	other.move("move.open");
	other.endThought();
	other.say("Open the gate? Never", true);
	other.turn("ended");
	expect(other.steps).not.toContain("move.open");
	expect(other.thought).toMatchObject({ isSpeculative: false });
});

test("10: speaking is left when a line fails, and when it is interrupted near a move", () => {
	const call = asked();
	call.think("Well");
	call.endLine(call.line("Well"), "failed", "");
	expect(call.regions).toMatchObject({ mouth: "quiet", mind: "idle" });
	expect(call.steps.slice(-1)).toEqual(["reply.ended"]);
	const other = asked("Open the gate.");
	other.think("Mind the dog.");
	other.move("move.open");
	other.say("Stop");
	expect(other.regions.mouth).toBe("quiet");
	other.turn("ended");
	other.think("Yes?");
	other.endThought();
	other.hearAll();
	expect(other.regions).toMatchObject({ mouth: "quiet", patience: "running" });
});

test("11: a false interruption before the answer loses nothing of it", () => {
	const call = asked();
	call.makeNoise();
	call.say("");
	call.think("Good evening.");
	call.endThought();
	call.hear("Good evening.");
	expect(call.steps.slice(-1)).toEqual(["reply.ended"]);
});

test("11: words that the recogniser takes back lose the answer for no longer than they stand", () => {
	const call = asked();
	call.say("uh");
	call.say("", true);
	call.turn("ended");
	expect(call.steps.slice(-1)).toEqual(["caller.said"]);
	expect(call.thoughts.map(({ turn }) => turn)).toEqual([1, 2]);
	call.think("Good evening.");
	expect(call.said.slice(-1)).toEqual(["Good evening."]);
});

test("12: a line that a noise has paused is neither stopped nor told to be cut", () => {
	const call = new ConversationUnderTest(testFlow);
	call.beginLine(call.line("Who knocks?"));
	call.makeNoise();
	call.pass(1_200);
	expect(call.orders.map(({ type }) => type)).toEqual(["speak"]);
	call.endLine(call.line("Who knocks?"), "heard", "Who knocks?");
	expect(call.steps).toEqual(["start", "line.heard"]);
});

test("13: a sign of listening while a line sounds is no turn; the call tells no echo", () => {
	const call = new ConversationUnderTest(testFlow);
	call.beginLine(call.line("Who knocks?"));
	call.say("mhm", true);
	expect(call.regions.ear).toBe("aside");
	call.turn("ended");
	expect(call.regions.ear).toBe("quiet");
	expect(call.line("Who knocks?").isStopped).toBe(false);
	expect(call.steps).toEqual(["start"]);
});

test("14: a turn stops every line of its own, also those that the phone has whole", () => {
	const call = asked();
	call.think("First. ");
	call.endThought();
	call.beginLine(call.line("First. "));
	call.tellGame("storm");
	call.say("Wait");
	expect(call.line("First. ").isStopped).toBe(true);
	expect(call.line("A storm.").isStopped).toBe(false);
});

test("15: hanging up is a state after a goodbye that was heard, and nothing is begun in it", () => {
	const call = greeted();
	call.press("9");
	expect(call.regions.mouth).toBe("goodbye");
	call.sayAll("No, wait!");
	call.press("1");
	call.tellGame("news");
	call.pass(3_000);
	expect(call.said.slice(-1)).toEqual(["Good night."]);
	expect(count(call.said, "Good night.")).toBe(1);
	expect(call.thoughts).toEqual([]);
	call.hearAll();
	expect(call.reason).toBe("hung up");
});

test("16: the goodbye is heard to its end, for no longer than its length allows", () => {
	const call = greeted();
	call.press("9");
	call.pass(8_000 + 100 * "Good night.".length - 1);
	expect(call.reason).toBeUndefined();
	call.pass(1);
	expect(call.reason).toBe("hung up");
});

test("17: patience runs only when all is quiet, and a line that fails is told", () => {
	const call = new ConversationUnderTest(testFlow);
	call.pass(30_000);
	expect(call.steps).toEqual(["start"]);
	call.hearAll();
	call.pass(7_999);
	call.makeNoise();
	call.pass(7_999);
	expect(call.steps).not.toContain("caller.silent");
	call.pass(1);
	expect(call.steps.slice(-1)).toEqual(["caller.silent"]);
	call.endLine(call.line("Still?"), "failed", "");
	expect(call.steps.slice(-1)).toEqual(["line.cut"]);
	call.sayAll("Here.");
	call.pass(3_000);
	expect(count(call.steps, "caller.silent")).toBe(1);
});

test("18: a filler comes only between a turn's end and the first sound, once", () => {
	const call = asked();
	call.pass(699);
	expect(call.said).not.toContain("Hm.");
	call.pass(1);
	expect(call.line("Hm.")).toMatchObject({
		keep: true,
		voice: "aura-2-draco-en",
	});
	call.hearAll();
	call.pass(2_000);
	call.think("Yes.");
	call.endThought();
	call.hearAll();
	call.pass(2_000);
	expect(count(call.said, "Hm.")).toBe(1);
	expect(call.steps).not.toContain("line.heard Hm.");
	expect(memoryOf(call).map((each) => "text" in each && each.text)).toEqual([
		"Who knocks?",
		"Hello there.",
		"Yes.",
	]);
	const quick = asked();
	quick.think("Yes.");
	quick.pass(3_000);
	expect(quick.said).not.toContain("Hm.");
});

test("19: an answer does not cut a filler, the caller does", () => {
	const call = asked();
	call.pass(700);
	expect(call.regions.mouth).toBe("filler");
	call.beginLine(call.line("Hm."));
	call.think("Yes.");
	call.endThought();
	expect(call.line("Hm.").isStopped).toBe(false);
	expect(call.said.slice(-2)).toEqual(["Hm.", "Yes."]);
	const other = asked();
	other.pass(700);
	other.say("Hello");
	expect(other.line("Hm.").isStopped).toBe(true);
});
