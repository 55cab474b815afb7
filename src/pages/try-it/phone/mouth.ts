import { encodeMulaw, frameLength, frameMs, silentByte } from "./mulaw.js";

/** How far the microphone may lag behind until silence is sent in its place. */
const patienceFrames = 10;
/** Longer pauses, such as of a page that was put to sleep, are not made up for. */
const maxMissedFrames = 100;

/**
 * What the caller says, frame by frame, in real time: typed speech first, else the microphone, else
 * silence. The microphone's own clock gives the pace while it runs, and the page's clock otherwise.
 */
export class Mouth {
	#typed: Uint8Array[] = [];
	#frames = 0;
	#beganMs = performance.now();
	#hasMicrophone = false;
	readonly #timer: ReturnType<typeof setInterval>;

	constructor(private readonly say: (frame: Uint8Array) => void) {
		this.#timer = setInterval(() => this.#fillIn(), frameMs);
	}

	/** Takes a frame of the microphone; from then on it gives the pace. */
	hear(frame: Float32Array): void {
		this.#hasMicrophone = true;
		this.#sayNext(encodeMulaw(frame));
	}

	/** There is no microphone any more. */
	loseMicrophone(): void {
		this.#hasMicrophone = false;
	}

	/** Says this after what was typed before: mulaw at 8000 Hz. */
	type(speech: Uint8Array): void {
		for (let at = 0; at < speech.length; at += frameLength) {
			const frame = new Uint8Array(frameLength).fill(silentByte);
			frame.set(speech.subarray(at, at + frameLength));
			this.#typed.push(frame);
		}
	}

	/** Typed speech is being said. */
	get isSpeakingTyped(): boolean {
		return this.#typed.length > 0;
	}

	shut(): void {
		clearInterval(this.#timer);
		this.#typed = [];
	}

	#fillIn(): void {
		const patience = this.#hasMicrophone ? patienceFrames : 0;
		const due = (performance.now() - this.#beganMs) / frameMs;
		if (due - this.#frames > maxMissedFrames)
			this.#frames = Math.floor(due) - 1;
		while (due - this.#frames >= 1 + patience) this.#sayNext(undefined);
	}

	#sayNext(heard: Uint8Array | undefined): void {
		this.#frames += 1;
		this.say(this.#typed.shift() ?? heard ?? silentFrame);
	}
}

const silentFrame = new Uint8Array(frameLength).fill(silentByte);
