/** The life of a call's recogniser, between a parent that takes down its facts and a double of its ear. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
	type AnyActorRef,
	type AnyStateNode,
	createActor,
	type EventObject,
	SimulatedClock,
	type StateValue,
	setup,
} from "xstate";
import { stopEvent } from "../../../src/adapters/adapter-logic.js";
import type { CallAdapterInput } from "../../../src/machines/adapter-contract.js";
import type { Heard, RecogniserOrder } from "../../../src/machines/events.js";
import type {
	EarFact,
	EarOrder,
} from "../../../src/machines/recogniser/ear-events.js";
import {
	isDown,
	recogniserMachine,
} from "../../../src/machines/recogniser/recogniser.js";
import { TransitionCoverage } from "../../models/transition-coverage.js";
import { AdapterDouble } from "../../support/actors/adapter-double.js";
import { heard } from "../../support/codes/spoken.js";

const ear = new AdapterDouble<EarOrder, EarFact, CallAdapterInput>();
const lastWordsMs = 1_000;
const machine = recogniserMachine.provide({
	actors: { ear: ear.logic },
	delays: { lastWords: lastWordsMs },
});
const coverage = new TransitionCoverage([machine]);
const parent = setup({ actors: { recogniser: machine } }).createMachine({
	context: { facts: [] as EventObject[] },
	invoke: { id: "recogniser", src: "recogniser", input: { callId: "c" } },
	on: { "*": { actions: ({ context, event }) => context.facts.push(event) } },
});

let clock: SimulatedClock;
let root: ReturnType<typeof createActor<typeof parent>>;

beforeEach(() => {
	ear.orders.length = 0;
	clock = new SimulatedClock();
	root = createActor(parent, { clock, inspect: coverage.observe }).start();
});

afterEach(() => {
	root.stop();
	expect(ear.running, "ears left").toBe(0);
	coverage.endWalk();
});

const recogniser = (): AnyActorRef =>
	root.getSnapshot().children.recogniser as AnyActorRef;

const order = (what: RecogniserOrder) => recogniser().send(what);

/** What the parent was told since this was last asked. */
const allFacts = (): EventObject[] =>
	root.getSnapshot().context.facts.splice(0);

/** The same, but for the ends of turns. */
const facts = (): EventObject[] =>
	allFacts().filter(({ type }) => type !== "turn.ended");

/** What the ear was ordered since this was last asked. */
const orders = () => ear.orders.splice(0);

const down = () => isDown(recogniser().getSnapshot());

/** Whether the link is in this state, as inspectors show it. */
const linkIs = (value: StateValue): boolean =>
	recogniser()
		.getSnapshot()
		.matches({ working: { link: value } });

function statesOf(node: AnyStateNode): readonly AnyStateNode[] {
	return [node, ...Object.values(node.states).flatMap(statesOf)];
}

const lost = { type: "recognition.lost" };
const stillLost = { type: "recognition.still.lost" };
const refused = { type: "recognition.refused" };
const finished = { type: "recognition.finished" };
const restored = (missedMs = 0) => ({ type: "recognition.restored", missedMs });
const taken = (when: string) => ({ type: "words.taken", when });

const opens = (missedMs = 0) => ear.tell({ type: "ear.opened", missedMs });
const ends = (isFinal = false, chance = 0, hasUnheard = true) =>
	ear.tell({ type: "ear.ended", isFinal, chance, hasUnheard });
const cuts = (forMs: number) => ear.tell({ type: "ear.cut", forMs });

const started: Heard = {
	type: "speech.started",
	atMs: 0,
	verbatim: undefined,
};
const ended: Heard = {
	type: "utterance.ended",
	lastWordEndMs: 0,
	verbatim: undefined,
};
const noted: Heard = { type: "recogniser.noted", verbatim: "{}" };

/** The recogniser is open, and nothing has been told or ordered since. */
function open(): void {
	opens();
	facts();
	orders();
}

/** The recogniser was open, and its way has been lost. */
function lose(): void {
	open();
	ends();
	facts();
	orders();
}

