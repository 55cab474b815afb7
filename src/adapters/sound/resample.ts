import { telephoneHz } from "./mulaw.js";

/** Sound of one channel, in 16-bit samples. */
export interface Sound {
	readonly rate: number;
	readonly samples: Int16Array;
}

/** A telephone line carries nothing above this; higher tones would come back as false low ones. */
const cutoffHz = 3600;
/** How far the filter reaches to either side, in samples of the telephone line. */
const reachSamples = 16;

/** The same sound at the rate of a telephone line, by a windowed-sinc low-pass. */
export function toLineRate({ rate, samples }: Sound): Int16Array {
	if (rate === telephoneHz) return samples;
	const length = Math.floor((samples.length * telephoneHz) / rate);
	const step = rate / telephoneHz;
	return Int16Array.from({ length }, (_, index) =>
		clip(filteredAt(samples, index * step, step)),
	);
}

/** The low-passed value at a place between samples; `step` is how many samples make one of the line. */
function filteredAt(samples: Int16Array, place: number, step: number): number {
	const cutoff = cutoffHz / (telephoneHz * step);
	const reach = reachSamples * step;
	const first = Math.max(0, Math.ceil(place - reach));
	const last = Math.min(samples.length - 1, Math.floor(place + reach));
	let sum = 0;
	for (let index = first; index <= last; index += 1) {
		const distance = index - place;
		sum +=
			(samples[index] ?? 0) * sinc(distance, cutoff) * hann(distance / reach);
	}
	return sum;
}

function sinc(distance: number, cutoff: number): number {
	const angle = 2 * Math.PI * cutoff * distance;
	return angle === 0 ? 2 * cutoff : Math.sin(angle) / (Math.PI * distance);
}

function hann(fraction: number): number {
	return 0.5 + 0.5 * Math.cos(Math.PI * fraction);
}

function clip(value: number): number {
	return Math.max(-32_768, Math.min(32_767, Math.round(value)));
}
