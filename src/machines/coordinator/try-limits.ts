import { SlidingWindow, SlidingWindows } from "../../limits/sliding-window.js";

/** How many codes that pair with nothing may be tried, by one caller, from one address, and by all together. */
export interface TryLimitsOptions {
	/** In 10 minutes, by callers of the same number. */
	readonly perCaller: number;
	/** In a minute, by all callers; an address that is known may use a quarter of it, or as many as one caller. */
	readonly perServer: number;
}

const callerWindowMs = 600_000;
const serverWindowMs = 60_000;

/** Of what all callers together may try, the others have three quarters left, whatever one address tries. */
const shareOfAddress = 1 / 4;

/** Counts failed tries over minutes, so that calling again and again finds no code. */
export class TryLimits {
	readonly #byCaller: SlidingWindows;
	readonly #byAddress: SlidingWindows;
	readonly #byAll: SlidingWindow;

	constructor({ perCaller, perServer }: TryLimitsOptions) {
		const perAddress = Math.ceil(perServer * shareOfAddress);
		this.#byCaller = new SlidingWindows(perCaller, callerWindowMs);
		this.#byAddress = new SlidingWindows(
			Math.max(perAddress, perCaller),
			serverWindowMs,
		);
		this.#byAll = new SlidingWindow(perServer, serverWindowMs);
	}

	/** Whether this caller may try another code now. A caller, or an address, without a key counts for the server only. */
	mayTry(
		callerKey: string | undefined,
		nowMs: number,
		addressKey?: string | undefined,
	): boolean {
		if (!this.#byAll.hasRoom(nowMs)) return false;
		if (addressKey !== undefined && !this.#byAddress.hasRoom(addressKey, nowMs))
			return false;
		return callerKey === undefined || this.#byCaller.hasRoom(callerKey, nowMs);
	}

	/** To be called when a try of this caller has paired with nothing. */
	count(
		callerKey: string | undefined,
		nowMs: number,
		addressKey?: string | undefined,
	): void {
		this.#byAll.spend(nowMs);
		if (addressKey !== undefined) this.#byAddress.spend(addressKey, nowMs);
		if (callerKey !== undefined) this.#byCaller.spend(callerKey, nowMs);
	}

	/** How many callers are remembered. */
	get callers(): number {
		return this.#byCaller.size;
	}
}
