import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { silence } from "../../../src/adapters/sound/mulaw.js";
import { Playback } from "../../../src/commands/phone/playback.js";

/** So many milliseconds of one mulaw byte. */
function tone(ms: number, byte: number): Buffer {
	return Buffer.alloc(ms * 8, byte);
}

describe("a play buffer", () => {
	it("is heard in the order of its coming, with silence after it", () => {
		const playback = new Playback();
		playback.append(tone(30, 1));
		playback.append(tone(20, 2));
		expect(playback.advance(40).heard).toEqual(
			Buffer.concat([tone(30, 1), tone(10, 2)]),
		);
		expect(playback.advance(20).heard).toEqual(
			Buffer.concat([tone(10, 2), silence(10)]),
		);
	});

	it("returns a mark at once when nothing is buffered", () => {
		const playback = new Playback();
		expect(playback.mark("early")).toEqual(["early"]);
		playback.append(tone(20, 1));
		playback.advance(20);
		expect(playback.mark("late")).toEqual(["late"]);
	});

	it("returns a mark when everything before it has been played, and no sooner", () => {
		const playback = new Playback();
		playback.append(tone(60, 1));
		expect(playback.mark("end")).toEqual([]);
		expect(playback.advance(40).marks).toEqual([]);
		playback.append(tone(20, 2));
		expect(playback.mark("later")).toEqual([]);
		expect(playback.advance(20).marks).toEqual(["end"]);
		expect(playback.advance(20).marks).toEqual(["later"]);
	});

	it("returns marks set at the same place together, in their order", () => {
		const playback = new Playback();
		playback.append(tone(20, 1));
		playback.mark("one");
		playback.mark("two");
		expect(playback.advance(100).marks).toEqual(["one", "two"]);
	});

	it("drops its audio and returns its marks at once when cleared", () => {
		const playback = new Playback();
		playback.append(tone(60, 1));
		playback.mark("cut");
		playback.advance(20);
		expect(playback.clear()).toEqual(["cut"]);
		expect(playback.clear()).toEqual([]);
		expect(playback.bufferedMs).toBe(0);
		expect(playback.advance(20)).toEqual({ heard: silence(20), marks: [] });
	});

	it("counts marks anew after a clear", () => {
		const playback = new Playback();
		playback.append(tone(60, 1));
		playback.clear();
		playback.append(tone(40, 2));
		playback.mark("new");
		expect(playback.advance(20).marks).toEqual([]);
		expect(playback.advance(20).marks).toEqual(["new"]);
	});

	it("discards what exceeds ten minutes, as Twilio does", () => {
		const playback = new Playback();
		expect(playback.append(tone(600_000, 1))).toBe(true);
		expect(playback.append(tone(20, 2))).toBe(false);
		playback.advance(20);
		expect(playback.append(tone(20, 2))).toBe(true);
		expect(playback.bufferedMs).toBe(600_000);
	});

	it("plays every byte exactly once, however time is cut up", () => {
		const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }));
		const steps = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 });
		fc.assert(
			fc.property(pieces, steps, (audio, times) => {
				const playback = new Playback();
				for (const piece of audio) playback.append(Buffer.from(piece));
				const sent = Buffer.concat(audio);
				const heard = Buffer.concat(
					times.map((ms) => playback.advance(ms).heard),
				);
				const length = Math.min(sent.length, heard.length);
				expect(heard.subarray(0, length)).toEqual(sent.subarray(0, length));
				expect(heard.subarray(length).every((byte) => byte === 0xff)).toBe(
					true,
				);
			}),
		);
	});
});
