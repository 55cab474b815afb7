import { expect, test } from "vitest";
import { firstCeilingMs, nextWait } from "../../src/machines/back-off.js";

/** The waits after so many failures, one after the other. */
function waits(chance: number): number[] {
	const all: number[] = [];
	let ceilingMs = firstCeilingMs;
	while (all.length < 7) {
		const next = nextWait(ceilingMs, chance);
		all.push(next.waitMs);
		ceilingMs = next.ceilingMs;
	}
	return all;
}

test("waits twice as long each time, from a quarter of a second to five", () => {
	expect(waits(0)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
});

test("waits up to half of that less, by chance", () => {
	expect(waits(0.999_999)).toEqual([125, 250, 500, 1000, 2000, 2500, 2500]);
});

test("does not let a hundred calls come back in step", () => {
	const first = Array.from(
		{ length: 100 },
		(_, call) => nextWait(firstCeilingMs, call / 100).waitMs,
	);
	expect(new Set(first).size).toBeGreaterThan(20);
});
