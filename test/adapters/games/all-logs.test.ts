import fc from "fast-check";
import { expect, test } from "vitest";
import { AllLogs } from "../../../src/adapters/games/all-logs.js";
import { EventLog } from "../../../src/adapters/games/event-log.js";

const plenty = { events: 1_000_000, bytes: 1_000_000_000, ageMs: 60_000 };

function logsWithin(maxBytes: number) {
	const all = new AllLogs(maxBytes);
	const clock = { nowMs: 0 };
	const newLog = () => new EventLog(plenty, () => clock.nowMs, all);
	return { all, newLog, clock };
}

function fill(log: EventLog, events: number, isInterim = false): void {
	for (let each = 0; each < events; each++)
		log.append(() => "x".repeat(100), isInterim ? "interim" : "event");
}

test("the largest give way, and a small one keeps all that it has", () => {
	const { all, newLog } = logsWithin(100_000);
	const [small, large, larger] = [newLog(), newLog(), newLog()];
	fill(small, 50);
	fill(large, 400);
	fill(larger, 900);
	expect(all.size.bytes).toBeLessThanOrEqual(100_000);
	expect(small.size.events).toBe(50);
	expect(large.size.events).toBe(400);
	expect(larger.size.events).toBeGreaterThan(200);
	expect(larger.after(0)[0]).toMatchObject({ from: 1 });
	expect(larger.lastSeq).toBe(900);
});

test("those of games that are away give way last", () => {
	const { newLog } = logsWithin(100_000);
	const [away, here] = [newLog(), newLog()];
	away.isNeeded = true;
	fill(away, 500);
	fill(here, 1_000);
	expect(away.size.events).toBe(500);
	expect(here.size.events).toBeLessThan(500);
});

test("what is over holds nothing, nor does what is too old", () => {
	const { all, newLog, clock } = logsWithin(100_000);
	const [one, other] = [newLog(), newLog()];
	fill(one, 10);
	fill(other, 10);
	expect(all.size).toEqual({ logs: 2, bytes: 2_000 });
	one.end();
	expect(all.size).toEqual({ logs: 1, bytes: 1_000 });
	clock.nowMs = 60_001;
	other.after(0);
	expect(all.size).toEqual({ logs: 0, bytes: 0 });
});

test("where nothing may be kept, nothing is", () => {
	const { all, newLog } = logsWithin(0);
	const log = newLog();
	fill(log, 3);
	expect(log.after(0)).toEqual([{ from: 1, to: 3 }]);
	expect(all.size).toEqual({ logs: 0, bytes: 0 });
});

const step = fc.record({
	log: fc.nat(4),
	does: fc.constantFrom("append", "interim", "leave", "come back", "end"),
	bytes: fc.integer({ min: 1, max: 400 }),
});

test("whatever happens: the bound holds, the sum is right, and no number is lost", () => {
	fc.assert(
		fc.property(
			fc.array(step, { maxLength: 200 }),
			fc.nat(5_000),
			(steps, max) => {
				const { all, newLog } = logsWithin(max);
				const logs = Array.from({ length: 5 }, newLog);
				for (const { log: at, does, bytes } of steps) {
					const log = logs[at] as EventLog;
					if (does === "leave" || does === "come back")
						log.isNeeded = does === "leave";
					else if (does === "end") {
						log.end();
						logs[at] = newLog();
					} else
						log.append(
							() => "x".repeat(bytes),
							does === "interim" ? "interim" : "event",
						);
					const sum = logs.reduce((total, each) => total + each.size.bytes, 0);
					expect(all.size.bytes).toBe(sum);
					expect(sum).toBeLessThanOrEqual(max);
				}
				for (const log of logs) {
					const told = log
						.after(0)
						.reduce(
							(count, each) =>
								count +
								(typeof each === "string" ? 1 : each.to - each.from + 1),
							0,
						);
					expect(told).toBe(log.lastSeq);
				}
			},
		),
	);
});
