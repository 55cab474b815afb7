import { describe, expect, test } from "vitest";
import type { Speech, SpokenWord } from "../../../src/machines/events.js";
import {
	answered,
	type CodeHearing,
	type CodeVocabulary,
	hearKey,
	hearSpeech,
	nothingHeard,
	settle,
	type Understanding,
} from "../../../src/machines/spoken-codes/code-hearing.js";
import { spoken } from "../../support/codes/spoken.js";

const digits: CodeVocabulary = { kind: "digits" };
const words: CodeVocabulary = {
	kind: "words",
	codes: ["banana", "robot", "rabbit"],
};

interface Said extends Partial<Speech> {
	/** From the last word to the end of the result. */
	readonly silenceMs?: number;
	readonly confidence?: number;
}

/** A result whose words begin at `startMs` and take 250 ms each. */
function said(text: string, more: Said = {}): Speech {
	const { silenceMs = 400, confidence = 0.95, startMs = 0, ...rest } = more;
	const said = text.split(" ").filter((word) => word !== "");
	const timed = said.map(
		(word, at): SpokenWord => ({
			word,
			startMs: startMs + at * 250,
			endMs: startMs + at * 250 + 250,
			confidence,
		}),
	);
	return {
		text,
		alternatives: [{ text, confidence, words: timed }],
		isFinal: true,
		endsSpeech: true,
		startMs,
		endMs: startMs + said.length * 250 + silenceMs,
		...rest,
	};
}

function interim(text: string, more: Said = {}): Speech {
	return said(text, { isFinal: false, endsSpeech: false, ...more });
}

/** What comes of the results in turn. */
function hear(
	results: readonly Speech[],
	vocabulary = digits,
	hearing: CodeHearing = nothingHeard,
): Understanding {
	return results.reduce<Understanding>(
		(understanding, speech) =>
			hearSpeech(understanding.hearing, speech, vocabulary),
		{ hearing, clue: undefined, awaitsMore: false },
	);
}

function press(keys: string, hearing: CodeHearing = nothingHeard) {
	return [...keys].reduce<Understanding>(
		(understanding, key) => hearKey(understanding.hearing, key, digits),
		{ hearing, clue: undefined, awaitsMore: false },
	);
}

function codesIn({ clue }: Understanding): readonly string[] | undefined {
	return clue?.candidates.map(({ code }) => code);
}

