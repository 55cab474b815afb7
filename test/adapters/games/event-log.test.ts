import fc from "fast-check";
import { expect, test } from "vitest";
import { EventLog, type Gap } from "../../../src/adapters/games/event-log.js";

const plenty = { events: 1_000, bytes: 1_000_000, ageMs: 60_000 };

function logWith(bounds = plenty) {
	const clock = { nowMs: 0 };
	const log = new EventLog(bounds, () => clock.nowMs);
	const append = (isInterim = false, padding = "") =>
		log.append((seq) => `${seq}${padding}`, isInterim ? "interim" : "event");
	return { log, clock, append };
}

test("numbers events from 1, and sends again what comes after a number", () => {
	const { log, append } = logWith();
	expect(log.lastSeq).toBe(0);
	expect([append(), append(), append()]).toEqual(["1", "2", "3"]);
	expect(log.after(0)).toEqual(["1", "2", "3"]);
	expect(log.after(2)).toEqual(["3"]);
	expect(log.after(3)).toEqual([]);
});

test("keeps the newest events, up to a number of them", () => {
	const { log, append } = logWith({ ...plenty, events: 2 });
	for (let count = 0; count < 5; count++) append();
	expect(log.after(0)).toEqual([{ from: 1, to: 3 }, "4", "5"]);
	expect(log.after(2)).toEqual([{ from: 3, to: 3 }, "4", "5"]);
	expect(log.after(4)).toEqual(["5"]);
});

test("keeps up to a number of bytes", () => {
	const { log, append } = logWith({ ...plenty, bytes: 10 });
	for (const padding of ["", "ä", "äää"]) append(false, padding);
	expect(log.size).toEqual({ events: 2, bytes: 10 });
	expect(log.after(0)).toEqual([{ from: 1, to: 1 }, "2ä", "3äää"]);
});

test("keeps them up to an age", () => {
	const { log, clock, append } = logWith();
	append();
	clock.nowMs = 30_000;
	append();
	clock.nowMs = 60_001;
	expect(log.after(0)).toEqual([{ from: 1, to: 1 }, "2"]);
	clock.nowMs = 200_000;
	expect(log.after(0)).toEqual([{ from: 1, to: 2 }]);
	expect(log.size).toEqual({ events: 0, bytes: 0 });
});

test("lets interim transcripts go first, the oldest of them first", () => {
	const { log, append } = logWith({ ...plenty, events: 3 });
	for (const isInterim of [false, true, false, true, false]) append(isInterim);
	expect(log.after(0)).toEqual([
		"1",
		{ from: 2, to: 2 },
		"3",
		{ from: 4, to: 4 },
		"5",
	]);
});

test("keeps the newest errors alone, and lets them go before anything else", () => {
	const { log, append } = logWith({ ...plenty, events: 20 });
	append();
	for (let count = 0; count < 1_000; count++)
		log.append((seq) => `error ${seq}`, "error");
	expect(log.after(0)).toEqual([
		"1",
		{ from: 2, to: 985 },
		...Array.from({ length: 16 }, (_, at) => `error ${986 + at}`),
	]);
	for (let count = 0; count < 19; count++) append(count % 2 === 0);
	expect(log.size.events).toBe(20);
	expect(log.after(0)).not.toContainEqual(expect.stringMatching(/error/));
	expect(log.after(1_001)).toHaveLength(19);
});

test("keeps nothing where nothing may be kept", () => {
	const { log, append } = logWith({ ...plenty, events: 0 });
	append();
	expect(log.after(0)).toEqual([{ from: 1, to: 1 }]);
});

const step = fc.record({
	isInterim: fc.boolean(),
	padding: fc.string({ maxLength: 30 }),
	laterMs: fc.nat(3_000),
});
const bounds = fc.record({
	events: fc.nat(20),
	bytes: fc.nat(400),
	ageMs: fc.nat(20_000),
});

test("whatever happens: each number once, in order, as an event or in a gap; finals outlive interims; no bound is passed", () => {
	fc.assert(
		fc.property(fc.array(step), bounds, fc.nat(60), (steps, limits, after) => {
			const { log, clock, append } = logWith(limits);
			for (const { isInterim, padding, laterMs } of steps) {
				clock.nowMs += laterMs;
				append(isInterim, ` ${padding}`);
				expect(log.size.events).toBeLessThanOrEqual(limits.events);
				expect(log.size.bytes).toBeLessThanOrEqual(limits.bytes);
			}
			const told = log.after(after).flatMap(numbersOf);
			const expected = steps.map((_, at) => at + 1).slice(after);
			expect(told).toEqual(expected);
		}),
	);
});

function numbersOf(each: string | Gap): number[] {
	if (typeof each === "string") return [Number.parseInt(each, 10)];
	const count = each.to - each.from + 1;
	return Array.from({ length: count }, (_, at) => each.from + at);
}
