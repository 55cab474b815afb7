import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MinuteBudget } from "../../../src/adapters/deepgram/minute-budget.js";

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
	vi.useRealTimers();
});

test("lets so much through in a minute, and says when there is room again", () => {
	const budget = new MinuteBudget(100);
	expect(budget.delayFor(100)).toBe(0);
	budget.spend(60);
	vi.advanceTimersByTime(10_000);
	budget.spend(40);
	expect(budget.delayFor(1)).toBe(51_000);
	expect(budget.delayFor(60)).toBe(51_000);
	expect(budget.delayFor(61)).toBe(61_000);
	vi.advanceTimersByTime(51_000);
	expect(budget.delayFor(60)).toBe(0);
	expect(budget.delayFor(61)).toBe(10_000);
});
