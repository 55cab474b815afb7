import { beforeEach, describe, expect, test } from "vitest";
import { SimulatedClock } from "xstate";
import { IdleCollection } from "../src/idle-collection.js";

let clock: SimulatedClock;
let collections: number;
let watcher: IdleCollection;

beforeEach(() => {
	clock = new SimulatedClock();
	collections = 0;
	watcher = new IdleCollection(() => {
		collections += 1;
	}, clock);
});

function calls(count: number) {
	return Array.from({ length: count }, () => watcher.callBegins());
}

function end(sessions: ReturnType<typeof calls>) {
	for (const each of sessions) each.complete?.();
}

describe("garbage is collected", () => {
	test("a second after the last of many calls", () => {
		end(calls(100));
		clock.increment(999);
		expect(collections).toBe(0);
		clock.increment(1);
		expect(collections).toBe(1);
	});

	test("once for all that ended until then", () => {
		end(calls(250));
		clock.increment(60_000);
		end(calls(99));
		clock.increment(60_000);
		expect(collections).toBe(1);
		end(calls(1));
		clock.increment(60_000);
		expect(collections).toBe(2);
	});

	test("also where calls failed, and for games that nobody rang", () => {
		const [failed, ...others] = calls(50);
		failed?.error?.(new Error("broken"));
		end(others);
		for (let game = 0; game < 50; game++) watcher.gameBegins().complete?.();
		clock.increment(1_000);
		expect(collections).toBe(1);
	});
});

describe("garbage is not collected", () => {
	test("while a call is there", () => {
		const [last, ...others] = calls(200);
		end(others);
		clock.increment(60_000);
		expect(collections).toBe(0);
		last?.complete?.();
		clock.increment(1_000);
		expect(collections).toBe(1);
	});

	test("when another call comes in time", () => {
		end(calls(200));
		clock.increment(999);
		const another = calls(1);
		clock.increment(60_000);
		expect(collections).toBe(0);
		end(another);
		clock.increment(1_000);
		expect(collections).toBe(1);
	});
});
