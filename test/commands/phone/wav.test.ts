import { describe, expect, it } from "vitest";
import { encodeMulaw } from "../../../src/adapters/sound/mulaw.js";
import { toLineRate } from "../../../src/adapters/sound/resample.js";
import { readWav, writeWav } from "../../../src/commands/phone/wav.js";

const pcmFormat = 1;
const mulawFormat = 7;

interface Shape {
	readonly tag?: number;
	readonly channels?: number;
	readonly rate?: number;
	readonly bits?: number;
	readonly data: Buffer;
	readonly before?: Buffer;
}

function chunk(name: string, body: Buffer): Buffer {
	const head = Buffer.alloc(8);
	head.write(name);
	head.writeUInt32LE(body.length, 4);
	return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

function wav(shape: Shape): Buffer {
	const { tag = pcmFormat, channels = 1, rate = 8000, bits = 16, data } = shape;
	const format = Buffer.alloc(16);
	format.writeUInt16LE(tag, 0);
	format.writeUInt16LE(channels, 2);
	format.writeUInt32LE(rate, 4);
	format.writeUInt32LE((rate * channels * bits) / 8, 8);
	format.writeUInt16LE((channels * bits) / 8, 12);
	format.writeUInt16LE(bits, 14);
	const body = [shape.before ?? Buffer.alloc(0), chunk("fmt ", format)];
	return chunk(
		"RIFF",
		Buffer.concat([Buffer.from("WAVE"), ...body, chunk("data", data)]),
	);
}

function pcm(samples: readonly number[]): Buffer {
	return Buffer.from(Int16Array.from(samples).buffer);
}

function sine(rate: number, hertz: number, seconds = 0.5): number[] {
	return Array.from({ length: rate * seconds }, (_, index) =>
		Math.round(10_000 * Math.sin((2 * Math.PI * hertz * index) / rate)),
	);
}

/** Root mean square of the middle, where a filter has no edge to see. */
function loudness(samples: Int16Array): number {
	const middle = samples.subarray(400, -400);
	const squares = middle.reduce((sum, sample) => sum + sample * sample, 0);
	return Math.sqrt(squares / middle.length);
}

describe("reading a WAV file", () => {
	it("takes 16-bit PCM as it is", () => {
		const data = pcm([1, -2, 32_767, -32_768]);
		expect(readWav(wav({ data, rate: 16_000 }))).toEqual({
			rate: 16_000,
			samples: Int16Array.of(1, -2, 32_767, -32_768),
		});
	});

	it("decodes mulaw", () => {
		const data = encodeMulaw(Int16Array.of(0, 132, -132));
		expect(readWav(wav({ tag: mulawFormat, bits: 8, data }))).toEqual({
			rate: 8000,
			samples: Int16Array.of(0, 132, -132),
		});
	});

	it("mixes the channels of a stereo file", () => {
		const data = pcm([100, 200, -100, 300]);
		expect(readWav(wav({ channels: 2, data }))).toMatchObject({
			samples: Int16Array.of(150, 100),
		});
	});

	it("takes PCM that says so in the longer form of the header", () => {
		const file = wav({ tag: 0xfffe, data: pcm([7]) });
		const subformat = Buffer.alloc(24);
		subformat.writeUInt16LE(22, 0);
		subformat.writeUInt16LE(pcmFormat, 8);
		const longer = Buffer.concat([
			file.subarray(0, 36),
			subformat,
			file.subarray(36),
		]);
		longer.writeUInt32LE(40, 16);
		expect(readWav(longer)).toMatchObject({ samples: Int16Array.of(7) });
	});

	it("passes over chunks that it does not know, also those of odd length", () => {
		const before = chunk("LIST", Buffer.from("odd"));
		const data = pcm([7]);
		expect(readWav(wav({ before, data }))).toMatchObject({
			samples: Int16Array.of(7),
		});
	});

	it("plays what is there of a file that was cut off", () => {
		const whole = wav({ data: pcm([1, 2, 3, 4]) });
		expect(readWav(whole.subarray(0, -4))).toMatchObject({
			samples: Int16Array.of(1, 2),
		});
	});

	it("reads back what it wrote", () => {
		const samples = Int16Array.of(5, -6, 7);
		expect(readWav(writeWav(samples))).toEqual({ rate: 8000, samples });
	});

	it.each([
		["an empty file", Buffer.alloc(0), "is not a WAV file"],
		["text", Buffer.from("four two seven one, please"), "is not a WAV file"],
		[
			"only a header",
			wav({ data: pcm([]) }).subarray(0, 30),
			"is a WAV file that breaks off before its sound",
		],
		[
			"24 bits",
			wav({ bits: 24, data: Buffer.alloc(6) }),
			"holds PCM of 24 bits; the phone plays 16-bit PCM and 8-bit mulaw",
		],
		[
			"floating point",
			wav({ tag: 3, bits: 32, data: Buffer.alloc(8) }),
			"holds floating point of 32 bits; the phone plays 16-bit PCM and 8-bit mulaw",
		],
		[
			"a low rate",
			wav({ rate: 4000, data: pcm([1]) }),
			"has 4000 samples a second; the phone plays 8000 to 48000",
		],
		["no channel", wav({ channels: 0, data: pcm([1]) }), "has no channel"],
	])("says what is wrong with %s", (_, file, problem) => {
		expect(readWav(file)).toEqual({ problem });
	});
});

describe("bringing sound to the rate of a telephone line", () => {
	it.each([16_000, 44_100, 48_000])("keeps speech at %i Hz as loud", (rate) => {
		const samples = Int16Array.from(sine(rate, 1000));
		const line = toLineRate({ rate, samples });
		expect(line.length).toBe(4000);
		expect(loudness(line) / loudness(samples)).toBeCloseTo(1, 1);
	});

	it.each([
		[16_000, 6000],
		[44_100, 5000],
		[48_000, 7000],
	])("takes out what a line cannot carry, at %i Hz %i Hz", (rate, hertz) => {
		const samples = Int16Array.from(sine(rate, hertz));
		const line = toLineRate({ rate, samples });
		expect(loudness(line) / loudness(samples)).toBeLessThan(0.01);
	});

	it("leaves sound of that rate alone", () => {
		const samples = Int16Array.of(1, 2, 3);
		expect(toLineRate({ rate: 8000, samples })).toBe(samples);
	});
});
