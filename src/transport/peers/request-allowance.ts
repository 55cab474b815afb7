import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type BucketSize, TokenBucket } from "../../limits/token-bucket.js";
import {
	answerPlainly,
	type PlainAnswer,
	refuseUpgrade,
} from "../plain-answers.js";
import type { PeerAddresses } from "./peer-address.js";

/** What one address may ask for: for a thousand calls and games at once, and for many more in each second. */
const usualSize: BucketSize = { perSecond: 300, most: 3_000 };
/** How many requests one connection may send before the first of them is answered. Browsers and programs send one. */
const maxUnanswered = 20;
/** How often allowances are forgotten that are full again. */
const sweepMs = 10_000;

const tooMany: PlainAnswer = {
	status: 429,
	sentence: "Too many requests come from this address. Please come again.",
	headers: { Connection: "close", "Retry-After": "10" },
};

/** What is asked about a request, and told. */
export interface RequestGuard {
	readonly peers: PeerAddresses;
	/** It is answered whatever its address has sent; it must cost little. */
	isAlwaysAnswered(request: IncomingMessage): boolean;
	/** An upgrade was refused. */
	refused(request: IncomingMessage): void;
	/** How many requests, and how many upgrades, of one address; many by default. */
	readonly ofOneAddress?: BucketSize | undefined;
	readonly now?: () => number;
}

/**
 * How many requests and upgrades of one address are looked at. A connection whose request is one too many is closed, so
 * that no more of it can come behind.
 */
export class RequestAllowance {
	readonly #requests: AddressBuckets;
	readonly #upgrades: AddressBuckets;
	readonly #unanswered = new WeakMap<Duplex, number>();

	constructor(private readonly guard: RequestGuard) {
		const { ofOneAddress = usualSize, now = () => performance.now() } = guard;
		this.#requests = new AddressBuckets(ofOneAddress, now);
		this.#upgrades = new AddressBuckets(ofOneAddress, now);
	}

	/** How many addresses are remembered. */
	get size(): number {
		return this.#requests.addresses + this.#upgrades.addresses;
	}

	/** Whether this request is to be answered; if not, it is refused here. */
	admits(request: IncomingMessage, response: ServerResponse): boolean {
		const { guard } = this;
		if (!this.#isInItsTurn(request, response)) return false;
		if (this.#requests.take(guard.peers.of(request))) return true;
		if (guard.isAlwaysAnswered(request)) {
			response.setHeader("Connection", "close");
			return true;
		}
		answerPlainly(response, tooMany);
		return false;
	}

	/** The same of an upgrade. */
	admitsUpgrade(request: IncomingMessage, socket: Duplex): boolean {
		if (this.#upgrades.take(this.guard.peers.of(request))) return true;
		this.guard.refused(request);
		refuseUpgrade(socket, tooMany);
		return false;
	}

	/** Requests that come in one piece are told one after the other, before anything else can be done. */
	#isInItsTurn(request: IncomingMessage, response: ServerResponse): boolean {
		const { socket } = request;
		if (socket.destroyed) return false;
		const unanswered = this.#unanswered.get(socket) ?? 0;
		if (unanswered >= maxUnanswered) {
			socket.destroy();
			return false;
		}
		this.#unanswered.set(socket, unanswered + 1);
		response.once("close", () => {
			const left = this.#unanswered.get(socket) ?? 1;
			this.#unanswered.set(socket, left - 1);
		});
		return true;
	}
}

/** An allowance for each address. */
class AddressBuckets {
	readonly #buckets = new Map<string, TokenBucket>();
	#sweptAtMs: number;

	constructor(
		private readonly size: BucketSize,
		private readonly now: () => number,
	) {
		this.#sweptAtMs = now();
	}

	get addresses(): number {
		return this.#buckets.size;
	}

	/** False when the allowance is used up. */
	take(address: string): boolean {
		const nowMs = this.now();
		this.#sweep(nowMs);
		const bucket =
			this.#buckets.get(address) ?? new TokenBucket(this.size, nowMs);
		this.#buckets.set(address, bucket);
		if (!bucket.has(1, nowMs)) return false;
		bucket.spend(1);
		return true;
	}

	#sweep(nowMs: number): void {
		if (nowMs - this.#sweptAtMs < sweepMs) return;
		this.#sweptAtMs = nowMs;
		for (const [address, bucket] of this.#buckets)
			if (bucket.isFull(nowMs)) this.#buckets.delete(address);
	}
}