describe("a first dial", () => {
	test("is ordered at once, for the call that it is", () => {
		expect(ear.inputs.at(-1)).toEqual({ callId: "c" });
		expect(orders()).toEqual([{ type: "dial" }]);
	});

	test("that opens in time tells nothing", () => {
		clock.increment(1_999);
		opens();
		clock.increment(60_000);
		expect(facts()).toEqual([]);
		expect(down()).toBe(false);
	});

	test("that opens with sound missed tells how much", () => {
		opens(300);
		clock.increment(60_000);
		expect(facts()).toEqual([lost, restored(300)]);
		expect(down()).toBe(false);
	});

	test("that is late counts as a loss, and is not dialled a second time", () => {
		orders();
		clock.increment(2_000);
		expect(facts()).toEqual([lost]);
		expect(down()).toBe(true);
		expect(orders()).toEqual([]);
		opens();
		expect(facts()).toEqual([restored()]);
		expect(down()).toBe(false);
	});

	test("that fails is repeated", () => {
		orders();
		ends();
		expect(facts()).toEqual([lost]);
		expect(orders()).toEqual([{ type: "note.loss", delayMs: 250 }]);
		expect(linkIs({ down: "waiting" })).toBe(true);
		clock.increment(250);
		expect(orders()).toEqual([{ type: "dial.again" }]);
		expect(linkIs({ down: "dialling" })).toBe(true);
	});

	test("that is refused is the last", () => {
		orders();
		ends(true);
		clock.increment(60_000);
		expect(facts()).toEqual([refused]);
		expect(orders()).toEqual([{ type: "give.up" }]);
		expect(down()).toBe(true);
	});

	test("that is cut off waits for as long as was asked", () => {
		orders();
		cuts(700);
		clock.increment(699);
		expect(orders()).toEqual([]);
		expect(linkIs({ down: "cutOff" })).toBe(true);
		clock.increment(1);
		expect(orders()).toEqual([{ type: "dial" }]);
		expect(linkIs({ down: "dialling" })).toBe(true);
		expect(facts()).toEqual([lost]);
	});
});

