/** What one call says, between a parent that takes down what it is told, a phone, a game, and a double of the voice. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
	type ActorRefFrom,
	createActor,
	type EventObject,
	setup,
} from "xstate";
import type { CallAdapterInput } from "../../../src/machines/adapter-contract.js";
import type {
	GameEvent,
	PhoneOrder,
	VoiceFact,
	VoiceOrder,
} from "../../../src/machines/events.js";
import {
	isEchoOfSpeaking,
	isSilent,
	speakingMachine,
} from "../../../src/machines/speaking/speaking.js";
import type {
	SpeakingEvent,
	SpeakingInput,
} from "../../../src/machines/speaking/speaking-guards.js";
import type { NewLine } from "../../../src/machines/speaking/speech-queue.js";
import { TransitionCoverage } from "../../models/transition-coverage.js";
import { AdapterDouble } from "../../support/actors/adapter-double.js";
import { recorder } from "../../support/actors/recorder.js";
import { StrictClock } from "../../support/actors/strict-clock.js";
import { heard } from "../../support/codes/spoken.js";

const voice = new AdapterDouble<VoiceOrder, VoiceFact, CallAdapterInput>();
const phoneOrders: PhoneOrder[] = [];
const phone = recorder(phoneOrders);
const toldGame: GameEvent[] = [];
const game = recorder(toldGame);

const machine = speakingMachine.provide({ actors: { voice: voice.logic } });
const coverage = new TransitionCoverage([machine]);
const parent = setup({
	types: { input: {} as SpeakingInput },
	actors: { speaking: machine },
}).createMachine({
	context: ({ input }) => ({ input, facts: [] as EventObject[] }),
	invoke: {
		id: "speaking",
		src: "speaking",
		input: ({ context }) => context.input,
	},
	on: { "*": { actions: ({ context, event }) => context.facts.push(event) } },
});

let clock: StrictClock;
/** How far `now` is ahead of the clock that keeps the alarms. */
let aheadMs: number;
let root: ReturnType<typeof createActor<typeof parent>>;

beforeEach(() => {
	for (const kept of [voice.orders, voice.inputs, phoneOrders, toldGame])
		kept.length = 0;
	clock = new StrictClock();
	aheadMs = 0;
	const now = () => clock.now() + aheadMs;
	root = createActor(parent, {
		clock,
		input: { callId: "c", phone, now, languages: ["en"] },
		inspect: coverage.observe,
	}).start();
});

afterEach(() => {
	root.stop();
	expect(voice.running, "voices left").toBe(0);
	coverage.endWalk();
});

const speaking = () =>
	root.getSnapshot().children.speaking as ActorRefFrom<typeof machine>;

const send = (event: SpeakingEvent) => speaking().send(event);

/** What the call was told since this was last asked. */
const facts = (): EventObject[] => root.getSnapshot().context.facts.splice(0);

/** What the phone was ordered since this was last asked. */
const orders = () => phoneOrders.splice(0);

/** What the voice was to do since this was last asked: a text to be made, or to be quiet. */
const voiced = () =>
	voice.orders
		.splice(0)
		.map((order) => (order.type === "synthesise" ? order.text : order.type));

/** How the game's lines ended since this was last asked. */
const endings = () =>
	toldGame
		.splice(0)
		.flatMap((event) =>
			event.type === "line.ended"
				? [[event.lineId, event.outcome, event.heardMs]]
				: [],
		);

const silent = () => isSilent(speaking().getSnapshot());

const alarms = () =>
	Object.values(root.system.getSnapshot()._scheduledEvents).map(
		({ delay }) => delay,
	);

const fellSilent = { type: "fell.silent" };
const clear = { type: "clear" };

/** Has a line of the server's own said, which must be heard unless said otherwise. */
function speak(text: string, more: Partial<NewLine> = {}): void {
	const owner = undefined;
	const kind = {
		voice: undefined,
		keep: false,
		interruptible: "never" as const,
	};
	send({ type: "speak", line: { owner, text, ...kind, ...more } });
}

/** Has a line of the game's said, which it knows by its text. */
function speakForGame(
	text: string,
	interruptible: NewLine["interruptible"] = "never",
): void {
	speak(text, { owner: { asker: game, lineId: text }, interruptible });
}

/** The first audio of a line is with the phone. */
const begins = (line: number) =>
	voice.tell({ type: "line.begun", lineId: `line-${line}` });

/** The first audio of a line is with the phone, and its voice can tell which words of it were heard. */
const beginsWithWords = (line: number) =>
	voice.tell({
		type: "line.begun",
		lineId: `line-${line}`,
		canTellWords: true,
	});

/** The voice tells which words of a line were heard, or that it cannot. */
const tells = (line: number, heardText?: string) =>
	voice.tell({ type: "words.told", lineId: `line-${line}`, heardText });

/** The words that were heard of the game's lines since this was last asked. */
const wordsHeard = () =>
	toldGame
		.splice(0)
		.flatMap((event) =>
			event.type === "line.ended" ? [[event.outcome, event.heardText]] : [],
		);

/** A line has been made in full. */
const made = (line: number, audioMs = 1_000) =>
	voice.tell({ type: "line.synthesised", lineId: `line-${line}`, audioMs });

/** A line has broken off, with so much of it made. */
const fails = (line: number, audioMs = 0) =>
	voice.tell({ type: "line.failed", lineId: `line-${line}`, audioMs });

/** The voice is lost, and may be asked again after a quarter of a second, if it may at all. */
const loses = (line: number, isFinal = false) =>
	voice.tell({
		type: "voice.lost",
		lineId: `line-${line}`,
		isFinal,
		chance: 0,
	});

/** The phone has played a line. */
const played = (line: number) =>
	send({ type: "mark.returned", name: `line-${line}` });

const startOfSpeech = () =>
	send({ type: "speech.started", atMs: 0, verbatim: undefined });

const press = (digit: string) => send({ type: "key.pressed", digit });

describe("a call that says nothing", () => {
	test("is silent, with its own voice at hand", () => {
		expect(silent()).toBe(true);
		expect(voice.inputs).toEqual([{ callId: "c" }]);
		expect(alarms()).toEqual([]);
	});

	test("has nothing to stop, to go on with or to be told of", () => {
		for (const type of ["stop.lines.of.game", "fall.silent", "go.on"] as const)
			send({ type });
		send({ type: "disown", asker: game });
		send(heard("hello there"));
		startOfSpeech();
		press("1");
		played(1);
		made(1);
		expect(facts()).toEqual([]);
		expect(orders()).toEqual([]);
		expect(voiced()).toEqual([]);
		expect(silent()).toBe(true);
	});

	test("takes nothing for an echo", () => {
		expect(isEchoOfSpeaking(speaking().getSnapshot(), "hello there")).toBe(
			false,
		);
	});
});

describe("a line", () => {
	test("is made at once, with all that the voice must know", () => {
		speak("Hello.", { keep: true, voice: "orion" });
		expect(silent()).toBe(false);
		expect(voice.orders).toStrictEqual([
			{
				type: "synthesise",
				lineId: "line-1",
				text: "Hello.",
				keep: true,
				voice: "orion",
			},
		]);
	});

	test("in the usual voice names none", () => {
		speak("Hello.");
		expect(voice.orders).toStrictEqual([
			{ type: "synthesise", lineId: "line-1", text: "Hello.", keep: false },
		]);
	});

	test("has a mark that comes back when it was played", () => {
		speak("Hello.");
		begins(1);
		expect(orders()).toEqual([]);
		made(1);
		expect(orders()).toEqual([{ type: "mark", name: "line-1" }]);
		expect(facts()).toEqual([]);
		played(1);
		expect(facts()).toEqual([fellSilent]);
		expect(silent()).toBe(true);
		expect(alarms()).toEqual([]);
		expect(orders()).toEqual([]);
	});

	test("of the game's ends with a word to the game", () => {
		speakForGame("Who is there?");
		made(1, 900);
		played(1);
		expect(toldGame).toEqual([
			{
				type: "line.ended",
				callId: "c",
				lineId: "Who is there?",
				outcome: "heard",
				heardMs: 900,
				heardText: "Who is there?",
			},
		]);
	});

	test("of the server's own concerns no game, however it ends", () => {
		for (const text of ["one", "two", "three", "four"]) speak(text);
		made(1);
		played(1);
		fails(2);
		made(3);
		clock.increment(6_000);
		send({ type: "fall.silent" });
		expect(toldGame).toEqual([]);
		expect(facts()).toEqual([fellSilent]);
	});

	test("is made while the one before it is played, and played after it", () => {
		speakForGame("one");
		speakForGame("two");
		expect(voiced()).toEqual(["one"]);
		begins(1);
		made(1);
		expect(voiced()).toEqual(["two"]);
		begins(2);
		clock.increment(600);
		played(1);
		clock.increment(200);
		send({ type: "fall.silent" });
		expect(endings()).toEqual([
			["one", "heard", 1_000],
			["two", "interrupted", 200],
		]);
	});

	test("that must be heard waits until one that may be stopped has been played", () => {
		speak("By the way.", { interruptible: "pause" });
		speak("Hear me.");
		voiced();
		made(1);
		expect(voiced()).toEqual([]);
		played(1);
		expect(voiced()).toEqual(["Hear me."]);
		expect(facts()).toEqual([]);
	});

	test("that could not be made gives way to the next, and counts as failed", () => {
		speakForGame("one");
		speakForGame("two");
		voiced();
		fails(1);
		expect(endings()).toEqual([["one", "failed", 0]]);
		expect(voiced()).toEqual(["two"]);
		fails(2);
		expect(facts()).toEqual([fellSilent]);
	});

	test("that broke off is played to its end, and counts as failed", () => {
		speakForGame("one");
		begins(1);
		fails(1, 700);
		expect(orders()).toEqual([{ type: "mark", name: "line-1" }]);
		expect(endings()).toEqual([]);
		played(1);
		expect(endings()).toEqual([["one", "failed", 700]]);
		expect(facts()).toEqual([fellSilent]);
	});

	test("that pauses was heard only so far, until there is more of it", () => {
		speakForGame("one");
		begins(1);
		voice.tell({ type: "line.paused", lineId: "line-1", audioMs: 400 });
		clock.increment(1_000);
		voice.tell({ type: "line.resumed", lineId: "line-1" });
		clock.increment(100);
		send({ type: "fall.silent" });
		expect(endings()).toEqual([["one", "interrupted", 500]]);
	});

	test("that is not the one being made is no news", () => {
		speakForGame("one");
		speakForGame("two");
		voiced();
		begins(2);
		clock.increment(300);
		made(2);
		fails(2);
		played(2);
		expect(orders()).toEqual([]);
		expect(voiced()).toEqual([]);
		send({ type: "hold" });
		expect(endings()).toEqual([["one", "interrupted", 0]]);
	});

	test("that is told twice to have been made is made once", () => {
		speakForGame("one");
		made(1);
		made(1);
		expect(orders()).toEqual([{ type: "mark", name: "line-1" }]);
		played(1);
		expect(endings()).toEqual([["one", "heard", 1_000]]);
		expect(facts()).toEqual([fellSilent]);
	});

	test("whose mark comes back for another that is being played stays", () => {
		speakForGame("one");
		made(1);
		played(7);
		expect(endings()).toEqual([]);
		expect(silent()).toBe(false);
	});

	test("whose mark comes back while another is made leaves that one to the voice", () => {
		speakForGame("one");
		speakForGame("two");
		made(1);
		voiced();
		played(1);
		expect(voiced()).toEqual([]);
		made(2);
		played(2);
		expect(endings()).toEqual([
			["one", "heard", 1_000],
			["two", "heard", 1_000],
		]);
		expect(facts()).toEqual([fellSilent]);
	});
});

