import { describe, expect, test } from "vitest";
import * as queue from "../../src/machines/speech-queue.js";

const line = (lineId: string, isInterruptible = true): queue.Line => ({
	lineId,
	text: `text ${lineId}`,
	keep: false,
	isInterruptible,
});

/** A queue in which `a` is being played, `b` is being made and `c` waits. */
function busy(isInterruptible = true): queue.SpeechQueue {
	let speech = queue.nothingToSay;
	for (const id of ["a", "b", "c"]) {
		speech = queue.append(speech, line(id, isInterruptible));
	}
	speech = queue.synthesised(queue.synthesiseNext(speech), "a", 1_000);
	return queue.synthesiseNext(speech);
}

describe("lines to be spoken", () => {
	test("go to the voice one at a time, in order", () => {
		const speech = busy();
		expect(speech.atPhone.map(({ lineId }) => lineId)).toEqual(["a"]);
		expect(speech.atVoice?.lineId).toBe("b");
		expect(queue.synthesiseNext(speech)).toBe(speech);
		expect(speech.waiting.map(({ lineId }) => lineId)).toEqual(["c"]);
	});

	test("are over when the phone has played the last", () => {
		let speech = queue.synthesised(busy(), "b", 500);
		expect(queue.unplayedMs(speech)).toBe(1_500);
		speech = queue.synthesised(queue.synthesiseNext(speech), "c", 1);
		for (const id of ["a", "b"]) speech = queue.played(speech, id);
		expect(queue.isQuiet(speech)).toBe(false);
		expect(queue.isQuiet(queue.played(speech, "c"))).toBe(true);
	});

	test("a line that is reported late or twice changes nothing", () => {
		const speech = busy();
		expect(queue.synthesised(speech, "a", 1_000)).toBe(speech);
		expect(queue.abandoned(speech, "x")).toBe(speech);
	});

	test("stop for a caller who speaks, unless one of them must be heard", () => {
		expect(queue.canBeInterrupted(busy())).toBe(true);
		expect(queue.canBeInterrupted(busy(false))).toBe(false);
		expect(queue.canBeInterrupted(queue.nothingToSay)).toBe(false);
		const mixed = queue.append(busy(), line("d", false));
		expect(queue.interrupted(mixed).waiting).toEqual([line("d", false)]);
	});

	test("are refused beyond a bound", () => {
		let speech = queue.nothingToSay;
		let taken = 0;
		while (queue.hasRoomFor(speech, "text") && taken < 1_000) {
			speech = queue.append(speech, line(`${taken++}`));
		}
		expect(taken).toBe(100);
		expect(queue.hasRoomFor(queue.nothingToSay, "x".repeat(50_001))).toBe(
			false,
		);
	});
});
