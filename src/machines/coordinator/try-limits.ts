/** How many codes that pair with nothing may be tried, by one caller and by all together. */
export interface TryLimitsOptions {
	/** In 10 minutes, by callers of the same number. */
	readonly perCaller: number;
	/** In a minute, by all callers. */
	readonly perServer: number;
}

const callerWindowMs = 600_000;
const serverWindowMs = 60_000;

/** Counts failed tries over minutes, so that nobody finds a code by calling again and again. */
export class TryLimits {
	readonly #byCaller = new Map<string, number[]>();
	readonly #byAll: number[] = [];
	#sweptAtMs = 0;

	constructor(private readonly options: TryLimitsOptions) {}

	/** Whether this caller may try another code now. Callers without a key count for the server only. */
	mayTry(callerKey: string | undefined, nowMs: number): boolean {
		forget(this.#byAll, nowMs - serverWindowMs);
		if (this.#byAll.length >= this.options.perServer) return false;
		if (callerKey === undefined) return true;
		return this.#triesOf(callerKey, nowMs) < this.options.perCaller;
	}

	/** A try of this caller paired with nothing. */
	count(callerKey: string | undefined, nowMs: number): void {
		this.#byAll.push(nowMs);
		if (callerKey === undefined) return;
		this.#sweep(nowMs);
		const tries = this.#byCaller.get(callerKey) ?? [];
		this.#byCaller.set(callerKey, [...tries, nowMs]);
	}

	/** How many callers are remembered. */
	get callers(): number {
		return this.#byCaller.size;
	}

	#triesOf(callerKey: string, nowMs: number): number {
		const tries = this.#byCaller.get(callerKey);
		if (!tries) return 0;
		forget(tries, nowMs - callerWindowMs);
		return tries.length;
	}

	/** Lets go of callers whose tries are all too old to count; at most once in a window. */
	#sweep(nowMs: number): void {
		if (nowMs - this.#sweptAtMs < callerWindowMs) return;
		this.#sweptAtMs = nowMs;
		for (const [callerKey, tries] of this.#byCaller) {
			forget(tries, nowMs - callerWindowMs);
			if (tries.length === 0) this.#byCaller.delete(callerKey);
		}
	}
}

/** Drops the times that are not after this one; they are in order. */
function forget(times: number[], beforeMs: number): void {
	const kept = times.findIndex((time) => time > beforeMs);
	times.splice(0, kept === -1 ? times.length : kept);
}
