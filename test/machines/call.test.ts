import { beforeEach, describe, expect, test } from "vitest";
import { createActor, fromTransition, SimulatedClock } from "xstate";
import type { CallAdapterInput } from "../../src/machines/adapter-contract.js";
import { type CallActor, callMachine } from "../../src/machines/call.js";
import type { CallPolicy } from "../../src/machines/call-setup.js";
import type {
	CallEvent,
	CoordinatorEvent,
	GameEvent,
	Heard,
	PhoneFact,
	PhoneOrder,
	RecogniserFact,
	RecogniserOrder,
	VoiceFact,
	VoiceOrder,
} from "../../src/machines/events.js";
import { defaultPrompts } from "../../src/machines/prompts.js";
import { AdapterDouble } from "../support/adapter-double.js";
import { heard } from "../support/spoken.js";

let clock: SimulatedClock;
let phone: AdapterDouble<PhoneOrder, PhoneFact, CallAdapterInput>;
let recogniser: AdapterDouble<
	RecogniserOrder,
	RecogniserFact,
	CallAdapterInput
>;
let voice: AdapterDouble<VoiceOrder, VoiceFact, CallAdapterInput>;
let toCoordinator: CoordinatorEvent[];
let toGame: GameEvent[];
let call: CallActor;

/** An actor that keeps what it is sent. */
function recorder<Event extends { type: string }>(events: Event[]) {
	const logic = fromTransition((_: null, event: Event) => {
		events.push(event);
		return null;
	}, null);
	return createActor(logic).start();
}

let game: ReturnType<typeof recorder<GameEvent>>;

function start(policy: Partial<CallPolicy> = {}): void {
	clock = new SimulatedClock();
	phone = new AdapterDouble();
	recogniser = new AdapterDouble();
	voice = new AdapterDouble();
	toCoordinator = [];
	toGame = [];
	game = recorder(toGame);
	const machine = callMachine.provide({
		actors: {
			phone: phone.logic,
			recogniser: recogniser.logic,
			voice: voice.logic,
		},
	});
	call = createActor(machine, {
		clock,
		input: {
			callId: "c",
			coordinator: recorder(toCoordinator),
			now: () => clock.now(),
			policy: {
				startTimeoutMs: 10_000,
				codeWaitMs: 60_000,
				codeRemindersMs: [8_000, 20_000],
				codeSettleMs: 1_500,
				triesPerCall: 3,
				lastWordsMs: 1_000,
				vocabulary: { kind: "digits" },
				prompts: defaultPrompts,
				promptVoice: undefined,
				...policy,
			},
		},
	}).start();
}

beforeEach(() => start());

function state(): string {
	const { value } = call.getSnapshot();
	return typeof value === "string" ? value : (Object.keys(value)[0] ?? "");
}

function begin(): void {
	phone.tell({
		type: "stream.started",
		callSid: "CA1",
		callerKey: "k",
	});
	call.send({ type: "call.admitted" });
}

function pair(): void {
	begin();
	call.send({ type: "code.matched", gameId: "g", game });
	finishSpeaking();
	toGame.length = 0;
}

/** Lets the voice make, and the phone play, every line there is. */
function finishSpeaking(): void {
	for (let facts = 0; state() !== "ended"; facts++) {
		if (facts > 1_000) throw new Error("The call never stops speaking.");
		const { speech } = call.getSnapshot().context;
		if (speech.atVoice) {
			const { lineId } = speech.atVoice;
			voice.tell({ type: "line.synthesised", lineId, audioMs: 1_000 });
		} else if (speech.atPhone[0]) {
			phone.tell({ type: "mark.returned", name: speech.atPhone[0].lineId });
		} else return;
	}
}

function linesSaid(): string[] {
	return voice.orders.flatMap((order) =>
		order.type === "synthesise" ? [order.text] : [],
	);
}

/** The alarms that are set. */
function timers(): string[] {
	const { _scheduledEvents: scheduled } = call.system.getSnapshot();
	return Object.values(scheduled).map(({ id }) => id);
}

function synthesised() {
	return voice.orders.filter(({ type }) => type === "synthesise");
}

/** The caller says so; an interim result of what is not over yet, twice, is acted upon. */
function sayCodeInterim(startMs = 500): void {
	const interim = { startMs, isFinal: false, endsSpeech: true };
	for (const endMs of [startMs + 3_000, startMs + 4_000])
		recogniser.tell(heard("four two seven one", { ...interim, endMs }));
}

/** The game says a line; one that must be heard, unless said otherwise. */
function say(lineId: string, text: string, more: object = {}): void {
	const isInterruptible = false;
	const said = { type: "say", gameId: "g", lineId, text, isInterruptible };
	call.send({ ...said, ...more } as CallEvent);
}

function lineAtVoice(): string {
	return call.getSnapshot().context.speech.atVoice?.lineId ?? "";
}

/** The voice has made the line at hand. */
function makeLine(audioMs: number): void {
	voice.tell({ type: "line.synthesised", lineId: lineAtVoice(), audioMs });
}

/** How the game's lines ended, as it was told. */
function endings(): [string, string, number][] {
	return toGame.flatMap((event): [string, string, number][] =>
		event.type === "line.ended"
			? [[event.lineId, event.outcome, event.heardMs]]
			: [],
	);
}