describe("a mark that does not come back", () => {
	test("is waited for as long as the line takes, and five seconds more", () => {
		speakForGame("one");
		made(1, 2_000);
		expect(alarms()).toEqual([7_000]);
		clock.increment(6_999);
		expect(endings()).toEqual([]);
		clock.increment(1);
		expect(endings()).toEqual([["one", "failed", 0]]);
		expect(facts()).toEqual([fellSilent]);
		expect(alarms()).toEqual([]);
	});

	test("is missed by itself, when others are not due yet", () => {
		for (const text of ["one", "two", "three"]) speakForGame(text);
		made(1);
		made(2);
		clock.increment(6_000);
		expect(endings()).toEqual([["one", "failed", 0]]);
		expect(alarms()).toEqual([1_000]);
		clock.increment(1_000);
		expect(endings()).toEqual([["two", "failed", 0]]);
		expect(alarms()).toEqual([]);
		expect(silent()).toBe(false);
	});

	test("is due by the clock, not anew with each mark that does", () => {
		for (const text of ["one", "two"]) speakForGame(text);
		made(1);
		made(2);
		clock.increment(400);
		played(1);
		expect(alarms()).toEqual([6_600]);
		clock.increment(6_600);
		expect(endings()).toEqual([
			["one", "heard", 1_000],
			["two", "failed", 0],
		]);
	});

	test("may be due before one that was asked for earlier", () => {
		for (const text of ["long", "short", "last"]) speakForGame(text);
		made(1, 10_000);
		made(2);
		played(1);
		expect(alarms()).toEqual([16_000]);
		made(3);
		expect(alarms()).toEqual([7_000]);
		clock.increment(7_000);
		expect(endings()).toEqual([
			["long", "heard", 10_000],
			["last", "failed", 0],
		]);
		expect(alarms()).toEqual([9_000]);
	});

	test("and is overdue already has its alarm at once", () => {
		for (const text of ["one", "two"]) speakForGame(text);
		made(1);
		aheadMs = 60_000;
		made(2);
		expect(alarms()).toEqual([0]);
		clock.increment(0);
		expect(endings()).toEqual([["one", "failed", 0]]);
	});

	test("is overdue when its alarm rings, however early that is", () => {
		speakForGame("one");
		made(1);
		aheadMs = -10;
		clock.increment(6_000);
		expect(endings()).toEqual([["one", "failed", 0]]);
		expect(silent()).toBe(true);
	});

	test("lets the line after it begin", () => {
		for (const text of ["one", "two"]) speakForGame(text);
		made(1);
		made(2);
		clock.increment(6_000);
		clock.increment(200);
		send({ type: "fall.silent" });
		expect(endings()).toEqual([
			["one", "failed", 0],
			["two", "interrupted", 200],
		]);
	});
});

describe("a voice that is lost before anything came of a line", () => {
	beforeEach(() => {
		speakForGame("one");
		voiced();
	});

	test("is asked again, later each time, until it makes the line", () => {
		for (const waitMs of [250, 500]) {
			loses(1);
			clock.increment(waitMs - 1);
			expect(voiced()).toEqual([]);
			clock.increment(1);
			expect(voiced()).toEqual(["one"]);
		}
		made(1);
		played(1);
		expect(endings()).toEqual([["one", "heard", 1_000]]);
	});

	test("is given up when it refuses for good, at once or later", () => {
		loses(1, true);
		expect(voiced()).toEqual(["give.up"]);
		expect(endings()).toEqual([["one", "failed", 0]]);
		speakForGame("two");
		loses(2);
		clock.increment(250);
		voiced();
		loses(2, true);
		expect(voiced()).toEqual(["give.up"]);
		expect(endings()).toEqual([["two", "failed", 0]]);
		expect(facts()).toEqual([fellSilent, fellSilent]);
	});

	test("is given up when the line has had its ten seconds", () => {
		loses(1);
		clock.increment(9_999);
		expect(endings()).toEqual([]);
		clock.increment(1);
		expect(voiced().at(-1)).toBe("give.up");
		expect(endings()).toEqual([["one", "failed", 0]]);
		expect(alarms()).toEqual([]);
	});

	test("is no news of another line", () => {
		loses(2);
		loses(2, true);
		clock.increment(20_000);
		expect(voiced()).toEqual([]);
		expect(endings()).toEqual([]);
	});
});

describe("a caller who makes a sound", () => {
	const sounds: readonly [string, () => void][] = [
		["says a word", () => send(heard("stop"))],
		["presses a key", () => press("1")],
	];

	test.each(sounds)("and %s stops a line that may be stopped", (_, sound) => {
		speakForGame("A long story.", "pause");
		begins(1);
		made(1, 5_000);
		speakForGame("Its end.", "pause");
		speakForGame("Hear me.");
		speakForGame("The moral.", "pause");
		orders();
		voiced();
		clock.increment(800);
		sound();
		expect(orders()).toEqual([clear]);
		expect(voiced()).toEqual(["cancel", "Hear me."]);
		expect(endings()).toEqual([
			["A long story.", "interrupted", 800],
			["Its end.", "interrupted", 0],
			["The moral.", "interrupted", 0],
		]);
		expect(alarms()).toEqual([]);
		expect(facts()).toEqual([]);
	});

	test.each(sounds)("and %s stops what is still being made", (_, sound) => {
		speakForGame("A long story.", "pause");
		sound();
		expect(orders()).toEqual([clear]);
		expect(voiced()).toEqual(["A long story.", "cancel"]);
		expect(endings()).toEqual([["A long story.", "interrupted", 0]]);
		expect(facts()).toEqual([fellSilent]);
	});

	test.each(sounds)("and %s stops no line that must be heard", (_, sound) => {
		speakForGame("Hear me.");
		speakForGame("By the way.", "pause");
		voiced();
		sound();
		expect(orders()).toEqual([]);
		expect(voiced()).toEqual([]);
		expect(endings()).toEqual([]);
	});

	test("and begins to speak stops a line that any sound stops, and none that waits for words", () => {
		speakForGame("A long story.", "sound");
		begins(1);
		speakForGame("Its end.", "sound");
		speakForGame("By the way.", "pause");
		speakForGame("And then.", "words");
		clock.increment(800);
		voiced();
		startOfSpeech();
		expect(orders()).toEqual([clear]);
		expect(voiced()).toEqual(["cancel", "By the way."]);
		expect(endings()).toEqual([
			["A long story.", "interrupted", 800],
			["Its end.", "interrupted", 0],
		]);
	});

	test("and begins to speak does nothing to a line that words alone stop", () => {
		speakForGame("A long story.", "words");
		begins(1);
		clock.increment(800);
		startOfSpeech();
		expect(orders()).toEqual([]);
		expect(alarms()).toEqual([]);
		send(heard("mhm"));
		expect(orders()).toEqual([]);
		send(heard("stop", { isFinal: false }));
		expect(orders()).toEqual([clear]);
		expect(endings()).toEqual([["A long story.", "interrupted", 800]]);
	});

	test("and shows that they listen stops a line that any sound stops", () => {
		speakForGame("A long story.", "sound");
		begins(1);
		send(heard("mhm"));
		expect(orders()).toEqual([clear]);
	});

	test("and shows that they listen stops no other line that they hear, but one that they do not", () => {
		speakForGame("A long story.", "pause");
		begins(1);
		send(heard("yeah", { isFinal: false }));
		send(heard("Yeah, uh-huh."));
		expect(orders()).toEqual([]);
		made(1);
		played(1);
		speakForGame("Its end.", "pause");
		send(heard("yeah"));
		expect(endings().at(-1)).toEqual(["Its end.", "interrupted", 0]);
	});

	test("of which nothing was understood stops no line", () => {
		speakForGame("A long story.", "pause");
		send(heard(""));
		expect(orders()).toEqual([]);
	});

	test("and ends a code by its key stops no line", () => {
		speakForGame("A long story.", "pause");
		press("#");
		expect(orders()).toEqual([]);
	});
});

