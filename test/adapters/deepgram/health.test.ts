import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DeepgramHealth } from "../../../src/adapters/deepgram/health.js";

let dials: number;
let absence: string | undefined;
let looks: number;
let health: DeepgramHealth;

beforeEach(() => {
	vi.useFakeTimers();
	dials = 0;
	absence = undefined;
	looks = 0;
});

afterEach(() => {
	health.close();
	vi.useRealTimers();
});

function begin(): void {
	health = new DeepgramHealth({
		dial: () => {
			dials += 1;
		},
		look: async () => {
			looks += 1;
			return absence;
		},
	});
}

const untilLooked = () => vi.advanceTimersByTimeAsync(0);

test("an absent service is known before the first call", async () => {
	absence = "ECONNREFUSED";
	begin();
	await untilLooked();
	expect(health.whyAbsent()).toBe("ECONNREFUSED");
	expect(health.trouble).toBeUndefined();
});

test("a look or a dial at which something fails is one that found nothing, and is tried again", async () => {
	health = new DeepgramHealth({
		dial: () => {
			dials += 1;
			throw new Error("no dial");
		},
		look: () => Promise.reject(new Error("no look")),
	});
	await untilLooked();
	expect(health.whyAbsent()).toBe("Error: no look");
	health.failed("500");
	await vi.advanceTimersByTimeAsync(15_000);
	expect([dials, health.trouble]).toEqual([3, "Error: no dial"]);
});

test("whoever asks later is told of a service that has gone, and of one that is back", async () => {
	begin();
	await untilLooked();
	absence = "ECONNREFUSED";
	await vi.advanceTimersByTimeAsync(3_000);
	health.whyAbsent();
	await untilLooked();
	expect(health.whyAbsent()).toBe("ECONNREFUSED");
	absence = undefined;
	await vi.advanceTimersByTimeAsync(3_000);
	health.whyAbsent();
	await untilLooked();
	expect(health.whyAbsent()).toBeUndefined();
});

test("however often it is asked, the service is looked for once in three seconds at most, and never when nobody asks", async () => {
	begin();
	for (let ask = 0; ask < 100; ask += 1) health.whyAbsent();
	expect(looks).toBe(1);
	await vi.advanceTimersByTimeAsync(60_000);
	expect(looks).toBe(1);
});

test("a service that failed a call is dialled until it works", async () => {
	begin();
	health.failed("503");
	expect(health.trouble).toBe("503");
	await vi.advanceTimersByTimeAsync(5_000);
	expect(dials).toBe(1);
	health.failed("503");
	await vi.advanceTimersByTimeAsync(5_000);
	expect(dials).toBe(2);
	health.worked();
	expect(health.trouble).toBeUndefined();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(dials).toBe(2);
});

test("nothing is asked of the service once it is over", async () => {
	begin();
	health.failed("503");
	health.close();
	await vi.advanceTimersByTimeAsync(60_000);
	health.failed("503");
	health.whyAbsent();
	expect(vi.getTimerCount()).toBe(0);
	expect({ dials, looks }).toEqual({ dials: 0, looks: 1 });
});