function lookUps(): string[][] {
	return toCoordinator.flatMap((event) =>
		event.type === "code.heard"
			? [event.candidates.map(({ code }) => code)]
			: [],
	);
}

function reasonOfTheEnd(): string | undefined {
	const left = toCoordinator.find(({ type }) => type === "call.left");
	return left?.type === "call.left" ? left.reason : undefined;
}

describe("a call that awaits its start", () => {
	test("asks the coordinator for admission, and listens once admitted", () => {
		begin();
		expect(toCoordinator[0]).toMatchObject({
			type: "call.arrived",
			callId: "c",
			callSid: "CA1",
			callerKey: "k",
		});
		expect(state()).toBe("listeningForCode");
		expect(recogniser.orders).toEqual([{ type: "expect.code" }]);
	});

	test("names itself to the coordinator, and to each of its adapters", () => {
		begin();
		const [arrived] = toCoordinator;
		expect(arrived?.type === "call.arrived" && arrived.call).toBe(call);
		for (const { inputs } of [phone, recogniser, voice])
			expect(inputs).toEqual([{ callId: "c" }]);
	});

	test("tells a caller that the server is going down", () => {
		call.send({ type: "call.refused", reason: "server going away" });
		expect(linesSaid()).toEqual([defaultPrompts.serverGoingAway]);
		finishSpeaking();
		expect(reasonOfTheEnd()).toBe("server going away");
	});

	test("ends when Twilio never says which call it is", () => {
		clock.increment(9_999);
		expect(state()).toBe("awaitingStart");
		clock.increment(1);
		expect(state()).toBe("ended");
		expect(reasonOfTheEnd()).toBe("never started");
		expect(phone.isOpen).toBe(false);
	});

	test("tells a caller who is refused why, without opening a recogniser, and ends", () => {
		call.send({ type: "call.refused", reason: "too many tries" });
		expect(linesSaid()).toEqual([defaultPrompts.refused]);
		expect(recogniser.isOpen).toBe(false);
		finishSpeaking();
		expect(reasonOfTheEnd()).toBe("too many tries");
	});

	test("ends when its stream may not stand for the call that it names", () => {
		phone.tell({ type: "stream.refused" });
		expect(state()).toBe("ended");
		expect(reasonOfTheEnd()).toBe("never started");
	});

	test("ends when its stream belongs to a call that is known already", () => {
		call.send({ type: "stream.given.away" });
		expect(state()).toBe("ended");
		expect(reasonOfTheEnd()).toBe("handed over");
	});
});

