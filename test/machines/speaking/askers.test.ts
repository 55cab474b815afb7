/** Who asks for lines: a game and a conversation at once, each told of its own alone, and each able to stop its own. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EventObject } from "xstate";
import type { NewLine } from "../../../src/machines/speaking/speech-queue.js";
import { TransitionCoverage } from "../../models/transition-coverage.js";
import { recorder } from "../../support/actors/recorder.js";
import {
	SpeakingUnderTest,
	speakingBetweenDoubles,
} from "../../support/actors/speaking-under-test.js";
import { heard } from "../../support/codes/spoken.js";

const coverage = new TransitionCoverage([speakingBetweenDoubles]);
const toldGame: EventObject[] = [];
const game = recorder(toldGame);
const toldCharacter: EventObject[] = [];
const character = recorder(toldCharacter);

let speaking: SpeakingUnderTest;

beforeEach(() => {
	toldGame.length = 0;
	toldCharacter.length = 0;
	speaking = new SpeakingUnderTest(coverage.observe);
});

afterEach(() => {
	speaking.stop();
	coverage.endWalk();
});

/** The game has a line said, which it knows by its text. */
function sayForGame(text: string, more: Partial<NewLine> = {}): void {
	speaking.speak(text, {
		owner: { asker: game, lineId: text },
		interruptible: "pause",
		...more,
	});
}

/** The character says a line, which it knows by its text unless told otherwise. */
function sayForCharacter(
	text: string,
	more: Partial<NewLine> = {},
	lineId = text,
): void {
	speaking.speak(text, {
		owner: { asker: character, lineId, tellsBeginning: true },
		interruptible: "pause",
		...more,
	});
}

const stopLine = (lineId: string, asker = character) =>
	speaking.send({ type: "stop.line", asker, lineId });

const endingsOf = (told: readonly object[]) =>
	(told as readonly (EventObject & Record<string, unknown>)[]).flatMap(
		({ type, lineId, outcome, heardMs }) =>
			type === "line.ended" ? [[lineId, outcome, heardMs]] : [],
	);

describe("the beginning of a line", () => {
	const begun = { type: "line.begun", callId: "c", lineId: "Who is there?" };

	test("is told once, when the first sound of it has gone to the phone", () => {
		sayForCharacter("Who is there?");
		expect(toldCharacter).toEqual([]);
		speaking.begins(1);
		expect(toldCharacter).toEqual([begun]);
		speaking.made(1);
		expect(toldCharacter).toEqual([begun]);
	});

	test("is told of the first piece alone", () => {
		const long = `${"One word and another, ".repeat(12)}and an end.`;
		sayForCharacter(long);
		speaking.begins(1);
		speaking.made(1);
		speaking.begins(1);
		expect(toldCharacter).toHaveLength(1);
	});

	test("is told nobody who does not want it", () => {
		sayForGame("Who is there?");
		speaking.begins(1);
		expect(toldGame).toEqual([]);
	});

	test("comes before the end of the line before it", () => {
		sayForCharacter("one");
		sayForCharacter("two");
		speaking.begins(1);
		speaking.made(1);
		speaking.begins(2);
		speaking.played(1);
		expect(toldCharacter).toMatchObject([
			{ type: "line.begun", lineId: "one" },
			{ type: "line.begun", lineId: "two" },
			{ type: "line.ended", lineId: "one" },
		]);
	});
});

