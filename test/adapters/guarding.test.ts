import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { WebSocket } from "ws";
import { after, attend, every, orFail } from "../../src/adapters/guarding.js";

const fault = new Error("fault");
const broken = () => {
	throw fault;
};

let errors: unknown[];
const fail = (error: unknown) => void errors.push(error);

beforeEach(() => {
	errors = [];
	vi.useFakeTimers();
});

afterEach(() => vi.useRealTimers());

test("a function has its values, and its throw goes to fail", () => {
	const heard: unknown[] = [];
	orFail((one: number, other: string) => {
		heard.push(one, other);
		broken();
	}, fail)(1, "two");
	expect([heard, errors]).toEqual([[1, "two"], [fault]]);
});

test("a timer runs once, at its time, also when it is set back", () => {
	const run = vi.fn(broken);
	const timer = after(100, run, fail);
	vi.advanceTimersByTime(60);
	timer.refresh();
	vi.advanceTimersByTime(99);
	expect(run).not.toHaveBeenCalled();
	vi.advanceTimersByTime(500);
	expect(run).toHaveBeenCalledOnce();
	expect(errors).toEqual([fault]);
});

test("a timer that repeats goes on after a throw, until it is cleared", () => {
	const timer = every(100, broken, fail);
	vi.advanceTimersByTime(250);
	clearInterval(timer);
	vi.advanceTimersByTime(250);
	expect(errors).toEqual([fault, fault]);
});

describe("a socket", () => {
	test("is heard until it is let go of, and a throw goes to fail", () => {
		const socket = new EventEmitter();
		const codes: number[] = [];
		const hearNoMore = attend(
			socket as unknown as WebSocket,
			{ close: (code) => void codes.push(code), message: broken },
			fail,
		);
		socket.emit("close", 1000);
		socket.emit("message", Buffer.from("x"), false);
		hearNoMore();
		socket.emit("close", 1001);
		socket.emit("message", Buffer.from("x"), false);
		expect([codes, errors]).toEqual([[1000], [fault]]);
	});

	test("may break without anybody who hears its error, also when it is let go of", () => {
		const socket = new EventEmitter();
		const hearNoMore = attend(socket as unknown as WebSocket, {}, fail);
		socket.emit("error", new Error("broken pipe"));
		hearNoMore();
		socket.emit("error", new Error("broken pipe"));
		expect(errors).toEqual([]);
	});
});
