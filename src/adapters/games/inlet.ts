import { TokenBucket } from "../../limits/token-bucket.js";
import { type Fail, orFail } from "../guarding.js";

/** One thing that came on a socket. */
export interface Incoming {
	readonly bytes: number;
	/** It costs nothing, but waits for what came before it. */
	readonly isFree?: boolean;
	handle(): void;
}

/** What an inlet does with its socket. */
export interface InletEnds {
	/** Reads no more of the socket for now. What was read already may still come. */
	pause(): void;
	/** Reads on, after so long. */
	resume(heldMs: number): void;
	/** Is told of a throw in what handles an incoming. */
	readonly fail: Fail;
}

/** Who decides when something may be handled. */
export interface InletKeeper {
	now(): number;
	/** Whether this much more may be handled now; it is then reckoned in. */
	admits(inlet: Inlet, bytes: number): boolean;
	/** The inlet has something that waits. To be served, once for each call, until nothing waits. */
	waits(inlet: Inlet): void;
	/** Nothing more comes. Called once. */
	left(inlet: Inlet): void;
}

/** What each socket may send whatever its neighbours do: a game that sends this little does not wait for them. */
const share = { perSecond: 2, most: 10 };
/** In that a long message counts for several. */
const bytesOfAPart = 1_024;

/** The way in for what comes on one socket: in order, now or when its turn comes. While something waits the socket is not read. */
export class Inlet {
	readonly #waiting: Incoming[] = [];
	readonly #share: TokenBucket;
	#heldAtMs: number | undefined;
	#isCounted = false;

	constructor(
		private readonly keeper: InletKeeper,
		private readonly ends: InletEnds,
	) {
		this.#share = new TokenBucket(share, keeper.now());
	}

	/** The socket is not read now. */
	get isHeld(): boolean {
		return this.#heldAtMs !== undefined;
	}

	take(incoming: Incoming): void {
		if (this.#waiting.length === 0 && this.#admits(incoming)) {
			incoming.handle();
			return;
		}
		this.#waiting.push(incoming);
		if (this.isHeld) return;
		this.#heldAtMs = this.keeper.now();
		this.ends.pause();
		this.keeper.waits(this);
	}

	/** Handles what waits first, if it may be now. */
	serve(): "served" | "waits" | "empty" {
		const [first] = this.#waiting;
		if (first === undefined) return "empty";
		if (!this.#admits(first)) return "waits";
		this.#waiting.shift();
		orFail(() => first.handle(), this.ends.fail)();
		if (this.#waiting.length > 0) return "served";
		this.#goOn();
		return "empty";
	}

	/** Whether its own share is enough for this. */
	hasShareFor(bytes: number): boolean {
		return this.#share.has(partsOf(bytes), this.keeper.now());
	}

	/** Whether this is asked for the first time since the socket is held. */
	countHold(): boolean {
		const isFirst = !this.#isCounted;
		this.#isCounted = true;
		return isFirst;
	}

	/** Forgets what waits. Nothing more is to be taken. */
	close(): void {
		this.#waiting.length = 0;
		this.#goOn();
		this.keeper.left(this);
	}

	#admits({ isFree, bytes }: Incoming): boolean {
		if (isFree) return true;
		if (!this.keeper.admits(this, bytes)) return false;
		this.#share.spend(partsOf(bytes));
		return true;
	}

	#goOn(): void {
		if (this.#heldAtMs === undefined) return;
		const heldMs = this.keeper.now() - this.#heldAtMs;
		this.#heldAtMs = undefined;
		this.#isCounted = false;
		this.ends.resume(heldMs);
	}
}

function partsOf(bytes: number): number {
	return 1 + Math.floor(bytes / bytesOfAPart);
}
