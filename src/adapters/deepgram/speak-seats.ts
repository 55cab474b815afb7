/** Has a speak socket, or waits for a seat to have one. */
export interface SeatHolder {
	/** It has a seat: it may dial now. */
	begin(): void;
	/** Others wait, and its socket is at rest: it has lost its seat, and closes the socket. */
	giveWay(): void;
}

/** The right to have one speak socket open. Each function does nothing once it is given back. */
export interface SpeakSeat {
	/** The socket stays open and has nothing to do: it is closed for others who wait. */
	rest(): void;
	/** The socket has something to do again. */
	resume(): void;
	/** The socket is gone, or was never dialled. */
	end(): void;
}

interface Place {
	readonly holder: SeatHolder;
	state: "waiting" | "working" | "resting" | "over";
}

/**
 * Bounds how many speak sockets of all calls are open at once: Deepgram allows a project only so many. Whoever
 * comes when all are at work waits for a seat, first come, first served; one at rest gives way, the longest first.
 */
export class SpeakSeats {
	readonly #waiting = new Set<Place>();
	readonly #working = new Set<Place>();
	/** Longest at rest first. */
	readonly #resting = new Set<Place>();
	#isOver = false;

	constructor(private readonly maxSockets: number) {}

	/** `begin` may be called before this returns. */
	take(holder: SeatHolder): SpeakSeat {
		const place: Place = { holder, state: "waiting" };
		if (!this.#isOver) this.#waiting.add(place);
		this.#goOn();
		return {
			rest: () => this.#move(place, "working", "resting"),
			resume: () => this.#move(place, "resting", "working"),
			end: () => this.#end(place),
		};
	}

	/** Closes every socket; nobody has a seat any more. */
	close(): void {
		this.#isOver = true;
		this.#waiting.clear();
		for (const place of [...this.#working, ...this.#resting])
			this.#sendAway(place);
	}

	#move(place: Place, from: Place["state"], to: "working" | "resting"): void {
		if (place.state !== from) return;
		this.#forget(place);
		place.state = to;
		this.#placesThat(to).add(place);
		this.#goOn();
	}

	#end(place: Place): void {
		if (place.state === "over") return;
		this.#forget(place);
		place.state = "over";
		this.#goOn();
	}

	/** Lets those begin for whom there is room. */
	#goOn(): void {
		for (const place of this.#waiting) {
			if (!this.#hasRoom()) return;
			this.#forget(place);
			place.state = "working";
			this.#working.add(place);
			place.holder.begin();
		}
	}

	#hasRoom(): boolean {
		if (this.#working.size + this.#resting.size < this.maxSockets) return true;
		const [longest] = this.#resting;
		if (longest) this.#sendAway(longest);
		return longest !== undefined;
	}

	#sendAway(place: Place): void {
		this.#forget(place);
		place.state = "over";
		place.holder.giveWay();
	}

	#forget(place: Place): void {
		this.#waiting.delete(place);
		this.#working.delete(place);
		this.#resting.delete(place);
	}

	#placesThat(are: "working" | "resting"): Set<Place> {
		return are === "working" ? this.#working : this.#resting;
	}
}
