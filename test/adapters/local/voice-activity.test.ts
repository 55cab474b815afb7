import { expect, test } from "vitest";
import {
	FrameCutter,
	VoiceActivity,
} from "../../../src/adapters/local/voice-activity.js";
import { encodeMulaw } from "../../../src/adapters/sound/mulaw.js";

/** A frame of 20 ms of a tone so loud. */
const frame = (level: number) =>
	encodeMulaw(
		Int16Array.from({ length: 160 }, (_, at) => level * Math.sin(at / 3)),
	);

function activitiesOf(levels: readonly number[]): string[] {
	const activity = new VoiceActivity();
	return levels.map((level) => activity.hear(frame(level)));
}

const times = (count: number, level: number) =>
	Array<number>(count).fill(level);

test("speech starts after a few loud frames and ends after a pause", () => {
	const heard = activitiesOf([
		...times(20, 0),
		...times(30, 3_000),
		...times(60, 0),
	]);
	expect(heard.indexOf("started")).toBe(23);
	expect(heard.indexOf("ended")).toBe(89);
	expect(heard.slice(90).every((each) => each === "silence")).toBe(true);
});

test("a short pause within a code does not end it", () => {
	const heard = activitiesOf([
		...times(20, 3_000),
		...times(30, 0),
		...times(20, 3_000),
		...times(45, 0),
	]);
	expect(heard.filter((each) => each === "started")).toHaveLength(1);
	expect(heard.filter((each) => each === "ended")).toHaveLength(1);
});

test("a click is no speech, and neither is the line's own noise", () => {
	const noise = Array.from({ length: 200 }, (_, at) => 400 + (at % 7) * 10);
	expect(activitiesOf([...times(20, 0), 9_000, ...times(20, 0)])).not.toContain(
		"started",
	);
	expect(activitiesOf(noise).slice(100)).not.toContain("started");
});

test("who speaks on and on is cut", () => {
	const heard = activitiesOf(times(1_000, 3_000));
	expect(heard).toContain("ended");
});

test("sound of any length is cut into frames of 20 ms, and nothing is lost", () => {
	const cutter = new FrameCutter();
	const sound = Buffer.from(Array.from({ length: 999 }, (_, at) => at % 251));
	const frames = [1, 160, 300, 538].reduce<{ at: number; all: Buffer[] }>(
		({ at, all }, length) => ({
			at: at + length,
			all: [...all, ...cutter.cut(sound.subarray(at, at + length))],
		}),
		{ at: 0, all: [] },
	).all;
	expect(frames.every(({ length }) => length === 160)).toBe(true);
	expect(Buffer.concat(frames)).toEqual(sound.subarray(0, 960));
});
