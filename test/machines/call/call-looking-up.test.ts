import { beforeEach, describe, expect, test } from "vitest";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { CallUnderTest } from "../../support/actors/call-under-test.js";
import { heard } from "../../support/codes/spoken.js";

let call: CallUnderTest;

beforeEach(() => {
	call = new CallUnderTest();
	call.begin();
});

const unknown = { type: "code.unknown" } as const;
const later = { startMs: 10_000, endMs: 12_000 };

/** The caller says the code 8036, after another one. */
const sayAnother = () =>
	call.recogniser.tell(heard("eight zero three six", later));

const readBack = (digits: string) =>
	`I heard ${[...digits].join(", ")}. No game is showing that code. Please try again.`;

describe("a code that comes while another is looked up", () => {
	beforeEach(() => call.recogniser.tell(heard("four two seven one")));

	test.each([
		["said", sayAnother],
		["keyed", () => call.press("8036")],
	])(
		"is looked up next when it is %s, and read back in its turn",
		(_, give) => {
			give();
			expect(call.lookUps).toEqual([["4271"]]);
			call.answer(unknown);
			expect(call.lookUps).toEqual([["4271"], ["8036"]]);
			expect(call.isLookingUp).toBe(true);
			expect(call.linesSaid).toEqual([readBack("4271")]);
			call.answer({ type: "code.unknown" });
			expect(call.lookUps).toHaveLength(2);
			expect(call.isLookingUp).toBe(false);
			call.finishSpeaking();
			expect(call.linesSaid.at(-1)).toMatch(/^I heard 8, 0, 3, 6\./);
		},
	);

	test("is looked up as well when the first one was not finished", () => {
		sayAnother();
		call.send({ type: "code.incomplete" });
		expect(call.lookUps).toEqual([["4271"], ["8036"]]);
	});

	test("is the newest of several, whatever is said that is none", () => {
		sayAnother();
		call.press("5555");
		call.recogniser.tell(heard("hello", { startMs: 15_000, endMs: 16_000 }));
		call.answer(unknown);
		call.answer(unknown);
		expect(call.lookUps).toEqual([["4271"], ["5555"]]);
	});

	test("is not looked up when it is the same again: it has had its answer", () => {
		call.recogniser.tell(heard("four two seven one", later));
		call.answer(unknown);
		expect(call.lookUps).toEqual([["4271"]]);
		expect(call.isLookingUp).toBe(false);
	});

	test("is forgotten when the first one pairs", () => {
		sayAnother();
		call.match();
		call.send({ type: "game.left", gameId: "g" });
		expect(call.lookUps).toEqual([["4271"]]);
	});

	test("is no word for the game that it pairs with, when its final result comes", () => {
		for (const endMs of [11_000, 12_000])
			call.recogniser.tell(
				heard("eight zero three six", {
					...{ startMs: 10_000, endMs },
					...{ isFinal: false, endsSpeech: true },
				}),
			);
		call.answer(unknown);
		expect(call.lookUps).toEqual([["4271"], ["8036"]]);
		call.match();
		call.recogniser.tell(heard("eight zero three six", later));
		call.recogniser.tell(heard("hello", { startMs: 17_000, endMs: 18_000 }));
		expect(call.textsTold).toEqual(["hello"]);
	});
});

describe("while a code is looked up", () => {
	test("the rest of it is passed over, and what follows is understood", () => {
		call.sayCodeInterim();
		expect(call.lookUps).toEqual([["4271"]]);
		call.recogniser.tell(heard("four two seven one five", { startMs: 500 }));
		call.recogniser.tell(
			heard("eight zero three six", { startMs: 20_000, endMs: 22_000 }),
		);
		call.answer(unknown);
		expect(call.lookUps).toEqual([["4271"], ["8036"]]);
	});

	test("the rest of it is all that is passed over", () => {
		call.sayCodeInterim();
		call.recogniser.tell(heard("four two seven one five", { startMs: 500 }));
		call.answer(unknown);
		expect(call.lookUps).toEqual([["4271"]]);
	});

	describe("and the answer to the one before is read back", () => {
		beforeEach(() => {
			call.recogniser.tell(heard("four two seven one"));
			sayAnother();
			call.answer(unknown);
			expect(call.lookUps).toHaveLength(2);
		});

		test("its echo is no code", () => {
			call.recogniser.tell(
				heard("4, 2, 7, 1", { startMs: 20_000, endMs: 22_000 }),
			);
			expect(call.phone.orders).toEqual([]);
			call.answer(unknown);
			expect(call.lookUps).toHaveLength(2);
		});

		test("a mere noise stops it, until an echo was heard", () => {
			call.recogniser.tell(heard("I heard 4, 2", { startMs: 20_000 }));
			call.startSpeaking();
			expect(call.phone.orders).toEqual([]);
		});

		test("a mere noise pauses it", () => {
			call.startSpeaking();
			expect(call.phone.orderTypes).toEqual(["pause"]);
		});

		test.each([
			["words", () => call.recogniser.tell(heard("hello", later))],
			["a key", () => call.press("5")],
		])("%s of the caller's stop it", (_, sound) => {
			sound();
			expect(call.phone.orders).toEqual([{ type: "clear" }]);
			expect(call.isLookingUp).toBe(true);
		});
	});
});

