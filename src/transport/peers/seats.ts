/** A place that was taken. Giving it back twice does no harm. */
export interface Seat {
	readonly giveBack: () => void;
}

/** How many places there are. */
export interface SeatLimits {
	readonly total: number;
	/** How many of them one address may take; undefined where addresses tell nobody apart. */
	readonly perAddress?: number | undefined;
}

/** A bounded number of places, of which one address may take only some: never so many that no other has one. */
export class Seats {
	readonly #taken = new Map<string, number>();
	readonly #perAddress: number;
	#total = 0;

	constructor(
		readonly limits: SeatLimits,
		private readonly what = "sockets",
	) {
		const { total, perAddress } = limits;
		// Where there are ten places or more, a tenth is for others.
		this.#perAddress =
			perAddress === undefined
				? total
				: Math.min(perAddress, total - Math.floor(total / 10));
	}

	/** Takes a place for an address as `PeerAddresses` tells it, or says in a sentence why there is none. */
	take(address: string): Seat | string {
		const whyNot = this.whyNone(address);
		if (whyNot !== undefined) return whyNot;
		this.#total += 1;
		this.#taken.set(address, this.#takenBy(address) + 1);
		return this.#seatAt(address);
	}

	/** Why there is no place for this address, in a sentence; undefined if there is one. */
	whyNone(address: string): string | undefined {
		if (this.isFull) return "The server is full.";
		return this.#takenBy(address) >= this.#perAddress
			? `Too many ${this.what} come from this address.`
			: undefined;
	}

	/** No place is left for anybody. */
	get isFull(): boolean {
		return this.#total >= this.limits.total;
	}

	/** How many places are taken, and by how many addresses. */
	get taken(): { readonly total: number; readonly addresses: number } {
		return { total: this.#total, addresses: this.#taken.size };
	}

	#takenBy(address: string): number {
		return this.#taken.get(address) ?? 0;
	}

	#seatAt(address: string): Seat {
		let isTaken = true;
		return {
			giveBack: () => {
				if (isTaken) this.#free(address);
				isTaken = false;
			},
		};
	}

	#free(address: string): void {
		const left = this.#takenBy(address) - 1;
		this.#total -= 1;
		if (left === 0) this.#taken.delete(address);
		else this.#taken.set(address, left);
	}
}
