import fc from "fast-check";
import { expect, test } from "vitest";
import { AudioRing } from "../../../src/adapters/sound/audio-ring.js";

const bytes = (...values: number[]) => Buffer.from(values);

test("gives back what it took, oldest first, whatever the lengths", () => {
	const ring = new AudioRing(10);
	ring.push(bytes(1, 2, 3));
	ring.push(bytes());
	ring.push(bytes(4));
	ring.push(bytes(5, 6));
	expect(ring.waitingBytes).toBe(6);
	expect(ring.take(2)).toEqual(bytes(1, 2));
	expect(ring.take(3)).toEqual(bytes(3, 4, 5));
	expect(ring.take(100)).toEqual(bytes(6));
	expect(ring.take(100)).toEqual(bytes());
	expect(ring.waitingBytes).toBe(0);
});

test("lets the oldest give way beyond its bound, and counts it once", () => {
	const ring = new AudioRing(2);
	for (let ms = 0; ms < 5; ms++) ring.push(Buffer.alloc(8, ms));
	expect(ring.takeLostBytes()).toBe(24);
	expect(ring.takeLostBytes()).toBe(0);
	expect(ring.begin()).toBe(24);
	expect(ring.take(100)).toEqual(
		Buffer.concat([Buffer.alloc(8, 3), Buffer.alloc(8, 4)]),
	);
});

test("keeps the end of a frame that is longer than its bound", () => {
	const ring = new AudioRing(1);
	ring.push(Buffer.from(Array.from({ length: 20 }, (_, index) => index)));
	expect(ring.take(100)).toEqual(bytes(12, 13, 14, 15, 16, 17, 18, 19));
});

test("gives again what was sent and not settled, from the very byte on", () => {
	const ring = new AudioRing(10);
	ring.push(bytes(1, 2, 3, 4));
	expect(ring.begin()).toBe(0);
	ring.take(3);
	ring.settle(2);
	ring.push(bytes(5));
	expect(ring.rewind()).toBe(3);
	expect(ring.begin()).toBe(2);
	expect(ring.take(100)).toEqual(bytes(3, 4, 5));
	ring.settle(1_000);
	expect(ring.bytes).toBe(0);
});

test("does not settle what was not sent", () => {
	const ring = new AudioRing(10);
	ring.push(bytes(1, 2, 3, 4));
	ring.begin();
	ring.take(2);
	ring.settle(Number.POSITIVE_INFINITY);
	expect(ring.take(100)).toEqual(bytes(3, 4));
});

test("holds what is sent no longer than its bound, and misses it only if nobody answers", () => {
	const ring = new AudioRing(1);
	ring.begin();
	for (let ms = 0; ms < 3; ms++) {
		ring.push(Buffer.alloc(8, ms));
		ring.take(8);
		expect(ring.hasGap).toBe(false);
	}
	expect(ring.bytes).toBe(8);
	expect(ring.takeLostBytes()).toBe(0);
	ring.settle(8);
	ring.rewind();
	expect(ring.takeLostBytes()).toBe(8);
	expect(ring.begin()).toBe(16);
});

test("says when whoever listens has not been sent what gave way", () => {
	const ring = new AudioRing(1);
	ring.begin();
	ring.push(Buffer.alloc(8));
	expect(ring.hasGap).toBe(false);
	ring.push(Buffer.alloc(1));
	expect(ring.hasGap).toBe(true);
	ring.rewind();
	expect(ring.hasGap).toBe(false);
	expect(ring.takeLostBytes()).toBe(1);
});

test("sends the same again, and keeps no piece alive that was sent", () => {
	const ring = new AudioRing(10);
	ring.push(Buffer.alloc(16, 1));
	ring.begin();
	const sent = ring.take(16);
	ring.rewind();
	ring.begin();
	const again = ring.take(16);
	expect(again).toEqual(sent);
	expect(again).not.toBe(sent);
});

test("knows since when audio waits, also when it waits again", () => {
	let now = 5;
	const ring = new AudioRing(10, () => now);
	ring.push(bytes(1));
	now = 6;
	ring.push(bytes(2));
	expect(ring.waitingSince).toBe(5);
	ring.begin();
	ring.take(2);
	now = 7;
	ring.rewind();
	expect(ring.waitingSince).toBe(7);
});

test("forgets all when it is cleared, and counts nothing of it as lost", () => {
	const ring = new AudioRing(10);
	ring.push(bytes(1, 2, 3));
	ring.begin();
	ring.take(2);
	ring.clear();
	expect(ring.bytes).toBe(0);
	expect(ring.takeLostBytes()).toBe(0);
});

/** A call's audio as a list of places, and what a ring must say of each. */
class Ledger {
	end = 0;
	start = 0;
	sentTo = 0;
	settledTo = 0;
	lost = 0;
	isHeard = false;

	constructor(private readonly max: number) {}

	push(length: number): void {
		this.end += length;
		this.start = Math.max(this.start, this.end - this.max);
		this.sentTo = Math.max(this.sentTo, this.start);
		if (!this.isHeard) this.#miss();
	}

	settle(place: number): void {
		this.settledTo = Math.max(this.settledTo, Math.min(place, this.sentTo));
		this.start = Math.max(this.start, this.settledTo);
	}

	rewind(): void {
		this.isHeard = false;
		this.sentTo = this.start;
		this.#miss();
	}

	#miss(): void {
		this.lost += Math.max(0, this.start - this.settledTo);
		this.settledTo = Math.max(this.settledTo, this.start);
	}
}

test("whatever comes, is taken, settled and lost: each byte is told of, kept or counted as lost, just once", () => {
	const action = fc.oneof(
		{ weight: 5, arbitrary: fc.record({ push: fc.nat({ max: 30 }) }) },
		{ weight: 5, arbitrary: fc.record({ take: fc.nat({ max: 50 }) }) },
		{ weight: 2, arbitrary: fc.record({ settle: fc.nat({ max: 60 }) }) },
		{ weight: 1, arbitrary: fc.constant({ lose: true }) },
	);
	fc.assert(
		fc.property(fc.array(action, { maxLength: 600 }), (actions) => {
			const ring = new AudioRing(5);
			const ledger = new Ledger(40);
			let lost = 0;
			const all = (from: number, to: number) =>
				Buffer.from(
					Array.from({ length: to - from }, (_, at) => (from + at) % 256),
				);
			for (const each of actions) {
				if ("push" in each) {
					ring.push(all(ledger.end, ledger.end + each.push));
					ledger.push(each.push);
				} else if ("take" in each) {
					if (!ledger.isHeard) expect(ring.begin()).toBe(ledger.sentTo);
					ledger.isHeard = true;
					const taken = ring.take(each.take);
					const to = Math.min(ledger.end, ledger.sentTo + each.take);
					expect(taken).toEqual(all(ledger.sentTo, to));
					ledger.sentTo = to;
				} else if ("settle" in each) {
					const place = Math.max(0, ledger.end - each.settle);
					ring.settle(place);
					ledger.settle(place);
				} else {
					ring.rewind();
					ledger.rewind();
				}
				lost += ring.takeLostBytes();
				expect(lost).toBe(ledger.lost);
				expect(ring.bytes).toBe(ledger.end - ledger.start);
				expect(ring.waitingBytes).toBe(ledger.end - ledger.sentTo);
			}
		}),
	);
});
