import { Loudness } from "../sound/loudness.js";
import { frameBytes, frameMs } from "../sound/mulaw.js";

/** What a frame of sound means for the caller's speech. */
export type Activity = "silence" | "started" | "speaking" | "ended";

/** How many of the last frames must be loud for speech to have started. */
const framesToStart = 4;
/** A longer pause ends an utterance. */
const pauseMs = 800;
/** Longer speech without a pause is cut into utterances. */
const maxMs = 15_000;

/** Finds where speech starts and ends on a telephone line, frame by frame, by its loudness. */
export class VoiceActivity {
	readonly #loudness = new Loudness();
	#loudFrames = 0;
	#quietMs = 0;
	#spokenMs = 0;
	#isSpeaking = false;

	/** Takes one frame of 20 ms in mulaw. */
	hear(frame: Uint8Array): Activity {
		const isLoud = this.#loudness.isLoud(frame);
		return this.#isSpeaking ? this.#goOn(isLoud) : this.#mayStart(isLoud);
	}

	#mayStart(isLoud: boolean): Activity {
		this.#loudFrames = isLoud
			? this.#loudFrames + 1
			: Math.max(0, this.#loudFrames - 1);
		if (this.#loudFrames < framesToStart) return "silence";
		this.#isSpeaking = true;
		this.#quietMs = 0;
		this.#spokenMs = 0;
		return "started";
	}

	#goOn(isLoud: boolean): Activity {
		this.#spokenMs += frameMs;
		this.#quietMs = isLoud ? 0 : this.#quietMs + frameMs;
		if (this.#quietMs < pauseMs && this.#spokenMs < maxMs) {
			return "speaking";
		}
		this.#isSpeaking = false;
		this.#loudFrames = 0;
		return "ended";
	}
}

/** Cuts sound of any length into frames of 20 ms, and keeps what is left over. */
export class FrameCutter {
	#rest = Buffer.alloc(0);

	cut(sound: Buffer): readonly Buffer[] {
		let left =
			this.#rest.length > 0 ? Buffer.concat([this.#rest, sound]) : sound;
		const frames: Buffer[] = [];
		while (left.length >= frameBytes) {
			frames.push(left.subarray(0, frameBytes));
			left = left.subarray(frameBytes);
		}
		this.#rest = Buffer.from(left);
		return frames;
	}
}
