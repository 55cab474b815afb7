/** A place that was taken. Giving it back twice does no harm. */
export interface Seat {
	readonly giveBack: () => void;
}

/** A bounded number of places, of which one address may take only some. */
export class Seats {
	readonly #taken = new Map<string, number>();
	#total = 0;

	constructor(
		readonly limits: { readonly total: number; readonly perAddress: number },
	) {}

	/** Takes a place for an address as `PeerAddresses` tells it, or says in a sentence why there is none. */
	take(address: string): Seat | string {
		const alreadyTaken = this.#taken.get(address) ?? 0;
		if (this.isFull) return "The server is full.";
		if (alreadyTaken >= this.limits.perAddress)
			return "Too many sockets come from this address.";
		this.#total += 1;
		this.#taken.set(address, alreadyTaken + 1);
		return this.#seatAt(address);
	}

	/** No place is left for anybody. */
	get isFull(): boolean {
		return this.#total >= this.limits.total;
	}

	/** How many places are taken, and by how many addresses. */
	get taken(): { readonly total: number; readonly addresses: number } {
		return { total: this.#total, addresses: this.#taken.size };
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
		const left = (this.#taken.get(address) ?? 1) - 1;
		this.#total -= 1;
		if (left === 0) this.#taken.delete(address);
		else this.#taken.set(address, left);
	}
}