describe("a call that listens for a code", () => {
	beforeEach(begin);

	test("looks up a spoken code", () => {
		recogniser.tell(heard("four two seven one"));
		expect(lookUps()).toEqual([["4271"]]);
	});

	test("looks up a keyed code", () => {
		for (const digit of "4271") phone.tell({ type: "key.pressed", digit });
		expect(lookUps().at(-1)).toEqual(["4271"]);
	});

	test("looks up nothing more when the keyed code was said as well, and its result comes late", () => {
		clock.increment(30_000);
		for (const digit of "4271#") phone.tell({ type: "key.pressed", digit });
		const before = lookUps().length;
		call.send({ type: "code.unknown" });
		const said = { startMs: 29_000, endMs: 30_800 };
		recogniser.tell(heard("four two seven one", said));
		clock.increment(5_000);
		expect(lookUps()).toHaveLength(before);
		recogniser.tell(
			heard("four two seven one", { startMs: 36_000, endMs: 38_000 }),
		);
		expect(lookUps()).toHaveLength(before + 1);
	});

	test("takes the keys as complete after a pause", () => {
		for (const digit of "4271") phone.tell({ type: "key.pressed", digit });
		const settled = () =>
			toCoordinator.filter(
				(event) => event.type === "code.heard" && event.isSettled,
			).length;
		expect(settled()).toBe(0);
		clock.increment(1_500);
		expect(settled()).toBe(1);
	});

	test("asks for just the code when one is lost among other words: no try, and twice at most", () => {
		for (let talk = 0; talk < 4; talk++) {
			recogniser.tell(heard("grandma found 4271 under the sofa"));
			finishSpeaking();
		}
		expect(lookUps()).toEqual([]);
		expect(linesSaid()).toEqual([
			defaultPrompts.notUnderstood,
			defaultPrompts.notUnderstood,
		]);
		expect(call.getSnapshot().context.tries).toBe(0);
	});

	test("looks up nothing in ordinary talk", () => {
		recogniser.tell(heard("hello is anybody there i have two dogs"));
		clock.increment(5_000);
		expect(lookUps()).toEqual([]);
		expect(linesSaid()).toEqual([]);
	});

	test("reads an unknown code back, warns before the last try, and then says goodbye", () => {
		const miss = () => {
			recogniser.tell(heard("four two seven one"));
			call.send({ type: "code.unknown" });
			finishSpeaking();
		};
		miss();
		expect(linesSaid().at(-1)).toBe(
			"I heard 4, 2, 7, 1. No game is showing that code. Please try again.",
		);
		miss();
		expect(linesSaid().at(-1)).toMatch(/last try/);
		expect(state()).toBe("listeningForCode");
		miss();
		expect(linesSaid().at(-1)).toBe(defaultPrompts.tooManyTries);
		expect(state()).toBe("ended");
		expect(reasonOfTheEnd()).toBe("too many tries");
	});

	test("hears nothing more once it says goodbye", () => {
		for (let tries = 0; tries < 3; tries++) call.send({ type: "game.full" });
		recogniser.tell(heard("four two seven one"));
		phone.tell({ type: "key.pressed", digit: "4" });
		expect(lookUps()).toEqual([]);
		expect(state()).toBe("listeningForCode");
		clock.increment(15_000);
		expect(state()).toBe("ended");
	});

	test("says goodbye when no more tries are left to this caller", () => {
		call.send({ type: "tries.exhausted" });
		expect(linesSaid()).toEqual([defaultPrompts.refused]);
		finishSpeaking();
		expect(reasonOfTheEnd()).toBe("too many tries");
	});

	test("reminds the caller twice, and lets him go at last", () => {
		clock.increment(8_000);
		expect(linesSaid()).toEqual([defaultPrompts.firstReminder]);
		finishSpeaking();
		clock.increment(12_000);
		expect(linesSaid().at(-1)).toBe(defaultPrompts.secondReminder);
		finishSpeaking();
		clock.increment(40_000);
		expect(linesSaid().at(-1)).toBe(defaultPrompts.noCodeHeard);
		finishSpeaking();
		expect(reasonOfTheEnd()).toBe("no code heard");
	});

	test("does not remind a caller who is just being answered", () => {
		clock.increment(7_000);
		recogniser.tell(heard("four two seven one"));
		call.send({ type: "code.unknown" });
		clock.increment(1_000);
		expect(linesSaid()).toHaveLength(1);
		finishSpeaking();
		clock.increment(12_000);
		expect(linesSaid().at(-1)).toBe(defaultPrompts.secondReminder);
	});

	test("stops a prompt as soon as the caller speaks", () => {
		clock.increment(8_000);
		recogniser.tell({ type: "speech.started", atMs: 0, verbatim: undefined });
		expect(voice.orders.at(-1)).toEqual({ type: "cancel" });
		expect(phone.orders).toEqual([{ type: "clear" }]);
	});

	test("lets the answer to keys be heard, though # still follows them", () => {
		for (const digit of "4271") phone.tell({ type: "key.pressed", digit });
		call.send({ type: "code.unknown" });
		phone.tell({ type: "key.pressed", digit: "#" });
		expect(voice.orderTypes).toEqual(["synthesise"]);
		phone.tell({ type: "key.pressed", digit: "5" });
		expect(voice.orderTypes).toEqual(["synthesise", "cancel"]);
	});

	test("tells nobody that the code was said once more by the final result", () => {
		const at = { startMs: 500, endMs: 3_500 };
		const interim = { ...at, isFinal: false, endsSpeech: true };
		recogniser.tell(heard("four two seven one", interim));
		recogniser.tell(heard("four two seven one", { ...interim, endMs: 4_500 }));
		expect(lookUps()).toContainEqual(["4271"]);
		call.send({ type: "code.matched", gameId: "g", game });
		recogniser.tell(heard("four two seven one", at));
		recogniser.tell(heard("open the door", { startMs: 4_000, endMs: 5_000 }));
		expect(toGame).toHaveLength(1);
		expect(toGame[0]).toMatchObject({
			heard: { speech: { text: "open the door" } },
		});
	});

	test("tells the coordinator what was understood, and whether it may still grow", () => {
		phone.tell({ type: "key.pressed", digit: "4" });
		for (const digit of "271") phone.tell({ type: "key.pressed", digit });
		clock.increment(1_500);
		const candidates = [{ code: "4271", certainty: 1 }];
		const heardSo = { type: "code.heard", callId: "c", candidates };
		expect(toCoordinator.slice(1)).toEqual([
			{ ...heardSo, isSettled: false },
			{ ...heardSo, isSettled: true },
		]);
	});

	test("counts the pause from the last key", () => {
		for (const digit of "4271") {
			phone.tell({ type: "key.pressed", digit });
			clock.increment(1_000);
		}
		expect(lookUps()).toHaveLength(1);
		clock.increment(499);
		expect(lookUps()).toHaveLength(1);
		clock.increment(1);
		expect(lookUps()).toHaveLength(2);
	});

	test.each([
		["code.ambiguous", "ambiguousCode"],
		["game.full", "gameFull"],
	] as const)("says why when told %s, and counts a try", (type, prompt) => {
		const failed: string[] = [];
		call.on("try.failed", ({ because }) => failed.push(because));
		call.send({ type });
		expect(linesSaid()).toEqual([defaultPrompts[prompt]]);
		expect(call.getSnapshot().context.tries).toBe(1);
		expect(failed).toEqual([type]);
	});

	test("counts keys that are no code as a try, without asking the coordinator", () => {
		for (const digit of "42#") phone.tell({ type: "key.pressed", digit });
		expect(lookUps()).toEqual([]);
		expect(linesSaid()).toEqual([defaultPrompts.notUnderstood]);
		expect(call.getSnapshot().context.tries).toBe(1);
	});

	test("warns before the last try only where there was a code to read back", () => {
		for (let tries = 0; tries < 2; tries++) {
			call.send({ type: "code.ambiguous" });
			finishSpeaking();
		}
		expect(linesSaid().at(-1)).toBe(defaultPrompts.ambiguousCode);
	});

	test("forgets what was said before a try that failed", () => {
		recogniser.tell(heard("four two seven one", { endMs: 1_000 }));
		call.send({ type: "code.unknown" });
		clock.increment(10_000);
		expect(lookUps()).toHaveLength(1);
		expect(timers()).not.toContain("settle");
	});

	test("sets no alarm for a pause when there is nothing to complete", () => {
		phone.tell({ type: "key.pressed", digit: "4" });
		expect(timers()).toContain("settle");
		phone.tell({ type: "key.pressed", digit: "*" });
		expect(timers()).not.toContain("settle");
	});

	test("lets no alarm outlive the listening", () => {
		for (const digit of "4271") phone.tell({ type: "key.pressed", digit });
		expect(timers()).toEqual(expect.arrayContaining(["reminder", "settle"]));
		call.send({ type: "code.matched", gameId: "g", game });
		finishSpeaking();
		expect(timers()).toEqual([]);
	});

	test("begins to remind anew when it listens anew", () => {
		clock.increment(8_000);
		finishSpeaking();
		call.send({ type: "code.matched", gameId: "g", game });
		call.send({ type: "game.left", gameId: "g" });
		finishSpeaking();
		clock.increment(7_999);
		expect(linesSaid().at(-1)).toBe(defaultPrompts.gameLeft);
		clock.increment(1);
		expect(linesSaid().at(-1)).toBe(defaultPrompts.firstReminder);
		finishSpeaking();
		clock.increment(11_999);
		expect(linesSaid().at(-1)).toBe(defaultPrompts.firstReminder);
		clock.increment(1);
		expect(linesSaid().at(-1)).toBe(defaultPrompts.secondReminder);
	});

	test("does not take its own reading of a code for the caller's", () => {
		recogniser.tell(heard("four two seven one"));
		call.send({ type: "code.unknown" });
		const later = { startMs: 10_000, endMs: 12_000 };
		recogniser.tell(heard("I heard 4, 2, 7, 1.", later));
		clock.increment(2_000);
		expect(lookUps()).toHaveLength(1);
	});

	test("stops a prompt when words are heard, and not when only silence is", () => {
		clock.increment(8_000);
		recogniser.tell(heard(""));
		expect(phone.orders).toEqual([]);
		recogniser.tell(heard("hello"));
		expect(phone.orders).toEqual([{ type: "clear" }]);
	});

	test("hears a code that is said after keys were answered, however late the call began", () => {
		start();
		clock.increment(9_000);
		begin();
		for (const digit of "4271#") phone.tell({ type: "key.pressed", digit });
		call.send({ type: "code.unknown" });
		const before = lookUps().length;
		recogniser.tell(
			heard("eight zero three six", { startMs: 2_000, endMs: 4_000 }),
		);
		expect(lookUps().slice(before)).toEqual([["8036"]]);
	});

	test("understands what is said after a code that was no game's", () => {
		sayCodeInterim();
		call.send({ type: "code.unknown" });
		const later = { startMs: 6_000, endMs: 8_000 };
		recogniser.tell(heard("four two seven one", { startMs: 500 }));
		expect(lookUps()).toEqual([["4271"]]);
		recogniser.tell(heard("eight zero three six", later));
		expect(lookUps().at(-1)).toEqual(["8036"]);
	});

	test("speaks fixed prompts with the operator's voice, and keeps their audio", () => {
		start({ promptVoice: "thalia" });
		begin();
		recogniser.tell(heard("four two seven one"));
		call.send({ type: "code.unknown" });
		finishSpeaking();
		call.send({ type: "game.full" });
		expect(synthesised()).toStrictEqual([
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
		call.send({ type: "tries.exhausted" });
		clock.increment(14_999);
		expect(state()).toBe("listeningForCode");
		clock.increment(1);
		expect(state()).toBe("ended");
	});

	test("ends when the caller does not wait for the goodbye", () => {
		call.send({ type: "tries.exhausted" });
		phone.tell({ type: "phone.hung.up" });
		expect(state()).toBe("ended");
		expect(reasonOfTheEnd()).toBe("too many tries");
	});

	test("tells the caller when nothing is heard for long, and when only keys are left", () => {
		recogniser.tell({ type: "recognition.lost" });
		clock.increment(4_000);
		expect(linesSaid()).toEqual([defaultPrompts.recognitionLost]);
		finishSpeaking();
		recogniser.tell({ type: "recognition.refused" });
		expect(linesSaid().at(-1)).toBe(defaultPrompts.recognitionRefused);
	});

	test("ends once when the caller hangs up", () => {
		phone.tell({ type: "phone.hung.up" });
		expect(state()).toBe("ended");
		expect(reasonOfTheEnd()).toBe("caller hung up");
		expect([phone, recogniser, voice].map(({ isOpen }) => isOpen)).toEqual([
			false,
			false,
			false,
		]);
	});
});

describe("a paired call", () => {
	beforeEach(pair);

	test("tells the game every word, and whose it is", () => {
		recogniser.tell(heard("open the door"));
		expect(toGame).toEqual([
			{ type: "caller.heard", callId: "c", heard: heard("open the door") },
		]);
	});

	test("says what its game wants said, one line after the other", () => {
		say("1", "Who is there?");
		say("2", "Come in.");
		expect(linesSaid().slice(-1)).toEqual(["Who is there?"]);
		makeLine(900);
		expect(phone.orders.at(-1)).toMatchObject({ type: "mark" });
		expect(linesSaid().slice(-2)).toEqual(["Who is there?", "Come in."]);
	});

	test.each<CallEvent>([
		{
			type: "say",
			gameId: "other",
			lineId: "1",
			text: "Boo.",
			isInterruptible: true,
		},
		{ type: "stop.speaking", gameId: "other" },
		{ type: "expect", gameId: "other", words: ["boo"] },
		{ type: "game.away", gameId: "other" },
		{ type: "hang.up", gameId: "other" },
		{ type: "game.left", gameId: "other" },
	])("does not do what another game wants: $type", (event) => {
		say("mine", "Hear me.");
		const before = [phone, voice, recogniser].map(({ orders }) => [...orders]);
		call.send(event);
		expect([phone, voice, recogniser].map(({ orders }) => orders)).toEqual(
			before,
		);
		expect(state()).toBe("paired");
	});

	test("has a line said in the voice that the game wants, or in the usual one, and keeps no audio of it", () => {
		say("1", "Who is there?", { voice: "orion" });
		say("2", "Come in.");
		makeLine(900);
		expect(synthesised().slice(-2)).toStrictEqual([
			{
				type: "synthesise",
				lineId: "line-2",
				text: "Who is there?",
				voice: "orion",
				keep: false,
			},
			{
				type: "synthesise",
				lineId: "line-3",
				text: "Come in.",
				keep: false,
			},
		]);
	});

	test.each<Heard>([
		{ type: "speech.started", atMs: 5, verbatim: "started" },
		{ type: "utterance.ended", lastWordEndMs: 7, verbatim: "ended" },
		{ type: "recogniser.noted", verbatim: "metadata" },
	])("tells the game what the recogniser reports: $type", (fact) => {
		recogniser.tell(fact);
		expect(toGame).toEqual([
			{ type: "caller.heard", callId: "c", heard: fact },
		]);
	});

	test("tells the game which key is pressed, and stops what may be stopped", () => {
		say("1", "A long story.", { isInterruptible: true });
		phone.tell({ type: "key.pressed", digit: "5" });
		expect(toGame.at(-1)).toEqual({
			type: "caller.pressed",
			callId: "c",
			digit: "5",
		});
		expect(endings()).toEqual([["1", "interrupted", 0]]);
	});

	test("tells all about a line that has ended", () => {
		say("1", "Who is there?");
		makeLine(900);
		finishSpeaking();
		expect(toGame).toEqual([
			{
				type: "line.ended",
				callId: "c",
				lineId: "1",
				outcome: "heard",
				heardMs: 900,
			},
		]);
	});

	test("asks for no mark of a line that the voice was not to make", () => {
		voice.tell({ type: "line.synthesised", lineId: "line-9", audioMs: 1 });
		voice.tell({ type: "line.failed", lineId: "line-9" });
		expect(phone.orders.filter(({ type }) => type === "mark")).toHaveLength(1);
		expect(toGame).toEqual([]);
	});

	test("tells of each line by itself, when several are with the phone", () => {
		for (const id of ["1", "2", "3"]) {
			say(id, `line ${id}`);
			makeLine(1_000);
		}
		const [first, second] = call.getSnapshot().context.speech.atPhone;
		phone.tell({ type: "mark.returned", name: first?.lineId ?? "" });
		expect(endings()).toEqual([["1", "heard", 1_000]]);
		expect(timers()).not.toContain(first?.lineId);
		expect(timers()).toContain(second?.lineId);
		clock.increment(6_999);
		expect(endings()).toHaveLength(1);
		clock.increment(1);
		expect(endings().slice(1)).toEqual([["2", "failed", 0]]);
		clock.increment(1_000);
		expect(endings().slice(2)).toEqual([["3", "failed", 0]]);
	});

	test("stops none of the server's own lines when the game wants silence", () => {
		call.send({ type: "game.away", gameId: "g" });
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(phone.orderTypes).not.toContain("clear");
		expect(voice.orderTypes).not.toContain("cancel");
	});

	test("waits for no mark of what was stopped", () => {
		say("1", "A long story.", { isInterruptible: true });
		makeLine(5_000);
		expect(timers()).toHaveLength(1);
		recogniser.tell(heard("stop"));
		expect(timers()).toEqual([]);
	});

	test("tells how much was heard of a line when the game itself hangs up", () => {
		say("1", "A long tale.");
		voice.tell({ type: "line.begun", lineId: lineAtVoice() });
		makeLine(5_000);
		clock.increment(300);
		call.send({ type: "hang.up", gameId: "g" });
		expect(endings()).toEqual([["1", "interrupted", 300]]);
	});

	test("falls silent when its game has left, whatever was being said", () => {
		say("1", "Hear me.");
		makeLine(5_000);
		call.send({ type: "game.left", gameId: "g" });
		expect(phone.orders.at(-1)).toEqual({ type: "clear" });
		expect(endings()).toEqual([["1", "interrupted", 0]]);
	});

	test("tells its game nothing of what comes after it has left", () => {
		say("1", "Hear me.");
		call.send({ type: "game.left", gameId: "g" });
		toGame.length = 0;
		recogniser.tell({ type: "recognition.lost" });
		phone.tell({ type: "key.pressed", digit: "4" });
		finishSpeaking();
		expect(toGame).toEqual([]);
	});

	test("goes on with the next line when one could not be spoken, and says so", () => {
		say("1", "line 1");
		say("2", "line 2");
		voice.tell({ type: "line.failed", lineId: lineAtVoice() });
		expect(linesSaid().at(-1)).toBe("line 2");
		expect(endings()).toEqual([["1", "failed", 0]]);
	});

	test("tells how much was heard of a line whose voice broke off", () => {
		say("1", "A long tale.");
		voice.tell({ type: "line.begun", lineId: lineAtVoice() });
		clock.increment(700);
		voice.tell({ type: "line.failed", lineId: lineAtVoice() });
		expect(endings()).toEqual([["1", "failed", 700]]);
	});

	test("tells the game that a line was heard when its mark comes back", () => {
		say("1", "Who is there?");
		makeLine(900);
		expect(endings()).toEqual([]);
		finishSpeaking();
		expect(endings()).toEqual([["1", "heard", 900]]);
	});

	test("stops an interruptible line when the caller speaks, and tells how much was heard", () => {
		say("1", "A long story.", { isInterruptible: true });
		say("2", "And its end.", { isInterruptible: true });
		voice.tell({ type: "line.begun", lineId: lineAtVoice() });
		makeLine(5_000);
		clock.increment(1_200);
		recogniser.tell({ type: "speech.started", atMs: 0, verbatim: undefined });
		expect(phone.orders.at(-1)).toEqual({ type: "clear" });
		expect(endings()).toEqual([
			["1", "interrupted", 1_200],
			["2", "interrupted", 0],
		]);
	});

	test("does not take a mark that comes back after a clear for a line that was heard", () => {
		say("1", "A long story.", { isInterruptible: true });
		makeLine(5_000);
		const mark = phone.orders.at(-1);
		recogniser.tell(heard("stop"));
		if (mark?.type === "mark") {
			phone.tell({ type: "mark.returned", name: mark.name });
		}
		expect(endings()).toEqual([["1", "interrupted", 0]]);
	});

	test("does not stop a line that must be heard, nor lets one that may be stopped end it", () => {
		say("1", "Hear me.");
		say("2", "By the way.", { isInterruptible: true });
		makeLine(2_000);
		expect(linesSaid().at(-1)).toBe("Hear me.");
		recogniser.tell(heard("wait"));
		expect(phone.orderTypes).not.toContain("clear");
		finishSpeaking();
		expect(endings()).toEqual([
			["1", "heard", 2_000],
			["2", "heard", 1_000],
		]);
	});

	test("does not take the echo of its own words for the caller", () => {
		say("1", "The door is open now.", { isInterruptible: true });
		makeLine(2_000);
		recogniser.tell(heard("door is open", { isFinal: false }));
		expect(phone.orderTypes).not.toContain("clear");
		recogniser.tell({ type: "speech.started", atMs: 0, verbatim: undefined });
		expect(phone.orderTypes).not.toContain("clear");
		recogniser.tell(heard("go in", { isFinal: false }));
		expect(phone.orderTypes).toContain("clear");
	});

	test("stops the game's lines when the game wants it", () => {
		say("1", "Hear me.");
		say("2", "And this.");
		makeLine(2_000);
		call.send({ type: "stop.speaking", gameId: "g" });
		expect(phone.orders.at(-1)).toEqual({ type: "clear" });
		expect(voice.orders.at(-1)).toEqual({ type: "cancel" });
		expect(endings().map(([id]) => id)).toEqual(["1", "2"]);
		expect(call.getSnapshot().context.speech.waiting).toEqual([]);
	});

	test("refuses lines beyond what may wait", () => {
		for (let line = 0; line < 102; line++) say(`${line}`, "again");
		expect(endings()).toEqual([["101", "failed", 0]]);
	});

	test("goes on without a mark that never comes back, and does not say that the line was heard", () => {
		say("1", "Hear me.");
		makeLine(2_000);
		clock.increment(6_999);
		expect(endings()).toEqual([]);
		clock.increment(1);
		expect(call.getSnapshot().context.speech.atPhone).toEqual([]);
		expect(endings()).toEqual([["1", "failed", 0]]);
	});

	test("tells the recogniser which words the game expects, and the game when they are in use", () => {
		call.send({ type: "expect", gameId: "g", words: ["north", "south"] });
		expect(recogniser.orders.at(-1)).toEqual({
			type: "expect.words",
			words: ["north", "south"],
		});
		recogniser.tell({ type: "words.taken", when: "now" });
		expect(toGame).toEqual([{ type: "words.taken", callId: "c", when: "now" }]);
	});

	test("tells the caller when the game is away for long", () => {
		call.send({ type: "game.away", gameId: "g" });
		expect(linesSaid().at(-1)).toBe(defaultPrompts.gameAway);
	});

	test("hangs up when its game wants it, and only then", () => {
		call.send({ type: "hang.up", gameId: "other" });
		expect(state()).toBe("paired");
		call.send({ type: "hang.up", gameId: "g" });
		expect(reasonOfTheEnd()).toBe("game hung up");
	});

	test("tells its game when the recogniser is down and when it is up again", () => {
		recogniser.tell({ type: "recognition.lost" });
		recogniser.tell({ type: "recognition.restored", missedMs: 250 });
		expect(toGame).toEqual([
			{ type: "recognition.changed", callId: "c", state: "down", missedMs: 0 },
			{ type: "recognition.changed", callId: "c", state: "up", missedMs: 250 },
		]);
	});

	test("listens for a code again when its game has left, and says so", () => {
		call.send({ type: "game.left", gameId: "g" });
		expect(state()).toBe("listeningForCode");
		expect(linesSaid().at(-1)).toBe(defaultPrompts.gameLeft);
		expect(recogniser.orders.at(-1)).toEqual({ type: "expect.code" });
		recogniser.tell(heard("secret"));
		expect(toGame).toEqual([]);
	});

	test("is not moved by another game that leaves", () => {
		call.send({ type: "game.left", gameId: "other" });
		expect(state()).toBe("paired");
	});

	test("waits for the last words when the caller hangs up", () => {
		phone.tell({ type: "phone.hung.up" });
		expect(state()).toBe("paired");
		expect(recogniser.orders.at(-1)).toEqual({ type: "finish" });
		recogniser.tell(heard("goodbye"));
		recogniser.tell(heard(""));
		recogniser.tell({ type: "recogniser.noted", verbatim: "metadata" });
		expect(toGame).toEqual([
			{ type: "caller.heard", callId: "c", heard: heard("goodbye") },
		]);
		recogniser.tell({ type: "recognition.finished" });
		expect(state()).toBe("ended");
		expect(reasonOfTheEnd()).toBe("caller hung up");
	});

	test("does not wait for the last words for ever", () => {
		phone.tell({ type: "phone.hung.up" });
		clock.increment(999);
		expect(state()).toBe("paired");
		clock.increment(1);
		expect(state()).toBe("ended");
	});

	test("waits for no last words when there is no game any more to hear them", () => {
		phone.tell({ type: "phone.hung.up" });
		call.send({ type: "game.left", gameId: "other" });
		expect(state()).toBe("paired");
		call.send({ type: "game.left", gameId: "g" });
		expect(state()).toBe("ended");
	});

	test("goes on with a second stream that comes during the last words, and listens for the game's words anew", () => {
		call.send({ type: "expect", gameId: "g", words: ["north", "south"] });
		phone.tell({ type: "phone.hung.up" });
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(phone.orders.at(-1)).toEqual({ type: "take.over", fromCallId: "d" });
		expect(recogniser.inputs).toEqual([{ callId: "c" }, { callId: "c" }]);
		expect(recogniser.running).toBe(1);
		expect(recogniser.orders.slice(-2)).toEqual([
			{ type: "finish" },
			{ type: "expect.words", words: ["north", "south"] },
		]);
		clock.increment(1_000);
		recogniser.tell(heard("open the door"));
		expect(toGame.at(-1)).toMatchObject({
			heard: { speech: { text: "open the door" } },
		});
	});

	test("forgets which words a game expected once it has left", () => {
		call.send({ type: "expect", gameId: "g", words: ["north"] });
		call.send({ type: "game.left", gameId: "g" });
		call.send({ type: "code.matched", gameId: "h", game });
		phone.tell({ type: "phone.hung.up" });
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(recogniser.orders.at(-1)).toEqual({
			type: "expect.words",
			words: [],
		});
	});

	test("stays when the recogniser is lost, and tells the caller if it lasts", () => {
		recogniser.tell({ type: "recognition.lost" });
		clock.increment(3_999);
		expect(linesSaid().at(-1)).not.toBe(defaultPrompts.recognitionLost);
		clock.increment(1);
		expect(linesSaid().at(-1)).toBe(defaultPrompts.recognitionLost);
		expect(state()).toBe("paired");
	});

	test("says nothing of a recogniser that is soon back", () => {
		recogniser.tell({ type: "recognition.lost" });
		recogniser.tell({ type: "recognition.restored", missedMs: 0 });
		clock.increment(60_000);
		expect(linesSaid()).not.toContain(defaultPrompts.recognitionLost);
	});

	test("does not say that the recogniser is away once it has refused for good", () => {
		recogniser.tell({ type: "recognition.lost" });
		recogniser.tell({ type: "recognition.refused" });
		expect(linesSaid().at(-1)).toBe(defaultPrompts.recognitionRefused);
		expect(toGame.at(-1)).toEqual({
			type: "recognition.changed",
			callId: "c",
			state: "down",
			missedMs: 0,
		});
		finishSpeaking();
		expect(timers()).toEqual([]);
	});

	test("says the next line when a stream is replaced, and that the one being played was not heard", () => {
		say("1", "A long story.");
		voice.tell({ type: "line.begun", lineId: lineAtVoice() });
		makeLine(5_000);
		say("2", "By the way.", { isInterruptible: true });
		clock.increment(700);
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(endings()).toEqual([["1", "interrupted", 700]]);
		expect(timers()).toEqual([]);
		expect(linesSaid().at(-1)).toBe("By the way.");
	});

	test("takes over a newer stream of the same phone call and keeps its game", () => {
		call.send({ type: "stream.replaced", fromCallId: "d" });
		expect(phone.orders.at(-1)).toEqual({ type: "take.over", fromCallId: "d" });
		expect(state()).toBe("paired");
	});

	test("ends at once when the server must", () => {
		call.send({ type: "end", reason: "server going away" });
		expect(reasonOfTheEnd()).toBe("server going away");
	});
});

test("a failing adapter ends its call, with every other adapter closed", () => {
	begin();
	const failing = recogniser.orders;
	failing.push = () => {
		throw new Error("broken");
	};
	pair();
	expect(state()).toBe("ended");
	expect(reasonOfTheEnd()).toBe("failed");
	expect(phone.isOpen).toBe(false);
});

test("every delay that a state waits for has a name that exists", () => {
	const { delays } = callMachine.implementations;
	const waits = Object.values(callMachine.states).flatMap((node) => [
		...node.after,
		...Object.values(node.states).flatMap((inner) => inner.after),
	]);
	expect(waits.length).toBeGreaterThan(3);
	for (const { delay } of waits) {
		expect(typeof delay === "number" || String(delay) in delays).toBe(true);
	}
});

describe("the # that ends a keyed code", () => {
	const press = (digit: string) => phone.tell({ type: "key.pressed", digit });
	const keysTold = () =>
		toGame.flatMap((event) =>
			event.type === "caller.pressed" ? [event.digit] : [],
		);

	beforeEach(() => {
		begin();
		// No time of day is near 0.
		clock.increment(5_000);
		for (const digit of "4271") press(digit);
		call.send({ type: "code.matched", gameId: "g", game });
	});

	test("is no key for the game, when the code has paired with its last digit", () => {
		press("#");
		press("#");
		expect(keysTold()).toEqual(["#"]);
	});

	test("is one after any other key", () => {
		press("5");
		press("#");
		expect(keysTold()).toEqual(["5", "#"]);
	});

	test("is one when the code was said", () => {
		start();
		begin();
		recogniser.tell(heard("four two seven one"));
		call.send({ type: "code.matched", gameId: "g", game });
		press("#");
		expect(keysTold()).toEqual(["#"]);
	});

	test("is none until a pause has passed", () => {
		clock.increment(1_499);
		press("#");
		expect(keysTold()).toEqual([]);
	});

	test("is one after a while", () => {
		clock.increment(1_500);
		press("#");
		expect(keysTold()).toEqual(["#"]);
	});
});

describe("a call that pairs while the caller still says the code", () => {
	beforeEach(() => {
		begin();
		sayCodeInterim();
	});

	const match = () => {
		call.send({ type: "code.matched", gameId: "g", game });
		finishSpeaking();
		toGame.length = 0;
	};
	const textsTold = () =>
		toGame.flatMap((event) =>
			event.type === "caller.heard" && event.heard.type === "speech.heard"
				? [event.heard.speech.text]
				: [],
		);
	const door = heard("open the door", { startMs: 6_000, endMs: 7_000 });

	test("tells the game no result of the same stretch of speech, but those of a later one", () => {
		match();
		const interim = { isFinal: false, endMs: 5_000 };
		recogniser.tell(heard("four two", { ...interim, startMs: 500 }));
		recogniser.tell(heard("open", { ...interim, startMs: 501 }));
		recogniser.tell(heard("four two seven one", { startMs: 500 }));
		recogniser.tell(door);
		expect(textsTold()).toEqual(["open", "open the door"]);
	});

	test("does not take the end of the code for last words", () => {
		match();
		phone.tell({ type: "phone.hung.up" });
		recogniser.tell(heard("four two seven one", { startMs: 500 }));
		recogniser.tell(door);
		expect(textsTold()).toEqual(["open the door"]);
	});

	test("knows the end of the code also when a pause has completed it", () => {
		clock.increment(1_500);
		match();
		recogniser.tell(heard("four two seven one", { startMs: 500 }));
		expect(textsTold()).toEqual([]);
	});

	test("swallows no sentence that is heard after the recogniser was lost", () => {
		match();
		recogniser.tell({ type: "recognition.lost" });
		recogniser.tell({ type: "recognition.restored", missedMs: 100 });
		recogniser.tell(door);
		expect(textsTold()).toEqual(["open the door"]);
	});

	test("swallows no sentence that is heard by another recogniser, after a second stream", () => {
		match();
		phone.tell({ type: "phone.hung.up" });
		call.send({ type: "stream.replaced", fromCallId: "d" });
		recogniser.tell(door);
		expect(textsTold()).toEqual(["open the door"]);
	});
});

describe("a game that has just been paired", () => {
	test("is told when the recogniser is down", () => {
		begin();
		recogniser.tell({ type: "recognition.lost" });
		call.send({ type: "code.matched", gameId: "g", game });
		expect(toGame).toEqual([
			{ type: "recognition.changed", callId: "c", state: "down", missedMs: 0 },
		]);
	});

	test("is told nothing when it is up, or up again", () => {
		begin();
		recogniser.tell({ type: "recognition.lost" });
		recogniser.tell({ type: "recognition.restored", missedMs: 0 });
		call.send({ type: "code.matched", gameId: "g", game });
		expect(toGame).toEqual([]);
		expect(linesSaid()).toEqual([defaultPrompts.connected]);
		expect(recogniser.orders).toEqual([
			{ type: "expect.code" },
			{ type: "expect.words", words: [] },
		]);
	});
});

test("what the game wanted said and the caller did not hear is reported before the call leaves", () => {
	pair();
	say("mine-1", "one");
	say("mine-2", "two");
	phone.tell({ type: "phone.hung.up" });
	recogniser.tell({ type: "recognition.finished" });
	expect(state()).toBe("ended");
	expect(endings()).toEqual([
		["mine-1", "interrupted", 0],
		["mine-2", "interrupted", 0],
	]);
});