describe("the echo of what is said", () => {
	const echo = heard("door is open");

	test("stops no line, nor does a mere noise after it; other words do", () => {
		speakForGame("The door is open now.", "pause");
		send(echo);
		startOfSpeech();
		expect(orders()).toEqual([]);
		send(heard("go in"));
		expect(orders()).toEqual([clear]);
	});

	test("is known while the line is played, too, and for as long as it is", () => {
		speak("The door is open now.");
		const isEcho = () =>
			isEchoOfSpeaking(speaking().getSnapshot(), "door is open");
		expect(isEcho()).toBe(true);
		expect(isEchoOfSpeaking(speaking().getSnapshot(), "go in")).toBe(false);
		made(1);
		expect(isEcho()).toBe(true);
		played(1);
		expect(isEcho()).toBe(false);
	});

	test("is none of a line that waits", () => {
		speak("Hear me.");
		speak("The door is open now.");
		expect(isEchoOfSpeaking(speaking().getSnapshot(), "door is open")).toBe(
			false,
		);
	});

	test("makes noise mistrusted for the rest of the call", () => {
		speak("The door is open now.");
		send(echo);
		made(1);
		played(1);
		speakForGame("A long story.", "pause");
		orders();
		startOfSpeech();
		expect(orders()).toEqual([]);
		press("1");
		expect(orders()).toEqual([clear]);
	});

	test("is none when nothing like it is said: noise is trusted still", () => {
		speak("Hear me.");
		send(echo);
		made(1);
		played(1);
		speakForGame("A long story.", "sound");
		orders();
		startOfSpeech();
		expect(orders()).toEqual([clear]);
	});
});

describe("a sound of the caller's over a line that words stop", () => {
	const pause = (line: number, playedMs: number) => ({
		type: "pause",
		lineId: `line-${line}`,
		playedMs,
	});
	const goOn = { type: "go.on" };

	/** A line of ten seconds, of which three have been heard, and the next one behind it. */
	beforeEach(() => {
		speakForGame("A long story.", "pause");
		begins(1);
		made(1, 10_000);
		speakForGame("Its end.", "pause");
		orders();
		voiced();
		clock.increment(3_000);
	});

	test("pauses it at once, a little before the place where it is", () => {
		startOfSpeech();
		expect(orders()).toEqual([pause(1, 2_840)]);
		expect(voiced()).toEqual([]);
		expect(endings()).toEqual([]);
		expect(silent()).toBe(false);
	});

	test("pauses one that has just begun at its beginning", () => {
		made(2);
		played(1);
		played(2);
		speakForGame("Again.", "pause");
		orders();
		startOfSpeech();
		expect(orders()).toEqual([pause(3, 0)]);
	});

	test("lets it go on when no words come within 1.2 seconds", () => {
		startOfSpeech();
		orders();
		clock.increment(1_199);
		expect(orders()).toEqual([]);
		clock.increment(1);
		expect(orders()).toEqual([goOn]);
		expect(endings()).toEqual([]);
	});

	test("lets it go on at once when it was a sign of listening, or an echo", () => {
		startOfSpeech();
		send(heard("mhm", { isFinal: false }));
		send(heard(""));
		expect(orders()).toEqual([pause(1, 2_840)]);
		send(heard("Mhm."));
		expect(orders()).toEqual([goOn]);
		clock.increment(2_000);
		startOfSpeech();
		send(heard("a long story", { isFinal: false }));
		expect(orders().at(-1)).toEqual(goOn);
		clock.increment(2_000);
		startOfSpeech();
		expect(orders()).toEqual([]);
	});

	test("stops it once there are words, with what was heard before the pause", () => {
		startOfSpeech();
		clock.increment(900);
		send(heard("wait", { isFinal: false }));
		expect(orders()).toEqual([pause(1, 2_840), clear]);
		expect(voiced()).toEqual(["cancel"]);
		expect(endings()).toEqual([
			["A long story.", "interrupted", 3_000],
			["Its end.", "interrupted", 0],
		]);
		expect(alarms()).toEqual([]);
		expect(facts()).toEqual([fellSilent]);
	});

	test("stops it at words behind a sign of listening", () => {
		startOfSpeech();
		send(heard("yeah", { isFinal: false }));
		send(heard("yeah but where", { isFinal: false }));
		expect(orders()).toEqual([pause(1, 2_840), clear]);
	});

	test("stops it at a key", () => {
		startOfSpeech();
		press("#");
		expect(orders()).toEqual([pause(1, 2_840)]);
		press("1");
		expect(orders()).toEqual([clear]);
		expect(endings()[0]).toEqual(["A long story.", "interrupted", 3_000]);
	});

	test.each([
		["the game wants silence", () => send({ type: "stop.lines.of.game" })],
		["the call ends", () => send({ type: "fall.silent" })],
	])("stops it when %s meanwhile", (_, stops) => {
		startOfSpeech();
		orders();
		clock.increment(1_000);
		stops();
		expect(orders()).toEqual([clear]);
		expect(endings()[0]).toEqual(["A long story.", "interrupted", 3_000]);
		expect(alarms()).toEqual([]);
	});

	test("has the time of a pause count for nothing", () => {
		startOfSpeech();
		clock.increment(1_200);
		clock.increment(1_000);
		orders();
		send({ type: "stop.lines.of.game" });
		// 160 ms were heard twice.
		expect(endings()[0]).toEqual(["A long story.", "interrupted", 3_840]);
	});

	test("has a mark be overdue so much later, and none while it lasts", () => {
		expect(alarms()).toEqual([15_000]);
		startOfSpeech();
		expect(alarms().sort()).toEqual([1_200, 3_000]);
		clock.increment(1_200);
		expect(alarms()).toContain(15_000 - 3_000 + 160);
	});

	test("counts no mark that comes back meanwhile: the phone was told to drop it", () => {
		startOfSpeech();
		played(1);
		expect(endings()).toEqual([]);
		clock.increment(1_200);
		played(1);
		expect(endings()).toEqual([["A long story.", "heard", 10_000]]);
	});

	test("lasts while others follow, but for three seconds at most", () => {
		startOfSpeech();
		orders();
		for (const afterMs of [1_000, 1_000, 900]) {
			clock.increment(afterMs);
			startOfSpeech();
			expect(orders()).toEqual([]);
		}
		clock.increment(99);
		expect(orders()).toEqual([]);
		clock.increment(1);
		expect(orders()).toEqual([goOn]);
	});

	test("pauses nothing for two seconds after a pause in which no words came", () => {
		startOfSpeech();
		clock.increment(1_200);
		orders();
		clock.increment(1_999);
		startOfSpeech();
		expect(orders()).toEqual([]);
		clock.increment(1);
		startOfSpeech();
		expect(orders()).toEqual([pause(1, 3_000 + 2_000 - 160 - 160)]);
	});

	test("never keeps a line from its end, however often it comes", () => {
		let playedMs = 0;
		let isPlaying = true;
		let seconds = 0;
		for (; playedMs < 10_000 && seconds < 100; seconds++) {
			startOfSpeech();
			for (const { type } of orders()) isPlaying = type !== "pause";
			if (isPlaying) playedMs += 1_000;
			clock.increment(1_000);
		}
		expect(seconds).toBeLessThan(30);
	});

	test("lets the voice go on, and what it makes is played behind", () => {
		startOfSpeech();
		orders();
		begins(2);
		clock.increment(600);
		made(2, 4_000);
		expect(orders()).toEqual([{ type: "mark", name: "line-2" }]);
		clock.increment(600);
		expect(orders()).toEqual([goOn]);
		played(1);
		clock.increment(500);
		send({ type: "fall.silent" });
		expect(endings()).toEqual([
			["A long story.", "heard", 10_000],
			["Its end.", "interrupted", 500],
		]);
	});

	test("lets a line break off meanwhile, and what there is of it is played", () => {
		startOfSpeech();
		begins(2);
		fails(2, 700);
		clock.increment(1_200);
		expect(orders().map(({ type }) => type)).toEqual([
			"pause",
			"mark",
			"go.on",
		]);
		played(1);
		played(2);
		expect(endings()).toEqual([
			["A long story.", "heard", 10_000],
			["Its end.", "failed", 700],
		]);
	});

	test("does not outlast a line that cannot be made", () => {
		made(2);
		played(1);
		played(2);
		speakForGame("In vain.", "pause");
		orders();
		startOfSpeech();
		fails(3);
		expect(orders()).toEqual([pause(3, 0), goOn]);
		expect(endings().at(-1)).toEqual(["In vain.", "failed", 0]);
		expect(silent()).toBe(true);
		expect(alarms()).toEqual([]);
	});

	test("is over when the phone hangs up: what was heard before it is told, and what waits is kept", () => {
		speakForGame("The moral.", "pause");
		startOfSpeech();
		orders();
		clock.increment(700);
		send({ type: "hold" });
		expect(endings()).toEqual([
			["A long story.", "interrupted", 3_000],
			["Its end.", "interrupted", 0],
		]);
		voiced();
		send({ type: "go.on" });
		expect(orders()).toEqual([]);
		expect(voiced()).toEqual(["The moral."]);
		begins(3);
		clock.increment(400);
		send({ type: "fall.silent" });
		expect(endings()).toEqual([["The moral.", "interrupted", 400]]);
	});

	test("is over when another stream takes over, with a line that has sound or without one", () => {
		startOfSpeech();
		send({ type: "go.on" });
		expect(endings()).toEqual([["A long story.", "interrupted", 3_000]]);
		orders();
		clock.increment(10_000);
		expect(orders()).toEqual([]);
		begins(2);
		startOfSpeech();
		send({ type: "go.on" });
		expect(endings()).toEqual([["Its end.", "interrupted", 0]]);
		expect(facts()).toEqual([fellSilent]);
		expect(orders()).toEqual([pause(2, 0)]);
	});

	test("leaves a game that is let go with what was heard until then", () => {
		startOfSpeech();
		clock.increment(500);
		send({ type: "disown", asker: game });
		expect(endings()).toEqual([
			["A long story.", "interrupted", 3_000],
			["Its end.", "interrupted", 0],
		]);
		clock.increment(700);
		expect(orders().at(-1)).toEqual(goOn);
		played(1);
		expect(endings()).toEqual([]);
	});

	test("leaves a voice that is lost to be asked again", () => {
		startOfSpeech();
		loses(2);
		clock.increment(250);
		expect(voiced()).toEqual(["Its end."]);
	});

	test("has no more made while so much is unplayed", () => {
		speakForGame("x".repeat(150), "pause");
		begins(2);
		made(2, 14_000);
		voiced();
		startOfSpeech();
		clock.increment(1_200);
		expect(voiced()).toEqual([]);
		clock.increment(1_300);
		expect(voiced()).toEqual(["x".repeat(150)]);
	});
});

