import { TokenBucket } from "../../limits/token-bucket.js";
import { after, soon } from "../guarding.js";
import { Inlet, type InletEnds, type InletKeeper } from "./inlet.js";

/** What the games of one address may send together. */
export interface TrafficLimits {
	readonly messagesPerSecond: number;
	readonly bytesPerSecond: number;
}

/** What is told of all traffic. Must not throw. */
export interface TrafficObserver {
	/** A game's socket is not read for a while, since its address has used its allowance up. */
	slowedDown(): void;
}

/** How many messages are handled, and for how long, at most until the server looks at everything else again. */
const maxInOneTurn = 200;
const maxTurnMs = 5;
/** How much of a second's allowance may be used at once. */
const burst = 1 / 5;
/** How soon those are looked at again that wait for their allowance. */
const waitMs = 20;
/** How long an address is remembered, at least, that no game is connected from; its allowance is full again by then. */
const keptMs = 5_000;

const rightNow = () => performance.now();

/**
 * All that games send, on its way in. What is beyond the allowance of its address waits, and the sockets of what waits are
 * not read meanwhile: so nothing is lost, and the games of that address are slowed down together, each in its turn. And
 * however much comes, from however many addresses, all else that the server has to do comes in between.
 */
export class GameTraffic {
	readonly #addresses = new Map<string, AddressTraffic>();
	/** Those with messages that wait; whose turn it is stands first. */
	readonly #busy = new Set<AddressTraffic>();
	#handledInThisTurn = 0;
	#turnBeganAtMs = 0;
	#nextLook: NodeJS.Timeout | undefined;
	#sweptAtMs: number;

	constructor(
		private readonly limits: TrafficLimits,
		private readonly observer: TrafficObserver = { slowedDown: () => {} },
		readonly now: () => number = rightNow,
	) {
		this.#sweptAtMs = now();
	}

	/** The way in for a socket of this address. */
	open(address: string, ends: InletEnds): Inlet {
		this.#forgetAddresses();
		return this.#from(address).open(ends);
	}

	/** How many addresses are remembered, and in how many of them messages wait. */
	get size(): { readonly addresses: number; readonly busy: number } {
		return { addresses: this.#addresses.size, busy: this.#busy.size };
	}

	/** Whether one more message may be handled before the server looks at everything else. */
	get hasTurn(): boolean {
		if (this.#handledInThisTurn === 0) return true;
		const tookMs = this.now() - this.#turnBeganAtMs;
		return this.#handledInThisTurn < maxInOneTurn && tookMs < maxTurnMs;
	}

	/** One more message is handled in this turn. */
	countOne(): void {
		this.#handledInThisTurn += 1;
		if (this.#handledInThisTurn > 1) return;
		this.#turnBeganAtMs = this.now();
		soon(() => {
			this.#handledInThisTurn = 0;
			this.#look();
		}, rethrow);
	}

	/** Messages of this address wait. */
	waits(address: AddressTraffic): void {
		this.#busy.add(address);
		this.#lookAgain();
	}

	slowedDown(): void {
		this.observer.slowedDown();
	}

	#from(address: string): AddressTraffic {
		const known = this.#addresses.get(address);
		if (known) return known;
		const traffic = new AddressTraffic(this, this.limits);
		this.#addresses.set(address, traffic);
		return traffic;
	}

	/** Lets each address in turn have one message of each of its sockets handled, as long as anything may be. */
	#look(): void {
		let isMoving = true;
		while (isMoving && this.hasTurn) {
			isMoving = false;
			for (const address of [...this.#busy]) {
				this.#busy.delete(address);
				if (address.serveEach()) isMoving = true;
				if (address.isBusy) this.#busy.add(address);
			}
		}
		this.#lookAgain();
	}

	/** Where the turn is over, the next one looks. */
	#lookAgain(): void {
		if (this.#busy.size === 0 || !this.hasTurn) return;
		this.#nextLook ??= after(
			waitMs,
			() => {
				this.#nextLook = undefined;
				this.#look();
			},
			rethrow,
		);
	}

	#forgetAddresses(): void {
		if (this.now() - this.#sweptAtMs < keptMs) return;
		this.#sweptAtMs = this.now();
		for (const [address, traffic] of this.#addresses)
			if (traffic.isForgettable) this.#addresses.delete(address);
	}
}

/** The games of one address. */
class AddressTraffic implements InletKeeper {
	readonly #messages: TokenBucket;
	readonly #bytes: TokenBucket;
	/** Those with messages that wait; whose turn it is stands first. */
	readonly #waiting = new Set<Inlet>();
	#inlets = 0;

	constructor(
		private readonly all: GameTraffic,
		{ messagesPerSecond, bytesPerSecond }: TrafficLimits,
	) {
		this.#messages = bucketOf(messagesPerSecond, all.now());
		this.#bytes = bucketOf(bytesPerSecond, all.now());
	}

	open(ends: InletEnds): Inlet {
		this.#inlets += 1;
		return new Inlet(this, ends);
	}

	now(): number {
		return this.all.now();
	}

	get isBusy(): boolean {
		return this.#waiting.size > 0;
	}

	/** No game is connected, and nothing is owed. */
	get isForgettable(): boolean {
		const nowMs = this.now();
		const owesNothing =
			this.#messages.isFull(nowMs) && this.#bytes.isFull(nowMs);
		return this.#inlets === 0 && owesNothing;
	}

	admits(inlet: Inlet, bytes: number): boolean {
		if (!this.all.hasTurn || !this.#hasRoomFor(inlet, bytes)) return false;
		this.#messages.spend(1);
		this.#bytes.spend(bytes);
		this.all.countOne();
		return true;
	}

	waits(inlet: Inlet): void {
		this.#waiting.add(inlet);
		this.all.waits(this);
	}

	left(inlet: Inlet): void {
		this.#waiting.delete(inlet);
		this.#inlets -= 1;
	}

	/** Handles one message of each socket on which some wait, as far as that may be. False if none was. */
	serveEach(): boolean {
		let hasServed = false;
		for (const inlet of [...this.#waiting]) {
			if (!this.all.hasTurn) return hasServed;
			const outcome = inlet.serve();
			if (outcome === "waits") {
				if (inlet.countHold()) this.all.slowedDown();
				continue;
			}
			hasServed = true;
			this.#waiting.delete(inlet);
			if (outcome === "served") this.#waiting.add(inlet);
		}
		return hasServed;
	}

	#hasRoomFor(inlet: Inlet, bytes: number): boolean {
		if (inlet.hasShareFor(bytes)) return true;
		const othersWait = this.isBusy && !this.#waiting.has(inlet);
		if (othersWait) return false;
		const nowMs = this.now();
		return this.#messages.has(1, nowMs) && this.#bytes.has(bytes, nowMs);
	}
}

function bucketOf(perSecond: number, nowMs: number): TokenBucket {
	const most = Math.max(1, perSecond * burst);
	return new TokenBucket({ perSecond, most }, nowMs);
}

/** What handles a message has its own way to fail; here is nothing to throw. */
function rethrow(error: unknown): never {
	throw error;
}
