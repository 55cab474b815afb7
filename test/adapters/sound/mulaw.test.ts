import { describe, expect, it } from "vitest";
import { decodeMulaw, encodeMulaw } from "../../../src/adapters/sound/mulaw.js";

describe("mulaw", () => {
	it("stands for the levels of G.711", () => {
		const bytes = Buffer.from([0xff, 0x7f, 0x00, 0x80, 0xfe, 0x7e, 0xef, 0x8f]);
		expect([...decodeMulaw(bytes)]).toEqual([
			0, 0, -32_124, 32_124, 8, -8, 132, 16_764,
		]);
	});

	it("writes every byte back as it was, except that there is one zero", () => {
		const bytes = Buffer.from(Uint8Array.from({ length: 256 }, (_, i) => i));
		const again = encodeMulaw(decodeMulaw(bytes));
		bytes[0x7f] = 0xff;
		expect(again).toEqual(bytes);
	});

	it("clips what is louder than it can say", () => {
		const loud = Int16Array.of(32_767, -32_768, 32_635, -32_635);
		expect([...encodeMulaw(loud)]).toEqual([0x80, 0x00, 0x80, 0x00]);
	});

	it("stays within half a step of its level", () => {
		for (let sample = -32_124; sample <= 32_124; sample += 7) {
			const [heard = 0] = decodeMulaw(encodeMulaw(Int16Array.of(sample)));
			const step = Math.max(8, Math.abs(sample) / 16);
			expect(Math.abs(heard - sample)).toBeLessThanOrEqual(step);
		}
	});
});
