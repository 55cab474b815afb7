import { decodeMulaw } from "./mulaw.js";

/** Speech is at least this many times as loud as the noise of the line. */
const loudness = 3;
/** Also on a line without noise speech is at least this loud. */
const quietestSpeech = 150;
/** How slowly the estimate of the line's noise rises; it falls at once. */
const noiseRise = 1.02;
/** The square of the sample that each mulaw byte stands for: so the level of a frame is found without decoding it. */
const squares = Float64Array.from(
	decodeMulaw(Uint8Array.from({ length: 256 }, (_, byte) => byte)),
	(sample) => sample * sample,
);
/** How finely it is looked for where sound begins: 10 ms. */
const pieceBytes = 80;

/** Tells, frame by frame, whether a telephone line carries more than its own noise. */
export class Loudness {
	#noise = quietestSpeech / loudness;

	/** It looks at every sample, or for less work at every second, third, … */
	constructor(private readonly step = 1) {}

	/** Takes one frame in mulaw. */
	isLoud(frame: Uint8Array): boolean {
		const level = levelOf(frame, 0, frame.length, this.step);
		const isLoud = level > Math.max(quietestSpeech, this.#noise * loudness);
		this.#noise = Math.max(1, Math.min(level, this.#noise * noiseRise));
		return isLoud;
	}
}

/** Where in this audio somebody who has the telephone at the ear first hears something, in bytes; undefined where nowhere. */
export function firstSoundIn(audio: Uint8Array): number | undefined {
	for (let from = 0; from < audio.length; from += pieceBytes) {
		const to = Math.min(audio.length, from + pieceBytes);
		if (levelOf(audio, from, to, 1) > quietestSpeech) return from;
	}
	return undefined;
}

/** Hot path. The root of the mean square, as of 16-bit samples. */
function levelOf(
	mulaw: Uint8Array,
	from: number,
	to: number,
	step: number,
): number {
	let sum = 0;
	let samples = 0;
	for (let at = from; at < to; at += step) {
		sum += squares[mulaw[at] ?? 0] ?? 0;
		samples += 1;
	}
	return Math.sqrt(sum / Math.max(1, samples));
}
