/** A log as it is bounded together with others. */
export interface BoundedLog {
	readonly size: { readonly bytes: number };
	/** The game has no socket: it will want what is kept. */
	readonly isNeeded: boolean;
	/** Keeps half of what it keeps. */
	halve(): void;
}

/** At the bound room is made for more than what is too much: looking at all logs costs something. */
const keptPart = 7 / 8;
/** How much less a log counts whose game is away and will want it. */
const neededPart = 1 / 4;

/**
 * What the logs of all games together may hold. At the bound the largest are halved, those of games that are away last: so
 * a game with little in its log loses nothing by others with much.
 */
export class AllLogs {
	/** Those that hold anything, with how many bytes that is. */
	readonly #held = new Map<BoundedLog, number>();
	#bytes = 0;

	constructor(private readonly maxBytes: number) {}

	/** How many logs hold anything, and how much that is. */
	get size(): { readonly logs: number; readonly bytes: number } {
		return { logs: this.#held.size, bytes: this.#bytes };
	}

	/** Something was put into a log, or has left it. */
	changed(log: BoundedLog): void {
		this.#reckon(log);
		if (this.#bytes > this.maxBytes) this.#makeRoom();
	}

	#reckon(log: BoundedLog): void {
		const { bytes } = log.size;
		this.#bytes += bytes - (this.#held.get(log) ?? 0);
		if (bytes === 0) this.#held.delete(log);
		else this.#held.set(log, bytes);
	}

	#makeRoom(): void {
		while (this.#bytes > this.maxBytes * keptPart) {
			for (const log of this.#largestFirst()) {
				log.halve();
				this.#reckon(log);
				if (this.#bytes <= this.maxBytes * keptPart) return;
			}
		}
	}

	#largestFirst(): readonly BoundedLog[] {
		return [...this.#held.keys()].sort((a, b) => weightOf(b) - weightOf(a));
	}
}

function weightOf({ size, isNeeded }: BoundedLog): number {
	return isNeeded ? size.bytes * neededPart : size.bytes;
}
