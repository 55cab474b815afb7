import { describe, expect, test } from "vitest";
import { flow } from "../../../src/flows/kit.js";
import { keptConversation } from "../../../src/machines/conversation/kept-conversation.js";
import { ConversationUnderTest } from "../../support/actors/conversation-under-test.js";
import { testFlow } from "../../support/actors/test-flow.js";

function greeted(): ConversationUnderTest {
	const call = new ConversationUnderTest(testFlow);
	call.hearAll();
	return call;
}

function asked(text = "Hello there."): ConversationUnderTest {
	const call = greeted();
	call.sayAll(text);
	return call;
}

const memoryOf = (call: ConversationUnderTest) =>
	call.actor.getSnapshot().context.memory.entries;

const outcomes = (call: ConversationUnderTest) =>
	call.told.flatMap((fact) =>
		fact.type === "thought.over" ? [fact.outcome] : [],
	);

describe("what the flow is told", () => {
	test("waits while the caller's turn is open, and comes before it in order", () => {
		const call = new ConversationUnderTest(testFlow);
		call.beginLine(call.line("Who knocks?"));
		call.say("It is");
		call.tellGame("storm");
		call.tellGame("storm");
		expect(call.steps).toEqual(["start"]);
		call.say("It is me", true);
		call.turn("ended");
		expect(call.steps).toEqual([
			"start",
			"game.told",
			"game.told",
			"line.cut",
			"caller.said",
		]);
	});

	test("is at most 64 of the game's while it waits", () => {
		const call = greeted();
		call.say("So");
		for (let news = 0; news < 100; news++) call.tellGame("code");
		expect(call.actor.getSnapshot().context.untold.length).toBe(64);
	});

	test("awaits what became of the lines that a turn has stopped, for a second at most", () => {
		const call = new ConversationUnderTest(testFlow, { stopsAtOnce: false });
		call.beginLine(call.line("Who knocks?"));
		call.sayAll("Me.");
		expect(call.regions.ear).toBe("settling");
		call.cut("Who knocks?", "Who");
		expect(call.steps).toEqual(["start", "line.cut", "caller.said"]);
		expect(memoryOf(call)).toEqual([
			{ kind: "heard", text: "Who", wasCut: true },
			{ kind: "said", turn: 1, text: "Me." },
		]);
		const other = new ConversationUnderTest(testFlow, { stopsAtOnce: false });
		other.sayAll("Me.");
		other.pass(1_000);
		expect(other.steps).toEqual(["start", "line.cut", "caller.said"]);
		other.cut("Who knocks?", "Who");
		expect(memoryOf(other).length).toBe(1);
	});

	test("awaits the same before a key, and no longer", () => {
		const call = new ConversationUnderTest(testFlow, { stopsAtOnce: false });
		call.beginLine(call.line("Who knocks?"));
		call.press("1");
		call.pass(999);
		expect(call.steps).toEqual(["start"]);
		call.pass(1);
		expect(call.steps).toEqual(["start", "line.cut", "caller.pressed"]);
		expect(call.regions.keys).toBe("none");
	});

	test("is one turn, if the caller goes on before it was told", () => {
		const call = new ConversationUnderTest(testFlow, { stopsAtOnce: false });
		call.sayAll("It is");
		call.say("me");
		call.cut("Who knocks?", "");
		call.turn("ended");
		expect(memoryOf(call)).toEqual([
			{ kind: "said", turn: 1, text: "It is me" },
		]);
	});

	test("is a key at once, even amid a turn, after the lines that it stops", () => {
		const call = new ConversationUnderTest(testFlow);
		call.say("It is");
		call.press("1");
		expect(call.steps).toEqual(["start", "line.cut", "caller.pressed"]);
		call.turn("ended");
		expect(call.steps.slice(-2)).toEqual(["line.cut", "caller.said"]);
	});

	test("is no cut of a line that may not be interrupted: it is heard out, and the caller is answered", () => {
		const call = greeted();
		call.tellGame("storm");
		call.sayAll("What?");
		expect(call.line("A storm.").isStopped).toBe(false);
		expect(call.steps.slice(-1)).toEqual(["caller.said"]);
		call.cut("A storm.", "A");
		expect(call.steps.slice(-1)).toEqual(["line.heard"]);
	});

	test("counts silences anew after words", () => {
		const call = greeted();
		const silences = () =>
			call.steps.filter((type) => type === "caller.silent").length;
		for (let round = 0; round < 2; round++) {
			call.pass(8_000);
			call.hearAll();
			call.pass(8_000);
			call.hearAll();
			call.sayAll("Yes.");
			call.think("Good.");
			call.endThought();
			call.hearAll();
		}
		expect(silences()).toBe(4);
		expect(call.reason).toBeUndefined();
	});

	test("counts no more silences in a row than the flow's proof tells apart", () => {
		const onSilence = (times: number, target: string) => ({
			guard: { type: "told", params: { key: "times", value: times } } as const,
			target,
		});
		const counting = flow().createMachine({
			id: "counting",
			initial: "waiting",
			states: {
				waiting: { on: { "caller.silent": onSilence(3, "third") } },
				third: { on: { "caller.silent": onSilence(4, "fourth") } },
				fourth: { type: "final" },
			},
		});
		const call = new ConversationUnderTest(counting);
		for (let silence = 0; silence < 6; silence++) call.pass(8_000);
		expect(call.steps.slice(1)).toEqual(Array(6).fill("caller.silent"));
		expect(call.reason).toBeUndefined();
	});

	test("is nothing once it is over", () => {
		const call = greeted();
		call.tellGame("storm");
		call.hearAll();
		call.send({ type: "caller.returned", why: "noCode" });
		while (call.reason === undefined) {
			call.pass(8_000);
			call.hearAll();
		}
		const before = call.told.length;
		call.tellGame("storm");
		call.sayAll("Hello?");
		call.press("1");
		call.pass(60_000);
		expect(call.told.length).toBe(before);
		expect(call.regions).toEqual({ top: "over" });
	});

	test("is nothing twice, and nothing of the game's after it has left", () => {
		const call = greeted();
		call.send({ type: "game.left" });
		call.tellGame("storm");
		call.send({ type: "game.left" });
		expect(call.steps).toEqual(["start", "line.heard", "game.left"]);
	});
});

