import { describe, expect, test } from "vitest";
import keeper from "../../../examples/keeper.js";
import { ConversationUnderTest } from "../../support/actors/conversation-under-test.js";

describe("a conversation", () => {
	test("begins with the flow's first line, is told the turn, and speaks the mind's answer as it comes", () => {
		const call = new ConversationUnderTest(keeper);
		expect(call.told.map(({ type }) => type)).toEqual([
			"flow.stepped",
			"scene.changed",
			"words.expected",
		]);
		call.hearAll();
		expect(call.steps).toEqual(["start", "line.heard"]);
		call.say("Who");
		call.say("Who are you?", true);
		call.turn("ended");
		expect(call.steps).toEqual(["start", "line.heard", "caller.said"]);
		expect(call.thought).toMatchObject({ turn: 1, thought: 1 });
		call.think("I am ");
		call.think("Marrow.");
		call.endThought();
		expect(call.line("I am Marrow.")).toMatchObject({ isOpen: false });
		expect(call.regions).toEqual({
			top: "talking",
			ear: "quiet",
			keys: "none",
			mouth: "speaking",
			mind: "idle",
			patience: "off",
		});
		call.hearAll();
		expect(call.steps.at(-1)).toBe("reply.ended");
		expect(call.regions).toMatchObject({ mouth: "quiet", patience: "running" });
		expect(call.actor.getSnapshot().context.memory.entries).toEqual([
			{
				kind: "heard",
				text: "Gull Rock. It is past midnight. Who rings a lighthouse?",
				wasCut: false,
			},
			{ kind: "said", turn: 1, text: "Who are you?" },
			{ kind: "heard", text: "I am Marrow.", wasCut: false },
		]);
		call.pass(8_000);
		expect(call.steps.at(-1)).toBe("caller.silent");
	});

	test("hangs up when the goodbye was heard", () => {
		const call = new ConversationUnderTest(keeper);
		call.hearAll();
		for (let silences = 0; silences < 3; silences++) {
			call.pass(8_000);
			if (silences < 2) call.hearAll();
		}
		expect(call.regions).toMatchObject({ mouth: "goodbye" });
		expect(call.reason).toBeUndefined();
		call.hearAll();
		expect(call.reason).toBe("hung up");
		expect(call.regions).toEqual({ top: "over" });
	});
});
