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
	expect(ring.bytes).toBe(6);
	expect(ring.take(2)).toEqual(bytes(1, 2));
	expect(ring.take(3)).toEqual(bytes(3, 4, 5));
	expect(ring.take(100)).toEqual(bytes(6));
	expect(ring.take(100)).toEqual(bytes());
	expect(ring.bytes).toBe(0);
});

test("drops the oldest beyond its bound, and counts it", () => {
	const ring = new AudioRing(2);
	for (let ms = 0; ms < 5; ms++) ring.push(Buffer.alloc(8, ms));
	expect(ring.take(100)).toEqual(
		Buffer.concat([Buffer.alloc(8, 3), Buffer.alloc(8, 4)]),
	);
	expect(ring.takeDroppedMs()).toBe(3);
	expect(ring.takeDroppedMs()).toBe(0);
});

test("keeps the end of a frame that is longer than its bound", () => {
	const ring = new AudioRing(1);
	ring.push(Buffer.from(Array.from({ length: 20 }, (_, index) => index)));
	expect(ring.take(100)).toEqual(bytes(12, 13, 14, 15, 16, 17, 18, 19));
});

test("is at all times the end of what came, less what was taken", () => {
	const action = fc.oneof(
		fc.record({ push: fc.integer({ min: 0, max: 30 }) }),
		fc.record({ take: fc.integer({ min: 0, max: 50 }) }),
	);
	fc.assert(
		fc.property(fc.array(action, { maxLength: 600 }), (actions) => {
			const ring = new AudioRing(5);
			let expected = bytes();
			let next = 0;
			let dropped = 0;
			for (const each of actions) {
				if ("push" in each) {
					const frame = Buffer.from(
						Array.from({ length: each.push }, () => next++ % 256),
					);
					ring.push(frame);
					expected = Buffer.concat([expected, frame]);
					dropped += Math.max(0, expected.length - 40);
					expected = expected.subarray(-40);
				} else {
					const taken = ring.take(each.take);
					expect(taken).toEqual(expected.subarray(0, each.take));
					expected = expected.subarray(taken.length);
				}
				expect(ring.bytes).toBe(expected.length);
			}
			expect(ring.droppedMs).toBe(Math.round(dropped / 8));
		}),
	);
});
