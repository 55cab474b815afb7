import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	expectedWords,
	moveHeardIn,
} from "../../../src/machines/conversation/heard-phrases.js";
import type { OfferedMove } from "../../../src/machines/conversation/mind.js";
import {
	keytermTokens,
	maxKeytermTokens,
} from "../../../src/protocol/keyterm-size.js";
import { propertyRuns } from "../../support/randomness/property-runs.js";

const move = (name: string, ...heardAs: string[]): OfferedMove => ({
	name: `move.${name}`,
	means: "…",
	heardAs,
});
const openGate = move("openGate", "open the gate", "let me in");
const trust = move("trust", "please", "my name is");
const yes = move("yes", "yes", "I do");
const no = move("no", "no", "I don't");
const all = [openGate, trust, yes, no];

describe("the move that is heard", () => {
	test.each<[string, OfferedMove | undefined]>([
		["Open the gate!", openGate],
		["um, would you, uh, open the gate now", openGate],
		["OPEN THE GATE", openGate],
		["Öpen thé gate", openGate],
		["Please.", trust],
		["please open the gate", openGate],
		["my name is Wren", trust],
		["Yes, I do.", yes],
		["I don’t", no],
		["open that gate", undefined],
		["the gate is open", undefined],
		["opened the gates of heaven to everybody who came along", undefined],
		["I know", undefined],
		["now", undefined],
		["", undefined],
		["…", undefined],
	])("in %j", (said, expected) => {
		expect(moveHeardIn(said, all)?.name).toBe(expected?.name);
	});

	test.each([
		"open the gait",
		"oh pen the gate",
		"opened the gate",
		"plees, open the gayt",
	])("is also the one that %j sounds like", (said) => {
		expect(moveHeardIn(said, all)?.name).toBe("move.openGate");
	});

	test("is taken for misheard only by somebody who says little else", () => {
		const talk = "yesterday sailors around harbours";
		expect(moveHeardIn(`${talk} open the gait`, [openGate])).toBe(openGate);
		expect(moveHeardIn(`${talk} wept, open the gait`, [openGate])).toBe(
			undefined,
		);
		expect(moveHeardIn(`${talk} wept, open the gate`, [openGate])).toBe(
			openGate,
		);
	});

	test("is none where two fit as well as each other", () => {
		expect(moveHeardIn("yes and no", all)).toBeUndefined();
		expect(moveHeardIn("yes and no and please", all)).toBeUndefined();
		const other = move("other", "open the gate");
		expect(moveHeardIn("open the gate", [openGate, other])).toBeUndefined();
	});

	test("is the one that was said as it is written, before one that sounds so", () => {
		const bear = move("bear", "the bear");
		const bare = move("bare", "the bare");
		expect(moveHeardIn("the bear", [bare, bear])).toBe(bear);
		expect(moveHeardIn("the bare", [bare, bear])).toBe(bare);
	});

	test("is one by itself, however many of its phrases were said", () => {
		expect(moveHeardIn("yes I do", [yes])).toBe(yes);
		expect(moveHeardIn("let me in, open the gate", all)).toBe(openGate);
	});

	test("is none without moves, or without phrases", () => {
		expect(moveHeardIn("open the gate", [])).toBeUndefined();
		expect(
			moveHeardIn("open", [{ name: "move.a", means: "a" }]),
		).toBeUndefined();
		expect(moveHeardIn("open", [move("a", "", "?!")])).toBeUndefined();
	});

	test("is found at the end of a long speech", () => {
		const speech = "and then the sailors went home again ".repeat(100);
		expect(moveHeardIn(`${speech} open the gate`, all)).toBe(openGate);
		expect(moveHeardIn(`open the gate ${speech}`, all)).toBeUndefined();
	});

	test("does not depend on the order of the moves", () => {
		const vocabulary = "please open the gate let me in yes no I do don't gait";
		const word = fc.constantFrom(...vocabulary.split(" "));
		fc.assert(
			fc.property(
				fc.array(word, { maxLength: 12 }),
				fc.shuffledSubarray(all, { minLength: all.length }),
				(words, shuffled) => {
					const said = words.join(" ");
					expect(moveHeardIn(said, shuffled)).toBe(moveHeardIn(said, all));
				},
			),
			propertyRuns(300),
		);
	});
});

describe("the words for the recogniser", () => {
	test("are the phrases of the moves and the scene's own, each once", () => {
		const scene = {
			persona: "",
			goal: "",
			words: ["Wren", "Open the gate!", " lighthouse "],
		};
		expect(expectedWords(scene, [openGate, trust])).toEqual([
			"open the gate",
			"let me in",
			"please",
			"my name is",
			"Wren",
			"lighthouse",
		]);
	});

	test("are no more than a recogniser takes, the moves' own first", () => {
		const scene = { persona: "", goal: "", words: ["Wren"] };
		const many = Array.from({ length: 200 }, (_, at) => `w${at}`);
		const first = many.slice(0, 100);
		expect(expectedWords(scene, [move("a", ...many)])).toEqual(first);
		const long = "lighthouse ".repeat(101);
		expect(expectedWords(scene, [move("a", long, "gate")])).toEqual([
			"gate",
			"Wren",
		]);
		const most = Array.from({ length: 120 }, (_, at) => `öffne das ${at}`);
		const words = expectedWords(scene, [move("a", ...most)]);
		expect(keytermTokens(words)).toBeLessThanOrEqual(maxKeytermTokens);
		expect(keytermTokens([...words, "öffne das"])).toBeGreaterThan(
			maxKeytermTokens - 10,
		);
	});

	test("are none of nothing", () => {
		expect(expectedWords({ persona: "", goal: "" }, [])).toEqual([]);
		expect(expectedWords({ persona: "", goal: "" }, [move("a", "…")])).toEqual(
			[],
		);
	});
});
