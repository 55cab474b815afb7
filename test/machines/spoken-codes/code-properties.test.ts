import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	hearKey,
	hearSpeech,
	nothingHeard,
	settle,
	type Understanding,
} from "../../../src/machines/spoken-codes/code-hearing.js";
import { readDigitCode } from "../../../src/machines/spoken-codes/digits/digit-code.js";
import { tokensOf } from "../../../src/machines/spoken-codes/talk/heard-tokens.js";
import { spoken } from "../../support/codes/spoken.js";
import {
	anyBreath,
	anyCode,
	framed,
	spokenGroups,
	spokenNumber,
} from "../../support/codes/spoken-forms.js";
import { play } from "../../support/deepgram/transcripts.js";
import { propertyRuns } from "../../support/randomness/property-runs.js";

const runs = propertyRuns(1_000);

function outcomes(heard: string | readonly string[], ...live: string[]) {
	const results = typeof heard === "string" ? [heard] : heard;
	return play({ heard: results, live, must: "", why: "" });
}

/** A code and something random that depends on it. */
function withCode<Value>(
	more: (code: string) => fc.Arbitrary<Value>,
): fc.Arbitrary<[string, Value]> {
	return anyCode().chain((code) => fc.tuple(fc.constant(code), more(code)));
}

describe("a random code is understood", () => {
	test("in whatever form it is said, and whatever callers put around it", () => {
		const said = withCode((code) => spokenNumber(code).chain(framed));
		fc.assert(
			fc.property(said, ([code, text]) => {
				expect(outcomes(text, code), text).toEqual([`pair:${code}`]);
			}),
			runs,
		);
	});

	test("in several results", () => {
		fc.assert(
			fc.property(withCode(spokenGroups), ([code, groups]) => {
				expect(outcomes(groups, code), groups.join(" | ")).toEqual([
					`pair:${code}`,
				]);
			}),
			runs,
		);
	});

	test("when it is said twice", () => {
		const twice = withCode((code) =>
			fc.tuple(
				spokenNumber(code, anyBreath),
				fc.constantFrom(". That's ", ", ", " again ", ", I repeat, "),
				spokenNumber(code, anyBreath),
			),
		);
		fc.assert(
			fc.property(twice, ([code, parts]) => {
				const text = parts.join("");
				expect(outcomes(text, code), text).toEqual([`pair:${code}`]);
			}),
			runs,
		);
	});

	test("when another one was said before it, and corrected", () => {
		const cue = fc.constantFrom(
			...[", no, ", " no sorry ", ", I mean ", " wait ", " scratch that, "],
		);
		const corrected = withCode((code) =>
			fc.tuple(
				anyCode(4, 6).chain((wrong) => spokenNumber(wrong, anyBreath)),
				cue,
				spokenNumber(code),
			),
		);
		fc.assert(
			fc.property(corrected, ([code, parts]) => {
				const text = parts.join("");
				expect(outcomes(text, code), text).toEqual([`pair:${code}`]);
			}),
			runs,
		);
	});

	test("when it is keyed", () => {
		fc.assert(
			fc.property(anyCode(), (code) => {
				const keyed = {
					heard: [{ keys: code }],
					live: [code],
					must: "",
					why: "",
				};
				expect(play(keyed)).toEqual([`pair:${code}`]);
			}),
		);
	});
});

