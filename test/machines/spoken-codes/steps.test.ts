/**
 * Whatever somebody says, understanding it keeps other calls waiting for no more than a moment: it takes steps in
 * proportion to what was said, and of what was gathered and offered only so much is read.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
	Speech,
	SpokenAlternative,
} from "../../../src/machines/events.js";
import type {
	CodeHearing,
	CodeVocabulary,
} from "../../../src/machines/spoken-codes/code-hearing.js";
import type { Token } from "../../../src/machines/spoken-codes/talk/heard-tokens.js";
import { StepCounter } from "../../support/codes/step-counter.js";

const steps = new StepCounter("spoken-codes");
// These are imported once steps are counted.
const source = "../../../src/machines/spoken-codes";
const { hearSpeech, nothingHeard, settle } = (await import(
	`${source}/code-hearing.js`
)) as typeof import("../../../src/machines/spoken-codes/code-hearing.js");
const { findCode, saidAfter } = (await import(
	`${source}/after-code.js`
)) as typeof import("../../../src/machines/spoken-codes/after-code.js");
const { readDigitCode } = (await import(
	`${source}/digits/digit-code.js`
)) as typeof import("../../../src/machines/spoken-codes/digits/digit-code.js");
const { readWordCode } = (await import(
	`${source}/words/word-code.js`
)) as typeof import("../../../src/machines/spoken-codes/words/word-code.js");
const { tokensOf } = (await import(
	`${source}/talk/heard-tokens.js`
)) as typeof import("../../../src/machines/spoken-codes/talk/heard-tokens.js");

const words = ["banana", "firefly", "blue whale", "tiger", "apple"];
const vocabularies: readonly CodeVocabulary[] = [
	{ kind: "digits" },
	{ kind: "words", codes: words },
];
const readers: readonly ((tokens: readonly Token[]) => unknown)[] = [
	readDigitCode,
	(tokens) => readWordCode(tokens, words),
];

/** What has a part in some rule. */
const said = fc.constantFrom(
	..."o,oh,1,four,42,4271,for,to,double,two,fours,forty,thousand,hundred,and,1st,42nd,5:06,4/27/01,$42.71".split(
		",",
	),
	..."um,uh,hang on,one moment,no,not,i mean,that's not it,scratch that,the,my,it's,is,code,the code is,pin".split(
		",",
	),
	..."what,see,dollars,zip code,my name is,my name is bob,banana,fire,fly,rock it,blue,whale,bananas,b".split(
		",",
	),
	..."...,?!,-,--,',%,&,\u2014,a'a,tytyty,seventyone".split(","),
);
const joint = fc.constantFrom(" ", " ", ". ", ", ", "");

/** The same few things over and over again, until it is so long. */
const monotony = fc
	.tuple(fc.array(said, { minLength: 1, maxLength: 4 }), joint)
	.map(([unit, between]) => (length: number) => {
		const once = `${unit.join(between)}${between || " "}`;
		return once.repeat(Math.ceil(length / once.length)).slice(0, length);
	});

/** Anything in any order. */
const babble = fc
	.tuple(fc.array(said, { minLength: 1, maxLength: 150 }), joint)
	.map(([all, between]) => all.join(between));

const oneText = fc.oneof(
	fc
		.tuple(monotony, fc.constantFrom(20, 50, 200, 590, 5_000))
		.map(([text, length]) => text(length)),
	babble,
	fc.constantFrom("4271", "four two seven one", "o 4271", "banana"),
);

/** What a recogniser may tell, one result after the other, however many readings it offers. */
const results = fc.array(
	fc.record({
		texts: fc.array(oneText, { minLength: 1, maxLength: 8 }),
		isFinal: fc.boolean(),
		endsSpeech: fc.boolean(),
	}),
	{ minLength: 1, maxLength: 15 },
);

interface Told {
	readonly texts: readonly string[];
	readonly isFinal: boolean;
	readonly endsSpeech: boolean;
}

/** A result with words of 10 ms, so that one follows the other without a pause. */
function speechOf(
	{ texts, isFinal, endsSpeech }: Told,
	startMs: number,
): Speech {
	const [best, ...others] = texts.map((text) => alternative(text, startMs));
	if (!best) throw new Error("A result has a text.");
	return {
		text: best.text,
		alternatives: [best, ...others],
		isFinal,
		endsSpeech,
		startMs,
		endMs: best.words.at(-1)?.endMs ?? startMs,
	};
}

function alternative(text: string, startMs: number): SpokenAlternative {
	const words = text.split(" ").map((word, at) => {
		const from = startMs + at * 10;
		return { word, startMs: from, endMs: from + 10, confidence: 0.9 };
	});
	return { text, confidence: 0.9, words };
}

/** Twice as many as were ever seen; so many take a few hundredths of a second. */
const maxStepsOfResult = 800_000;
/** The same once for each code that is looked up: it is searched for, word by word, in the results that it came in. */
const maxStepsOfCode = 10_000_000;

// Where mutants are judged, each of them adds steps of its own.
describe.skipIf(process.env.FEWER_PROPERTY_RUNS)(
	"the steps it takes to understand",
	{ timeout: 120_000 },
	() => {
		test("grow no faster than what was said", () => {
			fc.assert(
				fc.property(monotony, fc.constantFrom(...readers), (text, read) => {
					const stepsOf = (length: number) =>
						steps.count(() => read(tokensOf(text(length))));
					// V8 counts a third more or less, as it comes to know the code; a square would be 64 times as many.
					expect(stepsOf(2_400)).toBeLessThan(16 * stepsOf(300) + 1_000);
				}),
				{ numRuns: 100, endOnFailure: true },
			);
		});

		test("are bounded for each result and each pause, whatever was gathered before it", () => {
			fc.assert(
				fc.property(results, fc.constantFrom(...vocabularies), (all, codes) => {
					let hearing: CodeHearing = nothingHeard;
					for (const [at, told] of all.entries()) {
						const speech = speechOf(told, at * 1_000);
						const hear = () => {
							({ hearing } = hearSpeech(hearing, speech, codes));
						};
						expect(steps.count(hear)).toBeLessThan(maxStepsOfResult);
						const pause = () => settle(hearing, codes);
						expect(steps.count(pause)).toBeLessThan(maxStepsOfResult);
					}
				}),
				{ numRuns: 40, endOnFailure: true },
			);
		});

		test("are bounded for a code and what stands behind it", () => {
			fc.assert(
				fc.property(results, fc.constantFrom(...vocabularies), (all, codes) => {
					const finals = all.map((told, at) =>
						speechOf({ ...told, isFinal: true }, at * 1_000),
					);
					const newest = finals.at(-1);
					if (!newest) return;
					const code = codes.kind === "digits" ? "4271" : "banana";
					const said = { code, before: nothingHeard, finals };
					const find = () => {
						const found = findCode(said, newest, codes);
						for (const final of finals) saidAfter(found, final, codes);
					};
					expect(steps.count(find)).toBeLessThan(maxStepsOfCode);
				}),
				{ numRuns: 40, endOnFailure: true },
			);
		});
	},
);