describe("a line that answers a turn of the caller's", () => {
	const answer = (text: string, turn: number, more: Partial<NewLine> = {}) =>
		speak(text, { owner: { asker: game, lineId: text }, turn, ...more });
	const turnBegins = (turn: number, words = "hello there") => {
		send(heard(words, { isFinal: false }));
		send({ type: "turn.began", turn });
	};
	const turnEnds = () => send({ type: "turn.ended" });

	beforeEach(() => {
		turnBegins(1);
		turnEnds();
	});

	test("is spoken", () => {
		answer("one", 1);
		made(1);
		played(1);
		expect(endings()).toEqual([["one", "heard", 1_000]]);
	});

	test("is stale if it comes when a newer turn has begun, whatever is said", () => {
		turnBegins(2);
		answer("one", 1);
		answer("two", 2);
		answer("again", 1);
		expect(endings()).toEqual([
			["one", "stale", 0],
			["again", "stale", 0],
		]);
		expect(voiced()).toEqual(["two"]);
		expect(facts()).toEqual([]);
	});

	test("is stale if it waits, or is being made without a sound, when a newer turn begins", () => {
		answer("one", 1);
		answer("more", 1, { interruptible: "pause" });
		answer("early", 2);
		speakForGame("of no turn");
		voiced();
		send({ type: "turn.began", turn: 2 });
		expect(endings()).toEqual([
			["more", "stale", 0],
			["one", "stale", 0],
		]);
		expect(voiced()).toEqual(["cancel", "early"]);
		made(3);
		expect(voiced()).toEqual(["of no turn"]);
	});

	test("is played to its end if some of it is with the phone and it must be heard", () => {
		answer("one", 1);
		answer("more", 1);
		begins(1);
		turnBegins(2);
		expect(endings()).toEqual([["more", "stale", 0]]);
		made(1);
		played(1);
		expect(endings()).toEqual([["one", "heard", 1_000]]);
	});

	test("is interrupted, as any line is, by the words of the newer turn, and the next is stale", () => {
		answer("one", 1, { interruptible: "pause" });
		begins(1);
		clock.increment(300);
		answer("more", 1);
		turnBegins(2);
		expect(endings()).toEqual([
			["one", "interrupted", 300],
			["more", "stale", 0],
		]);
		expect(facts()).toEqual([fellSilent]);
	});

	test("is not made stale by a turn that is but a sign of listening while a line sounds", () => {
		answer("one", 1, { interruptible: "pause" });
		begins(1);
		answer("more", 1, { interruptible: "pause" });
		turnBegins(2, "mhm");
		made(1);
		played(1);
		begins(2);
		send(heard("mhm"));
		turnEnds();
		expect(endings()).toEqual([["one", "heard", 1_000]]);
		made(2);
		played(2);
		answer("late", 1);
		expect(voiced().at(-1)).toBe("late");
	});

	test("is made stale when more follows the sign of listening", () => {
		answer("one", 1);
		begins(1);
		answer("more", 1);
		turnBegins(2, "yeah");
		send(heard("yeah"));
		expect(endings()).toEqual([]);
		send(heard("yeah but how"));
		expect(endings()).toEqual([["more", "stale", 0]]);
	});

	test("is not made stale by an echo", () => {
		answer("the door is open", 1);
		begins(1);
		answer("more", 1);
		turnBegins(2, "door is open");
		send(heard("is open"));
		turnEnds();
		expect(endings()).toEqual([]);
	});

	test("is made stale by a sign of listening that is said when nothing sounds", () => {
		answer("one", 1);
		turnBegins(2, "yeah");
		expect(endings()).toEqual([["one", "stale", 0]]);
	});

	test("is made stale by a turn behind one that was but a sign of listening", () => {
		answer("one", 1);
		begins(1);
		turnBegins(2, "mhm");
		turnEnds();
		answer("two", 2);
		turnBegins(3, "where");
		expect(endings()).toEqual([["two", "stale", 0]]);
	});

	test("is made stale by a turn that goes on as another, since it was long", () => {
		turnBegins(2);
		answer("two", 2);
		send({ type: "turn.began", turn: 3 });
		expect(endings()).toEqual([["two", "stale", 0]]);
	});

	test("is made stale while nobody hears it", () => {
		answer("one", 1);
		send({ type: "hold" });
		endings();
		answer("more", 1);
		turnBegins(2);
		answer("late", 1);
		expect(endings()).toEqual([
			["more", "stale", 0],
			["late", "stale", 0],
		]);
	});

	test("is not made stale by the turns that another game is told of", () => {
		speakForGame("Goodbye.");
		answer("one", 1);
		send({ type: "disown", asker: game });
		turnBegins(1);
		turnEnds();
		turnBegins(2);
		voiced();
		made(1);
		expect(voiced()).toEqual(["one"]);
		answer("two", 2);
		turnBegins(3);
		expect(endings().at(-1)).toEqual(["two", "stale", 0]);
	});

	test("costs its game something where it was made in vain", () => {
		let made = 0;
		for (let turn = 2; turn < 40; turn++) {
			answer("x".repeat(150), turn);
			made += voiced().filter((order) => order !== "cancel").length;
			turnBegins(turn + 1);
			turnEnds();
		}
		expect(made).toBeLessThan(10);
	});
});

describe("lines that are to stop", () => {
	test("are those of the game, with what sounds, since the phone drops it all", () => {
		speak("One moment.");
		speakForGame("one");
		speak("You are connected.");
		speakForGame("two");
		made(1);
		orders();
		voiced();
		send({ type: "stop.lines.of.game" });
		expect(orders()).toEqual([clear]);
		expect(voiced()).toEqual(["cancel", "You are connected."]);
		expect(endings()).toEqual([
			["one", "interrupted", 0],
			["two", "interrupted", 0],
		]);
		expect(alarms()).toEqual([]);
	});

	test("are none where all are the server's own", () => {
		speak("One moment.");
		speak("You are connected.");
		voiced();
		send({ type: "stop.lines.of.game" });
		expect(orders()).toEqual([]);
		expect(voiced()).toEqual([]);
	});

	test("may be all", () => {
		speak("One moment.");
		speakForGame("one");
		speak("You are connected.");
		made(1);
		orders();
		voiced();
		send({ type: "fall.silent" });
		expect(orders()).toEqual([clear]);
		expect(voiced()).toEqual(["cancel"]);
		expect(endings()).toEqual([["one", "interrupted", 0]]);
		expect(facts()).toEqual([fellSilent]);
		expect(alarms()).toEqual([]);
		expect(silent()).toBe(true);
	});

	test("are not named again: later lines have names of their own", () => {
		speak("one");
		send({ type: "fall.silent" });
		speak("two");
		expect(voice.orders.at(-1)).toMatchObject({ lineId: "line-2" });
		made(1);
		expect(orders()).toEqual([clear]);
	});
});

