import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AudioAllowance } from "../../../src/adapters/twilio/audio-allowance.js";

const frameBytes = 160;
const frameMs = 20;

function allowance() {
	const clock = { nowMs: 5_000 };
	const audio = new AudioAllowance(() => clock.nowMs);
	/** How many of so many frames that come at once are heard. */
	const heardOf = (frames: number) =>
		Array.from({ length: frames }).filter(() => audio.take(frameBytes)).length;
	return { clock, heardOf };
}

describe("the audio of a call", () => {
	test("is heard at twice the pace of speech, and ten seconds more at once", () => {
		const { clock, heardOf } = allowance();
		let heard = 0;
		for (let second = 0; second < 120; second++) {
			heard += heardOf(10_000);
			clock.nowMs += 1_000;
		}
		expect((heard * frameMs) / 1_000).toBeCloseTo(10 + 2 * 119, 0);
	});

	test("is heard in whole after a stall of ten seconds, again and again", () => {
		const { clock, heardOf } = allowance();
		for (let stalls = 0; stalls < 10; stalls++) {
			clock.nowMs += 10_000;
			expect(heardOf(500)).toBe(500);
		}
	});

	test("that comes as it is spoken is heard in whole, however it is bunched", () => {
		const bunches = fc.array(fc.integer({ min: 0, max: 9_900 }), {
			minLength: 1,
			maxLength: 200,
		});
		fc.assert(
			fc.property(bunches, (stallsMs) => {
				const { clock, heardOf } = allowance();
				let spoken = 0;
				for (const stallMs of stallsMs) {
					clock.nowMs += stallMs;
					const due = Math.floor((clock.nowMs - 5_000) / frameMs) - spoken;
					spoken += due;
					expect(heardOf(due)).toBe(due);
				}
			}),
			{ numRuns: 100 },
		);
	});

	test("is bounded by the time, not by the number or the length of its frames", () => {
		const clock = { nowMs: 0 };
		const audio = new AudioAllowance(() => clock.nowMs);
		const lengths = [1, 160, 999, 48_000];
		let heard = 0;
		for (let at = 0; at < 100_000; at++) {
			const length = lengths[at % lengths.length] ?? 0;
			if (audio.take(length)) heard += length;
			clock.nowMs += 1;
		}
		expect(heard / 8).toBeLessThanOrEqual(10_000 + 2 * 100_000);
		expect(heard / 8).toBeGreaterThan(2 * 100_000 - 10_000);
	});
});
