import type { DeepgramListener } from "./deepgram-listener.js";

/** Speech in which a word lasts so long, and the next follows at once. */
const wordMs = 200;
const bytesPerMs = 8;

/** The sound of a call from one time to another, in milliseconds: each byte tells which word it belongs to. */
export function soundFrom(fromMs: number, toMs: number): Buffer {
	return Buffer.from(
		Array.from({ length: (toMs - fromMs) * bytesPerMs }, (_, at) => {
			const word = Math.floor((fromMs + at / bytesPerMs) / wordMs);
			return 1 + (word % 250);
		}),
	);
}

/** A stretch of a call, in milliseconds. */
export interface Stretch {
	readonly fromMs: number;
	readonly toMs: number;
}

/** The words that end in a stretch: of stretches side by side, each word is in one. */
export function spokenIn({ fromMs, toMs }: Stretch): string {
	const words: string[] = [];
	const first = Math.floor(fromMs / wordMs);
	for (let word = first; (word + 1) * wordMs <= toMs; word++)
		words.push(`w${word}`);
	return words.join(" ");
}

/** Tells, on one socket after the other, what was said, as Deepgram does: each result goes on where the last final one ended. */
export class Telling {
	/** What was told for good. */
	readonly told: Stretch[] = [];
	toldToMs = 0;
	#listener: DeepgramListener | undefined;
	#beganMs = 0;

	/** Another socket, on which times count from here. */
	begin(listener: DeepgramListener, fromMs: number): void {
		this.#listener = listener;
		this.#beganMs = fromMs;
	}

	/** How much audio the socket has had when it has all up to this time of the call. */
	bytesBy(ms: number): number {
		return (ms - this.#beganMs) * bytesPerMs;
	}

	/** Tells for now what was said up to this time. */
	interim(toMs: number): void {
		this.#say({ fromMs: this.#fromMs, toMs }, false);
	}

	/** Tells for good what was said up to this time. */
	final(toMs: number): void {
		const stretch = { fromMs: this.#fromMs, toMs };
		this.#say(stretch, true);
		this.told.push(stretch);
		this.toldToMs = toMs;
	}

	/** Where the next result begins. */
	get #fromMs(): number {
		return Math.max(this.toldToMs, this.#beganMs);
	}

	/** From where to where the next final result may reach, by a share of what was said. */
	shareOf(share: number, saidMs: number): number {
		return this.#fromMs + Math.round(share * (saidMs - this.#fromMs));
	}

	#say(stretch: Stretch, final: boolean): void {
		this.#listener?.say(spokenIn(stretch), {
			final,
			startMs: stretch.fromMs - this.#beganMs,
			durationMs: stretch.toMs - stretch.fromMs,
		});
	}
}