describe("lines beyond what may wait", () => {
	const refused = (bound: string) => ({ type: "line.refused", bound });

	test("are refused when there are a hundred of them, and the game and the call know", () => {
		for (let line = 0; line < 101; line++) speakForGame(`${line}`);
		expect(facts()).toEqual([]);
		speakForGame("one more");
		expect(endings()).toEqual([["one more", "failed", 0]]);
		expect(facts()).toEqual([refused("waiting_lines")]);
	});

	test("are refused in a silence, too, which goes on", () => {
		speakForGame("x".repeat(50_001));
		expect(facts()).toContainEqual(refused("waiting_characters"));
		expect(silent()).toBe(true);
		expect(voiced()).toEqual([]);
	});

	test("are refused when there are too many words in them", () => {
		speakForGame("one");
		speakForGame("x".repeat(50_001));
		expect(facts()).toEqual([refused("waiting_characters")]);
		speakForGame("x".repeat(50_000));
		expect(facts()).toEqual([]);
	});

	test("are refused while nobody hears them, too", () => {
		send({ type: "hold" });
		speakForGame("x".repeat(50_000));
		speakForGame("x");
		expect(facts()).toEqual([refused("waiting_characters")]);
		expect(endings()).toEqual([["x", "failed", 0]]);
	});

	test("are taken all the same when they are the server's own", () => {
		speakForGame("one");
		speakForGame("x".repeat(50_000));
		speak("Goodbye.");
		expect(facts()).toEqual([]);
		expect(speaking().getSnapshot().context.lines.waiting).toHaveLength(2);
	});
});

describe("when the phone has hung up", () => {
	test("nothing is made or waited for, and the game knows how much was heard", () => {
		speakForGame("one");
		begins(1);
		made(1, 5_000);
		speakForGame("two");
		speakForGame("three");
		orders();
		voiced();
		clock.increment(700);
		send({ type: "hold" });
		expect(voiced()).toEqual(["cancel"]);
		expect(orders()).toEqual([]);
		expect(endings()).toEqual([
			["one", "interrupted", 700],
			["two", "interrupted", 0],
		]);
		expect(alarms()).toEqual([]);
		expect(facts()).toEqual([]);
		expect(silent()).toBe(false);
	});

	test("the voice is left alone when it makes nothing", () => {
		speak("one");
		made(1);
		voiced();
		send({ type: "hold" });
		expect(voiced()).toEqual([]);
	});

	test("what comes too late changes nothing", () => {
		speakForGame("one");
		speakForGame("two");
		made(1);
		send({ type: "hold" });
		endings();
		played(1);
		made(2);
		fails(2);
		send(heard("stop"));
		startOfSpeech();
		press("1");
		send({ type: "fall.silent" });
		expect(endings()).toEqual([]);
		expect(facts()).toEqual([]);
		expect(silent()).toBe(false);
	});

	test("lines wait, and are said when another stream is there", () => {
		speakForGame("one");
		speakForGame("two");
		send({ type: "hold" });
		speakForGame("three");
		voiced();
		endings();
		send({ type: "go.on" });
		expect(voiced()).toEqual(["two"]);
		made(2);
		made(3);
		played(2);
		played(3);
		expect(endings()).toEqual([
			["two", "heard", 1_000],
			["three", "heard", 1_000],
		]);
		expect(facts()).toEqual([fellSilent]);
	});

	test("in a silence, lines wait as well", () => {
		send({ type: "hold" });
		expect(facts()).toEqual([]);
		expect(silent()).toBe(false);
		speak("one");
		expect(voiced()).toEqual([]);
		send({ type: "go.on" });
		expect(voiced()).toEqual(["one"]);
	});

	test("and another stream is there, with nothing left to say, it is silent", () => {
		send({ type: "hold" });
		send({ type: "go.on" });
		expect(facts()).toEqual([fellSilent]);
		expect(silent()).toBe(true);
	});

	test("the game may take back what waits, and nobody is to stop", () => {
		speak("one");
		speak("two");
		speakForGame("three");
		send({ type: "hold" });
		voiced();
		send({ type: "stop.lines.of.game" });
		expect(endings()).toEqual([["three", "interrupted", 0]]);
		expect(voiced()).toEqual([]);
		expect(orders()).toEqual([]);
		send({ type: "go.on" });
		expect(voiced()).toEqual(["two"]);
		made(2);
		played(2);
		expect(facts()).toEqual([fellSilent]);
	});
});

describe("when another stream takes over at once", () => {
	test("what the one before it had not played is lost, and what is being made is not", () => {
		speakForGame("one");
		begins(1);
		made(1, 5_000);
		speakForGame("two");
		orders();
		voiced();
		clock.increment(700);
		send({ type: "go.on" });
		expect(endings()).toEqual([["one", "interrupted", 700]]);
		expect(alarms()).toEqual([]);
		expect(voiced()).toEqual([]);
		expect(orders()).toEqual([]);
		made(2);
		expect(alarms()).toEqual([6_000]);
		played(2);
		expect(endings()).toEqual([["two", "heard", 1_000]]);
	});

	test("and a line had begun, nothing more of it is made", () => {
		speakForGame("one");
		begins(1);
		clock.increment(300);
		speakForGame("two");
		voiced();
		send({ type: "go.on" });
		expect(voiced()).toEqual(["cancel", "two"]);
		expect(endings()).toEqual([["one", "interrupted", 300]]);
	});

	test("and all had been made, it is silent", () => {
		speak("one");
		made(1);
		send({ type: "go.on" });
		expect(facts()).toEqual([fellSilent]);
	});
});

describe("a game that is told nothing more of its lines", () => {
	test("is told first that they were not heard, and how much of each was", () => {
		speakForGame("one");
		begins(1);
		made(1, 5_000);
		speakForGame("two");
		speakForGame("three");
		clock.increment(700);
		orders();
		voiced();
		send({ type: "disown", asker: game });
		expect(endings()).toEqual([
			["one", "interrupted", 700],
			["two", "interrupted", 0],
			["three", "interrupted", 0],
		]);
		expect(orders()).toEqual([]);
		expect(voiced()).toEqual([]);
		played(1);
		made(2);
		fails(3);
		played(2);
		expect(endings()).toEqual([]);
		expect(facts()).toEqual([fellSilent]);
	});

	test("is told of those that wait for another stream, too", () => {
		send({ type: "hold" });
		speakForGame("one");
		send({ type: "disown", asker: game });
		expect(endings()).toEqual([["one", "interrupted", 0]]);
		send({ type: "go.on" });
		fails(1);
		expect(endings()).toEqual([]);
	});
});

describe("the voice is no further ahead of the phone than 20 seconds", () => {
	const sentence = "These are words, of which there are ten in all here. ";
	const tale = (characters: number) =>
		sentence
			.repeat(Math.ceil(characters / sentence.length))
			.slice(0, characters);

	test("and makes no line while more is unplayed, and the next in time", () => {
		for (const text of ["one", "two", "three"]) speakForGame(text);
		begins(1);
		made(1, 15_000);
		begins(2);
		made(2, 10_000);
		expect(voiced()).toEqual(["one", "two"]);
		clock.increment(4_999);
		expect(voiced()).toEqual([]);
		clock.increment(1);
		expect(voiced()).toEqual(["three"]);
	});

	test("and makes it sooner when the phone has played sooner", () => {
		for (const text of ["one", "two", "three"]) speakForGame(text);
		begins(1);
		made(1, 15_000);
		begins(2);
		made(2, 10_000);
		voiced();
		played(1);
		expect(voiced()).toEqual(["three"]);
	});

	test("and later when the phone is late", () => {
		for (const text of ["one", "two", "three"]) speakForGame(text);
		begins(1);
		made(1, 2_000);
		begins(2);
		made(2, 30_000);
		voiced();
		clock.increment(4_000);
		expect(voiced()).toEqual([]);
		played(1);
		clock.increment(8_000);
		clock.increment(1_999);
		expect(voiced()).toEqual([]);
		clock.increment(1);
		expect(voiced()).toEqual(["three"]);
	});

	test("with the server's own lines, too", () => {
		speak("one");
		begins(1);
		made(1, 21_000);
		speak("two");
		expect(voiced()).toEqual(["one"]);
		clock.increment(1_000);
		expect(voiced()).toEqual(["two"]);
	});

	test("and a line that waits for that is stopped like any other", () => {
		speakForGame("one");
		begins(1);
		made(1, 21_000);
		speakForGame("two");
		send({ type: "stop.lines.of.game" });
		expect(endings()).toEqual([
			["one", "interrupted", 0],
			["two", "interrupted", 0],
		]);
		expect(silent()).toBe(true);
		expect(alarms()).toEqual([]);
	});

	test("within a long line: it is made piece by piece, and heard as one", () => {
		const text = tale(1_000);
		speakForGame(text);
		const pieces: unknown[] = [];
		let seconds = 0;
		for (; phoneOrders.length === 0; seconds++) {
			const order = voiced();
			pieces.push(...order);
			if (order.length > 0) {
				begins(1);
				made(1, 9_000);
				expect(pieces.length * 9 - seconds).toBeLessThanOrEqual(20 + 9);
			}
			expect(pieces.length * 9 - seconds).toBeGreaterThan(0);
			clock.increment(1_000);
		}
		expect(pieces.join("")).toBe(text);
		expect(pieces).toHaveLength(7);
		expect(orders()).toEqual([{ type: "mark", name: "line-1" }]);
		expect(endings()).toEqual([]);
		played(1);
		expect(endings()).toEqual([[text, "heard", 63_000]]);
	});

	test("so that a long line which is stopped was made no further, and is told as what was heard", () => {
		speakForGame(tale(1_000));
		begins(1);
		made(1, 12_000);
		begins(1);
		made(1, 12_000);
		expect(voiced()).toHaveLength(2);
		clock.increment(3_000);
		send({ type: "stop.lines.of.game" });
		expect(endings()).toEqual([[tale(1_000), "interrupted", 3_000]]);
		expect(orders()).toEqual([clear]);
		clock.increment(60_000);
		expect(voiced()).toEqual(["cancel"]);
	});

	test("and a phone that has played all of it hears no more of it than there is", () => {
		speakForGame(tale(400));
		begins(1);
		made(1, 5_000);
		clock.increment(8_000);
		begins(1);
		clock.increment(1_000);
		send({ type: "stop.lines.of.game" });
		expect(endings()).toEqual([[tale(400), "interrupted", 6_000]]);
	});

	test("and the mark of a long line is waited for no longer than its rest plays", () => {
		speakForGame(tale(317));
		begins(1);
		made(1, 12_000);
		clock.increment(10_000);
		begins(1);
		made(1, 8_000);
		clock.increment(14_999);
		expect(endings()).toEqual([]);
		clock.increment(1);
		expect(endings()).toEqual([[tale(317), "failed", 0]]);
	});

	describe("and a voice that is lost within a line", () => {
		const loseTheSecondPiece = () => {
			speakForGame(tale(317));
			begins(1);
			made(1, 12_000);
			voiced();
			loses(1);
		};

		test("is asked again for the piece", () => {
			loseTheSecondPiece();
			clock.increment(250);
			expect(voiced()).toEqual([tale(317).slice(159)]);
			begins(1);
			made(1, 8_000);
			played(1);
			expect(endings()).toEqual([[tale(317), "heard", 20_000]]);
		});

		test("leaves what there is of it to be played", () => {
			loseTheSecondPiece();
			clock.increment(10_000);
			expect(voiced().at(-1)).toBe("give.up");
			expect(orders()).toEqual([{ type: "mark", name: "line-1" }]);
			played(1);
			expect(endings()).toEqual([[tale(317), "failed", 12_000]]);
		});

		test("and refuses, too", () => {
			speakForGame(tale(317));
			begins(1);
			made(1, 12_000);
			loses(1, true);
			played(1);
			expect(endings()).toEqual([[tale(317), "failed", 12_000]]);
		});
	});
});