describe("a recogniser that is lost", () => {
	test("tells it once, and tells when it is back, with what was missed", () => {
		open();
		ends();
		expect(down()).toBe(true);
		clock.increment(250);
		opens(400);
		expect(facts()).toEqual([lost, restored(400)]);
		expect(down()).toBe(false);
	});

	test("says after four seconds, once, that it is lost still", () => {
		lose();
		clock.increment(3_999);
		expect(facts()).toEqual([]);
		clock.increment(1);
		expect(facts()).toEqual([stillLost]);
		clock.increment(60_000);
		expect(facts()).toEqual([]);
	});

	test("says so also when attempts fail or are cut off meanwhile", () => {
		lose();
		clock.increment(250);
		ends();
		clock.increment(500);
		cuts(60_000);
		clock.increment(3_249);
		expect(facts()).toEqual([]);
		clock.increment(1);
		expect(facts()).toEqual([stillLost]);
	});

	test("says nothing of the kind when it is back in time, and counts anew at the next loss", () => {
		lose();
		clock.increment(3_000);
		opens();
		clock.increment(3_000);
		ends();
		clock.increment(3_999);
		expect(facts()).toEqual([restored(), lost]);
		clock.increment(1);
		expect(facts()).toEqual([stillLost]);
	});

	test("nor when it is refused before", () => {
		lose();
		clock.increment(250);
		ends(true);
		clock.increment(60_000);
		expect(facts()).toEqual([refused]);
		expect(orders()).toEqual([{ type: "dial.again" }, { type: "give.up" }]);
		expect(down()).toBe(true);
	});

	test("waits longer after each failure, until a result comes of it", () => {
		open();
		for (const delayMs of [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
			ends();
			expect(orders()).toEqual([{ type: "note.loss", delayMs }]);
			clock.increment(delayMs - 1);
			expect(orders()).toEqual([]);
			clock.increment(1);
			expect(orders()).toEqual([{ type: "dial.again" }]);
		}
		opens();
		ear.tell(noted);
		ends();
		expect(orders()).toEqual([{ type: "note.loss", delayMs: 5_000 }]);
		opens();
		ear.tell(heard("four two"));
		ends();
		expect(orders()).toEqual([{ type: "note.loss", delayMs: 250 }]);
	});

	test.each([started, ended])("a result is also %o", (fact) => {
		lose();
		opens();
		ear.tell(fact);
		facts();
		ends();
		expect(orders()).toEqual([{ type: "note.loss", delayMs: 250 }]);
	});

	test("waits less by chance", () => {
		open();
		ends(false, 0.5);
		expect(orders()).toEqual([{ type: "note.loss", delayMs: 188 }]);
		clock.increment(188);
		expect(orders()).toEqual([{ type: "dial.again" }]);
	});

	test("is refused when it was open, too", () => {
		open();
		ends(true);
		expect(facts()).toEqual([refused]);
		expect(orders()).toEqual([{ type: "give.up" }]);
		expect(down()).toBe(true);
	});

	test("by speech that was not understood tries by itself", () => {
		open();
		ear.tell({ type: "ear.failed" });
		ear.tell({ type: "ear.failed" });
		expect(facts()).toEqual([lost]);
		clock.increment(3_000);
		expect(orders()).toEqual([]);
		opens();
		expect(facts()).toEqual([restored()]);
	});
});

describe("a recogniser that is cut off", () => {
	test("is lost until it is dialled when the time is over", () => {
		open();
		cuts(3_000);
		expect(facts()).toEqual([lost]);
		clock.increment(2_999);
		expect(orders()).toEqual([]);
		clock.increment(1);
		expect(orders()).toEqual([{ type: "dial" }]);
	});

	test("stays off for the newer time when it is cut off twice", () => {
		open();
		cuts(3_000);
		clock.increment(2_000);
		cuts(4_000);
		clock.increment(3_999);
		expect(orders()).toEqual([]);
		clock.increment(1);
		expect(orders()).toEqual([{ type: "dial" }]);
		expect(facts()).toEqual([lost, stillLost]);
	});
});

describe("what is heard", () => {
	test.each([heard("four two"), started, ended, noted, taken("never")])(
		"is passed on as it is: %o",
		(fact) => {
			open();
			ear.tell(heard("first"));
			ear.tell(fact as EarFact);
			expect(facts().at(-1)).toBe(fact);
			ends();
			facts();
			ear.tell(fact as EarFact);
			expect(facts()[0]).toBe(fact);
		},
	);

	test.each([started, ended, heard("x")])(
		"is passed on as the first result, too, which proves that it is understood: %o",
		(fact) => {
			open();
			expect(linkIs({ open: "unproven" })).toBe(true);
			ear.tell(fact);
			expect(facts()).toEqual([fact]);
			expect(linkIs({ open: "proven" })).toBe(true);
		},
	);
});

describe("words that are expected", () => {
	const words = { type: "expect.words", words: ["troll"] } as const;

	test("are the ear's affair", () => {
		open();
		order(words);
		order({ type: "expect.code" });
		expect(orders()).toEqual([words, { type: "expect.code" }]);
	});

	test.each(["now", "next"] as const)("are answered for: %s", (when) => {
		open();
		ear.tell({ type: "words.asked" });
		clock.increment(1_999);
		ear.tell({ type: "words.answered", when });
		clock.increment(60_000);
		expect(facts()).toEqual([taken(when)]);
	});

	test("wait for the next dial when nothing is answered for two seconds", () => {
		open();
		ear.tell({ type: "words.asked" });
		clock.increment(2_000);
		expect(facts()).toEqual([taken("next")]);
		ear.tell({ type: "words.answered", when: "now" });
		expect(facts()).toEqual([]);
	});

	test("that are others are waited for anew", () => {
		open();
		ear.tell({ type: "words.asked" });
		clock.increment(1_500);
		ear.tell({ type: "words.asked" });
		clock.increment(1_999);
		expect(facts()).toEqual([]);
		clock.increment(1);
		expect(facts()).toEqual([taken("next")]);
	});

	test("are what an error is about while they are asked for, which nobody else sees", () => {
		open();
		ear.tell({ type: "words.asked" });
		ear.tell({ type: "ear.complained", heard: noted });
		expect(facts()).toEqual([taken("next")]);
		expect(orders()).toEqual([]);
		ear.tell({ type: "ear.complained", heard: noted });
		expect(facts()).toEqual([noted]);
		expect(orders()).toEqual([{ type: "note.complaint" }]);
	});
});

describe("words that change often", () => {
	const words = (...words: string[]) =>
		({ type: "expect.words", words }) as const;
	const asks = () => ear.tell({ type: "words.asked" });

	beforeEach(() => {
		open();
		order(words("troll"));
		asks();
		orders();
	});

	test("settle: the last of a second is told to the ear when it is over", () => {
		for (let at = 0; at < 50; at++) order(words(`word ${at}`));
		order(words("elf"));
		clock.increment(999);
		expect(orders()).toEqual([]);
		clock.increment(1);
		expect(orders()).toEqual([words("elf")]);
	});

	test("are told once in a second at most, and the last always", () => {
		const told: unknown[] = [];
		for (let at = 0; at < 450; at++) {
			order(words(`word ${at}`));
			clock.increment(22);
			for (const each of orders()) {
				told.push(each);
				asks();
			}
		}
		expect(told.length).toBeLessThanOrEqual(10);
		clock.increment(1_000);
		expect(orders()).toEqual([words("word 449")]);
	});

	test("are told at once when a second has passed", () => {
		clock.increment(1_000);
		expect(orders()).toEqual([]);
		order(words("elf"));
		expect(orders()).toEqual([words("elf")]);
	});

	test("give way to a code that is expected, at once", () => {
		order(words("elf"));
		order({ type: "expect.code" });
		expect(orders()).toEqual([{ type: "expect.code" }]);
		asks();
		clock.increment(60_000);
		expect(orders()).toEqual([]);
	});

	test("are told no more once the caller has hung up", () => {
		order(words("elf"));
		order({ type: "finish" });
		clock.increment(1_000);
		expect(orders()).toEqual([{ type: "finish" }, { type: "tell.rest" }]);
	});

	test("are told at once by an ear that asks nobody", () => {
		clock.increment(1_000);
		order(words("elf"));
		order(words("dwarf"));
		expect(orders()).toEqual([words("elf"), words("dwarf")]);
	});
});

describe("the order to finish", () => {
	const finish = { type: "finish" } as const;

	test("is done when the ear has told all", () => {
		open();
		order(finish);
		order(finish);
		expect(orders()).toEqual([finish]);
		expect(down()).toBe(false);
		ear.tell(heard("seven one"));
		ear.tell({ type: "ear.finished" });
		expect(facts().map(({ type }) => type)).toEqual([
			"speech.heard",
			"recognition.finished",
		]);
		expect(ear.running).toBe(0);
	});

	test("is done when the ear is refused meanwhile", () => {
		open();
		order(finish);
		orders();
		ends(true);
		expect(facts()).toEqual([finished]);
		expect(orders()).toEqual([]);
	});

	test("waits no longer than allowed, for words neither, and then takes what the ear knows by then", () => {
		open();
		ear.tell({ type: "words.asked" });
		order(finish);
		orders();
		clock.increment(lastWordsMs - 1);
		expect(facts()).toEqual([]);
		clock.increment(1);
		expect(orders()).toEqual([{ type: "tell.rest" }]);
		ear.tell(heard("seven one"));
		ear.tell({ type: "ear.finished" });
		expect(facts()).toEqual([heard("seven one"), finished]);
		expect(ear.running).toBe(0);
		clock.increment(60_000);
		expect(facts()).toEqual([]);
	});

	test("is given before there is an ear", () => {
		order(finish);
		ear.tell({ type: "ear.finished" });
		clock.increment(60_000);
		expect(facts()).toEqual([finished]);
	});

	test("in the middle of a loss dials at once, and hears what can be heard", () => {
		lose();
		order(finish);
		expect(orders()).toEqual([{ type: "dial.again" }, finish]);
		expect(down()).toBe(true);
		opens(100);
		expect(orders()).toEqual([finish]);
		expect(down()).toBe(false);
		ear.tell({ type: "ear.failed" });
		expect(down()).toBe(true);
		ear.tell({ type: "ear.finished" });
		expect(facts()).toEqual([restored(100), lost, finished]);
	});

	test("while it is dialled again waits for that dial", () => {
		lose();
		clock.increment(250);
		orders();
		order(finish);
		expect(orders()).toEqual([finish]);
		opens();
		expect(orders()).toEqual([finish]);
	});

	test("while it is cut off ends that", () => {
		open();
		cuts(60_000);
		facts();
		order(finish);
		expect(orders()).toEqual([{ type: "dial" }, finish]);
		opens();
		expect(facts()).toEqual([restored()]);
	});

	test.each([0, 300])(
		"while it is dialled first is given again when it is open, %i ms missed",
		(missedMs) => {
			order(finish);
			orders();
			opens(missedMs);
			expect(orders()).toEqual([finish]);
			expect(down()).toBe(false);
			expect(facts()).toEqual(missedMs > 0 ? [lost, restored(missedMs)] : []);
		},
	);

	test.each([
		["open", open],
		["dialled first", () => orders()],
	])("is not done when it is lost, %s, with something unheard", (_, begin) => {
		begin();
		order(finish);
		orders();
		ends();
		expect(facts()).toEqual([lost]);
		expect(down()).toBe(true);
		expect(orders()).toEqual([{ type: "note.loss", delayMs: 250 }]);
		clock.increment(250);
		expect(orders()).toEqual([{ type: "dial.again" }]);
		ends();
		expect(orders()).toEqual([{ type: "note.loss", delayMs: 500 }]);
		clock.increment(500);
		opens(40);
		expect(orders()).toEqual([{ type: "dial.again" }, finish]);
		ear.tell({ type: "ear.finished" });
		expect(facts()).toEqual([restored(40), finished]);
	});

	test.each([
		["open", open],
		["dialled first", () => orders()],
		["lost", lose],
	])("is done when it is lost, %s, with nothing unheard", (_, begin) => {
		begin();
		order(finish);
		ends(false, 0, false);
		expect(facts()).toEqual([finished]);
	});

	test("waits for further attempts no longer than allowed", () => {
		open();
		order(finish);
		ends();
		clock.increment(lastWordsMs);
		expect(facts()).toEqual([lost]);
		// An ear that does not answer is not waited for either.
		clock.increment(200);
		expect(facts()).toEqual([finished]);
		expect(ear.running).toBe(0);
	});

	test("is done at once where all was refused", () => {
		ends(true);
		orders();
		order(finish);
		expect(facts()).toEqual([refused, finished]);
		expect(ear.running).toBe(0);
	});

	test("an ear that says early that it has finished is not believed", () => {
		open();
		ear.tell({ type: "ear.finished" });
		expect(facts()).toEqual([]);
		expect(ear.running).toBe(1);
	});
});

describe("the end", () => {
	test("of a failed call closes the ear, and nothing is told or waited for", () => {
		lose();
		recogniser().send(stopEvent);
		expect(ear.running).toBe(0);
		clock.increment(60_000);
		expect(facts()).toEqual([]);
		expect(orders()).toEqual([]);
	});

	test("of an ear that fails is the recogniser's failure", () => {
		open();
		const fails = ear.orders.push;
		ear.orders.push = () => {
			throw new Error("broken");
		};
		order({ type: "expect.code" });
		ear.orders.push = fails;
		expect(facts()).toMatchObject([
			{
				type: "xstate.error.actor.recogniser",
				error: new Error("broken"),
			},
		]);
		expect(ear.running).toBe(0);
	});

	test("leaves no alarm", () => {
		lose();
		root.stop();
		const { _scheduledEvents: scheduled } = root.system.getSnapshot();
		expect(scheduled).toEqual({});
	});
});

test("what is no machine, or is not there, is not down", () => {
	expect(isDown(undefined)).toBe(false);
	expect(
		isDown({ status: "active", output: undefined, error: undefined }),
	).toBe(false);
});

describe("a turn of the caller's", () => {
	const interim = (text: string) =>
		heard(text, { isFinal: false, endsSpeech: false });
	const final = (text: string, endMs = 1_000) =>
		heard(text, { endsSpeech: false, endMs });
	const gap = (lastWordEndMs: number) =>
		({
			type: "utterance.ended",
			lastWordEndMs,
			verbatim: "a gap",
		}) as const;
	const eager = { type: "turn.eager", verbatim: undefined } as const;
	const resumed = { type: "turn.resumed", verbatim: undefined } as const;
	const turnEnded = { type: "turn.ended", verbatim: undefined } as const;
	const turnPauseMs = 2_000;

	beforeEach(() => {
		open();
		facts();
	});

	test("ends with the result that ends speech", () => {
		ear.tell(interim("open the"));
		ear.tell(heard("open the door"));
		expect(allFacts()).toEqual([
			interim("open the"),
			heard("open the door"),
			turnEnded,
		]);
	});

	test("ends once, with silence too where words were heard before", () => {
		ear.tell(heard(""));
		ear.tell(interim("open"));
		ear.tell(heard(""));
		ear.tell(heard(""));
		expect(allFacts().filter((fact) => fact.type === "turn.ended")).toEqual([
			turnEnded,
		]);
	});

	test.each([
		["speaking", () => {}],
		["pausing", () => clock.increment(turnPauseMs)],
	])("ends with a gap after its last word, %s", (_, wait) => {
		ear.tell(final("open the door"));
		wait();
		allFacts();
		ear.tell(gap(1_000));
		expect(allFacts()).toEqual([gap(1_000), turnEnded]);
	});

	test("does not end with a gap before words that were heard since: it is passed on as a message, and means nothing", () => {
		const words = [{ word: "door", startMs: 900, endMs: 1_000, confidence: 1 }];
		const alternatives = [{ text: "door", confidence: 1, words }] as const;
		ear.tell(heard("door", { endsSpeech: false, alternatives }));
		allFacts();
		ear.tell(gap(949));
		expect(allFacts()).toEqual([
			{ type: "recogniser.noted", verbatim: "a gap" },
		]);
		ear.tell(gap(950));
		expect(allFacts()).toEqual([gap(950), turnEnded]);
	});

	test("is not kept open by interim results with other words than those that a gap follows", () => {
		ear.tell(final("open the", 1_000));
		ear.tell(interim("red door"));
		allFacts();
		ear.tell(gap(1_000));
		expect(allFacts()).toEqual([gap(1_000), turnEnded]);
	});

	test("ends with a pause, of twice two seconds at most", () => {
		ear.tell(final("open the door"));
		clock.increment(turnPauseMs);
		ear.tell(final("please"));
		clock.increment(turnPauseMs - 1);
		ear.tell(heard("", { isFinal: false, endsSpeech: false }));
		clock.increment(1);
		allFacts();
		clock.increment(turnPauseMs - 1);
		expect(allFacts()).toEqual([]);
		clock.increment(1);
		expect(allFacts()).toEqual([turnEnded]);
	});

	test("ends in a pause with the words that end speech", () => {
		ear.tell(final("open the door"));
		clock.increment(turnPauseMs);
		allFacts();
		ear.tell(interim(""));
		ear.tell(heard("please"));
		expect(allFacts()).toEqual([interim(""), heard("please"), turnEnded]);
	});

	test("does not end while nobody hears the caller", () => {
		ear.tell(interim("open the"));
		ends();
		for (let pause = 0; pause < 3; pause++) clock.increment(turnPauseMs);
		expect(allFacts().some(({ type }) => type === "turn.ended")).toBe(false);
		opens();
		allFacts();
		ear.tell(heard("open the door"));
		expect(allFacts()).toEqual([heard("open the door"), turnEnded]);
	});

	test("that has probably ended ends, or goes on", () => {
		ear.tell(interim("open"));
		ear.tell(eager);
		ear.tell(resumed);
		ear.tell(interim("open the door"));
		ear.tell(eager);
		ear.tell(heard("open the door"));
		expect(allFacts()).toEqual([
			interim("open"),
			eager,
			resumed,
			interim("open the door"),
			eager,
			heard("open the door"),
			turnEnded,
		]);
	});

	test("that has probably ended goes on, after a pause too", () => {
		ear.tell(interim("open"));
		ear.tell(eager);
		clock.increment(turnPauseMs);
		allFacts();
		ear.tell(resumed);
		clock.increment(turnPauseMs);
		expect(allFacts()).toEqual([resumed]);
		clock.increment(turnPauseMs);
		expect(allFacts()).toEqual([turnEnded]);
	});

	test("that has probably ended, and of which nothing more is said, ends with a pause", () => {
		ear.tell(interim("open"));
		ear.tell(eager);
		allFacts();
		clock.increment(turnPauseMs);
		clock.increment(turnPauseMs);
		expect(allFacts()).toEqual([turnEnded]);
	});
});

test("every delay that a state waits for has a name that exists", () => {
	const delays = statesOf(machine.root).flatMap(({ after }) =>
		after.map(({ delay }) => delay),
	);
	expect(delays.length).toBe(13);
	for (const delay of delays)
		expect(String(delay) in machine.implementations.delays).toBe(true);
});

test("every state says what it means", () => {
	for (const node of statesOf(machine.root))
		expect(node.description, node.id).toBeTruthy();
});

test("every transition has been taken by these tests", () => {
	expect(coverage.missing).toEqual([]);
});
