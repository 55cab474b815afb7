import type { AllLogs, BoundedLog } from "./all-logs.js";

/** What a game's log of events may hold. At a bound errors go first, then interim transcripts, then the oldest events. */
export interface EventLogBounds {
	readonly events: number;
	readonly bytes: number;
	readonly ageMs: number;
}

/** Numbers that are gone for good, the last one included. */
export interface Gap {
	readonly from: number;
	readonly to: number;
}

/** What an event is worth to a game that comes back: a wrong message is over, and an interim transcript is replaced. */
export type EventKind = "event" | "interim" | "error";

/** How many errors are kept: those that were on their way when the socket broke. */
const maxErrors = 16;

interface Kept {
	readonly text: string;
	readonly bytes: number;
	readonly atMs: number;
}

/**
 * The events of one game session, numbered from 1. The newest are kept, within bounds, to be sent again
 * to a game that comes back.
 */
export class EventLog implements BoundedLog {
	/** In the order of their numbers. */
	readonly #kept = new Map<number, Kept>();
	/** The numbers of those that go before others, oldest first. */
	readonly #lesser = { error: new Set<number>(), interim: new Set<number>() };
	#bytes = 0;
	#lastSeq = 0;
	/** The game has no socket: it will want what is kept. */
	isNeeded = false;

	constructor(
		private readonly bounds: EventLogBounds,
		private readonly now: () => number,
		private readonly all?: AllLogs,
	) {}

	/** The number of the newest event; 0 before the first. */
	get lastSeq(): number {
		return this.#lastSeq;
	}

	/** How much is kept now. */
	get size(): { readonly events: number; readonly bytes: number } {
		return { events: this.#kept.size, bytes: this.#bytes };
	}

	/** Numbers an event, keeps the text that `write` makes of it, and returns it. */
	append(write: (seq: number) => string, kind: EventKind): string {
		this.#lastSeq += 1;
		const text = write(this.#lastSeq);
		const bytes = Buffer.byteLength(text);
		this.#kept.set(this.#lastSeq, { text, bytes, atMs: this.now() });
		if (kind !== "event") this.#lesser[kind].add(this.#lastSeq);
		this.#bytes += bytes;
		this.#dropWhatIsOld();
		this.#dropWhatIsTooMuch();
		this.all?.changed(this);
		return text;
	}

	/** Keeps half of what it keeps. */
	halve(): void {
		const half = this.#bytes / 2;
		while (this.#bytes > half) this.#dropLeastWorth();
	}

	/** Keeps nothing any more: the game is over. */
	end(): void {
		this.#kept.clear();
		for (const numbers of Object.values(this.#lesser)) numbers.clear();
		this.#bytes = 0;
		this.all?.changed(this);
	}

	/** Everything after this number, in order: the texts that are kept, and the gaps between them. */
	after(seq: number): readonly (string | Gap)[] {
		this.#dropWhatIsOld();
		this.all?.changed(this);
		const all: (string | Gap)[] = [];
		let next = seq + 1;
		for (const [number, { text }] of this.#kept) {
			if (number < next) continue;
			if (number > next) all.push({ from: next, to: number - 1 });
			all.push(text);
			next = number + 1;
		}
		if (next <= this.#lastSeq) all.push({ from: next, to: this.#lastSeq });
		return all;
	}

	#dropWhatIsOld(): void {
		const oldestMs = this.now() - this.bounds.ageMs;
		for (const [number, { atMs }] of this.#kept) {
			if (atMs >= oldestMs) return;
			this.#drop(number);
		}
	}

	#dropWhatIsTooMuch(): void {
		const { error } = this.#lesser;
		if (error.size > maxErrors) this.#drop(firstOf(error) ?? 0);
		while (
			this.#kept.size > this.bounds.events ||
			this.#bytes > this.bounds.bytes
		) {
			this.#dropLeastWorth();
		}
	}

	#dropLeastWorth(): void {
		const { error, interim } = this.#lesser;
		this.#drop(
			firstOf(error) ?? firstOf(interim) ?? firstOf(this.#kept.keys()) ?? 0,
		);
	}

	#drop(number: number): void {
		this.#bytes -= this.#kept.get(number)?.bytes ?? 0;
		this.#kept.delete(number);
		for (const numbers of Object.values(this.#lesser)) numbers.delete(number);
	}
}

function firstOf(numbers: Iterable<number>): number | undefined {
	for (const number of numbers) return number;
	return undefined;
}
