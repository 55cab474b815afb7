import { SlidingWindow, SlidingWindows } from "../../limits/sliding-window.js";

/** How many codes that pair with nothing may be tried, by one caller and by all together. */
export interface TryLimitsOptions {
	/** In 10 minutes, by callers of the same number. */
	readonly perCaller: number;
	/** In a minute, by all callers. */
	readonly perServer: number;
}

const callerWindowMs = 600_000;
const serverWindowMs = 60_000;

/** Counts failed tries over minutes, so that calling again and again finds no code. */
export class TryLimits {
	readonly #byCaller: SlidingWindows;
	readonly #byAll: SlidingWindow;

	constructor({ perCaller, perServer }: TryLimitsOptions) {
		this.#byCaller = new SlidingWindows(perCaller, callerWindowMs);
		this.#byAll = new SlidingWindow(perServer, serverWindowMs);
	}

	/** Whether this caller may try another code now. Callers without a key count for the server only. */
	mayTry(callerKey: string | undefined, nowMs: number): boolean {
		if (!this.#byAll.hasRoom(nowMs)) return false;
		return callerKey === undefined || this.#byCaller.hasRoom(callerKey, nowMs);
	}

	/** To be called when a try of this caller has paired with nothing. */
	count(callerKey: string | undefined, nowMs: number): void {
		this.#byAll.spend(nowMs);
		if (callerKey !== undefined) this.#byCaller.spend(callerKey, nowMs);
	}

	/** How many callers are remembered. */
	get callers(): number {
		return this.#byCaller.size;
	}
}
