import { telephoneHz } from "./mulaw.js";

/** A telephone line carries nothing above this; higher tones would come back as false low ones. */
const cutoffHz = 3600;
/** How far the filter reaches to either side, in samples of the line. */
const reach = 16;
/** Values of the filter that are kept for each sample of the line. */
const fineness = 512;

const filter = Float32Array.from({ length: reach * fineness + 1 }, (_, at) =>
	filterValue(at / fineness),
);

/**
 * Brings sound of any higher rate to that of a telephone line, piece by piece, by a windowed-sinc
 * low-pass. A context of 8000 Hz would do it too, but not every browser joins one to a microphone.
 */
export class LineResampler {
	/** How many samples of the source make one of the line. */
	readonly #step: number;
	readonly #reach: number;
	#samples: Float32Array;
	/** Where in `#samples` the next sample of the line is. */
	#place: number;

	constructor(rate: number) {
		this.#step = rate / telephoneHz;
		this.#reach = reach * this.#step;
		// As if there had been silence before.
		this.#samples = new Float32Array(Math.ceil(this.#reach));
		this.#place = this.#samples.length;
	}

	/** Takes the next samples, and gives those of the line that are complete with them. */
	take(samples: Float32Array): Float32Array<ArrayBuffer> {
		this.#append(samples);
		const complete: number[] = [];
		while (this.#place + this.#reach < this.#samples.length) {
			complete.push(this.#valueAt(this.#place));
			this.#place += this.#step;
		}
		this.#forget(Math.floor(this.#place - this.#reach));
		return Float32Array.from(complete);
	}

	#append(samples: Float32Array): void {
		const joined = new Float32Array(this.#samples.length + samples.length);
		joined.set(this.#samples);
		joined.set(samples, this.#samples.length);
		this.#samples = joined;
	}

	#forget(count: number): void {
		if (count <= 0) return;
		this.#samples = this.#samples.slice(count);
		this.#place -= count;
	}

	#valueAt(place: number): number {
		const first = Math.ceil(place - this.#reach);
		const last = Math.floor(place + this.#reach);
		let sum = 0;
		for (let at = first; at <= last; at += 1) {
			const distance = Math.abs(at - place) / this.#step;
			sum +=
				(this.#samples[at] ?? 0) *
				(filter[Math.round(distance * fineness)] ?? 0);
		}
		return sum / this.#step;
	}
}

/** The filter at a distance in samples of the line. */
function filterValue(distance: number): number {
	const cutoff = cutoffHz / telephoneHz;
	const angle = 2 * Math.PI * cutoff * distance;
	const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
	const hann = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
	return 2 * cutoff * sinc * hann;
}
