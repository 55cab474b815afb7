import { decodeMulaw, telephoneHz } from "../../adapters/sound/mulaw.js";
import type { Sound } from "../../adapters/sound/resample.js";

/** Why something cannot be used: the end of a sentence that begins with its name. */
export interface Problem {
	readonly problem: string;
}

interface Format {
	readonly tag: number;
	readonly channels: number;
	readonly rate: number;
	readonly bits: number;
}

const pcm = 1;
const mulaw = 7;
/** The real tag is the beginning of a longer identifier (WAVEFORMATEXTENSIBLE). */
const extensible = 0xfffe;
const headerBytes = 44;
const minRate = telephoneHz;
const maxRate = 48_000;

/** Reads a WAV file: 16-bit PCM or mulaw, 8000 to 48000 Hz, any number of channels. */
export function readWav(file: Buffer): Sound | Problem {
	if (tagAt(file, 0) !== "RIFF" || tagAt(file, 8) !== "WAVE") {
		return { problem: "is not a WAV file" };
	}
	const chunks = chunksOf(file);
	const format = formatOf(chunks.get("fmt ") ?? Buffer.alloc(0));
	const data = chunks.get("data");
	if (format === undefined || data === undefined) {
		return { problem: "is a WAV file that breaks off before its sound" };
	}
	const problem = problemOf(format);
	if (problem !== undefined) return { problem };
	const samples = format.tag === mulaw ? decodeMulaw(data) : pcmOf(data);
	return { rate: format.rate, samples: mix(samples, format.channels) };
}

/** A WAV file of one channel of 16-bit samples at the rate of a telephone line. */
export function writeWav(samples: Int16Array): Buffer {
	const file = Buffer.alloc(headerBytes + samples.length * 2);
	file.write("RIFF", 0);
	file.writeUInt32LE(file.length - 8, 4);
	file.write("WAVEfmt ", 8);
	file.writeUInt32LE(16, 16);
	file.writeUInt16LE(pcm, 20);
	file.writeUInt16LE(1, 22);
	file.writeUInt32LE(telephoneHz, 24);
	file.writeUInt32LE(telephoneHz * 2, 28);
	file.writeUInt16LE(2, 32);
	file.writeUInt16LE(16, 34);
	file.write("data", 36);
	file.writeUInt32LE(samples.length * 2, 40);
	samples.forEach((sample, index) => {
		file.writeInt16LE(sample, headerBytes + index * 2);
	});
	return file;
}

function tagAt(file: Buffer, offset: number): string {
	return file.toString("latin1", offset, offset + 4);
}

/** The first chunk of each name. One that claims more than is there (a recording cut off) ends with the file. */
function chunksOf(file: Buffer): ReadonlyMap<string, Buffer> {
	const chunks = new Map<string, Buffer>();
	let offset = 12;
	while (offset + 8 <= file.length) {
		const size = file.readUInt32LE(offset + 4);
		const name = tagAt(file, offset);
		const body = file.subarray(offset + 8, offset + 8 + size);
		if (!chunks.has(name)) chunks.set(name, body);
		offset += 8 + size + (size % 2);
	}
	return chunks;
}

function formatOf(chunk: Buffer): Format | undefined {
	if (chunk.length < 16) return undefined;
	const tag = chunk.readUInt16LE(0);
	const isExtended = tag === extensible && chunk.length >= 26;
	return {
		tag: isExtended ? chunk.readUInt16LE(24) : tag,
		channels: chunk.readUInt16LE(2),
		rate: chunk.readUInt32LE(4),
		bits: chunk.readUInt16LE(14),
	};
}

function problemOf({ tag, channels, rate, bits }: Format): string | undefined {
	const isKnown = (tag === pcm && bits === 16) || (tag === mulaw && bits === 8);
	if (!isKnown) {
		return `holds ${encodingName(tag)} of ${bits} bits; the phone plays 16-bit PCM and 8-bit mulaw`;
	}
	if (rate < minRate || rate > maxRate) {
		return `has ${rate} samples a second; the phone plays ${minRate} to ${maxRate}`;
	}
	return channels === 0 ? "has no channel" : undefined;
}

function encodingName(tag: number): string {
	const names: Readonly<Record<number, string>> = {
		[pcm]: "PCM",
		[mulaw]: "mulaw",
		2: "ADPCM",
		3: "floating point",
		6: "A-law",
		85: "MP3",
	};
	return names[tag] ?? `sound of format ${tag}`;
}

function pcmOf(data: Buffer): Int16Array {
	const length = Math.floor(data.length / 2);
	return Int16Array.from({ length }, (_, index) => data.readInt16LE(index * 2));
}

function mix(samples: Int16Array, channels: number): Int16Array {
	if (channels === 1) return samples;
	const length = Math.floor(samples.length / channels);
	return Int16Array.from({ length }, (_, index) => {
		const together = samples.subarray(index * channels, (index + 1) * channels);
		return Math.round(
			together.reduce((sum, sample) => sum + sample, 0) / channels,
		);
	});
}
