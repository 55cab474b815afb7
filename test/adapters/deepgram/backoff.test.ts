import { expect, test } from "vitest";
import { Backoff } from "../../../src/adapters/deepgram/backoff.js";

const delays = (backoff: Backoff) =>
	Array.from({ length: 7 }, () => backoff.next());

test("waits twice as long each time, from a quarter of a second to five", () => {
	expect(delays(new Backoff(() => 0))).toEqual([
		250, 500, 1000, 2000, 4000, 5000, 5000,
	]);
});

test("waits up to half of that less, by chance", () => {
	expect(delays(new Backoff(() => 0.999_999))).toEqual([
		125, 250, 500, 1000, 2000, 2500, 2500,
	]);
});

test("begins again when an attempt was good", () => {
	const backoff = new Backoff(() => 0);
	delays(backoff);
	backoff.reset();
	expect(backoff.next()).toBe(250);
});

test("does not let a hundred calls come back in step", () => {
	const first = Array.from({ length: 100 }, () => new Backoff().next());
	expect(new Set(first).size).toBeGreaterThan(20);
});