describe("what a game has made in vain", () => {
	/** The game says lines of 150 characters, each of which is made, and stopped after so long. */
	function stopOverAndOver(times: number, afterMs: number): number {
		const text = "x".repeat(150);
		for (let time = 0; time < times; time++) {
			speakForGame(text);
			const { atVoice } = speaking().getSnapshot().context.lines;
			if (atVoice) {
				voice.tell({ type: "line.begun", lineId: atVoice.lineId });
				voice.tell({
					type: "line.synthesised",
					lineId: atVoice.lineId,
					audioMs: 9_000,
				});
			}
			clock.increment(afterMs);
			send({ type: "stop.lines.of.game" });
		}
		return voiced().filter((order) => order === text).length;
	}

	test("is bounded: a game that stops whatever it says is made to wait", () => {
		expect(stopOverAndOver(1_000, 20)).toBe(7);
	});

	test("is no concern of a game whose lines are heard", () => {
		for (let line = 1; line <= 100; line++) {
			speakForGame("x".repeat(150));
			begins(line);
			made(line, 9_000);
			clock.increment(9_000);
			played(line);
		}
		expect(voiced()).toHaveLength(100);
	});

	test("is so little with callers who interrupt now and then that no line waits", () => {
		expect(stopOverAndOver(20, 7_000)).toBe(20);
	});

	test("may be a little again, once it has said nothing for a while", () => {
		stopOverAndOver(1_000, 20);
		speakForGame("Hello.");
		clock.increment(12_000);
		expect(voiced()).toEqual([]);
		clock.increment(2_000);
		expect(voiced()).toEqual(["Hello."]);
	});

	test("holds no line of the server's own back", () => {
		stopOverAndOver(1_000, 20);
		speak("Goodbye.");
		expect(voiced()).toEqual(["Goodbye."]);
	});

	test("leaves the voice less ahead, and never in arrears", () => {
		stopOverAndOver(6, 20);
		orders();
		const first = speaking().getSnapshot().context.linesSoFar + 1;
		speakForGame("one");
		speakForGame("two");
		begins(first);
		made(first, 9_000);
		expect(voiced()).toEqual(["one"]);
		clock.increment(4_000);
		expect(voiced()).toEqual(["two"]);
	});

	test("is counted where a second stream takes over in the middle, too", () => {
		const text = "x".repeat(150);
		let lines = 0;
		for (let time = 0; time < 100; time++) {
			speakForGame(text);
			const { atVoice } = speaking().getSnapshot().context.lines;
			if (atVoice) voice.tell({ type: "line.begun", lineId: atVoice.lineId });
			send({ type: "go.on" });
			lines = voiced().filter((order) => order === text).length + lines;
		}
		expect(lines).toBe(7);
	});
});

describe("more characters than Deepgram makes in a minute", () => {
	test("are not made for a game, however fast the phone says that it has played them", () => {
		const text = "x".repeat(150);
		let at = 0;
		for (; at < 100; at++) speakForGame(text);
		for (let line = 1; voiced().includes(text); line++) {
			begins(line);
			made(line, 10);
			played(line);
		}
		const { waiting } = speaking().getSnapshot().context.lines;
		expect(waiting).toHaveLength(84);
		clock.increment(60_999);
		expect(voiced()).toEqual([]);
		clock.increment(1);
		expect(voiced()).toEqual([text]);
	});
});

test("more lines than fit on a few of Deepgram's sockets in a minute are not made for a game", () => {
	for (let line = 1; line < 450; line++) {
		speakForGame("a");
		if (!voiced().includes("a")) continue;
		begins(line);
		made(line, 10);
		played(line);
	}
	expect(speaking().getSnapshot().context.lines.waiting).toHaveLength(100);
	expect(endings().filter(([, outcome]) => outcome === "heard").length).toBe(
		120,
	);
});

describe("the voices of a game", () => {
	const speakIn = (name: string | undefined, text = "x") => {
		speak(text, { owner: { asker: game, lineId: text }, voice: name });
		const { atVoice } = speaking().getSnapshot().context.lines;
		if (!atVoice) return;
		const { lineId } = atVoice;
		voice.tell({ type: "line.begun", lineId });
		voice.tell({ type: "line.synthesised", lineId, audioMs: 100 });
		send({ type: "mark.returned", name: lineId });
	};

	test("are five in a minute, beside the usual one; a line in another is refused", () => {
		for (let turn = 0; turn < 5; turn++)
			for (const name of ["a", "b", "c", "d", "e", undefined]) speakIn(name);
		expect(endings().map(([, outcome]) => outcome)).toEqual(
			Array.from({ length: 30 }, () => "heard"),
		);
		facts();
		speakIn("f", "in vain");
		expect(endings()).toEqual([["in vain", "failed", 0]]);
		expect(facts()).toEqual([
			{ type: "line.refused", bound: "voices" },
			fellSilent,
		]);
		expect(voiced()).toHaveLength(30);
	});

	test("may be others after a minute in which it had one no more", () => {
		for (const name of ["a", "b", "c", "d", "e"]) speakIn(name);
		clock.increment(30_000);
		speakIn("a");
		clock.increment(29_999);
		speakIn("f");
		clock.increment(1);
		speakIn("g");
		expect(
			voice.orders.flatMap((order) =>
				order.type === "synthesise" ? [order.voice] : [],
			),
		).toEqual(["a", "b", "c", "d", "e", "a", "g"]);
	});

	test("refuse no line of the server's own", () => {
		for (const name of ["a", "b", "c", "d", "e"]) speakIn(name);
		voiced();
		speak("Goodbye.", { voice: "f" });
		expect(voiced()).toEqual(["Goodbye."]);
	});

	test("refuse a line only when its turn has come, and the one behind it follows", () => {
		for (const name of ["a", "b", "c", "d", "e"]) speakIn(name);
		endings();
		speakForGame("one");
		speak("two", { owner: { asker: game, lineId: "two" }, voice: "f" });
		speakForGame("three");
		expect(endings()).toEqual([]);
		begins(6);
		made(6);
		expect(endings()).toEqual([["two", "failed", 0]]);
		expect(voiced().at(-1)).toBe("three");
	});
});

