import { describe, expect, onTestFinished, test, vi } from "vitest";
import { TalkClock } from "../../../../src/commands/flow/talk/talk-clock.js";

describe("the clock of a talk", () => {
	test("stands until it leaps, to what is due first", () => {
		const clock = new TalkClock();
		const happened: string[] = [];
		clock.setTimeout(() => happened.push(`late ${clock.nowMs}`), 300);
		clock.setTimeout(() => happened.push(`soon ${clock.nowMs}`), 100);
		expect({ happened: [...happened], now: clock.nowMs }).toEqual({
			happened: [],
			now: 0,
		});
		expect(clock.leap()).toBe(true);
		expect(clock.leap()).toBe(true);
		expect(happened).toEqual(["soon 100", "late 300"]);
		expect(clock.leap()).toBe(false);
	});

	test("keeps the order of what is due at the same time", () => {
		const clock = new TalkClock();
		const happened: number[] = [];
		for (const each of [1, 2, 3])
			clock.setTimeout(() => happened.push(each), 50);
		while (clock.leap());
		expect(happened).toEqual([1, 2, 3]);
	});

	test("forgets what is wanted no more", () => {
		const clock = new TalkClock();
		const id = clock.setTimeout(() => expect.unreachable(), 10);
		clock.clearTimeout(id);
		expect(clock.leap()).toBe(false);
		expect(clock.nowMs).toBe(0);
	});

	test("counts from the leap what is set in it", () => {
		const clock = new TalkClock();
		const happened: number[] = [];
		clock.setTimeout(() => {
			clock.setTimeout(() => happened.push(clock.nowMs), 20);
		}, 100);
		while (clock.leap());
		expect(happened).toEqual([120]);
	});

	test("goes by itself while it is let", () => {
		vi.useFakeTimers();
		onTestFinished(() => void vi.useRealTimers());
		const clock = new TalkClock();
		const happened: number[] = [];
		clock.go();
		clock.setTimeout(() => happened.push(clock.nowMs), 20);
		vi.advanceTimersByTime(19);
		expect(happened).toEqual([]);
		vi.advanceTimersByTime(1);
		expect(happened).toEqual([20]);
		clock.stand();
		clock.setTimeout(() => happened.push(clock.nowMs), 20);
		vi.advanceTimersByTime(1_000);
		expect(happened).toEqual([20]);
		expect(clock.nowMs).toBe(20);
	});
});
