import { describe, expect, it } from "vitest";
import { encodeMulaw, silence } from "../../../src/adapters/sound/mulaw.js";
import { Hearing } from "../../../src/commands/phone/hearing.js";

const loud = encodeMulaw(new Int16Array(160).fill(3000));
const quiet = silence(20);

function listen(hearing: Hearing, frame: Buffer, count: number) {
	return Array.from({ length: count }, () => hearing.listen(frame)).filter(
		(ended) => ended !== undefined,
	);
}

describe("what the caller heard", () => {
	it("is told as one stretch when the voice has been silent for a while", () => {
		const hearing = new Hearing();
		expect(listen(hearing, quiet, 10)).toEqual([]);
		expect(listen(hearing, loud, 50)).toEqual([]);
		expect(listen(hearing, quiet, 20)).toEqual([]);
		expect(listen(hearing, loud, 10)).toEqual([]);
		expect(listen(hearing, quiet, 29)).toEqual([]);
		expect(listen(hearing, quiet, 1)).toEqual([1600]);
		expect(hearing.speechMs).toBe(1600);
	});

	it("is told as several stretches when long silences lie between", () => {
		const hearing = new Hearing();
		listen(hearing, loud, 50);
		expect(listen(hearing, quiet, 40)).toEqual([1000]);
		listen(hearing, loud, 25);
		expect(listen(hearing, quiet, 40)).toEqual([500]);
		expect(hearing.speechMs).toBe(1500);
	});

	it("is cut off by the end of the call", () => {
		const hearing = new Hearing();
		listen(hearing, loud, 5);
		expect(hearing.end()).toBe(100);
		expect(hearing.end()).toBeUndefined();
	});

	it("does not count faint noise", () => {
		const hearing = new Hearing();
		const noise = encodeMulaw(new Int16Array(160).fill(60));
		listen(hearing, noise, 50);
		expect(hearing.end()).toBeUndefined();
	});

	it("is kept whole, silence included", () => {
		const hearing = new Hearing();
		hearing.listen(quiet);
		hearing.listen(loud);
		expect(hearing.samples.length).toBe(320);
		expect(hearing.samples[0]).toBe(0);
		expect(hearing.samples[160]).toBeGreaterThan(2900);
	});
});
