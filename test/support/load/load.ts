import { framesPerSecond, resultsPerSecond } from "./call-audio.js";
import { Delays } from "./delays.js";
import { LoadCall, type LoadDelays, type LoadTarget } from "./load-call.js";
import type { LoadDeepgram } from "./load-deepgram.js";

/** Calls do not send in step: a fifth of them has its turn every 4 ms. */
const tickMs = 4;
const ticksPerFrame = 1000 / framesPerSecond / tickMs;
const ticksPerResult = 1000 / resultsPerSecond / tickMs;

/** What has come through so far. */
export interface Throughput {
	readonly framesSent: number;
	readonly framesArrived: number;
	readonly resultsSent: number;
	readonly textsArrived: number;
}

/** Many paired calls that all talk at the pace of real ones, while they are told to. */
export class Load {
	readonly delays: LoadDelays = { frames: new Delays(), texts: new Delays() };
	/** How late the load itself was with each of its ticks. */
	readonly lateness = new Delays();
	readonly #calls: LoadCall[] = [];
	#timer: NodeJS.Timeout | undefined;

	/** Opens and pairs so many calls, one after the other. */
	static async open(
		target: LoadTarget,
		deepgram: LoadDeepgram,
		count: number,
	): Promise<Load> {
		const load = new Load();
		for (let pair = 0; pair < count; pair++) {
			load.#calls.push(
				await LoadCall.open(target, deepgram, load.delays, pair),
			);
		}
		return load;
	}

	get throughput(): Throughput {
		const total = (count: (call: LoadCall) => number) =>
			this.#calls.reduce((sum, call) => sum + count(call), 0);
		return {
			framesSent: total((call) => call.framesSent),
			framesArrived: total((call) => call.framesArrived),
			resultsSent: total((call) => call.resultsSent),
			textsArrived: total((call) => call.textsArrived),
		};
	}

	/** Forgets delays so far. */
	forgetDelays(): void {
		for (const each of [this.delays.frames, this.delays.texts, this.lateness])
			each.forget();
	}

	talk(): void {
		const startMs = performance.now();
		let tick = 0;
		this.#timer = setInterval(() => {
			for (;;) {
				const lateMs = performance.now() - startMs - tick * tickMs;
				if (lateMs < 0) break;
				this.lateness.add(lateMs);
				this.#take(tick++);
			}
		}, tickMs / 2);
	}

	fallSilent(): void {
		clearInterval(this.#timer);
	}

	close(): void {
		this.fallSilent();
		for (const call of this.#calls) call.close();
	}

	#take(tick: number): void {
		const calls = this.#calls;
		for (let at = tick % ticksPerFrame; at < calls.length; at += ticksPerFrame)
			calls[at]?.sendFrame();
		for (
			let at = tick % ticksPerResult;
			at < calls.length;
			at += ticksPerResult
		)
			calls[at]?.sayResult();
	}
}
