import { describe, expect, test } from "vitest";
import {
	codesOf,
	isLongEnough,
	runsOf,
} from "../../../../src/machines/spoken-codes/digits/code-runs.js";
import { digitItems } from "../../../support/codes/digit-items.js";

/** The codes that the only run of numbers in what was said may mean, best first. */
function codesIn(...results: string[]): readonly string[] {
	const runs = runsOf(digitItems(...results));
	expect(runs).toHaveLength(1);
	return runs.flatMap(codesOf);
}

describe("runs of numbers", () => {
	test.each([
		["hello", []],
		["4271", ["0-0"]],
		["um 4 2 um, 7 1 um", ["1-6"]],
		["42 is not 71", ["0-0", "3-3"]],
	])("%s: %j", (said, places) => {
		const runs = runsOf(digitItems(said));
		expect(runs.map(({ first, last }) => `${first}-${last}`)).toEqual(places);
	});

	test("go on in the next result", () => {
		expect(codesIn("42", "71")).toEqual(["4271"]);
	});
});

describe("the codes of a run", () => {
	test("have 4 to 9 digits", () => {
		expect(codesIn("427")).toEqual([]);
		expect(codesIn("4271")).toEqual(["4271"]);
		expect(codesIn("427189036")).toEqual(["427189036"]);
		expect(codesIn("4271890365")).toEqual([]);
	});

	test("have them also where a shorter reading is possible", () => {
		expect(codesIn("oh 427")).toEqual(["0427"]);
	});

	test("are one of each length: an oh in front is a sigh sooner than one behind", () => {
		expect(codesIn("oh 427 oh")).toEqual(["04270", "4270"]);
	});

	test("leave out the zero that the recogniser may have invented", () => {
		expect(codesIn("5:06 7 1")).toEqual(["50671", "5671"]);
	});

	test("are also what is said more than once", () => {
		expect(codesIn("4271 4271")).toEqual(["4271", "42714271"]);
		expect(codesIn("4271 4271 4271")).toEqual(["4271"]);
		expect(codesIn("4271 4272")).toEqual(["42714272"]);
	});

	test("are none where somebody goes on and on", () => {
		const times = (count: number) => "4 2 7 1 ".repeat(count);
		expect(codesIn(times(18))).toContain("4271");
		expect(codesIn(times(19))).toEqual([]);
	});

	test("are also what follows a false start, in the same result or in the next", () => {
		expect(codesIn("42, um, 4271")).toEqual(["424271", "4271"]);
		expect(codesIn("42", "4271")).toEqual(["424271", "4271"]);
		expect(codesIn("42 4271")).toEqual(["424271"]);
		expect(codesIn("43, um, 4271")).toEqual(["434271"]);
	});

	test.each([
		"hang on",
		"hold on",
		"let me see",
		"one moment",
		"just a second",
	])('are also what takes the place of the code before "%s"', (words) => {
		expect(codesIn(`4275, ${words}, 4271`)).toEqual(["42754271", "4271"]);
		expect(codesIn(`42753, ${words}, 4271`)).toEqual(["427534271"]);
		expect(codesIn(`42, ${words}, 7142`)).toEqual(["427142"]);
	});
});

describe("a run is long enough for a code", () => {
	test.each([
		["4271", true],
		["4 2 7 1", true],
		["427", false],
		[`4 ${"um ".repeat(99)} 2`, false],
	])("%s: %s", (said, isLong) => {
		expect(runsOf(digitItems(said)).map(isLongEnough)).toEqual([isLong]);
	});
});