describe("an answer to a code", () => {
	test("leaves nothing that a pause would complete", () => {
		call.press("4271#");
		call.answer(unknown);
		for (const alarm of call.timers) expect(alarm).not.toContain("codeSettle");
	});

	test("reads nothing back before there was a code, whatever the operator's words are", () => {
		const prompts = { ...defaultPrompts, firstReminder: "Your code: {code}." };
		call = new CallUnderTest({ prompts });
		call.begin();
		call.clock.increment(8_000);
		expect(call.linesSaid).toEqual(["Your code: ."]);
	});
});

describe("a try that failed", () => {
	test.each(["code.unknown", "tries.exhausted"] as const)(
		"is counted, and told to those who watch: %s",
		(type) => {
			const failed: string[] = [];
			call.actor.on("try.failed", ({ because }) => failed.push(because));
			call.answer({ type });
			expect(failed).toEqual([type]);
			expect(call.context.tries).toBe(1);
		},
	);

	test("is none when a code is lost among other words, for which the caller is asked just once", () => {
		call.recogniser.tell(heard("grandma found 4271 under the sofa"));
		expect(call.context.timesAsked).toBe(1);
		call.finishSpeaking();
		expect(call.linesSaid).toEqual([defaultPrompts.notUnderstood]);
	});
});

describe("while a code is waited for", () => {
	test("the echo of a prompt makes mere noise mistrusted", () => {
		call.clock.increment(8_000);
		call.recogniser.tell(heard("the code that your game shows"));
		call.startSpeaking();
		expect(call.phone.orders).toEqual([]);
		call.recogniser.tell(heard("hello", later));
		expect(call.phone.orders).toEqual([{ type: "clear" }]);
	});

	test("a code whose end is lost with the recogniser swallows no sentence after it", () => {
		call.sayCodeInterim();
		call.recogniser.tell({ type: "recognition.lost" });
		call.recogniser.tell({ type: "recognition.restored", missedMs: 100 });
		call.match();
		call.recogniser.tell(heard("hello", later));
		expect(call.textsTold).toEqual(["hello"]);
	});
});

test("a second stream during the last words tells the game all that is heard again", () => {
	call.pair();
	call.phone.tell({ type: "phone.hung.up" });
	call.send({ type: "stream.replaced", fromCallId: "d" });
	call.startSpeaking();
	expect(call.toGame).toMatchObject([{ heard: { type: "speech.started" } }]);
});

test("a call that has ended says why", () => {
	call.send({ type: "end", reason: "server going away" });
	expect(call.actor.getSnapshot().output).toBe("server going away");
});

describe("keys that are no code", () => {
	const notUnderstood = defaultPrompts.notUnderstood;

	test("count as tries, of which the last is answered by a goodbye", () => {
		const failed: string[] = [];
		call.actor.on("try.failed", ({ because }) => failed.push(because));
		for (const tries of [1, 2]) {
			call.press("42#");
			call.finishSpeaking();
			expect(call.context.tries).toBe(tries);
		}
		expect(call.state).toBe("listeningForCode");
		call.press("42#");
		expect(call.linesSaid).toEqual([
			...[notUnderstood, notUnderstood],
			defaultPrompts.tooManyTries,
		]);
		expect(failed).toEqual(["code.garbled", "code.garbled", "code.garbled"]);
		call.finishSpeaking();
		expect(call.reasonOfTheEnd).toBe("too many tries");
	});

	test("leave the call listening before the last try", () => {
		for (let tries = 0; tries < 2; tries++) call.press("42#");
		call.press("8036");
		expect(call.lookUps).toEqual([["8036"]]);
	});

	test("are the last try at once, where there is just one", () => {
		call = new CallUnderTest({ triesPerCall: 1 });
		call.begin();
		call.press("42#");
		expect(call.linesSaid).toEqual([defaultPrompts.tooManyTries]);
	});

	test("are forgotten: those of the next code stand for themselves", () => {
		call.press("42#8036");
		expect(call.lookUps).toEqual([["8036"]]);
	});
});

describe("a call that says goodbye", () => {
	test("pairs all the same when the answer to its last code comes", () => {
		call = new CallUnderTest({ codeRemindersMs: [] });
		call.begin();
		call.recogniser.tell(heard("four two seven one"));
		call.clock.increment(60_000);
		expect(call.linesSaid).toEqual([defaultPrompts.noCodeHeard]);
		call.match();
		expect(call.state).toBe("paired");
		expect(call.phone.orders).toEqual([{ type: "clear" }]);
		expect(call.linesSaid.at(-1)).toBe(defaultPrompts.connected);
		call.finishSpeaking();
		call.recogniser.tell(heard("hello", { startMs: 70_000, endMs: 71_000 }));
		expect(call.textsTold).toEqual(["hello"]);
		call.clock.increment(15_000);
		expect(call.state).toBe("paired");
	});
});