describe("a mind", () => {
	test("that says nothing for four seconds has failed, and so has one that takes twelve", () => {
		const slow = asked();
		slow.pass(3_999);
		expect(slow.steps.slice(-1)).toEqual(["caller.said"]);
		slow.pass(1);
		expect(slow.mind.orderTypes).toEqual(["think", "cancel"]);
		expect(slow.steps.slice(-1)).toEqual(["mind.failed"]);
		const long = asked();
		long.think("Once upon a time ");
		long.pass(11_999);
		expect(long.steps.slice(-1)).toEqual(["caller.said"]);
		long.pass(1);
		expect(long.line("Once upon a time ").isOpen).toBe(false);
		expect(long.said.slice(-1)).toEqual(["Fog."]);
		long.hearAll();
		expect(long.steps).not.toContain("reply.ended");
		expect(outcomes(slow)).toEqual(["timeout"]);
	});

	test("whose move is refused is told back once, and fails then", () => {
		const call = asked();
		call.move("move.wink");
		expect(call.told.map(({ type }) => type)).toContain("move.refused");
		expect(call.thoughts.length).toBe(2);
		expect(call.thought.memory.slice(-1)).toMatchObject([
			{ kind: "refused", name: "move.wink" },
		]);
		call.move("move.wink");
		expect(call.thoughts.length).toBe(2);
		expect(call.steps.slice(-1)).toEqual(["mind.failed"]);
	});

	test("is offered the moves that the flow would take, and no others", () => {
		expect(asked().thought.moves.map(({ name }) => name)).toEqual([
			"move.nod",
			"move.open",
		]);
	});

	test("that only moves is asked again, three times in a turn at most", () => {
		const call = asked();
		for (let thought = 1; thought <= 3; thought++) {
			expect(call.thoughts.length).toBe(thought);
			call.move("move.nod");
			call.endThought();
		}
		expect(call.thoughts.length).toBe(3);
		expect(call.steps.slice(-1)).toEqual(["mind.failed"]);
	});

	test("waits for its words to be heard before its move is taken, five seconds at most", () => {
		const call = asked();
		call.think("Hm, well. ");
		call.move("move.nod");
		call.pass(4_999);
		expect(call.steps).not.toContain("move.nod");
		call.pass(1);
		expect(call.steps.slice(-1)).toEqual(["move.nod"]);
		call.endThought();
		call.hear("Hm, well. ");
		expect(memoryOf(call).slice(-2)).toEqual([
			{ kind: "heard", text: "Hm, well.", wasCut: false },
			{ kind: "moved", name: "move.nod" },
		]);
		expect(call.steps.slice(-1)).toEqual(["reply.ended"]);
	});

	test("that babbles is spoken for 2,000 characters", () => {
		const call = asked();
		for (let times = 0; times < 30; times++) call.think("bla ".repeat(25));
		expect(call.said.slice(-1)[0]?.length).toBe(2_000);
		expect(call.mind.orderTypes.slice(-1)).toEqual(["cancel"]);
	});

	test("is asked anew when the flow asks for another thought, and the older answer ends as it stands", () => {
		const call = asked();
		call.think("Well, the ");
		call.tellGame("news");
		expect(call.line("Well, the ")).toMatchObject({
			isOpen: false,
			isStopped: false,
		});
		expect(call.thought.scene.about).toBe("the news");
		call.hear("Well, the ");
		expect(call.steps).not.toContain("reply.ended");
	});

	test("that was cut is told, before the turn that cut it", () => {
		const call = asked();
		call.think("I am Bo, and I mind the gate.");
		call.endThought();
		call.beginLine(call.line("I am Bo, and I mind the gate."));
		call.endLine(
			call.line("I am Bo, and I mind the gate."),
			"interrupted",
			"I am Bo,",
		);
		expect(call.steps.slice(-1)).toEqual(["reply.ended"]);
		const other = asked();
		other.think("I am Bo, and ");
		other.beginLine(other.line("I am Bo, and "));
		other.say("Bo");
		other.turn("ended");
		expect(other.steps.slice(-1)).toEqual(["caller.said"]);
	});

	test("thinks early about what the caller seems to have said, and is heard at once if so", () => {
		const call = greeted();
		call.say("Who are you");
		call.turn("eager");
		expect(call.thought).toMatchObject({ isSpeculative: true, turn: 1 });
		call.pass(300);
		call.think("Bo.");
		call.endThought();
		expect(call.said).toEqual(["Who knocks?"]);
		call.turn("ended");
		expect(call.said.slice(-1)).toEqual(["Bo."]);
		expect(call.told.at(-1)).toMatchObject({
			type: "thought.over",
			wasSpeculative: true,
			outcome: "used",
			firstAfterMs: 300,
		});
	});

	test("that failed too early is asked anew when the turn has ended", () => {
		const call = greeted();
		call.say("Who are you");
		call.turn("eager");
		call.failThought("refused");
		call.turn("ended");
		expect(call.thoughts.length).toBe(2);
		expect(call.steps).not.toContain("mind.failed");
	});

	test("is not asked early where the flow would say a line of its own", () => {
		const call = new ConversationUnderTest(
			flow().createMachine({
				id: "deaf",
				on: {
					"caller.said": {
						actions: { type: "say", params: { line: "eh", text: "Eh?" } },
					},
				},
			}),
		);
		call.say("Hello");
		call.turn("eager");
		expect(call.thoughts).toEqual([]);
	});

	test("that breaks itself ends the conversation", () => {
		const call = new ConversationUnderTest(testFlow);
		call.send({
			type: "xstate.error.actor.mind",
			error: new Error("broken"),
		} as never);
		expect(call.reason).toBe("failed");
	});
});

