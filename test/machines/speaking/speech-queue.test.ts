import { describe, expect, test } from "vitest";
import * as queue from "../../../src/machines/speaking/speech-queue.js";

/** The line has been made at 0 by the clock. */
const synthesised = (speech: queue.SpeechQueue, id: string, audioMs: number) =>
	queue.synthesised(speech, id, audioMs, 0);

const line = (lineId: string, isInterruptible = true): queue.Line => ({
	lineId,
	owner: undefined,
	voice: undefined,
	text: `text ${lineId}`,
	keep: false,
	interruptible: isInterruptible ? "pause" : "never",
});

/** A queue in which `a` is being played, `b` is being made and `c` waits. */
function busy(isInterruptible = true): queue.SpeechQueue {
	let speech = queue.nothingToSay;
	for (const id of ["a", "b", "c"]) {
		speech = queue.append(speech, line(id, isInterruptible));
	}
	speech = synthesised(queue.synthesiseNext(speech), "a", 1_000);
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
		let speech = synthesised(busy(), "b", 500);
		expect(speech.atPhone.map(({ markDueAtMs }) => markDueAtMs)).toEqual([
			6_000, 6_500,
		]);
		speech = synthesised(queue.synthesiseNext(speech), "c", 1);
		for (const id of ["a", "b"]) speech = queue.played(speech, id, 0);
		expect(queue.isQuiet(speech)).toBe(false);
		expect(queue.isQuiet(queue.played(speech, "c", 0))).toBe(true);
	});

	test("a line that is reported late or twice changes nothing", () => {
		const speech = busy();
		expect(synthesised(speech, "a", 1_000)).toBe(speech);
		expect(queue.abandoned(speech, "x")).toBe(speech);
	});

	test("of two kinds are never at the phone together", () => {
		const speech = queue.append(
			synthesised(
				queue.synthesiseNext(queue.append(queue.nothingToSay, line("a"))),
				"a",
				1_000,
			),
			line("b", false),
		);
		expect(queue.synthesiseNext(speech)).toBe(speech);
		const next = queue.synthesiseNext(queue.played(speech, "a", 0));
		expect(next.atVoice?.lineId).toBe("b");
	});

	test("stop for a caller who speaks, but for those that must be heard", () => {
		const { isInterruptible } = queue;
		expect(queue.canBeInterrupted(busy())).toBe(true);
		expect(queue.canBeInterrupted(busy(false))).toBe(false);
		expect(queue.canBeInterrupted(queue.nothingToSay)).toBe(false);
		const mixed = queue.append(busy(), line("d", false));
		expect(queue.without(mixed, isInterruptible).waiting).toEqual([
			line("d", false),
		]);
		expect(queue.spares(busy(false), isInterruptible)).toBe(true);
	});

	test("know how much of each has been heard", () => {
		const first = queue.synthesiseNext(
			queue.append(queue.nothingToSay, line("a")),
		);
		expect(queue.heardMs(first.atVoice ?? {}, 50)).toBe(0);
		const begun = queue.begun(first, "a", 100);
		expect(queue.heardMs(begun.atVoice ?? {}, 350)).toBe(250);
		const sent = synthesised(begun, "a", 400);
		expect(queue.heardMs(sent.atPhone[0] ?? {}, 900)).toBe(400);
		const second = queue.synthesiseNext(queue.append(sent, line("b")));
		const both = synthesised(queue.begun(second, "b", 200), "b", 300);
		expect(queue.heardMs(both.atPhone[1] ?? {}, 450)).toBe(0);
		const [left] = queue.played(both, "a", 500).atPhone;
		expect(queue.heardMs(left ?? {}, 600)).toBe(100);
	});

	test("are none as soon as nothing waits, is made or is played", () => {
		expect(queue.isQuiet(queue.nothingToSay)).toBe(true);
		const waiting = queue.append(queue.nothingToSay, line("a"));
		const made = queue.synthesiseNext(waiting);
		const played = synthesised(made, "a", 1);
		for (const speech of [waiting, made, played])
			expect(queue.isQuiet(speech)).toBe(false);
	});

	test("that cannot be made are dropped, and nothing else", () => {
		const speech = queue.abandoned(busy(), "b");
		expect(speech).toEqual({ ...busy(), atVoice: undefined });
		expect(queue.abandoned(queue.nothingToSay, "a")).toBe(queue.nothingToSay);
	});

	test("begin once their first audio is with the phone, and nothing is before it", () => {
		const first = queue.synthesiseNext(
			queue.append(queue.nothingToSay, line("a")),
		);
		expect(queue.begun(first, "x", 5)).toBe(first);
		expect(queue.begun(queue.nothingToSay, "a", 5)).toBe(queue.nothingToSay);
		expect(queue.begun(first, "a", 5).atVoice?.begunAtMs).toBe(5);
		expect(queue.begun(busy(), "b", 5).atVoice?.begunAtMs).toBeUndefined();
		expect(synthesised(queue.nothingToSay, "a", 5)).toBe(queue.nothingToSay);
	});

	test("begin when the one before has been played, also while they are still being made", () => {
		const speech = queue.begun(busy(), "b", 5);
		expect(queue.played(speech, "b", 9)).toBe(speech);
		const next = queue.played(speech, "a", 700);
		expect(next.atPhone).toEqual([]);
		expect(next.atVoice?.begunAtMs).toBe(700);
		expect(next.waiting).toEqual(speech.waiting);
		const both = synthesised(speech, "b", 50);
		const [left, ...others] = queue.played(both, "a", 700).atPhone;
		expect([left?.lineId, left?.begunAtMs]).toEqual(["b", 700]);
		expect(others).toEqual([]);
	});

	test("have not begun as long as there is no sound of them, though nothing is before them", () => {
		const next = queue.played(busy(), "a", 700);
		expect(next.atVoice?.begunAtMs).toBeUndefined();
		expect(queue.heardMs(next.atVoice ?? {}, 9_000)).toBe(0);
		expect(queue.begun(next, "b", 900).atVoice?.begunAtMs).toBe(900);
	});

	test("are at the phone as far as they were made, when they broke off, and due like all others", () => {
		const speech = queue.brokenOff(busy(), "b", 700, 0);
		expect(speech.atVoice).toBeUndefined();
		expect(speech.atPhone.at(-1)).toEqual({
			...line("b"),
			toSay: [],
			made: [{ text: "text b", audioMs: undefined }],
			canTellWords: false,
			audioMs: 700,
			isBroken: true,
			begunAtMs: undefined,
			markDueAtMs: 1_000 + 700 + 5_000,
		});
		const [first, second] = speech.atPhone;
		expect(queue.outcomeOf(first ?? {}, "heard")).toBe("heard");
		expect(queue.outcomeOf(second ?? {}, "heard")).toBe("failed");
		expect(queue.brokenOff(speech, "b", 700, 0)).toBe(speech);
	});

	test("are lost with the stream on which they sounded, but not before they sounded", () => {
		expect(queue.takenOver(busy())).toEqual({ ...busy(), atPhone: [] });
		const sounding = queue.begun(busy(), "b", 0);
		expect(queue.takenOver(sounding)).toEqual({
			waiting: busy().waiting,
			atVoice: undefined,
			atPhone: [],
		});
	});

	test("have begun when they began, whatever is told later", () => {
		const begun = queue.begun(
			queue.synthesiseNext(queue.append(queue.nothingToSay, line("a"))),
			"a",
			100,
		);
		const sent = synthesised(begun, "a", 1_000);
		const two = synthesised(
			queue.synthesiseNext(queue.append(sent, line("b"))),
			"b",
			1_000,
		);
		// The phone told of the second line first.
		expect(queue.played(two, "b", 900).atPhone).toEqual(sent.atPhone);
		const voiced = { ...begun, atPhone: busy().atPhone };
		expect(queue.played(voiced, "a", 900).atVoice?.begunAtMs).toBe(100);
	});

	test("are heard in whole milliseconds", () => {
		expect(queue.heardMs({ begunAtMs: 0.4 }, 10)).toBe(10);
		expect(queue.heardMs({ begunAtMs: 0.6, audioMs: 5 }, 10)).toBe(5);
	});

	test("that must be heard are spared with all that wait, but for those that may be stopped", () => {
		const { isInterruptible } = queue;
		const mixed = queue.append(busy(false), line("d"));
		expect(queue.spares(mixed, isInterruptible)).toBe(false);
		expect(queue.spares(busy(), isInterruptible)).toBe(false);
		expect(queue.spares(queue.nothingToSay, isInterruptible)).toBe(true);
	});

	test("can be interrupted when any that sounds can", () => {
		const speech = { ...busy(), atVoice: busy(false).atVoice };
		expect(queue.canBeInterrupted(speech)).toBe(true);
		expect(queue.canBeInterrupted({ ...speech, atPhone: [] })).toBe(false);
	});

	test("wait for those at the phone if any is of another kind", () => {
		const [one] = busy().atPhone;
		const [other] = busy(false).atPhone;
		const atPhone = [one, other].filter((each) => each !== undefined);
		const speech = { ...queue.append(queue.nothingToSay, line("d")), atPhone };
		expect(queue.synthesiseNext(speech)).toBe(speech);
	});

	test("fit to the last character", () => {
		const speech = queue.append(queue.nothingToSay, line("a"));
		const left = 50_000 - line("a").text.length;
		expect(queue.boundFor(speech, "x".repeat(left))).toBeUndefined();
		expect(queue.boundFor(speech, "x".repeat(left + 1))).toBe(
			"waiting_characters",
		);
	});

	describe("that join", () => {
		const text = (lineId: string, words: string): queue.Line => ({
			...line(lineId, false),
			text: words,
			joins: true,
		});
		const said = (...lines: queue.Line[]) =>
			lines.reduce(queue.append, queue.nothingToSay).waiting;

		test("become one with the line that waits before them", () => {
			expect(said(text("a", "One."), text("b", "Two."))).toEqual([
				text("a", "One.\nTwo."),
			]);
		});

		test("stay apart from all that differ, and from all that do not join", () => {
			const own = text("b", "Two.");
			const others = [
				{ ...text("a", "One."), interruptible: "pause" as const },
				{ ...text("a", "One."), voice: "luna" },
				{ ...text("a", "One."), owner: { asker: {} as never, lineId: "1" } },
				{ ...text("a", "One."), joins: false },
			];
			for (const other of others) {
				expect(said(other, own)).toEqual([other, own]);
				expect(said(own, other)).toEqual([own, other]);
			}
		});

		test("are cut at the ends of sentences into lines of at most two thousand characters", () => {
			const sentence = `${"word ".repeat(19)}end. `;
			const long = sentence.repeat(45);
			const waiting = said(text("a", long), text("b", "And more."));
			expect(waiting.map(({ text: each }) => each.length)).toEqual([
				2_000,
				2_000,
				500 + "And more.".length,
			]);
			expect(waiting.map(({ text: each }) => each).join("")).toBe(
				`${long.trim()}\nAnd more.`,
			);
			const names = waiting.map(({ lineId }) => lineId);
			expect(new Set(names).size).toBe(3);
		});

		test("wait up to the bound for characters, of which no more than there is room for fit", () => {
			const full = said(text("a", "word ".repeat(9_999).trim()));
			const speech = { ...queue.nothingToSay, waiting: full };
			expect(queue.boundFor(speech, "One. Two.")).toBe("waiting_characters");
			expect(queue.fittingPart(speech, "One. Two.")).toBe("One. ");
			expect(queue.fittingPart(queue.nothingToSay, "One.")).toBe("One.");
			const packed = queue.append(speech, text("b", "One. "));
			expect(queue.fittingPart(packed, "Two.")).toBe("");
		});
	});

	test("are refused beyond a bound", () => {
		let speech = queue.nothingToSay;
		let taken = 0;
		while (!queue.boundFor(speech, "text") && taken < 1_000) {
			speech = queue.append(speech, line(`${taken++}`));
		}
		expect(taken).toBe(100);
		expect(queue.boundFor(speech, "text")).toBe("waiting_lines");
		expect(queue.boundFor(queue.nothingToSay, "x".repeat(50_001))).toBe(
			"waiting_characters",
		);
	});
});