describe("the words that were heard of a line", () => {
	const text = "One two three four five six seven.";

	test("are all of it when it was heard, and none when it was not", () => {
		speakForGame(`${text}  \n`);
		speakForGame("two");
		speakForGame("three");
		made(1);
		played(1);
		fails(2);
		send({ type: "stop.lines.of.game" });
		expect(wordsHeard()).toEqual([
			["heard", text],
			["failed", ""],
			["interrupted", ""],
		]);
	});

	test("are as many as there was sound of them, when it is stopped", () => {
		speakForGame(text, "sound");
		begins(1);
		made(1, text.length * 50);
		clock.increment(700);
		startOfSpeech();
		expect(wordsHeard()).toEqual([["interrupted", "One two three"]]);
	});

	test("are a guess, and no bold one, while it is being made", () => {
		speakForGame(text, "sound");
		begins(1);
		clock.increment(700);
		startOfSpeech();
		expect(wordsHeard()).toEqual([["interrupted", "One two"]]);
	});

	test("of a long line go by the sound of each of its pieces", () => {
		const sentence = `${"word ".repeat(24)}stop. `;
		speakForGame(sentence.repeat(3).trim(), "sound");
		begins(1);
		made(1, 12_600);
		begins(1);
		made(1, 6_300);
		clock.increment(12_600 + 500);
		startOfSpeech();
		expect(wordsHeard()).toEqual([
			["interrupted", `${sentence}${"word ".repeat(2).trim()}`],
		]);
	});

	test("of a line that broke off are what there was of it, and never its last", () => {
		speakForGame(text);
		begins(1);
		fails(1, 60_000);
		clock.increment(60_000);
		played(1);
		expect(wordsHeard()).toEqual([["failed", "One two three four five six"]]);
	});

	test("are none of a line whose mark is overdue", () => {
		speakForGame(text);
		begins(1);
		made(1);
		clock.increment(6_000);
		expect(wordsHeard()).toEqual([["failed", ""]]);
	});
});

describe("a voice that can tell which words were heard", () => {
	const text = "One two three four five six seven.";

	/** The game's line is stopped after so much of it, in the middle of its sound. */
	function stopAfter(ms: number): void {
		speakForGame(text, "sound");
		beginsWithWords(1);
		made(1, text.length * 50);
		speakForGame("next", "sound");
		orders();
		voice.orders.length = 0;
		clock.increment(ms);
		startOfSpeech();
	}

	test("is asked before it is told to cancel, and the phone is cleared at once", () => {
		stopAfter(700);
		expect(orders()).toEqual([clear]);
		expect(voice.orders).toEqual([
			{ type: "tell.words", lineId: "line-1", text, heardMs: 700 },
			{ type: "cancel" },
		]);
		expect(alarms()).toEqual([300]);
		expect(endings()).toEqual([]);
	});

	test("has the last word, and the game hears of its lines in order", () => {
		stopAfter(700);
		speakForGame("after", "sound");
		expect(voiced()).toEqual(["tell.words", "cancel", "after"]);
		beginsWithWords(3);
		made(3);
		played(3);
		expect(wordsHeard()).toEqual([]);
		tells(1, "One two three four");
		expect(wordsHeard()).toEqual([
			["interrupted", "One two three four"],
			["interrupted", ""],
			["heard", "after"],
		]);
		expect(alarms()).toEqual([]);
	});

	test("is waited for no longer than 300 ms, and what it tells then is no news", () => {
		stopAfter(700);
		clock.increment(299);
		expect(wordsHeard()).toEqual([]);
		clock.increment(1);
		expect(wordsHeard()).toEqual([
			["interrupted", "One two three"],
			["interrupted", ""],
		]);
		tells(1, "One");
		expect(wordsHeard()).toEqual([]);
	});

	test.each([
		["that it cannot", undefined],
		["other words", "Seven eight"],
	])("may tell %s: then it is a guess", (_, told) => {
		stopAfter(700);
		tells(1, told);
		expect(wordsHeard()).toEqual([
			["interrupted", "One two three"],
			["interrupted", ""],
		]);
	});

	test("is not listened to about another line", () => {
		stopAfter(700);
		tells(2, "next");
		expect(wordsHeard()).toEqual([]);
		tells(1, "");
		expect(wordsHeard()).toEqual([
			["interrupted", ""],
			["interrupted", ""],
		]);
	});

	test("is asked of the piece at hand, and what came before it was heard", () => {
		const first = `${"word ".repeat(24)}stop. `;
		const second = "And then some more of what there is to say.";
		speakForGame(`${first}${first}${second}`, "sound");
		for (const _ of [1, 2]) {
			beginsWithWords(1);
			made(1, 6_300);
		}
		beginsWithWords(1);
		voice.orders.length = 0;
		clock.increment(12_600 + 400.5);
		startOfSpeech();
		expect(voice.orders[0]).toEqual({
			type: "tell.words",
			lineId: "line-1",
			text: second,
			heardMs: 401,
		});
		tells(1, "And then");
		expect(wordsHeard()).toEqual([["interrupted", `${first}${first}And then`]]);
	});

	test("is asked of one line at a time", () => {
		stopAfter(700);
		speakForGame("Another line of the game.", "sound");
		beginsWithWords(3);
		clock.increment(100);
		voice.orders.length = 0;
		startOfSpeech();
		expect(voiced()).toEqual(["cancel"]);
		tells(1, "One");
		expect(wordsHeard()).toEqual([
			["interrupted", "One"],
			["interrupted", ""],
			["interrupted", ""],
		]);
	});

	test("is not asked where nothing of a line was heard, or all, or where it is no game's", () => {
		stopAfter(0);
		expect(voiced()).toEqual(["cancel"]);
		speakForGame("whole", "sound");
		beginsWithWords(3);
		made(3, 100);
		clock.increment(100);
		startOfSpeech();
		speak("A prompt.", { interruptible: "pause" });
		beginsWithWords(4);
		clock.increment(100);
		startOfSpeech();
		expect(voiced()).not.toContain("tell.words");
		expect(wordsHeard().at(-1)).toEqual(["interrupted", "whole"]);
	});

	test("keeps nobody waiting whose game is told no more", () => {
		stopAfter(700);
		speakForGame("after", "sound");
		send({ type: "disown", asker: game });
		expect(wordsHeard()).toEqual([
			["interrupted", "One two three"],
			["interrupted", ""],
			["interrupted", ""],
		]);
		expect(alarms()).toEqual([]);
	});

	test("may tell it of a caller who has hung up, too", () => {
		speakForGame(text);
		beginsWithWords(1);
		clock.increment(700);
		send({ type: "hold" });
		tells(1, "One two three four");
		expect(wordsHeard()).toEqual([["interrupted", "One two three four"]]);
	});
});

