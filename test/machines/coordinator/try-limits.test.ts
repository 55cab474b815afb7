import { describe, expect, test } from "vitest";
import { TryLimits } from "../../../src/machines/coordinator/try-limits.js";

const minute = 60_000;

test("a caller may try so often in ten minutes, and again when they are over", () => {
	const limits = new TryLimits({ perCaller: 2, perServer: 100 });
	limits.count("a", 0);
	expect(limits.mayTry("a", minute)).toBe(true);
	limits.count("a", minute);
	expect(limits.mayTry("a", 2 * minute)).toBe(false);
	expect(limits.mayTry("a", 10 * minute - 1)).toBe(false);
	expect(limits.mayTry("a", 10 * minute)).toBe(true);
});

test("one caller's tries do not count against another, or against one who is unknown", () => {
	const limits = new TryLimits({ perCaller: 1, perServer: 100 });
	limits.count("a", 0);
	expect(limits.mayTry("a", 1)).toBe(false);
	expect(limits.mayTry("b", 1)).toBe(true);
	expect(limits.mayTry(undefined, 1)).toBe(true);
});

test("all callers together may try so often in a minute", () => {
	const limits = new TryLimits({ perCaller: 10, perServer: 3 });
	for (const caller of ["a", "b", undefined]) limits.count(caller, 0);
	expect(limits.mayTry("new", minute - 1)).toBe(false);
	expect(limits.mayTry(undefined, minute - 1)).toBe(false);
	expect(limits.mayTry("new", minute)).toBe(true);
});

describe("one address", () => {
	test("has a quarter of what all may try in a minute, whatever callers it names", () => {
		const limits = new TryLimits({ perCaller: 2, perServer: 40 });
		for (let tries = 0; tries < 10; tries++) {
			expect(limits.mayTry(`made up ${tries}`, tries, "here")).toBe(true);
			limits.count(`made up ${tries}`, tries, "here");
		}
		expect(limits.mayTry("made up", 10, "here")).toBe(false);
		expect(limits.mayTry(undefined, 10, "here")).toBe(false);
		expect(limits.mayTry("made up", 10, "there")).toBe(true);
		expect(limits.mayTry("signed", 10)).toBe(true);
		expect(limits.mayTry("made up", minute, "here")).toBe(true);
	});

	test("has at least as many as one caller", () => {
		const limits = new TryLimits({ perCaller: 3, perServer: 4 });
		limits.count(undefined, 0, "here");
		limits.count(undefined, 0, "here");
		expect(limits.mayTry(undefined, 0, "here")).toBe(true);
		limits.count(undefined, 0, "here");
		expect(limits.mayTry(undefined, 0, "here")).toBe(false);
		expect(limits.mayTry(undefined, 0, "there")).toBe(true);
	});

	test("does not make one caller of it more than a caller", () => {
		const limits = new TryLimits({ perCaller: 1, perServer: 100 });
		limits.count("anna", 0, "here");
		expect(limits.mayTry("anna", minute, "here")).toBe(false);
		expect(limits.mayTry("bob", minute, "here")).toBe(true);
	});
});

test("a try that cannot be told whose it is counts for all, and for no caller", () => {
	const limits = new TryLimits({ perCaller: 1, perServer: 3 });
	limits.count(undefined, 0);
	limits.count(undefined, 0);
	expect(limits.mayTry(undefined, 0)).toBe(true);
	expect(limits.callers).toBe(0);
	limits.count(undefined, 0);
	expect(limits.mayTry(undefined, 0)).toBe(false);
});

test("exactly as many tries as allowed are allowed", () => {
	const limits = new TryLimits({ perCaller: 1, perServer: 1 });
	expect(limits.mayTry("a", 0)).toBe(true);
	limits.count("a", 0);
	expect(limits.mayTry("b", 0)).toBe(false);
});

test("callers with a try that still counts are remembered when the others are forgotten", () => {
	const limits = new TryLimits({ perCaller: 1, perServer: 1_000 });
	limits.count("old", 5 * minute);
	limits.count("new", 9 * minute);
	limits.count("newest", 16 * minute);
	expect(limits.callers).toBe(2);
	expect(limits.mayTry("new", 16 * minute)).toBe(false);
});

test("callers are looked through at most once in ten minutes", () => {
	const limits = new TryLimits({ perCaller: 1, perServer: 1_000 });
	limits.count("a", 10 * minute);
	limits.count("b", 12 * minute);
	limits.count("c", 20 * minute);
	expect(limits.callers).toBe(2);
	limits.count("d", 29 * minute);
	expect(limits.callers).toBe(3);
	limits.count("e", 30 * minute);
	expect(limits.callers).toBe(2);
});

test("callers whose tries are too old to count are forgotten", () => {
	const limits = new TryLimits({ perCaller: 3, perServer: 1_000_000 });
	for (let at = 0; at < 1_000; at++) limits.count(`caller ${at}`, at);
	limits.count("late", 30 * minute);
	expect(limits.callers).toBe(1);
});
