import { describe, expect, test } from "vitest";
import { CodeSpacing } from "../../../src/machines/codes/code-spacing.js";

function resting(...taken: readonly string[]): CodeSpacing {
	const codes = new CodeSpacing();
	for (const code of taken) codes.take(code);
	return codes;
}

function spacing(...live: readonly string[]): CodeSpacing {
	const codes = resting(...live);
	for (const code of live) codes.show(code);
	return codes;
}

describe("a code overlaps", () => {
	test.each([
		["4271", "4271"],
		["42713", "4271"],
		["34271", "4271"],
		["4271", "42713"],
		["4271", "34271"],
		["4271", "9427155"],
		["42715", "9427155"],
		["9427155", "42715"],
		["0042", "9004299"],
		["123400005", "0000"],
		["42713", "42713", "42715"],
		["0427", "04271"],
	])("%s with %s", (code, ...taken) => {
		expect(spacing(...taken).overlaps(code)).toBe(true);
	});

	test.each([
		["4271", "4272"],
		["42719", "42713"],
		["0042", "42"],
		["00427", "4270"],
		["14271", "4270"],
		["427139", "42719"],
		["4271", "427"],
	])("%s not with %s", (code, taken) => {
		expect(spacing(taken).overlaps(code)).toBe(false);
	});

	test.each([
		["4271", "4271"],
		["4271", "42713"],
		["4271", "34271"],
		["42715", "9427155"],
	])("%s with %s, which rests", (code, taken) => {
		expect(resting(taken).overlaps(code)).toBe(true);
	});

	test.each([
		["42713", "4271"],
		["9427155", "42715"],
	])("%s not with %s, which rests", (code, taken) => {
		expect(resting(taken).overlaps(code)).toBe(false);
	});

	test("less with one that is hidden, as that rests from then on", () => {
		const codes = spacing("4271");
		codes.hide("4271");
		expect(codes.overlaps("4271")).toBe(true);
		expect(codes.overlaps("42713")).toBe(false);
	});

	test("with nothing once that is free, but with what else has the same digits", () => {
		const codes = spacing("42713", "42715");
		codes.hide("42713");
		codes.free("42713");
		expect(codes.overlaps("42713")).toBe(false);
		expect(codes.overlaps("4271")).toBe(true);
		expect(codes.overlaps("642715")).toBe(true);
		codes.hide("42715");
		codes.free("42715");
		expect(codes.overlaps("4271")).toBe(false);
		expect(codes.overlaps("642715")).toBe(false);
	});

	test("where it holds four digits that another one holds", () => {
		const codes = resting("42713");
		expect([4271, 2713, 7134].map((run) => codes.holds(run))).toEqual([
			true,
			true,
			false,
		]);
	});

	test("with nothing when what is freed was never taken", () => {
		const codes = spacing();
		expect(() => codes.free("4271")).not.toThrow();
		expect(codes.overlaps("4271")).toBe(false);
	});
});

describe("a code is near a live one", () => {
	const codes = new CodeSpacing();
	codes.show("04271");

	test.each(["04271", "14271", "04371", "04279", "00271"])(
		"that differs in one place or none: %s",
		(code) => expect(codes.isNearLive(code)).toBe(true),
	);

	test.each(["14272", "40271", "4271", "004271", "0427", "04217"])(
		"but not if it differs in two, or in length: %s",
		(code) => expect(codes.isNearLive(code)).toBe(false),
	);

	test("but not by what is left when different digits are struck out", () => {
		const codes = new CodeSpacing();
		codes.show("4215");
		expect(codes.isNearLive("4280")).toBe(false);
	});

	test("until it is shown no longer", () => {
		const hidden = new CodeSpacing();
		hidden.show("4271");
		hidden.hide("4271");
		expect(hidden.isNearLive("4272")).toBe(false);
	});
});
