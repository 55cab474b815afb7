import { expect, test } from "vitest";
import { TokenBucket } from "../../src/limits/token-bucket.js";

test("holds so much, and fills as time goes by", () => {
	const bucket = new TokenBucket({ perSecond: 10, most: 20 }, 0);
	expect(bucket.has(20, 0)).toBe(true);
	bucket.spend(20);
	expect(bucket.has(1, 0)).toBe(false);
	expect(bucket.has(5, 499)).toBe(false);
	expect(bucket.has(5, 500)).toBe(true);
	expect(bucket.isFull(1_999)).toBe(false);
	expect(bucket.isFull(60_000)).toBe(true);
	bucket.spend(20);
	expect(bucket.has(1, 60_000)).toBe(false);
});

test("lets more be spent than it holds when it is full, and is then in debt, to a bound", () => {
	const bucket = new TokenBucket({ perSecond: 10, most: 20 }, 0);
	expect(bucket.has(1_000, 0)).toBe(true);
	bucket.spend(1_000);
	expect(bucket.has(1, 2_099)).toBe(false);
	expect(bucket.has(1, 2_101)).toBe(true);
});

test("makes up for time in which it could not be used, beyond what it holds", () => {
	const bucket = new TokenBucket({ perSecond: 10, most: 20 }, 0);
	bucket.makeUp(3_000, 3_000);
	bucket.spend(49);
	expect(bucket.has(1, 3_000)).toBe(true);
	bucket.spend(1);
	expect(bucket.has(1, 3_000)).toBe(false);
});