describe("a final result", () => {
	test("with a code gives a clue that may still grow", () => {
		const { clue, awaitsMore } = hear([said("4 2 7 1")]);
		expect(clue).toMatchObject({ isSettled: false, source: "speech" });
		expect(clue?.candidates).toEqual([{ code: "4271", certainty: 0.95 }]);
		expect(awaitsMore).toBe(true);
	});

	test("with the beginning of a code gives none, and awaits the rest", () => {
		const { clue, awaitsMore } = hear([said("4 2")]);
		expect(clue).toBeUndefined();
		expect(awaitsMore).toBe(true);
	});

	test("goes on with the one before within three seconds", () => {
		const gone = (gapMs: number) =>
			codesIn(hear([said("4 2"), said("7 1", { startMs: 500 + gapMs })]));
		expect(gone(3_000)).toEqual(["4271"]);
		expect(gone(3_001)).toBeUndefined();
	});

	test("that was cut off in mid-speech is not acted upon", () => {
		const cut = said("4 2 7 1", { endsSpeech: false, silenceMs: 50 });
		const { clue, awaitsMore, hearing } = hear([cut]);
		expect(clue).toBeUndefined();
		expect(awaitsMore).toBe(true);
		expect(codesIn(settle(hearing, digits))).toEqual(["4271"]);
	});

	test("of ordinary talk leaves nothing", () => {
		const { hearing, awaitsMore } = hear([said("I have 2 dogs")]);
		expect(hearing.pieces).toEqual([]);
		expect(awaitsMore).toBe(false);
	});

	test.each([
		["I was born in 1984", true],
		["I have 2 dogs", false],
		["4271", false],
		["42", false],
	])('of "%s" would be a code but for the talk: %s', (text, isPassedOver) => {
		expect(hear([said(text)]).isPassedOver).toBe(isPassedOver);
	});

	test("of more than 600 characters, in any reading, is passed over", () => {
		const padded = (length: number) => ({
			text: "4271".padEnd(length),
			confidence: 1,
			words: [],
		});
		const alternatives = (one: number, other: number) =>
			hear([said("", { alternatives: [padded(one), padded(other)] })]);
		expect(codesIn(alternatives(600, 600))).toEqual(["4271"]);
		expect(codesIn(alternatives(601, 600))).toBeUndefined();
		expect(codesIn(alternatives(600, 601))).toBeUndefined();
	});

	test("without word timings is understood as well", () => {
		const alternatives = [
			{ text: "4 2 7 1", confidence: 1, words: [] },
		] as const;
		expect(codesIn(hear([said("", { alternatives })]))).toEqual(["4271"]);
	});

	test("of a recitation has no candidate, and is a try once it is over", () => {
		const { clue, hearing } = hear([said("1 2 3 4 5 6 7 8 9 0 1 2 3 4")]);
		expect(clue).toEqual({
			candidates: [],
			isSettled: false,
			source: "speech",
		});
		expect(settle(hearing, digits).clue).toMatchObject({
			candidates: [],
			isSettled: true,
		});
	});

	test("offers at most one code of each length, and three in all", () => {
		const { clue } = hear([said("oh 5:06 4 2 7 oh")]);
		const lengths = clue?.candidates.map(({ code }) => code.length) ?? [];
		expect(lengths).toHaveLength(3);
		expect(new Set(lengths).size).toBe(3);
	});

	test("offers a less certain alternative behind the best", () => {
		const alternatives = [
			{ text: "4 2 7 5", confidence: 0.8, words: [] },
			{ text: "4 2 7 1", confidence: 0.6, words: [] },
		] as const;
		expect(hear([said("", { alternatives })]).clue?.candidates).toEqual([
			{ code: "4275", certainty: 0.8 },
			{ code: "4271", certainty: 0.6 },
		]);
	});
});

describe("a pause", () => {
	test("completes what was said", () => {
		const { hearing } = hear([said("4 2 7 1")]);
		expect(settle(hearing, digits)).toMatchObject({
			clue: { isSettled: true },
			awaitsMore: false,
		});
	});

	test("after too few digits is no try, and they may still go on", () => {
		const { hearing } = hear([said("4 2")]);
		const paused = settle(hearing, digits);
		expect(paused).toMatchObject({ clue: undefined, awaitsMore: false });
		const rest = said("7 1", { startMs: 2_500 });
		expect(codesIn(hear([rest], digits, paused.hearing))).toEqual(["4271"]);
	});

	test("is also heard in results that cover silence", () => {
		const silence = (endMs: number) =>
			said("", { isFinal: false, startMs: 1_400, endMs });
		expect(hear([said("4 2 7 1"), silence(2_499)]).clue).toBeUndefined();
		expect(hear([said("4 2 7 1"), silence(2_500)]).clue?.isSettled).toBe(true);
	});

	test("without anything before it means nothing", () => {
		expect(settle(nothingHeard, digits)).toEqual({
			hearing: nothingHeard,
			clue: undefined,
			awaitsMore: false,
		});
	});
});