describe("a line of which more is to come", () => {
	/** The game begins a line, of which this is not all. */
	const open = (lineId: string, text: string, isStoppable = false) =>
		speak(text, {
			owner: { asker: game, lineId },
			interruptible: isStoppable ? "sound" : "never",
			openSinceMs: clock.now() + aheadMs,
		});
	const append = (lineId: string, text: string, more = true) =>
		send({ type: "append", asker: game, lineId, text, more });
	/** The game is told that a line takes no more text, though it has not closed it. */
	const closings = () =>
		toldGame
			.splice(0)
			.flatMap((event) =>
				event.type === "line.closed" ? [[event.lineId, event.hasNoRoom]] : [],
			);

	test("begins with its first clause, and is heard as one line", () => {
		open("a", "Hel");
		append("a", "lo there");
		expect(voiced()).toEqual([]);
		append("a", ",");
		expect(voiced()).toEqual(["Hello there,"]);
		append("a", " tired wanderer. What");
		begins(1);
		made(1, 900);
		expect(voiced()).toEqual(["tired wanderer. "]);
		append("a", " do you want?", false);
		expect(orders()).toEqual([]);
		begins(1);
		made(1, 700);
		expect(voiced()).toEqual(["What do you want?"]);
		begins(1);
		made(1, 800);
		expect(orders()).toEqual([{ type: "mark", name: "line-1" }]);
		clock.increment(2_400);
		played(1);
		expect(endings()).toEqual([["a", "heard", 2_400]]);
		expect(facts()).toEqual([fellSilent]);
		expect(alarms()).toEqual([]);
	});

	test("has its mark when it is closed, if all of it was made before", () => {
		open("a", "Hello there. ");
		begins(1);
		made(1, 900);
		clock.increment(5_000);
		expect(orders()).toEqual([]);
		append("a", "", false);
		expect(orders()).toEqual([{ type: "mark", name: "line-1" }]);
		expect(voiced()).toEqual(["Hello there. "]);
		played(1);
		expect(endings()).toEqual([["a", "heard", 900]]);
		expect(facts()).toEqual([fellSilent]);
	});

	test("may go on with what is blank, and the voice is not given that alone", () => {
		open("a", "Hello there.");
		begins(1);
		made(1, 900);
		append("a", "\n\n");
		clock.increment(2_000);
		append("a", " ");
		expect(voiced()).toEqual(["Hello there."]);
		append("a", "Come in, do.", false);
		expect(voiced()).toEqual(["Come in, do."]);
		made(1, 600);
		played(1);
		expect(endings()).toEqual([["a", "heard", 1_500]]);
	});

	test("is overdue by the clock when its mark does not come", () => {
		open("a", "Hello there. ");
		begins(1);
		made(1, 900);
		append("a", " ", false);
		clock.increment(5_899);
		expect(endings()).toEqual([]);
		clock.increment(1);
		expect(endings()).toEqual([["a", "failed", 0]]);
	});

	test("waits for a sentence while there is sound to hear, and for a clause when there is none", () => {
		open("a", "Listen to me. ");
		begins(1);
		made(1, 2_000);
		voiced();
		append("a", "Behind the door, ");
		clock.increment(1_499);
		expect(voiced()).toEqual([]);
		clock.increment(1);
		expect(voiced()).toEqual(["Behind the door, "]);
		begins(1);
		made(1, 2_000);
		append("a", "there is a lamp. And");
		expect(voiced()).toEqual(["there is a lamp. "]);
	});

	test("gathers a piece while there is much to hear", () => {
		open("a", "Listen to me. ");
		begins(1);
		made(1, 9_000);
		voiced();
		for (const text of ["One is red. ", "One is blue. ", "One"])
			append("a", text);
		clock.increment(5_999);
		expect(voiced()).toEqual([]);
		clock.increment(1);
		expect(voiced()).toEqual(["One is red. One is blue. "]);
		begins(1);
		made(1, 9_000);
		append("a", `${" word".repeat(40)}`);
		expect(voiced()).toEqual([`One${" word".repeat(31)} `]);
	});

	test("is closed as it stands when nothing comes of it for ten seconds", () => {
		open("a", "Hello there. My na");
		begins(1);
		made(1, 900);
		clock.increment(5_000);
		append("a", "me");
		clock.increment(9_999);
		expect(voiced()).toEqual(["Hello there. "]);
		expect(closings()).toEqual([]);
		clock.increment(1);
		expect(voiced()).toEqual(["My name"]);
		expect(closings()).toEqual([["a", false]]);
		append("a", " is Bob.");
		begins(1);
		made(1, 600);
		expect(orders()).toEqual([{ type: "mark", name: "line-1" }]);
		played(1);
		expect(endings()).toEqual([["a", "heard", 1_500]]);
	});

	test("is closed so though no clause of it ever came", () => {
		open("a", "Oh,");
		expect(silent()).toBe(false);
		clock.increment(10_000);
		expect(voiced()).toEqual(["Oh,"]);
		expect(closings()).toEqual([["a", false]]);
	});

	test("and was made to its end in that time, has its mark then", () => {
		open("a", "Hello there. ");
		begins(1);
		made(1, 900);
		clock.increment(10_000);
		expect(orders()).toEqual([{ type: "mark", name: "line-1" }]);
		expect(closings()).toEqual([["a", false]]);
	});

	test("keeps others waiting, which follow when it is closed", () => {
		open("a", "Hello there, ");
		speakForGame("b");
		begins(1);
		made(1, 900);
		expect(voiced()).toEqual(["Hello there, "]);
		append("a", "you.", false);
		expect(voiced()).toEqual(["you."]);
		made(1, 300);
		expect(voiced()).toEqual(["b"]);
	});

	test("and waits for its turn takes more meanwhile", () => {
		open("a", "Hello there, ");
		open("b", "Good");
		begins(1);
		made(1, 900);
		append("b", " bye.", false);
		append("a", "you.", false);
		made(1, 300);
		expect(voiced()).toEqual(["Hello there, ", "you.", "Good bye."]);
	});

	test("and has long said nothing when its turn comes is closed at once", () => {
		speakForGame("one");
		open("b", "Good");
		begins(1);
		clock.increment(12_000);
		made(1, 12_000);
		clock.increment(0);
		expect(voiced()).toEqual(["one", "Good"]);
		expect(closings()).toEqual([["b", false]]);
	});

	test("takes no text for which there is no room, and is closed as it stands", () => {
		speakForGame("one");
		open("b", "x".repeat(9_990));
		for (let line = 0; line < 4; line++) speakForGame("y".repeat(10_000));
		facts();
		append("b", "Too much more.");
		expect(closings()).toEqual([["b", true]]);
		expect(facts()).toEqual([
			{ type: "line.refused", bound: "waiting_characters" },
		]);
		append("b", "More.");
		expect(closings()).toEqual([]);
	});

	test("takes none either while another is open at the voice", () => {
		open("a", "Hello there, ");
		begins(1);
		made(1, 900);
		open("b", "x".repeat(9_990));
		for (let line = 0; line < 4; line++) speakForGame("y".repeat(10_000));
		append("b", "Too much more.");
		expect(closings()).toEqual([["b", true]]);
		append("a", "you.", false);
		expect(voiced().at(-1)).toBe("you.");
	});

	test("takes no more once it was stopped", () => {
		open("a", "Hello there, ", true);
		begins(1);
		made(1, 900);
		voiced();
		append("a", "dear friend. How are");
		clock.increment(400);
		startOfSpeech();
		expect(endings()).toEqual([["a", "interrupted", 400]]);
		expect(voiced()).toEqual(["dear friend. ", "cancel"]);
		append("a", " you today?");
		expect(voiced()).toEqual([]);
		expect(facts()).toEqual([fellSilent]);
		expect(silent()).toBe(true);
		expect(alarms()).toEqual([]);
	});

	test.each([
		["the game", () => send({ type: "stop.lines.of.game" })],
		["all", () => send({ type: "fall.silent" })],
		["the phone, which hangs up", () => send({ type: "hold" })],
		["another stream", () => send({ type: "go.on" })],
	])("is stopped while it waits for more by %s", (_, stop) => {
		open("a", "Hello there, ");
		begins(1);
		made(1, 900);
		clock.increment(20);
		stop();
		expect(endings()).toEqual([["a", "interrupted", 20]]);
		append("a", "you.");
		expect(voiced()).toEqual(["Hello there, ", "cancel"]);
		expect(alarms()).toEqual([]);
	});

	test("of which nothing was made goes on with another stream", () => {
		open("a", "Hel");
		send({ type: "go.on" });
		append("a", "lo there, ");
		expect(voiced()).toEqual(["Hello there, "]);
	});

	test("waits for another stream, and takes more meanwhile", () => {
		send({ type: "hold" });
		open("a", "Hel");
		append("a", "lo there, ");
		expect(voiced()).toEqual([]);
		send({ type: "go.on" });
		expect(voiced()).toEqual(["Hello there, "]);
	});

	test("is closed as it stands, and heard to its end, when its game has left", () => {
		open("a", "Hello there. My na");
		open("b", "And");
		begins(1);
		made(1, 900);
		send({ type: "disown", asker: game });
		expect(endings()).toEqual([
			["a", "interrupted", 0],
			["b", "interrupted", 0],
		]);
		made(1, 300);
		made(2, 300);
		expect(voiced()).toEqual(["Hello there. ", "My na", "And"]);
		expect(orders()).toEqual([
			{ type: "mark", name: "line-1" },
			{ type: "mark", name: "line-2" },
		]);
		played(1);
		played(2);
		expect(facts()).toEqual([fellSilent]);
		expect(toldGame).toEqual([]);
	});

	test("that breaks off takes no more, and has failed", () => {
		open("a", "Hello there, ");
		begins(1);
		fails(1, 300);
		expect(closings()).toEqual([["a", false]]);
		append("a", "you.");
		expect(orders()).toEqual([{ type: "mark", name: "line-1" }]);
		played(1);
		expect(endings()).toEqual([["a", "failed", 300]]);
	});

	test("whose voice is lost within it takes no more when it is given up", () => {
		open("a", "Hello there, ");
		begins(1);
		made(1, 300);
		append("a", "dear friend. ");
		loses(1, true);
		expect(closings()).toEqual([["a", false]]);
		append("a", "How are you?");
		played(1);
		expect(endings()).toEqual([["a", "failed", 300]]);
	});

	test("whose voice is lost at its beginning has failed, and takes no more", () => {
		open("a", "Hello there, ");
		loses(1, true);
		expect(endings()).toEqual([["a", "failed", 0]]);
		append("a", "you.");
		expect(silent()).toBe(true);
	});

	test("is an echo as far as its text has come", () => {
		open("a", "Hello there, ", true);
		append("a", "how are you today, ");
		begins(1);
		send(heard("are you today"));
		expect(orders()).toEqual([]);
		send(heard("you tomorrow"));
		expect(orders()).toEqual([clear]);
	});

	test("costs in vain what the voice was given of it, and no more", () => {
		open("a", `${"x".repeat(150)}, `, true);
		begins(1);
		made(1, 100_000);
		append("a", "y".repeat(9_000));
		startOfSpeech();
		const { waste } = speaking().getSnapshot().context;
		expect(waste.characters).toBe(1_000 - 152);
	});

	test("of which much was made has its pieces as far ahead as any line", () => {
		open("a", "Hello there, ");
		begins(1);
		made(1, 25_000);
		append("a", "z".repeat(400));
		voiced();
		clock.increment(4_999);
		append("a", "z");
		expect(voiced()).toEqual([]);
		clock.increment(100);
		expect(voiced()).toEqual(["z".repeat(160)]);
		made(1, 25_000);
		append("a", "z", false);
		clock.increment(24_000);
		expect(voiced()).toEqual([]);
		clock.increment(1_000);
		expect(voiced()).toEqual(["z".repeat(160)]);
	});

	test("is the newest, where two have the same name", () => {
		open("a", "Hello there, ");
		open("a", "Good bye");
		append("a", " now.", false);
		append("a", "you.", false);
		made(1);
		made(1);
		expect(voiced()).toEqual(["Hello there, ", "you.", "Good bye now."]);
	});
});

test("a voice that fails is the failure of what the call says", () => {
	const push = voice.orders.push;
	voice.orders.push = () => {
		throw new Error("broken");
	};
	speak("one");
	voice.orders.push = push;
	expect(facts()).toMatchObject([
		{ type: "xstate.error.actor.speaking", error: new Error("broken") },
	]);
});

test("every transition has been taken by these tests, but for those by which an asker stops its lines", () => {
	const byAskers = /: (?:stop\.line|stop\.lines\.of|ask\.whether\.told), /;
	const missing = coverage.missing.filter((name) => !byAskers.test(name));
	expect(missing).toEqual([]);
});
