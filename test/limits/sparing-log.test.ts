import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SparingLog } from "../../src/limits/sparing-log.js";

const lines: [string, object, string][] = [];
const writer = {
	info: (fields: object, text: string) =>
		void lines.push(["info", fields, text]),
	warn: (fields: object, text: string) =>
		void lines.push(["warn", fields, text]),
};

beforeEach(() => {
	lines.length = 0;
	vi.useFakeTimers();
});

afterEach(() => void vi.useRealTimers());

test("the first of a kind are written, and the others summed up when the minute is over", () => {
	const log = new SparingLog(writer, 2);
	for (const n of [1, 2, 3, 4, 5]) log.warn({ n }, "refused", "key");
	expect(lines).toEqual([
		["warn", { n: 1 }, "refused"],
		["warn", { n: 2 }, "refused"],
	]);
	vi.advanceTimersByTime(60_000);
	expect(lines.slice(2)).toEqual([
		[
			"warn",
			{ leftOut: 3, reason: "key" },
			"refused: more than are written, in a minute",
		],
	]);
	log.warn({ n: 6 }, "refused", "key");
	expect(lines.at(-1)).toEqual(["warn", { n: 6 }, "refused"]);
	vi.advanceTimersByTime(600_000);
	expect(lines).toHaveLength(4);
});

test("a flood that goes on is summed up once a minute", () => {
	const log = new SparingLog(writer, 1);
	for (let second = 0; second < 180; second += 1) {
		for (let n = 0; n < 100; n += 1) log.info({}, "refused");
		vi.advanceTimersByTime(1_000);
	}
	expect(lines.length).toBeLessThan(9);
	const leftOut = lines.map(([, fields]) =>
		"leftOut" in fields ? Number(fields.leftOut) : 1,
	);
	vi.advanceTimersByTime(60_000);
	expect(leftOut.reduce((sum, count) => sum + count)).toBeGreaterThan(17_000);
});

test("what differs in reason, text or level does not count together", () => {
	const log = new SparingLog(writer, 1);
	log.warn({}, "refused", "key");
	log.warn({}, "refused", "full");
	log.warn({}, "closed", "full");
	log.info({}, "closed", "full");
	expect(lines).toHaveLength(4);
});
