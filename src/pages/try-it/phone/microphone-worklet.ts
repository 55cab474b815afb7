/** Runs in the browser's audio thread: makes frames of a telephone line of what the microphone gives. */
import { LineResampler } from "./line-resampler.js";
import { frameLength } from "./mulaw.js";

// TypeScript's library does not know the names of this thread (W3C, Web Audio API, section 1.32).
declare const sampleRate: number;
declare class AudioWorkletProcessor {
	readonly port: MessagePort;
}
declare function registerProcessor(
	name: string,
	processor: new () => AudioWorkletProcessor,
): void;

class MicrophoneFrames extends AudioWorkletProcessor {
	readonly #resampler = new LineResampler(sampleRate);
	#frame = new Float32Array(frameLength);
	#length = 0;

	/** Takes 128 samples of the microphone; returns whether to go on. */
	process([channels]: readonly (readonly Float32Array[])[]): boolean {
		const [samples] = channels ?? [];
		if (!samples) return true;
		for (const sample of this.#resampler.take(samples)) this.#add(sample);
		return true;
	}

	#add(sample: number): void {
		this.#frame[this.#length] = sample;
		this.#length += 1;
		if (this.#length < frameLength) return;
		this.port.postMessage(this.#frame, [this.#frame.buffer]);
		this.#frame = new Float32Array(frameLength);
		this.#length = 0;
	}
}

registerProcessor("microphone-frames", MicrophoneFrames);
