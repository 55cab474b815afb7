/** How many sockets may be idle. */
export interface IdleLimits {
	/** Of all addresses together. */
	readonly total: number;
	/** Of one address, beside those that are idle for less than `graceMs`. */
	readonly perAddress: number;
	readonly graceMs: number;
}

/** What a socket has to be thanked for: one that was served once is cut after all that never were. */
export type IdleRank = "was served" | "was not served";

interface Idle {
	readonly address: string | undefined;
	readonly sinceMs: number;
}

/**
 * Sockets whose peer it is to say or do something: to begin, to end a request, to ask again, to read its answer, to go.
 * Whoever is honest does so within moments, so where there are too many the oldest is cut, and nobody is turned away.
 */
export class IdleSockets<Socket> {
	readonly #idle = new Map<Socket, Idle>();
	readonly #all = new Line<Socket>();
	readonly #ofAddress = new Map<string, Line<Socket>>();

	constructor(private readonly limits: IdleLimits) {}

	/** A socket has become idle, or is so anew. Where the address is undefined, no limit for an address holds. */
	add(
		socket: Socket,
		address: string | undefined,
		rank: IdleRank,
		nowMs: number,
	): void {
		this.delete(socket);
		this.#idle.set(socket, { address, sinceMs: nowMs });
		this.#all.add(socket, rank);
		if (address === undefined) return;
		const own = this.#ofAddress.get(address) ?? new Line<Socket>();
		own.add(socket, rank);
		this.#ofAddress.set(address, own);
	}

	/** A socket is idle no more. */
	delete(socket: Socket): void {
		const { address } = this.#idle.get(socket) ?? {};
		this.#idle.delete(socket);
		this.#all.delete(socket);
		if (address === undefined) return;
		const own = this.#ofAddress.get(address);
		own?.delete(socket);
		if (own?.size === 0) this.#ofAddress.delete(address);
	}

	/** No more may be idle. */
	get isFull(): boolean {
		return this.#all.size >= this.limits.total;
	}

	/**
	 * Which one makes room for a new socket of this address: the first of its own where the address has its share of them
	 * or more, so that who has many makes room for them; else the first of all.
	 */
	firstFor(address: string | undefined): Socket | undefined {
		const own = this.#ofAddress.get(address ?? "");
		const share = this.#all.size / Math.max(this.#ofAddress.size, 1);
		const hasItsShare = own !== undefined && own.size >= share;
		const [first] = hasItsShare ? own : this.#all;
		return first;
	}

	/** Whether an address has more than it may have for longer than the grace. */
	hasMany(address: string | undefined): boolean {
		return this.#excessOf(this.#ofAddress.get(address ?? "")) > 0;
	}

	/** Whether any address has. */
	get isCrowded(): boolean {
		return [...this.#ofAddress.values()].some((own) => this.#excessOf(own) > 0);
	}

	/** Those that must go: what any address has too many of, the first of each, but for those that still have their grace. */
	tooMany(nowMs: number): Socket[] {
		return [...this.#ofAddress.values()].flatMap((own) => {
			const excess = this.#excessOf(own);
			if (excess === 0) return [];
			const first = [...own].slice(0, excess);
			return first.filter((socket) => !this.#hasGrace(socket, nowMs));
		});
	}

	/** How many are idle, and of how many addresses that are limited. */
	get size(): { readonly total: number; readonly addresses: number } {
		return { total: this.#all.size, addresses: this.#ofAddress.size };
	}

	#excessOf(own: Line<Socket> | undefined): number {
		return Math.max((own?.size ?? 0) - this.limits.perAddress, 0);
	}

	#hasGrace(socket: Socket, nowMs: number): boolean {
		const { sinceMs = nowMs } = this.#idle.get(socket) ?? {};
		return nowMs - sinceMs < this.limits.graceMs;
	}
}

/** Those that were not served come first, and of each rank the oldest. */
class Line<Socket> {
	readonly #ranks: Readonly<Record<IdleRank, Set<Socket>>> = {
		"was not served": new Set(),
		"was served": new Set(),
	};

	add(socket: Socket, rank: IdleRank): void {
		this.#ranks[rank].add(socket);
	}

	delete(socket: Socket): void {
		for (const rank of Object.values(this.#ranks)) rank.delete(socket);
	}

	get size(): number {
		return this.#ranks["was not served"].size + this.#ranks["was served"].size;
	}

	*[Symbol.iterator](): Iterator<Socket> {
		yield* this.#ranks["was not served"];
		yield* this.#ranks["was served"];
	}
}