describe("interim results", () => {
	const steady = [
		interim("4 2 7 1", { silenceMs: 100 }),
		interim("4 2 7 1", { silenceMs: 300 }),
	];

	test("give a clue when two agree and silence follows", () => {
		const { clue, awaitsMore } = hear(steady);
		expect(clue).toMatchObject({ isSettled: false, source: "speech" });
		expect(awaitsMore).toBe(true);
	});

	test("give it once", () => {
		expect(hear([...steady, ...steady.slice(1)]).clue).toBeUndefined();
	});

	test.each([
		["one alone", [interim("4 2 7 1", { silenceMs: 900 })]],
		[
			"too little silence",
			[interim("4 2 7 1"), interim("4 2 7 1", { silenceMs: 299 })],
		],
		["other digits", [interim("4 2 7 1"), interim("4 2 7 1 8")]],
		[
			"an unsure recogniser",
			[
				interim("4 2 7 1", { confidence: 0.7 }),
				interim("4 2 7 1", { confidence: 0.7 }),
			],
		],
		["ordinary talk", [interim("in 1984"), interim("in 1984")]],
		["too few digits", [interim("4 2 7"), interim("4 2 7")]],
	])("give none for %s", (_, results) => {
		expect(hear(results).clue).toBeUndefined();
	});

	test("that are steady are complete after a pause, even without a final result", () => {
		const { hearing } = hear(steady);
		expect(settle(hearing, digits).clue?.isSettled).toBe(true);
	});

	test("that have had their answer are not heard again in the final result", () => {
		const afterwards = answered(hear(steady).hearing);
		const { clue, hearing } = hear([said("4 2 7 1")], digits, afterwards);
		expect(clue).toBeUndefined();
		expect(hearing.pieces).toEqual([]);
	});

	test("that have had their answer are not heard again in a final result that times its words a little later", () => {
		const afterwards = answered(hear(steady).hearing);
		const later = said("4 2 7 1", { startMs: 300 });
		expect(hear([later], digits, afterwards).hearing.pieces).toEqual([]);
	});

	test("that have had their answer do not hide what was said after them", () => {
		const afterwards = answered(hear(steady).hearing);
		const longer = said("4 2 7 1 no 8 0 3 6");
		expect(codesIn(hear([longer], digits, afterwards))).toEqual(["8036"]);
	});

	test("do not count beside the final result that takes their place", () => {
		const final = said("8 0 3 6");
		expect(codesIn(hear([...steady, final]))).toEqual(["8036"]);
	});
});

