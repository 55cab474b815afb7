import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
	OfferedMove,
	Remembered,
} from "../../../src/machines/conversation/mind.js";
import { phraseAnswer } from "../../../src/machines/conversation/phrase-answer.js";
import { propertyRuns } from "../../support/randomness/property-runs.js";

const otherwise = ["Fog tonight.", "Speak up!", "The sea is loud."];
const scene = { persona: "", goal: "", otherwise };
const openGate: OfferedMove = {
	name: "move.openGate",
	means: "Open the gate.",
	heardAs: ["open the gate"],
};
const said = (turn: number, text: string): Remembered => ({
	kind: "said",
	turn,
	text,
});
const heard = (text: string, wasCut = false): Remembered => ({
	kind: "heard",
	text,
	wasCut,
});

function answer(
	memory: readonly Remembered[],
	moves: readonly OfferedMove[] = [openGate],
	lines: readonly string[] = otherwise,
) {
	const turn = 2;
	return phraseAnswer({
		turn,
		scene: { ...scene, otherwise: lines },
		moves,
		memory,
	});
}

const line = (text: string) => ({ kind: "line", text });
const opened = { kind: "move", name: "move.openGate", data: undefined };

describe("the answer by phrases", () => {
	test("is the move that the caller's words bring about", () => {
		expect(
			answer([
				said(1, "hello"),
				heard("Fog tonight."),
				said(2, "open the gate"),
			]),
		).toEqual(opened);
	});

	test("goes by the words of its own turn, all of them", () => {
		expect(answer([said(1, "open the gate")])).toEqual(line("Fog tonight."));
		expect(answer([said(2, "open the"), said(2, "gate")])).toEqual(opened);
	});

	test("asks for no move twice: neither for one that was taken, nor for one that was refused", () => {
		const asked = said(2, "open the gate");
		expect(answer([asked, { kind: "moved", name: "move.openGate" }])).toEqual(
			line("Fog tonight."),
		);
		const why = "He is not trusted.";
		expect(
			answer([asked, { kind: "refused", name: "move.openGate", why }]),
		).toEqual(line("Fog tonight."));
		expect(answer([{ kind: "moved", name: "move.openGate" }, asked])).toEqual(
			opened,
		);
	});

	test("is a line of the scene where no move is heard, in turn", () => {
		const memory: Remembered[] = [];
		const lines = [1, 2, 3, 4].map(() => {
			const given = answer(memory);
			if (given.kind !== "line") throw new Error(given.kind);
			memory.push(heard(given.text), heard("Who rings at this hour?"));
			return given.text;
		});
		expect(lines).toEqual([...otherwise, "Fog tonight."]);
	});

	test("goes on after a line that was cut, and repeats one that was not heard at all", () => {
		expect(answer([heard("Speak", true)])).toEqual(line("The sea is loud."));
		expect(answer([heard("Fog tonight."), heard("", true)])).toEqual(
			line("Speak up!"),
		);
	});

	test("is none that may have been heard last, where lines begin alike", () => {
		const alike = ["Well, go.", "Well, stay.", "Hm."];
		expect(answer([heard("Well,", true)], [], alike)).toEqual(line("Hm."));
	});

	test("is nothing where there is neither", () => {
		expect(answer([said(2, "hello")], [], [])).toEqual({ kind: "nothing" });
		expect(answer([], [], [" "])).toEqual({ kind: "nothing" });
	});

	test("takes a move that needs data only if it can do without", () => {
		const withData = (check: (data: unknown) => never | object) =>
			answer(
				[said(2, "open the gate")],
				[
					{
						...openGate,
						data: { schema: {}, check } as NonNullable<OfferedMove["data"]>,
					},
				],
			);
		expect(withData(() => ({ problem: "How far?" }))).toEqual(
			line("Fog tonight."),
		);
		expect(withData((data) => ({ data: [data, "wide"] }))).toEqual({
			...opened,
			data: [{}, "wide"],
		});
	});

	test("is never twice the same line in a row, whatever was heard of it", () => {
		const step = fc.record({
			part: fc.nat({ max: 20 }),
			others: fc.array(fc.constantFrom("Hm.", "Who rings?"), { maxLength: 2 }),
		});
		fc.assert(
			fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
				const memory: Remembered[] = [];
				let last = "";
				for (const { part, others } of steps) {
					const given = answer(memory, []);
					if (given.kind !== "line") throw new Error(given.kind);
					expect(given.text).not.toBe(last);
					const words = given.text.slice(0, part + 1);
					memory.push(heard(words, words !== given.text));
					memory.push(...others.map((text) => heard(text)));
					last = given.text;
				}
			}),
			propertyRuns(200),
		);
	});
});
