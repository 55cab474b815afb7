import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Mouth } from "../../../src/pages/try-it/phone/mouth.js";

let said: number[];
let mouth: Mouth;

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
	said = [];
	mouth = new Mouth((frame) => said.push(frame[0] ?? -1));
});

afterEach(() => {
	mouth.shut();
	expect(vi.getTimerCount()).toBe(0);
	vi.useRealTimers();
});

const silent = 0xff;
/** A frame of the microphone, so loud that it cannot be taken for silence. */
const loud = () => new Float32Array(160).fill(0.5);
const typed = (frames: number, byte: number) =>
	new Uint8Array(160 * frames).fill(byte);

test("silence is said 50 times a second while there is nothing else", () => {
	vi.advanceTimersByTime(1_000);
	expect(said).toEqual(Array(50).fill(silent));
});

test("what was typed is said frame by frame, one text after the other", () => {
	mouth.type(typed(2, 7));
	mouth.type(typed(1, 8).subarray(0, 100));
	vi.advanceTimersByTime(100);
	expect(said).toEqual([7, 7, 8, silent, silent]);
});

test("the microphone gives the pace, and typed speech goes before it", () => {
	mouth.hear(loud());
	const heard = said[0];
	expect(heard).not.toBe(silent);
	mouth.type(typed(1, 7));
	vi.advanceTimersByTime(40);
	mouth.hear(loud());
	mouth.hear(loud());
	expect(said).toEqual([heard, 7, heard]);
});

test("silence is filled in for a microphone that stays silent, but not at once", () => {
	mouth.hear(loud());
	vi.advanceTimersByTime(200);
	expect(said).toHaveLength(1);
	vi.advanceTimersByTime(200);
	expect(said).toHaveLength(10);
	mouth.loseMicrophone();
	vi.advanceTimersByTime(100);
	expect(said).toHaveLength(25);
});

test("a page that was asleep for long does not say all the silence of its sleep", () => {
	const sleepMs = 60_000;
	const { now } = performance;
	vi.spyOn(performance, "now").mockImplementation(
		() => now.call(performance) + sleepMs,
	);
	vi.advanceTimersByTime(40);
	expect(said.length).toBeLessThan(10);
});