describe("keys", () => {
	test("give a clue from the fourth on, and with each more", () => {
		expect(press("427").clue).toBeUndefined();
		expect(press("427").awaitsMore).toBe(true);
		expect(press("4271").clue).toEqual({
			candidates: [{ code: "4271", certainty: 1 }],
			isSettled: false,
			source: "keys",
		});
		expect(codesIn(press("42719"))).toEqual(["42719"]);
	});

	test("are complete with #, or after a pause", () => {
		expect(press("4271#").clue?.isSettled).toBe(true);
		expect(settle(press("4271").hearing, digits).clue?.isSettled).toBe(true);
	});

	test("that are too few are a try with #, but not after a pause", () => {
		expect(press("42#")).toMatchObject({
			clue: { candidates: [], isSettled: true, source: "keys" },
			awaitsMore: false,
		});
		expect(settle(press("42").hearing, digits)).toMatchObject({
			clue: undefined,
			awaitsMore: false,
		});
	});

	test("that are too many have no candidate", () => {
		expect(codesIn(press("012345678"))).toEqual(["012345678"]);
		expect(press("0123456789").clue?.candidates).toEqual([]);
	});

	test("start over with *, which forgets what was said as well", () => {
		expect(codesIn(press("99*4271"))).toEqual(["4271"]);
		const { hearing } = press("*", hear([said("4 2")]).hearing);
		expect(hearing.pieces).toEqual([]);
	});

	test("make what is said at the same time meaningless", () => {
		const { hearing, clue, awaitsMore } = hear(
			[said("8 0 3 6")],
			digits,
			press("42").hearing,
		);
		expect(clue).toBeUndefined();
		expect(awaitsMore).toBe(true);
		expect(codesIn(press("71", hearing))).toEqual(["4271"]);
	});

	test("make what was said before them meaningless", () => {
		expect(codesIn(press("4271", hear([said("8 0")]).hearing))).toEqual([
			"4271",
		]);
	});

	test("that stop too early let speech be heard again", () => {
		const paused = settle(press("5").hearing, digits).hearing;
		expect(codesIn(hear([said("4 2 7 1")], digits, paused))).toEqual(["4271"]);
	});

	test("may go on after a pause", () => {
		const paused = settle(press("42").hearing, digits).hearing;
		expect(codesIn(press("71", paused))).toEqual(["4271"]);
	});

	test("that have had their answer are not heard again as speech of the same moment", () => {
		const before = hear([interim("4 2", { silenceMs: 0 })]).hearing;
		const afterwards = answered(press("4271", before).hearing);
		const late = said("4 2 7 1", { startMs: 300 });
		expect(hear([late], digits, afterwards).clue).toBeUndefined();
		const later = said("4 2 7 1", { startMs: 2_000 });
		expect(codesIn(hear([later], digits, afterwards))).toEqual(["4271"]);
	});

	test("that have had their answer hide what was said at the same moment, however late in the call", () => {
		const silence = (endMs: number) => said("", { startMs: 0, endMs });
		const before = hear([silence(9_000), silence(8_000)]).hearing;
		const afterwards = answered(press("4271", before).hearing);
		const late = said("4 2 7 1", { startMs: 8_800 });
		expect(hear([late], digits, afterwards).clue).toBeUndefined();
	});

	test.each(["A", "B", "C", "D", "", "12", "x"])(
		'of the kind "%s" mean nothing',
		(key) => {
			expect(hearKey(nothingHeard, key, digits)).toEqual({
				hearing: nothingHeard,
				clue: undefined,
				awaitsMore: false,
			});
		},
	);

	test("mean nothing where codes are words, but # ends what was said", () => {
		expect(hearKey(nothingHeard, "4", words).awaitsMore).toBe(false);
		const { hearing } = hear([said("bananna")], words);
		expect(hearKey(hearing, "#", words).clue?.isSettled).toBe(true);
	});
});

describe("word codes", () => {
	test("are settled at once when they are said word for word", () => {
		expect(hear([said("it's banana")], words).clue).toMatchObject({
			candidates: [{ code: "banana" }],
			isSettled: true,
		});
	});

	test("that were misheard wait for a pause", () => {
		expect(hear([said("bananna")], words).clue).toMatchObject({
			candidates: [{ code: "banana" }],
			isSettled: false,
		});
	});

	test("that sound like two of the list are both offered", () => {
		const { clue } = hear([said("rabot")], words);
		expect(clue?.candidates.map(({ code }) => code).sort()).toEqual([
			"rabbit",
			"robot",
		]);
	});

	test("that sound nearly as much like another are offered with it, behind the likelier", () => {
		const codes = ["pirate", "parrot", "banana"];
		const { clue } = hear([said("pirot")], { kind: "words", codes });
		expect(clue?.candidates.map(({ code }) => code)).toEqual([
			"parrot",
			"pirate",
		]);
		const [best = 0, other = 0] =
			clue?.candidates.map((its) => its.certainty) ?? [];
		expect(best).toBeGreaterThan(other);
	});
});

test("a hearing is not changed by what is done with it", () => {
	const { hearing } = hear([said("4 2")]);
	const before = structuredClone(hearing);
	hear([said("7 1", { startMs: 800 })], digits, hearing);
	press("4271#", hearing);
	settle(hearing, digits);
	answered(hearing);
	expect(hearing).toEqual(before);
	expect(nothingHeard.pieces).toEqual([]);
});

test("Regression: a text without end, results without pause, is passed over at once", () => {
	const text = "four two seven one ".repeat(500);
	let { hearing } = hearSpeech(nothingHeard, spoken("4 2"), {
		kind: "digits",
	});
	const understanding = hearSpeech(hearing, spoken(text), { kind: "digits" });
	hearing = understanding.hearing;
	expect(understanding.clue).toBeUndefined();
	expect(hearing.pieces).toEqual([]);
});
