import { setTimeout as pass } from "node:timers/promises";
import { framesPerSecond, resultsPerSecond } from "./call-audio.js";
import { Delays } from "./delays.js";
import {
	firstAudioMs,
	LoadCall,
	type LoadDelays,
	type LoadTarget,
} from "./load-call.js";
import type { LoadDeepgram } from "./load-deepgram.js";

/** Calls do not send in step: a fifth of them has its turn every 4 ms. */
const tickMs = 4;
const ticksPerFrame = 1000 / framesPerSecond / tickMs;
const ticksPerResult = 1000 / resultsPerSecond / tickMs;

/** Longer than Linux waits with an acknowledgement. */
const pauseMs = 250;

/** What has been sent and what has come through so far. */
export interface Throughput {
	readonly framesSent: number;
	readonly framesArrived: number;
	readonly resultsSent: number;
	readonly textsArrived: number;
}

/** Many paired calls that all talk at the pace of real ones, while they are told to. */
export class Load {
	readonly delays: LoadDelays = { frames: new Delays(), texts: new Delays() };
	/** How late the load itself was with each of its turns. */
	readonly lateness = new Delays();
	readonly #calls: LoadCall[] = [];
	#timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly deepgram: LoadDeepgram,
		private readonly target: LoadTarget,
	) {}

	/** Opens and pairs calls, one after the other and no more in a second than that, until there are this many. */
	async openUntil(count: number, perSecond = Infinity): Promise<void> {
		const { target, deepgram, delays } = this;
		const turn = turnsOf(perSecond);
		while (this.#calls.length < count) {
			const pair = this.#calls.length;
			this.#calls.push(await LoadCall.open(target, deepgram, delays, pair));
			await turn();
		}
	}

	/** Ends all calls, no more in a second than that; they do not count as lost. */
	async endAll(perSecond: number): Promise<void> {
		const turn = turnsOf(perSecond);
		for (const call of this.#calls.splice(0)) {
			call.close();
			await turn();
		}
	}

	/** Opens one more call, which pairs with nothing: the time until its first audio is at Deepgram. */
	firstAudioMs(): Promise<number> {
		return firstAudioMs(this.target, this.deepgram);
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

	/** Calls of which the phone, the game or Deepgram's socket was closed by the other side. */
	get lostCalls(): number {
		return this.#calls.filter(({ isLost }) => isLost).length;
	}

	/** Forgets all delays so far. */
	forgetDelays(): void {
		const { frames, texts } = this.delays;
		for (const delays of [frames, texts, this.lateness]) delays.forget();
	}

	/**
	 * Each caller speaks for one frame, and pauses. Until a lone frame has come, Linux acknowledges every
	 * second frame of a socket on which the other end has only ever answered: that is so with a relay, which
	 * says nothing to its phones, but not with the server, and would make the relay's calls cheaper.
	 */
	async speakOnce(): Promise<void> {
		for (const call of this.#calls) call.sendFrame();
		await pass(pauseMs);
	}

	/** Begins to send frames and results. What is late is sent at once, so that the pace is kept. */
	talk(): void {
		const startMs = performance.now();
		let turn = 0;
		this.#timer = setInterval(() => {
			for (;;) {
				const lateMs = performance.now() - startMs - turn * tickMs;
				if (lateMs < 0) break;
				this.lateness.add(lateMs);
				this.#take(turn++);
			}
		}, tickMs / 2);
	}

	/** Stops sending; the calls stay. */
	fallSilent(): void {
		clearInterval(this.#timer);
	}

	close(): void {
		this.fallSilent();
		for (const call of this.#calls) call.close();
	}

	#take(turn: number): void {
		for (const call of everyNth(this.#calls, ticksPerFrame, turn)) {
			call.sendFrame();
		}
		for (const call of everyNth(this.#calls, ticksPerResult, turn)) {
			call.sayResult();
		}
	}
}

/** What lets so many through in a second: each waits for its turn. */
function turnsOf(perSecond: number): () => Promise<void> {
	const startMs = performance.now();
	let turns = 0;
	return async () => {
		turns += 1;
		const waitMs = startMs + (turns * 1000) / perSecond - performance.now();
		if (waitMs > 0) await pass(waitMs);
	};
}

function* everyNth<Thing>(
	things: readonly Thing[],
	step: number,
	turn: number,
): Generator<Thing> {
	for (let at = turn % step; at < things.length; at += step) {
		yield things[at] as Thing;
	}
}
