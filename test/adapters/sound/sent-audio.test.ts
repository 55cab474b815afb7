import fc from "fast-check";
import { expect, test } from "vitest";
import { SentAudio } from "../../../src/adapters/sound/sent-audio.js";

const nothing = Buffer.alloc(0);

test("has nothing before anything was sent, and nothing to drop", () => {
	const sent = new SentAudio();
	sent.drop(5);
	sent.add(nothing);
	expect(sent.bytes).toBe(0);
	expect(sent.all()).toEqual(nothing);
});

test("keeps what was sent and not dropped, to the byte, however much comes and goes", () => {
	const step = fc.record({
		length: fc.nat(5_000),
		drop: fc.oneof(fc.nat(6_000), fc.constant(0)),
	});
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const sent = new SentAudio();
			let expected = nothing;
			let came = 0;
			for (const { length, drop } of steps) {
				const piece = Buffer.from(
					Array.from({ length }, (_, at) => (came + at) % 251),
				);
				came += length;
				sent.add(piece);
				sent.drop(drop);
				expected = Buffer.concat([expected, piece]).subarray(drop);
				expect(sent.bytes).toBe(expected.length);
			}
			expect(sent.all().equals(expected)).toBe(true);
		}),
	);
});