describe("lines of the same name that two ask for", () => {
	test("are each its asker's own", () => {
		sayForGame("one");
		sayForCharacter("one");
		speaking.made(1, 300);
		speaking.played(1);
		speaking.made(2, 400);
		speaking.played(2);
		expect(endingsOf(toldGame)).toEqual([["one", "heard", 300]]);
		expect(endingsOf(toldCharacter)).toEqual([["one", "heard", 400]]);
	});

	test("take more text from their own asker alone", () => {
		sayForGame("Game. ", { openSinceMs: 0, owner: named(game, "1") });
		sayForCharacter("Character. ", { openSinceMs: 0 }, "1");
		const append = { type: "append", lineId: "1", more: false } as const;
		speaking.send({ ...append, asker: game, text: "Ends." });
		speaking.send({ ...append, asker: character, text: "Is over." });
		speaking.made(1);
		expect(speaking.voiced()).toEqual(["Game. Ends.", "Character. Is over."]);
	});

	test("do not join, though both may", () => {
		sayForGame("one", { joins: true });
		sayForGame("two", { joins: true });
		sayForCharacter("three", { joins: true });
		speaking.made(1);
		speaking.made(2);
		expect(speaking.voiced()).toEqual(["one", "two", "three"]);
	});

	test("are stopped each by its own asker", () => {
		speaking.speak("Wait.");
		sayForGame("one");
		sayForCharacter("one");
		stopLine("one");
		expect(endingsOf(toldGame)).toEqual([]);
		expect(endingsOf(toldCharacter)).toEqual([["one", "interrupted", 0]]);
	});

	function named(asker: typeof game, lineId: string) {
		return { asker, lineId };
	}
});

describe("one line that its asker stops", () => {
	test("is not said, if it waits, and all others are", () => {
		sayForGame("one");
		sayForCharacter("two");
		sayForCharacter("three");
		stopLine("two");
		expect(endingsOf(toldCharacter)).toEqual([["two", "interrupted", 0]]);
		speaking.made(1);
		expect(speaking.voiced()).toEqual(["one", "three"]);
		expect(speaking.orders()).toEqual([{ type: "mark", name: "line-1" }]);
	});

	test("is made no further, if the phone has nothing of it, and those before it are heard", () => {
		sayForGame("one");
		sayForCharacter("two");
		sayForGame("three");
		speaking.begins(1);
		speaking.made(1);
		stopLine("two");
		expect(endingsOf(toldCharacter)).toEqual([["two", "interrupted", 0]]);
		expect(speaking.voiced()).toEqual(["one", "two", "cancel", "three"]);
		expect(speaking.orders()).toEqual([{ type: "mark", name: "line-1" }]);
		speaking.played(1);
		expect(endingsOf(toldGame)).toEqual([["one", "heard", 1_000]]);
	});

	test("is cut at the phone, and told with what was heard of it", () => {
		sayForCharacter("one");
		speaking.begins(1);
		speaking.clock.increment(250);
		stopLine("one");
		expect(speaking.orders()).toEqual([{ type: "clear" }]);
		expect(endingsOf(toldCharacter)).toEqual([["one", "interrupted", 250]]);
		expect(speaking.facts()).toEqual([{ type: "fell.silent" }]);
	});

	test("takes with it what else is at the phone, which can only drop all", () => {
		sayForCharacter("one");
		sayForGame("two");
		sayForGame("three");
		speaking.begins(1);
		speaking.made(1);
		speaking.begins(2);
		speaking.clock.increment(250);
		stopLine("one");
		expect(endingsOf(toldCharacter)).toEqual([["one", "interrupted", 250]]);
		expect(endingsOf(toldGame)).toEqual([["two", "interrupted", 0]]);
		expect(speaking.voiced()).toEqual(["one", "two", "cancel", "three"]);
	});

	test("is stopped while more of it is awaited", () => {
		sayForCharacter("Hel", { openSinceMs: 0 });
		stopLine("Hel");
		expect(endingsOf(toldCharacter)).toEqual([["Hel", "interrupted", 0]]);
		expect(speaking.facts()).toEqual([{ type: "fell.silent" }]);
	});

	test("stops nothing else, if it is over or was never there", () => {
		sayForCharacter("one");
		speaking.begins(1);
		stopLine("two");
		stopLine("one", game);
		expect(speaking.orders()).toEqual([]);
		expect(speaking.voiced()).toEqual(["one"]);
	});

	test("is not said after another stream has taken over", () => {
		speaking.send({ type: "hold" });
		sayForCharacter("one");
		sayForCharacter("two");
		stopLine("one");
		speaking.send({ type: "go.on" });
		expect(speaking.voiced()).toEqual(["two"]);
		expect(endingsOf(toldCharacter)).toEqual([["one", "interrupted", 0]]);
	});
});