describe("a caller who is asked for a code", () => {
	test("is away until he is back and all lines were heard; receipts alone are told meanwhile", () => {
		const call = greeted();
		call.tellGame("storm");
		call.tellGame("code");
		expect(call.told.map(({ type }) => type)).toContain("ask.for.code");
		expect(call.regions).toEqual({ top: "away", inner: "elsewhere" });
		call.tellGame("news");
		call.sayAll("4271");
		call.send({ type: "caller.returned", why: "noCode" });
		expect(call.steps.slice(-1)).toEqual(["game.told"]);
		call.hearAll();
		expect(call.steps.slice(-3)).toEqual([
			"line.heard",
			"caller.returned",
			"game.told",
		]);
		expect(call.said.slice(-1)).toEqual(["Back?"]);
		expect(call.regions.top).toBe("talking");
	});

	test("finds the words of the scene expected again", () => {
		const call = greeted();
		call.tellGame("code");
		call.told.length = 0;
		call.send({ type: "caller.returned", why: "noCode" });
		expect(call.told.map(({ type }) => type)).toEqual([
			"flow.stepped",
			"words.expected",
		]);
	});

	test("gets an answer afterwards that he was owed", () => {
		const call = asked();
		call.tellGame("code");
		expect(call.mind.orderTypes).toEqual(["think", "cancel"]);
		call.send({ type: "caller.returned", why: "noCode" });
		expect(call.mind.orderTypes).toEqual(["think", "cancel", "think"]);
	});
});

