/** A line of which the game has more to say, in each state of its call. */
import { beforeEach, describe, expect, test } from "vitest";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { CallUnderTest } from "../../support/actors/call-under-test.js";
import { heard } from "../../support/codes/spoken.js";

let call: CallUnderTest;

beforeEach(() => {
	call = new CallUnderTest();
	call.pair();
});

const open = (text: string) => call.say("1", text, { more: true });

const append = (text: string, more = true, gameId = "g") =>
	call.send({ type: "append", gameId, lineId: "1", text, more });

/** What was said since the call was paired. */
const said = () => call.linesSaid.slice(1);

describe("a line that its game goes on with", () => {
	test("is spoken as it comes", () => {
		open("Hel");
		append("lo there, ");
		append("boo, ", true, "other");
		call.finishSpeaking();
		append("you.", false);
		call.finishSpeaking();
		expect(said()).toEqual(["Hello there, ", "you."]);
		expect(call.endings).toEqual([["1", "heard", 2_000]]);
	});

	test("is heard to its end when the game leaves in the middle, and then the caller is told", () => {
		open("Hello there, my na");
		call.finishSpeaking();
		call.send({ type: "game.left", gameId: "g" });
		expect(call.state).toBe("listeningForCode");
		append("me is Bob.");
		call.finishSpeaking();
		expect(said()).toEqual(["Hello there, ", "my na", defaultPrompts.gameLeft]);
	});

	test("is over when the caller says something, and what comes of it then is not spoken", () => {
		call.say("1", "Hello there, ", { more: true, interruptible: "pause" });
		call.finishSpeaking();
		call.recogniser.tell(heard("stop it now"));
		append("you.");
		expect(said()).toEqual(["Hello there, "]);
		expect(call.endings).toEqual([["1", "interrupted", 0]]);
	});

	test("waits with others for another stream when the caller has hung up", () => {
		call.phone.tell({ type: "phone.hung.up" });
		open("Hel");
		append("lo there, ");
		call.send({ type: "stream.replaced", fromCallId: "d" });
		append("you.", false);
		call.finishSpeaking();
		expect(said()).toEqual(["Hello there, ", "you."]);
	});

	test("is over when the call's time is up, and so is one that is begun after that", () => {
		open("Hello there, ");
		call.clock.increment(1);
		call.send({ type: "time.up" });
		append("you.");
		expect(call.endings).toEqual([["1", "interrupted", 0]]);
		open("And then, ");
		append("good bye.");
		expect(call.endings.at(-1)).toEqual(["1", "failed", 0]);
		expect(said().at(-1)).toBe(defaultPrompts.timeUp);
	});
});
