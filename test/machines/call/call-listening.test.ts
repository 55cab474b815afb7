import { beforeEach, describe, expect, test } from "vitest";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { CallUnderTest } from "../../support/actors/call-under-test.js";
import { heard } from "../../support/codes/spoken.js";

let call: CallUnderTest;

/** The alarm for the pause after which a code counts as complete. */
const settling = expect.stringContaining("codeSettle");

beforeEach(() => {
	call = new CallUnderTest();
	call.begin();
});

describe("a call that listens for a code", () => {
	test("looks up a spoken code", () => {
		call.recogniser.tell(heard("four two seven one"));
		expect(call.lookUps).toEqual([["4271"]]);
	});

	test("looks up a keyed code", () => {
		call.press("4271");
		expect(call.lookUps.at(-1)).toEqual(["4271"]);
	});

	test("looks up nothing more when the keyed code was said as well, and its result comes late", () => {
		call.clock.increment(30_000);
		call.press("4271#");
		const before = call.lookUps.length;
		call.answer({ type: "code.unknown" });
		const said = { startMs: 29_000, endMs: 30_800 };
		call.recogniser.tell(heard("four two seven one", said));
		call.clock.increment(5_000);
		expect(call.lookUps).toHaveLength(before);
		call.recogniser.tell(
			heard("four two seven one", { startMs: 36_000, endMs: 38_000 }),
		);
		expect(call.lookUps).toHaveLength(before + 1);
	});

	test("takes the keys as complete after a pause", () => {
		call.press("4271");
		call.answer({ type: "code.incomplete" });
		const settled = () =>
			call.toCoordinator.filter(
				(event) => event.type === "code.heard" && event.isSettled,
			).length;
		expect(settled()).toBe(0);
		call.clock.increment(1_500);
		expect(settled()).toBe(1);
	});

	test("asks for just the code when one is lost among other words: no try, and twice at most", () => {
		for (let talk = 0; talk < 4; talk++) {
			call.recogniser.tell(heard("grandma found 4271 under the sofa"));
			call.finishSpeaking();
		}
		expect(call.lookUps).toEqual([]);
		expect(call.linesSaid).toEqual([
			defaultPrompts.notUnderstood,
			defaultPrompts.notUnderstood,
		]);
		expect(call.context.tries).toBe(0);
	});

	test("looks up nothing in ordinary talk", () => {
		call.recogniser.tell(heard("hello is anybody there i have two dogs"));
		call.clock.increment(5_000);
		expect(call.lookUps).toEqual([]);
		expect(call.linesSaid).toEqual([]);
	});

	test("reads an unknown code back, warns before the last try, and then says goodbye", () => {
		const miss = () => {
			call.recogniser.tell(heard("four two seven one"));
			call.answer({ type: "code.unknown" });
			call.finishSpeaking();
		};
		miss();
		expect(call.linesSaid.at(-1)).toBe(
			"I heard 4, 2, 7, 1. No game is showing that code. Please try again.",
		);
		miss();
		expect(call.linesSaid.at(-1)).toMatch(/last try/);
		expect(call.state).toBe("listeningForCode");
		miss();
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.tooManyTries);
		expect(call.state).toBe("ended");
		expect(call.reasonOfTheEnd).toBe("too many tries");
	});

	test("hears nothing more once it says goodbye", () => {
		for (let tries = 0; tries < 3; tries++) call.answer({ type: "game.full" });
		const before = call.lookUps.length;
		call.recogniser.tell(heard("four two seven one"));
		call.press("4");
		expect(call.lookUps).toHaveLength(before);
		expect(call.state).toBe("listeningForCode");
		call.clock.increment(15_000);
		expect(call.state).toBe("ended");
	});

	test("says goodbye when no more tries are left to this caller", () => {
		const failed: string[] = [];
		call.actor.on("try.failed", ({ because }) => failed.push(because));
		call.answer({ type: "tries.exhausted" });
		expect(failed).toEqual(["tries.exhausted"]);
		expect(call.linesSaid).toEqual([defaultPrompts.refused]);
		call.finishSpeaking();
		expect(call.reasonOfTheEnd).toBe("too many tries");
	});

	test("reminds the caller twice, and lets him go at last", () => {
		call.clock.increment(8_000);
		expect(call.linesSaid).toEqual([defaultPrompts.firstReminder]);
		call.finishSpeaking();
		call.clock.increment(12_000);
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.secondReminder);
		call.finishSpeaking();
		expect(call.timers).not.toContain("reminder");
		call.clock.increment(40_000);
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.noCodeHeard);
		call.finishSpeaking();
		expect(call.reasonOfTheEnd).toBe("no code heard");
	});

	test("reminds as often as the operator wants it", () => {
		call = new CallUnderTest({ codeRemindersMs: [8_000, 20_000, 30_000] });
		call.begin();
		for (const ms of [8_000, 12_000, 10_000]) {
			call.clock.increment(ms);
			call.finishSpeaking();
		}
		expect(call.linesSaid).toEqual([
			defaultPrompts.firstReminder,
			defaultPrompts.secondReminder,
			defaultPrompts.secondReminder,
		]);
	});

	test("does not remind a caller who is just being answered", () => {
		call.clock.increment(7_000);
		call.recogniser.tell(heard("four two seven one"));
		call.answer({ type: "code.unknown" });
		call.clock.increment(1_000);
		call.finishSpeaking();
		expect(call.linesSaid).toHaveLength(1);
		call.clock.increment(12_000);
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.secondReminder);
	});

	test("pauses a prompt as soon as the caller makes a sound, and stops it at words", () => {
		call.clock.increment(8_000);
		call.startSpeaking();
		expect(call.phone.orderTypes).toEqual(["pause"]);
		call.phone.orders.length = 0;
		call.recogniser.tell(heard("hello"));
		expect(call.voice.orders.at(-1)).toEqual({ type: "cancel" });
		expect(call.phone.orders).toEqual([{ type: "clear" }]);
	});

	test("lets the answer to keys be heard, though # still follows them", () => {
		call.press("4271");
		call.answer({ type: "code.unknown" });
		call.press("#");
		expect(call.voice.orderTypes).toEqual(["synthesise"]);
		call.press("5");
		expect(call.voice.orderTypes).toEqual(["synthesise", "cancel"]);
	});

	test("tells nobody that the code was said once more by the final result", () => {
		const at = { startMs: 500, endMs: 3_500 };
		const interim = { ...at, isFinal: false, endsSpeech: true };
		call.recogniser.tell(heard("four two seven one", interim));
		call.recogniser.tell(
			heard("four two seven one", { ...interim, endMs: 4_500 }),
		);
		expect(call.lookUps).toContainEqual(["4271"]);
		call.match();
		call.recogniser.tell(heard("four two seven one", at));
		call.recogniser.tell(
			heard("open the door", { startMs: 4_000, endMs: 5_000 }),
		);
		expect(call.toGame).toHaveLength(2);
		expect(call.toGame[0]?.type).toBe("call.joined");
		expect(call.toGame[1]).toMatchObject({
			heard: { speech: { text: "open the door" } },
		});
	});

	test("tells the coordinator what was understood, and whether it may still grow", () => {
		call.press("4271");
		call.answer({ type: "code.incomplete" });
		call.clock.increment(1_500);
		const candidates = [{ code: "4271", certainty: 1 }];
		const heardSo = { type: "code.heard", callId: "c", candidates };
		expect(call.toCoordinator.slice(1)).toEqual([
			{ ...heardSo, isSettled: false },
			{ ...heardSo, isSettled: true },
		]);
	});

	test("counts the pause from the last key", () => {
		for (const digit of "4271") {
			call.phone.tell({ type: "key.pressed", digit });
			if (call.isLookingUp) call.answer({ type: "code.incomplete" });
			call.clock.increment(1_000);
		}
		expect(call.lookUps).toHaveLength(1);
		call.clock.increment(499);
		expect(call.lookUps).toHaveLength(1);
		call.clock.increment(1);
		expect(call.lookUps).toHaveLength(2);
	});

	test.each([
		["code.ambiguous", "ambiguousCode"],
		["game.full", "gameFull"],
	] as const)("says why when told %s, and counts a try", (type, prompt) => {
		const failed: string[] = [];
		call.actor.on("try.failed", ({ because }) => failed.push(because));
		call.answer({ type });
		expect(call.linesSaid).toEqual([defaultPrompts[prompt]]);
		expect(call.context.tries).toBe(1);
		expect(failed).toEqual([type]);
	});

	test("counts keys that are no code as a try, without asking the coordinator", () => {
		call.press("42#");
		expect(call.lookUps).toEqual([]);
		expect(call.linesSaid).toEqual([defaultPrompts.notUnderstood]);
		expect(call.context.tries).toBe(1);
	});

	test("warns before the last try only where there was a code to read back", () => {
		for (let tries = 0; tries < 2; tries++) {
			call.answer({ type: "code.ambiguous" });
			call.finishSpeaking();
		}
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.ambiguousCode);
	});

	test("forgets what was said before a try that failed", () => {
		call.recogniser.tell(heard("four two seven one", { endMs: 1_000 }));
		call.answer({ type: "code.unknown" });
		call.clock.increment(10_000);
		expect(call.lookUps).toHaveLength(1);
		expect(call.timers).not.toContainEqual(settling);
	});

	test("sets no alarm for a pause when there is nothing to complete", () => {
		call.press("4");
		expect(call.timers).toContainEqual(settling);
		call.press("*");
		expect(call.timers).not.toContainEqual(settling);
	});

	test("lets no alarm outlive the listening", () => {
		call.press("4271");
		call.answer({ type: "code.incomplete" });
		expect(call.timers).toEqual(
			expect.arrayContaining([
				settling,
				expect.stringContaining("nextReminder"),
			]),
		);
		call.press("#");
		call.match();
		call.finishSpeaking();
		expect(call.timers).toEqual([]);
	});

	test("begins to remind anew when it listens anew", () => {
		call.clock.increment(8_000);
		call.finishSpeaking();
		call.match();
		call.send({ type: "game.left", gameId: "g" });
		call.finishSpeaking();
		call.clock.increment(7_999);
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.gameLeft);
		call.clock.increment(1);
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.firstReminder);
		call.finishSpeaking();
		call.clock.increment(11_999);
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.firstReminder);
		call.clock.increment(1);
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.secondReminder);
	});

	test("does not take its own reading of a code for the caller's", () => {
		call.recogniser.tell(heard("four two seven one"));
		call.answer({ type: "code.unknown" });
		const later = { startMs: 10_000, endMs: 12_000 };
		call.recogniser.tell(heard("4, 2, 7, 1", later));
		call.clock.increment(2_000);
		expect(call.lookUps).toHaveLength(1);
	});

	test("stops a prompt when words are heard, and not when only silence is", () => {
		call.clock.increment(8_000);
		call.recogniser.tell(heard(""));
		expect(call.phone.orders).toEqual([]);
		call.recogniser.tell(heard("hello"));
		expect(call.phone.orders).toEqual([{ type: "clear" }]);
	});

	test("hears a code that is said after keys were answered, however late the call began", () => {
		call = new CallUnderTest();
		call.clock.increment(9_000);
		call.begin();
		call.press("4271#");
		call.answer({ type: "code.unknown" });
		const before = call.lookUps.length;
		call.recogniser.tell(
			heard("eight zero three six", { startMs: 2_000, endMs: 4_000 }),
		);
		expect(call.lookUps.slice(before)).toEqual([["8036"]]);
	});

	test("understands what is said after a code that was no game's", () => {
		call.sayCodeInterim();
		call.answer({ type: "code.unknown" });
		const later = { startMs: 6_000, endMs: 8_000 };
		call.recogniser.tell(heard("four two seven one", { startMs: 500 }));
		expect(call.lookUps).toEqual([["4271"]]);
		call.recogniser.tell(heard("eight zero three six", later));
		expect(call.lookUps.at(-1)).toEqual(["8036"]);
	});

	test("speaks fixed prompts with the operator's voice, and keeps their audio", () => {
		call = new CallUnderTest({ promptVoice: "thalia" });
		call.begin();
		call.recogniser.tell(heard("four two seven one"));
		call.answer({ type: "code.unknown" });
		call.finishSpeaking();
		call.answer({ type: "game.full" });
		expect(call.synthesised).toStrictEqual([
			{
				type: "synthesise",
				lineId: "line-1",
				text: "I heard 4, 2, 7, 1. No game is showing that code. Please try again.",
				voice: "thalia",
				keep: false,
			},
			{
				type: "synthesise",
				lineId: "line-2",
				text: defaultPrompts.gameFull,
				voice: "thalia",
				keep: true,
			},
		]);
	});

	test("takes its time for a goodbye, but not for ever", () => {
		call.answer({ type: "tries.exhausted" });
		call.clock.increment(14_999);
		expect(call.state).toBe("listeningForCode");
		call.clock.increment(1);
		expect(call.state).toBe("ended");
	});

	test("ends when the caller does not wait for the goodbye", () => {
		call.answer({ type: "tries.exhausted" });
		call.phone.tell({ type: "phone.hung.up" });
		expect(call.state).toBe("ended");
		expect(call.reasonOfTheEnd).toBe("too many tries");
	});

	test("takes the keys of another code after its game has left for a new code", () => {
		call.press("4271");
		call.match();
		call.send({ type: "game.left", gameId: "g" });
		call.press("8036");
		expect(call.lookUps.at(-1)).toEqual(["8036"]);
	});

	test("tells the caller when nothing is heard for long, and when only keys are left", () => {
		call.recogniser.tell({ type: "recognition.lost" });
		call.clock.increment(4_000);
		expect(call.linesSaid).toEqual([defaultPrompts.recognitionLost]);
		call.finishSpeaking();
		call.recogniser.tell({ type: "recognition.refused" });
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.recognitionRefused);
	});

	test("ends once when the caller hangs up", () => {
		call.phone.tell({ type: "phone.hung.up" });
		expect(call.state).toBe("ended");
		expect(call.reasonOfTheEnd).toBe("caller hung up");
		expect(
			[call.phone, call.recogniser, call.voice].map(({ isOpen }) => isOpen),
		).toEqual([false, false, false]);
	});
});
