import { describe, expect, test } from "vitest";
import {
	firstSoundIn,
	Loudness,
} from "../../../src/adapters/sound/loudness.js";
import { encodeMulaw, silence } from "../../../src/adapters/sound/mulaw.js";

/** A tone of this height and loudness. */
function tone(ms: number, level: number, hz = 440): Buffer {
	const samples = Int16Array.from(
		{ length: ms * 8 },
		(_, at) => level * Math.SQRT2 * Math.sin((at / 8_000) * 2 * Math.PI * hz),
	);
	return encodeMulaw(samples);
}

const frames = (count: number, level: number) =>
	Array.from({ length: count }, () => tone(20, level));

describe.each([1, 3])("with every %i. sample", (step) => {
	const loud = (...all: readonly Buffer[]) => {
		const loudness = new Loudness(step);
		return all.map((frame) => loudness.isLoud(frame));
	};

	test("silence of both signs is none, nor is a faint hiss", () => {
		const zeros = [silence(20), Buffer.alloc(160, 0x7f), Buffer.alloc(0)];
		expect(loud(...zeros, tone(20, 60))).toEqual([false, false, false, false]);
	});

	test.each([110, 440, 1_000, 1_700, 3_100])(
		"a tone of %i Hz is loud",
		(hz) => {
			expect(loud(tone(20, 1_000, hz))).toEqual([true]);
		},
	);

	test("what a noisy line carries all the time is not, and speech over it is", () => {
		const after = loud(...frames(500, 400), tone(20, 3_000)).slice(-2);
		expect(after).toEqual([false, true]);
	});
});

test("sound begins where it is first heard, to ten milliseconds", () => {
	expect(firstSoundIn(tone(100, 1_000))).toBe(0);
	const later = Buffer.concat([silence(75), tone(100, 1_000)]);
	expect(firstSoundIn(later)).toBe(70 * 8);
	expect(firstSoundIn(silence(500))).toBeUndefined();
	expect(firstSoundIn(Buffer.alloc(0))).toBeUndefined();
	expect(firstSoundIn(Buffer.concat([silence(101), tone(3, 3_000)]))).toBe(800);
});
