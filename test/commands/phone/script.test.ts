import { describe, expect, it } from "vitest";
import { silence } from "../../../src/adapters/sound/mulaw.js";
import { type Action, cuesOf } from "../../../src/commands/phone/script.js";

const noPauses = { pauseMs: 0, stayMs: 0 };
const hello: Action = {
	do: "sound",
	audio: Buffer.alloc(400, 1),
	report: 'said "hello"',
};

describe("a script", () => {
	it("is frames of 20 ms, the last filled up with silence", () => {
		const frames = [...cuesOf([hello], noPauses)].map(({ frame }) => frame);
		expect(frames.map((frame) => frame.length)).toEqual([160, 160, 160]);
		expect(Buffer.concat(frames)).toEqual(
			Buffer.concat([hello.audio, silence(10)]),
		);
	});

	it("reports a sound with its last frame", () => {
		const reports = [...cuesOf([hello], noPauses)].map(({ report }) => report);
		expect(reports).toEqual([undefined, undefined, 'said "hello"']);
	});

	it("presses keys one after the other, 240 ms apart, and reports them together", () => {
		const cues = [...cuesOf([{ do: "press", keys: "4*#" }], noPauses)];
		expect(cues.map(({ key }) => key).filter(Boolean)).toEqual(["4", "*", "#"]);
		expect(cues.findIndex(({ key }) => key === "*")).toBe(12);
		expect(cues.findIndex(({ report }) => report === "pressed 4 * #")).toBe(24);
		expect(cues.every(({ frame }) => frame.equals(silence(20)))).toBe(true);
	});

	it("pauses before each thing, but not around a wait, and stays at the end", () => {
		const actions: Action[] = [
			hello,
			{ do: "wait", ms: 100 },
			{ do: "press", keys: "1" },
		];
		const cues = [...cuesOf(actions, { pauseMs: 40, stayMs: 60 })];
		const pause = 2;
		const [sound, wait, key, stay] = [3, 5, 12, 3];
		expect(cues.length).toBe(pause + sound + wait + pause + key + stay);
		expect(cues.findIndex(({ report }) => report === hello.report)).toBe(4);
	});

	it("of nothing only stays on the line", () => {
		expect([...cuesOf([], { pauseMs: 40, stayMs: 100 })].length).toBe(5);
	});
});