test("an asker is answered once it was told all that ends", () => {
	sayForCharacter("one");
	speaking.send({ type: "ask.whether.told", asker: character });
	expect(toldCharacter).toEqual([{ type: "lines.told" }]);
});

describe("all lines of one asker", () => {
	const stopAllOf = (asker = character) =>
		speaking.send({ type: "stop.lines.of", asker });

	test("are stopped wherever they are, and those of others that wait are said", () => {
		sayForCharacter("one");
		sayForCharacter("two");
		sayForGame("three");
		sayForCharacter("four");
		speaking.begins(1);
		stopAllOf();
		expect(endingsOf(toldCharacter).map(([line]) => line)).toEqual([
			"one",
			"two",
			"four",
		]);
		expect(speaking.voiced()).toEqual(["one", "cancel", "three"]);
	});

	test("are stopped at the voice, with those that wait, while another's is heard", () => {
		sayForGame("one");
		sayForCharacter("two");
		sayForCharacter("three");
		speaking.made(1);
		stopAllOf();
		expect(endingsOf(toldCharacter)).toEqual([
			["two", "interrupted", 0],
			["three", "interrupted", 0],
		]);
		expect(speaking.voiced()).toEqual(["one", "two", "cancel"]);
		speaking.played(1);
		expect(endingsOf(toldGame)).toEqual([["one", "heard", 1_000]]);
	});

	test("are stopped while they wait", () => {
		sayForGame("one");
		sayForCharacter("two");
		stopAllOf();
		speaking.made(1);
		expect(speaking.voiced()).toEqual(["one"]);
	});

	test("are stopped while the caller has hung up", () => {
		speaking.send({ type: "hold" });
		sayForCharacter("one");
		stopAllOf();
		speaking.send({ type: "go.on" });
		expect(speaking.voiced()).toEqual([]);
		expect(speaking.facts()).toEqual([{ type: "fell.silent" }]);
	});

	test("are stopped by the game, too, when it wants silence", () => {
		sayForCharacter("one");
		sayForGame("two");
		speaking.begins(1);
		speaking.send({ type: "stop.lines.of.game" });
		expect(endingsOf(toldCharacter)).toEqual([["one", "interrupted", 0]]);
		expect(endingsOf(toldGame)).toEqual([["two", "interrupted", 0]]);
	});
});

describe("a game that has left while a character speaks", () => {
	test("is told of its own lines, and the character of its own when they are over", () => {
		sayForGame("one");
		sayForCharacter("two");
		speaking.send({ type: "disown", asker: game });
		expect(endingsOf(toldGame)).toEqual([["one", "interrupted", 0]]);
		expect(toldCharacter).toEqual([]);
		for (const line of [1, 2]) {
			speaking.made(line, 500);
			speaking.played(line);
		}
		expect(endingsOf(toldGame)).toHaveLength(1);
		expect(endingsOf(toldCharacter)).toEqual([["two", "heard", 500]]);
	});
});

test("a character's lines have the bounds that a game's have", () => {
	for (let line = 0; line <= 101; line++) sayForCharacter(`line ${line}`);
	expect(endingsOf(toldCharacter)).toEqual([["line 101", "failed", 0]]);
	expect(speaking.facts()).toEqual([
		{ type: "line.refused", bound: "waiting_lines" },
	]);
});

test("a caller who speaks stops both the game's line and the character's", () => {
	sayForGame("one");
	sayForCharacter("two");
	speaking.begins(1);
	speaking.made(1);
	speaking.begins(2);
	speaking.send(heard("wait a moment"));
	expect(endingsOf(toldGame)).toEqual([["one", "interrupted", 0]]);
	expect(endingsOf(toldCharacter)).toEqual([["two", "interrupted", 0]]);
});

test("every transition by which an asker stops its lines has been taken by these tests", () => {
	const byAskers = /: (?:stop\.line|stop\.lines\.of|ask\.whether\.told), /;
	const left = coverage.missing.filter((name) => byAskers.test(name));
	expect(left).toEqual([]);
});