describe("a random code never pairs", () => {
	/** Digits before it, behind it or both. */
	const longer = withCode((code) =>
		fc
			.tuple(anyCode(0, 3), anyCode(0, 3))
			.filter(([before, after]) => before + after !== "")
			.map(([before, after]) => before + code + after),
	).filter(([code, number]) => number !== code.repeat(2));

	test("as a part of a longer number", () => {
		const said = longer.chain(([code, number]) =>
			fc.tuple(
				fc.constant(code),
				spokenNumber(number, anyBreath).chain(framed),
			),
		);
		fc.assert(
			fc.property(said, ([code, text]) => {
				expect(outcomes(text, code), text).not.toContain(`pair:${code}`);
			}),
			runs,
		);
	});

	test("when one digit is another, missing, too many or in another place", () => {
		const slip = withCode((code) =>
			fc
				.tuple(
					fc.nat(code.length - 1),
					fc.integer({ min: 1, max: 9 }),
					fc.constantFrom("changed", "missing", "added", "swapped"),
				)
				.map(([at, by, how]) => slipped(code, at, by, how))
				.filter((number) => number !== code)
				.chain((number) => spokenNumber(number, anyBreath).chain(framed)),
		);
		fc.assert(
			fc.property(slip, ([code, text]) => {
				expect(outcomes(text, code), text).not.toContain(`pair:${code}`);
			}),
			runs,
		);
	});

	test("beside another code", () => {
		const two = withCode((code) =>
			fc.tuple(
				spokenNumber(code, anyBreath),
				fc.constantFrom(" or ", " and it's ", ", "),
				anyCode(4, 6)
					.filter((other) => !code.startsWith(other) && !other.endsWith(code))
					.chain((other) => spokenNumber(other, anyBreath)),
			),
		);
		fc.assert(
			fc.property(two, ([code, parts]) => {
				const text = parts.join("");
				expect(outcomes(text, code), text).not.toContain(`pair:${code}`);
			}),
			runs,
		);
	});

	test("in ordinary talk, which is no try either", () => {
		const before = fc.constantFrom(
			...["I live at", "we drove", "about", "in", "since", "my friend owes me"],
			...[
				"my phone number is",
				"bus",
				"call me at",
				"it costs",
				"he was born in",
			],
			...["there were", "extension", "my dog is", "the year"],
		);
		const after = fc.constantFrom(
			...[
				"Oak Street",
				"miles",
				"people were there",
				"dollars",
				"or so I heard",
			],
			...[
				"tomorrow evening",
				"in Ohio",
				"percent",
				"years ago",
				"friends came",
			],
		);
		const talk = withCode((code) =>
			fc.tuple(before, spokenNumber(code, anyBreath), after),
		);
		fc.assert(
			fc.property(talk, ([code, parts]) => {
				const text = parts.join(" ");
				expect(outcomes(text, code), text).toEqual([]);
			}),
			runs,
		);
	});
});

function slipped(code: string, at: number, by: number, how: string): string {
	const digit = code.charAt(at);
	const other = String((Number(digit) + by) % 10);
	const [before, after] = [code.slice(0, at), code.slice(at + 1)];
	if (how === "missing") return before + after;
	if (how === "added") return before + digit + other + after;
	if (how === "swapped")
		return before + after.charAt(0) + digit + after.slice(1);
	return before + other + after;
}

describe("whatever is heard", () => {
	const pieces = fc.constantFrom(
		..."4271 42 71 4 one forty hundred thousand and double oh for to won no sorry not code is it's um , . - 5:06 $ # banana 4th 4s the please".split(
			" ",
		),
	);
	const jumble = fc
		.array(pieces, { maxLength: 14 })
		.map((all) => all.join(" "));
	const anything = fc.oneof(jumble, fc.string({ unit: "grapheme" }));

	function isSound({ clue }: Understanding): boolean {
		const candidates = clue?.candidates ?? [];
		return (
			candidates.length <= 3 &&
			candidates.every(
				({ code, certainty }) =>
					/^\d{4,9}$/.test(code) && certainty >= 0 && certainty <= 1,
			)
		);
	}

	test("one reading has at most one code of each length, and never throws", () => {
		fc.assert(
			fc.property(anything, (text) => {
				const reading = readDigitCode(tokensOf(text));
				if (reading.kind !== "code") return;
				const lengths = reading.codes.map(({ code }) => code.length);
				expect(new Set(lengths).size).toBe(lengths.length);
			}),
			runs,
		);
	});

	test("and pressed, in whatever order, is understood or not, but always answered", () => {
		const step = fc.oneof(
			fc.record({ text: anything, isFinal: fc.boolean(), ends: fc.boolean() }),
			fc.record({ key: fc.constantFrom(..."0123456789#*A") }),
			fc.constant({ pause: true }),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
				let hearing = nothingHeard;
				steps.forEach((each, at) => {
					const understanding = follow(each, at);
					expect(isSound(understanding)).toBe(true);
					hearing = understanding.hearing;
				});

				function follow(
					each: object & {
						text?: string;
						isFinal?: boolean;
						ends?: boolean;
						key?: string;
					},
					at: number,
				): Understanding {
					const digits = { kind: "digits" } as const;
					if (each.key) return hearKey(hearing, each.key, digits);
					if (each.text === undefined) return settle(hearing, digits);
					const { text, isFinal = true, ends: endsSpeech = true } = each;
					const times = { startMs: at * 900, endMs: at * 900 + 800 };
					const speech = spoken(text, { isFinal, endsSpeech, ...times });
					return hearSpeech(hearing, speech, digits);
				}
			}),
			propertyRuns(300),
		);
	});
});
