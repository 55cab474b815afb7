import { decodeMulaw, encodeMulaw } from "../../../src/adapters/sound/mulaw.js";

const rate = 8_000;
const taps = 129;
const bandHz = [300, 3_400] as const;

/** The band of a telephone, 300 to 3400 Hz: a windowed-sinc filter. */
const filter = Float64Array.from({ length: taps }, (_, at) => {
	const place = at - (taps - 1) / 2;
	const window = 0.54 - 0.46 * Math.cos((2 * Math.PI * at) / (taps - 1));
	return (lowPass(bandHz[1], place) - lowPass(bandHz[0], place)) * window;
});

function lowPass(hz: number, place: number): number {
	return place === 0
		? (2 * hz) / rate
		: Math.sin((2 * Math.PI * hz * place) / rate) / (Math.PI * place);
}

/** The same mulaw as it comes over a telephone line: its band only, and noise that many decibels below the speech. */
export function overTheLine(
	mulaw: Buffer,
	noiseDb: number,
	random: () => number,
): Buffer {
	const speech = filtered(decodeMulaw(mulaw));
	const noise = pinkNoise(speech.length, random);
	const gain = Math.sqrt(power(speech) / power(noise) / 10 ** (noiseDb / 10));
	return encodeMulaw(
		Int16Array.from(speech, (value, at) => value + gain * (noise[at] ?? 0)),
	);
}

function filtered(samples: Int16Array): Float64Array {
	const half = (taps - 1) / 2;
	return Float64Array.from(samples, (_, at) => {
		let sum = 0;
		for (let tap = 0; tap < taps; tap++) {
			sum += (filter[tap] ?? 0) * (samples[at + tap - half] ?? 0);
		}
		return sum;
	});
}

/** Noise whose power falls with frequency, by Voss: several dice, each thrown half as often as the last. */
function pinkNoise(length: number, random: () => number): Float64Array {
	const dice = new Float64Array(8);
	return Float64Array.from({ length }, (_, at) => {
		for (let die = 0; die < dice.length; die++) {
			if (at % 2 ** die === 0) dice[die] = random() - 0.5;
		}
		return dice.reduce((sum, value) => sum + value, 0);
	});
}

function power(values: Float64Array): number {
	return values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
}
