/** How many sockets may be idle. */
export interface IdleLimits {
	/** Of all addresses together. */
	readonly total: number;
	/** Of one address, beside those that are idle for less than `graceMs`. */
	readonly perAddress: number;
	readonly graceMs: number;
}

interface Idle {
	readonly address: string | undefined;
	readonly sinceMs: number;
}

/**
 * Sockets whose peer it is to say or do something: to begin, to end a request, to ask again, to read its answer, to go.
 * Whoever is honest does so within moments, so where there are too many the oldest is cut, and nobody is turned away.
 */
export class IdleSockets<Socket> {
	/** Oldest first. */
	readonly #all = new Map<Socket, Idle>();
	/** Oldest first. */
	readonly #ofAddress = new Map<string, Set<Socket>>();

	constructor(private readonly limits: IdleLimits) {}

	/** A socket has become idle, or is so anew. Where the address is undefined, no limit for an address holds. */
	add(socket: Socket, address: string | undefined, nowMs: number): void {
		this.delete(socket);
		this.#all.set(socket, { address, sinceMs: nowMs });
		if (address === undefined) return;
		const ofAddress = this.#ofAddress.get(address);
		if (ofAddress) ofAddress.add(socket);
		else this.#ofAddress.set(address, new Set([socket]));
	}

	/** A socket is idle no more. */
	delete(socket: Socket): void {
		const { address } = this.#all.get(socket) ?? {};
		this.#all.delete(socket);
		if (address === undefined) return;
		const ofAddress = this.#ofAddress.get(address);
		ofAddress?.delete(socket);
		if (ofAddress?.size === 0) this.#ofAddress.delete(address);
	}

	/** No more may be idle. */
	get isFull(): boolean {
		return this.#all.size >= this.limits.total;
	}

	/**
	 * Which one makes room for a new socket of this address: the oldest of its own where the address has its share of them
	 * or more, so that who has many makes room for them; else the oldest of all.
	 */
	oldestFor(address: string | undefined): Socket | undefined {
		const own = this.#ofAddress.get(address ?? "");
		const share = this.#all.size / Math.max(this.#ofAddress.size, 1);
		const hasItsShare = own !== undefined && own.size >= share;
		const [oldest] = hasItsShare ? own : this.#all.keys();
		return oldest;
	}

	/** Whether an address has more than it may have for longer than the grace. */
	hasMany(address: string | undefined): boolean {
		return this.#excessOf(this.#ofAddress.get(address ?? "")) > 0;
	}

	/** Whether any address has. */
	get isCrowded(): boolean {
		return [...this.#ofAddress.values()].some((own) => this.#excessOf(own) > 0);
	}

	/** Those that must go: what any address has too many of, the oldest of each, but for those that still have their grace. */
	tooMany(nowMs: number): Socket[] {
		return [...this.#ofAddress.values()].flatMap((own) => {
			const excess = this.#excessOf(own);
			if (excess === 0) return [];
			const oldest = [...own].slice(0, excess);
			return oldest.filter((socket) => !this.#hasGrace(socket, nowMs));
		});
	}

	/** How many are idle, and of how many addresses that are limited. */
	get size(): { readonly total: number; readonly addresses: number } {
		return { total: this.#all.size, addresses: this.#ofAddress.size };
	}

	#excessOf(own: ReadonlySet<Socket> | undefined): number {
		return Math.max((own?.size ?? 0) - this.limits.perAddress, 0);
	}

	#hasGrace(socket: Socket, nowMs: number): boolean {
		const { sinceMs = nowMs } = this.#all.get(socket) ?? {};
		return nowMs - sinceMs < this.limits.graceMs;
	}
}
