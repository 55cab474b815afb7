import { expect, test } from "vitest";
import { TryLimits } from "../../src/machines/try-limits.js";

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

test("callers whose tries are too old to count are forgotten", () => {
	const limits = new TryLimits({ perCaller: 3, perServer: 1_000_000 });
	for (let at = 0; at < 1_000; at++) limits.count(`caller ${at}`, at);
	limits.count("late", 30 * minute);
	expect(limits.callers).toBe(1);
});
