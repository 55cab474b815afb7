import { expect, test } from "vitest";
import {
	SlidingWindow,
	SlidingWindows,
} from "../../src/limits/sliding-window.js";

test("lets its amount through in one window, and says when there is room again", () => {
	const window = new SlidingWindow(100, 61_000);
	expect(window.delayFor(100, 0)).toBe(0);
	window.spend(0, 60);
	window.spend(10_000, 40);
	expect(window.delayFor(1, 10_000)).toBe(51_000);
	expect(window.delayFor(60, 10_000)).toBe(51_000);
	expect(window.delayFor(61, 10_000)).toBe(61_000);
	expect(window.delayFor(60, 61_000)).toBe(0);
	expect(window.delayFor(61, 61_000)).toBe(10_000);
});

test("has room until its amount is spent, and again as soon as the first of it is a window old", () => {
	const window = new SlidingWindow(2, 1_000);
	window.spend(0);
	expect(window.hasRoom(0)).toBe(true);
	window.spend(500);
	expect(window.hasRoom(999)).toBe(false);
	expect(window.hasRoom(1_000)).toBe(true);
	window.spend(1_000);
	expect(window.hasRoom(1_499)).toBe(false);
	expect(window.hasRoom(1_500)).toBe(true);
});

test("what is more than the whole amount waits for nothing, since no wait makes room for it", () => {
	const window = new SlidingWindow(100, 1_000);
	window.spend(0, 50);
	expect(window.delayFor(101, 0)).toBe(0);
});

test("what was spent beyond the amount still counts", () => {
	const window = new SlidingWindow(2, 1_000);
	for (const atMs of [0, 100, 200, 300]) window.spend(atMs);
	expect(window.hasRoom(1_199)).toBe(false);
	expect(window.delayFor(1, 1_000)).toBe(200);
	expect(window.delayFor(2, 1_000)).toBe(300);
	expect(window.hasRoom(1_200)).toBe(true);
});

test("a window for nothing never has room", () => {
	expect(new SlidingWindow(0, 1_000).hasRoom(0)).toBe(false);
	expect(new SlidingWindows(0, 1_000).hasRoom("a", 0)).toBe(false);
});

test("one key's window does not fill another's", () => {
	const windows = new SlidingWindows(1, 1_000);
	windows.spend("a", 0);
	expect(windows.hasRoom("a", 999)).toBe(false);
	expect(windows.hasRoom("b", 999)).toBe(true);
	expect(windows.hasRoom("a", 1_000)).toBe(true);
});

test("keys whose window is unused are forgotten when another key spends, at most once in a window", () => {
	const windows = new SlidingWindows(3, 1_000);
	for (const key of ["a", "b", "c"]) windows.spend(key, 1_000);
	windows.spend("d", 1_500);
	expect(windows.size).toBe(4);
	windows.spend("e", 2_000);
	expect(windows.size).toBe(2);
	windows.spend("f", 2_999);
	expect(windows.size).toBe(3);
});
