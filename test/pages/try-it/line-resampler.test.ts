import { describe, expect, test } from "vitest";
import { LineResampler } from "../../../src/pages/try-it/phone/line-resampler.js";

const seconds = 0.5;

function tone(rate: number, hertz: number): Float32Array {
	const length = Math.round(rate * seconds);
	return Float32Array.from({ length }, (_, at) =>
		Math.sin((2 * Math.PI * hertz * at) / rate),
	);
}

/** Resamples in pieces of 128, as an audio thread hands them over. */
function resampled(rate: number, sound: Float32Array): number[] {
	const resampler = new LineResampler(rate);
	const line: number[] = [];
	for (let at = 0; at < sound.length; at += 128)
		line.push(...resampler.take(sound.subarray(at, at + 128)));
	return line;
}

/** The loudness of what is not the beginning or the end. */
function level(samples: readonly number[]): number {
	const inner = samples.slice(100, -100);
	return Math.sqrt(
		inner.reduce((sum, each) => sum + each * each, 0) / inner.length,
	);
}

describe.each([48_000, 44_100, 16_000, 8_000])("from %i Hz", (rate) => {
	test("comes as much sound as there was", () => {
		const { length } = resampled(rate, tone(rate, 440));
		expect(length).toBeGreaterThan(8_000 * seconds - 40);
		expect(length).toBeLessThanOrEqual(8_000 * seconds);
	});

	test.each([300, 1_000, 3_000])("a tone of %i Hz stays as it is", (hertz) => {
		const line = resampled(rate, tone(rate, hertz));
		const wanted = tone(8_000, hertz);
		const errors = line.map((each, at) => each - (wanted[at] ?? 0));
		expect(level(line)).toBeCloseTo(Math.SQRT1_2, 1);
		expect(level(errors)).toBeLessThan(0.03);
	});
});

test.each([5_000, 7_000, 12_000])(
	"of a tone of %i Hz, which no telephone carries, nothing is heard",
	(hertz) => {
		expect(level(resampled(48_000, tone(48_000, hertz)))).toBeLessThan(0.01);
	},
);
