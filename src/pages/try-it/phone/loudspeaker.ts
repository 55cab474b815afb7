import { decodeMulaw, telephoneHz } from "./mulaw.js";

interface PendingMark {
	readonly name: string;
	/** Due at this time of the audio context, in seconds. */
	readonly atSeconds: number;
}

/** Sound that starts after silence is delayed by this much, so that the next piece finds it still playing. */
const leadSeconds = 0.06;
/** Ends are reported a little early or late. */
const toleranceSeconds = 0.02;

/** The way to the ear. One for all streams of a page; browsers let it sound once a button was pressed. */
export class Ear {
	readonly context: AudioContext;
	readonly #analyser: AnalyserNode;
	readonly #samples: Float32Array<ArrayBuffer>;

	constructor() {
		this.context = newContext();
		this.#analyser = this.context.createAnalyser();
		this.#analyser.fftSize = 256;
		this.#analyser.connect(this.context.destination);
		this.#samples = new Float32Array(this.#analyser.fftSize);
	}

	/** Where sounds are to be led. */
	get input(): AudioNode {
		return this.#analyser;
	}

	/** How loud it is just now, from 0 to 1. */
	get level(): number {
		this.#analyser.getFloatTimeDomainData(this.#samples);
		return loudness(this.#samples);
	}
}

/** The root mean square of samples, as something between 0 and 1 to be shown. */
export function loudness(samples: Float32Array): number {
	let sum = 0;
	for (const sample of samples) sum += sample * sample;
	return Math.min(1, 4 * Math.sqrt(sum / Math.max(1, samples.length)));
}

// At the rate of the line its pieces join without a seam; the browser then makes the output of it.
function newContext(): AudioContext {
	try {
		return new AudioContext({ sampleRate: telephoneHz });
	} catch {
		return new AudioContext();
	}
}

/**
 * Twilio's play buffer for one stream, with an ear at its end: audio is appended, marks come back once
 * all audio before them has been heard, and a clear drops the audio and returns the marks at once.
 */
export class Loudspeaker {
	readonly #sources = new Set<AudioBufferSourceNode>();
	#marks: readonly PendingMark[] = [];
	#endSeconds = 0;

	constructor(
		private readonly ear: Ear,
		private readonly markReturned: (name: string) => void,
	) {}

	/** Plays mulaw after what is there already; resolves when it was heard or dropped. */
	play(mulaw: Uint8Array): Promise<void> {
		if (mulaw.length === 0) return Promise.resolve();
		const { context } = this.ear;
		const buffer = context.createBuffer(1, mulaw.length, telephoneHz);
		buffer.copyToChannel(decodeMulaw(mulaw), 0);
		const source = new AudioBufferSourceNode(context, { buffer });
		source.connect(this.ear.input);
		const isPlaying = this.#endSeconds > context.currentTime;
		const start = isPlaying
			? this.#endSeconds
			: context.currentTime + leadSeconds;
		source.start(start);
		this.#endSeconds = start + buffer.duration;
		this.#sources.add(source);
		return new Promise((resolve) => {
			source.onended = () => {
				this.#sources.delete(source);
				this.#returnDueMarks();
				resolve();
			};
		});
	}

	/** Sets a mark after the audio so far. */
	mark(name: string): void {
		this.#marks = [...this.#marks, { name, atSeconds: this.#endSeconds }];
		this.#returnDueMarks();
	}

	/** Drops the audio that has not been heard; all marks come back. */
	clear(): void {
		const marks = this.#marks;
		this.silence();
		for (const { name } of marks) this.markReturned(name);
	}

	/** Drops everything; no mark comes back. */
	silence(): void {
		this.#marks = [];
		this.#endSeconds = 0;
		for (const source of this.#sources) source.stop();
	}

	#returnDueMarks(): void {
		const now = this.ear.context.currentTime + toleranceSeconds;
		const isDue = ({ atSeconds }: PendingMark) => atSeconds <= now;
		const due = this.#marks.filter(isDue);
		this.#marks = this.#marks.filter((mark) => !isDue(mark));
		for (const { name } of due) this.markReturned(name);
	}
}