describe("a conversation that is kept", () => {
	test("goes on in another process in its scene, with its memory", () => {
		const call = asked("Open the gate.");
		call.move("move.open");
		call.endThought();
		call.hear("It is open.");
		const kept = keptConversation(call.actor.getSnapshot());
		const other = new ConversationUnderTest(testFlow, {
			kept: JSON.parse(JSON.stringify(kept)),
		});
		expect(other.told).toMatchObject([
			{ type: "flow.stepped", cause: "start", state: "open" },
			{ type: "scene.changed", state: "open" },
		]);
		expect(other.said).toEqual([]);
		other.sayAll("Thanks.");
		expect(other.thought.memory).toEqual([
			{ kind: "heard", text: "Who knocks?", wasCut: false },
			{ kind: "said", turn: 1, text: "Open the gate." },
			{ kind: "moved", name: "move.open" },
			{ kind: "heard", text: "It is open.", wasCut: false },
			{ kind: "said", turn: 2, text: "Thanks." },
		]);
	});

	test("tells first of lines that were not over, and thinks anew of what was asked", () => {
		const call = new ConversationUnderTest(testFlow);
		call.tellGame("news");
		const other = new ConversationUnderTest(testFlow, {
			kept: keptConversation(call.actor.getSnapshot()),
		});
		expect(other.steps).toEqual(["start", "line.cut"]);
		expect(other.thoughts.length).toBe(1);
	});

	test("is small, however long it was", () => {
		const call = greeted();
		for (let turn = 0; turn < 60; turn++) {
			call.sayAll("so and on ".repeat(40));
			call.think("Yes, yes. ".repeat(30));
			call.endThought();
			call.hearAll();
		}
		expect(
			JSON.stringify(keptConversation(call.actor.getSnapshot())).length,
		).toBeLessThan(10_240);
		const { memory } = call.actor.getSnapshot().context;
		expect(memory.characters).toBeLessThanOrEqual(20_000);
		expect(memory.entries.at(-1)).toMatchObject({ kind: "heard" });
	});

	test("has failed if its flow knows its state no longer", () => {
		const call = greeted();
		const kept = keptConversation(call.actor.getSnapshot());
		const other = new ConversationUnderTest(testFlow, {
			kept: { ...kept, snapshot: { value: "gone", status: "active" } },
		});
		expect(other.reason).toBe("failed");
	});
});

describe("a flow", () => {
	const throwing = flow()
		.extend({
			guards: {
				breaks: ({ event }) => {
					throw new Error(`No idea of ${JSON.stringify(event)}`);
				},
			},
		})
		.createMachine({
			id: "broken",
			on: { "caller.said": { guard: "breaks", actions: "think" } },
		});

	test("that throws has failed, and nothing that the caller said is told of it", () => {
		const call = new ConversationUnderTest(throwing);
		call.sayAll("my secret");
		expect(call.reason).toBe("failed");
		const over = call.told.at(-1);
		const { error } = over as { error: Error };
		expect(`${error.message} ${error.stack}`).not.toContain("secret");
		expect(error.message).toContain("caller.said");
	});

	test("that does not begin has failed at once", () => {
		const call = new ConversationUnderTest(
			flow<{ n: number }, never, { n: number }>().createMachine({
				id: "picky",
				context: ({ input }) => ({ n: input.n }),
			}),
		);
		expect(call.reason).toBe("failed");
	});

	test("that never rests fails, rather than hold up all others", () => {
		const call = new ConversationUnderTest(
			flow().createMachine({
				id: "dizzy",
				initial: "a",
				states: {
					a: { on: { "caller.said": "b" } },
					b: { always: "c" },
					c: { always: "b" },
				},
			}),
		);
		call.sayAll("Go.");
		expect(call.reason).toBe("failed");
	});

	test("that comes to its final state has ended", () => {
		const call = new ConversationUnderTest(
			flow().createMachine({
				id: "brief",
				initial: "a",
				states: {
					a: { on: { "caller.said": "b" } },
					b: { type: "final" },
				},
			}),
		);
		call.sayAll("Go.");
		expect(call.reason).toBe("ended");
	});

	test("that says a line for each that fails goes round once a second", () => {
		const call = new ConversationUnderTest(
			flow().createMachine({
				id: "stubborn",
				entry: { type: "say", params: { line: "a", text: "A." } },
				on: {
					"line.cut": {
						actions: { type: "say", params: { line: "a", text: "A." } },
					},
				},
			}),
		);
		const failAll = () => {
			for (let line = call.unheard[0]; line; line = call.unheard[0])
				call.endLine(line, "failed", "");
		};
		failAll();
		expect(call.said.length).toBe(3);
		call.pass(1_000);
		failAll();
		expect(call.said.length).toBe(6);
	});

	test("that asks the mind again whenever it fails goes round once a second", () => {
		const call = new ConversationUnderTest(
			flow().createMachine({
				id: "dogged",
				on: {
					"caller.said": { actions: "think" },
					"mind.failed": { actions: "think" },
				},
			}),
		);
		call.sayAll("Go.");
		for (let times = 0; times < 10; times++)
			if (call.actor.getSnapshot().context.thought) call.failThought();
		expect(call.thoughts.length).toBe(3);
		call.pass(10_000);
		expect(call.thoughts.length).toBe(3);
		expect(call.steps.length).toBeLessThan(20);
	});
});

test("what the call is told has nothing that was said", () => {
	const call = new ConversationUnderTest(testFlow);
	call.hearAll();
	call.say("my secret", true);
	call.turn("eager");
	call.turn("ended");
	call.think("your secret");
	call.move("move.nod");
	call.hear("your secret");
	call.endThought();
	expect(JSON.stringify(call.told)).not.toContain("secret");
});
