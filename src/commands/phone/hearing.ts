import { bytesPerMs, decodeMulaw } from "../../adapters/sound/mulaw.js";

/** Louder than this is sound (16-bit samples); quieter is the noise of a silent line. */
const loudness = 200;
/** So much silence ends a stretch of speech; shorter ones are pauses within it. */
const speechGapMs = 600;

/** Listens on the caller's behalf: keeps everything that was heard, and notices when speech has ended. */
export class Hearing {
	readonly #heard: Buffer[] = [];
	#timeMs = 0;
	#speechStartMs: number | undefined;
	#speechEndMs = 0;
	#speechMs = 0;

	/** The whole call as the caller heard it, silence included: 16-bit samples, 8000 Hz. */
	get samples(): Int16Array {
		return decodeMulaw(Buffer.concat(this.#heard));
	}

	/** How much speech has been heard so far, in milliseconds. */
	get speechMs(): number {
		return this.#speechMs;
	}

	/** Takes what was heard next; returns the length of a stretch of speech that has just ended, in milliseconds. */
	listen(heard: Buffer): number | undefined {
		this.#heard.push(heard);
		this.#timeMs += heard.length / bytesPerMs;
		if (isLoud(heard)) {
			this.#speechStartMs ??= this.#timeMs - heard.length / bytesPerMs;
			this.#speechEndMs = this.#timeMs;
			return undefined;
		}
		const gapMs = this.#timeMs - this.#speechEndMs;
		return gapMs >= speechGapMs ? this.end() : undefined;
	}

	/** The call is over: returns the length of the speech that it cut off, if any. */
	end(): number | undefined {
		if (this.#speechStartMs === undefined) return undefined;
		const ms = this.#speechEndMs - this.#speechStartMs;
		this.#speechStartMs = undefined;
		this.#speechMs += ms;
		return ms;
	}
}

function isLoud(mulaw: Buffer): boolean {
	return decodeMulaw(mulaw).some((sample) => Math.abs(sample) > loudness);
}
