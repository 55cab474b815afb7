import { usualDeadlineMs, within } from "./within.js";

interface Waiting<Thing> {
	readonly fits: (thing: Thing) => boolean;
	readonly take: (thing: Thing) => void;
	readonly fail: (error: Error) => void;
}

/**
 * Things that arrive one by one, for a test to wait for: each is handed out once, in order, and a
 * wait that lasts too long fails with a sentence that says what was awaited.
 */
export class Arrivals<Thing> {
	/** Everything that ever arrived, also what was handed out already. */
	readonly all: Thing[] = [];
	readonly #untaken: Thing[] = [];
	readonly #waiting = new Set<Waiting<Thing>>();
	#failure: Error | undefined;

	/** `what` names one of them in the sentence of a failure. */
	constructor(private readonly what: string) {}

	/** Adds one. */
	push(thing: Thing): void {
		this.all.push(thing);
		const first = [...this.#waiting].find(({ fits }) => fits(thing));
		if (first === undefined) {
			this.#untaken.push(thing);
		} else {
			this.#waiting.delete(first);
			first.take(thing);
		}
	}

	/** Nothing more will come, for this reason: fails all waits, now and later, that nothing fulfils. */
	fail(reason: Error): void {
		this.#failure ??= reason;
		for (const { fail } of this.#waiting) fail(reason);
		this.#waiting.clear();
	}

	/** The next one, now or within the deadline. */
	next(deadlineMs = usualDeadlineMs): Promise<Thing> {
		return this.first(() => true, deadlineMs);
	}

	/** The next one that fits, now or within the deadline; others stay for later. */
	first(
		fits: (thing: Thing) => boolean,
		deadlineMs = usualDeadlineMs,
	): Promise<Thing> {
		const index = this.#untaken.findIndex(fits);
		if (index >= 0) {
			return Promise.resolve(this.#untaken.splice(index, 1)[0] as Thing);
		}
		if (this.#failure !== undefined) return Promise.reject(this.#failure);
		return this.#wait(fits, deadlineMs);
	}

	/** The next `count`, in order. */
	async take(count: number, deadlineMs = usualDeadlineMs): Promise<Thing[]> {
		const taken: Thing[] = [];
		while (taken.length < count) taken.push(await this.next(deadlineMs));
		return taken;
	}

	/** Forgets all that came; who waits goes on waiting. */
	forget(): void {
		this.all.length = 0;
		this.#untaken.length = 0;
	}

	async #wait(
		fits: (thing: Thing) => boolean,
		deadlineMs: number,
	): Promise<Thing> {
		let waiting: Waiting<Thing> | undefined;
		const arrival = new Promise<Thing>((take, fail) => {
			waiting = { fits, take, fail };
			this.#waiting.add(waiting);
		});
		try {
			return await within(arrival, () => this.#describe(), deadlineMs);
		} finally {
			if (waiting !== undefined) this.#waiting.delete(waiting);
		}
	}

	#describe(): string {
		const last = JSON.stringify(this.all.at(-1))?.slice(0, 200) ?? "none";
		return `a ${this.what}. So far ${this.all.length} came, the last: ${last}`;
	}
}
