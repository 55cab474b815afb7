import fc from "fast-check";
import { expect, test } from "vitest";
import { speechPieces } from "../../src/limits/speech-pieces.js";

test.each([
	["", 10, []],
	[" \n\t ", 10, []],
	["  Short.  ", 10, ["Short."]],
	["One. Two. Three.", 10, ["One. Two. ", "Three."]],
	['He said "Go!" Then left.', 20, ['He said "Go!" ', "Then left."]],
	["First line\nSecond line", 15, ["First line\n", "Second line"]],
	["Well, one thing then", 12, ["Well, ", "one thing ", "then"]],
	["no marks at all here", 9, ["no marks ", "at all ", "here"]],
	["Abracadabra", 4, ["Abra", "cada", "bra"]],
	["It is 3.14 or so. Yes.", 18, ["It is 3.14 or so. ", "Yes."]],
	["a🎲🎲🎲", 2, ["a", "🎲", "🎲", "🎲"]],
])("%j in pieces of at most %d is %j", (text, longest, pieces) => {
	expect(speechPieces(text, longest)).toEqual(pieces);
});

test("whatever the text, the pieces make it up, and none is too long or empty", () => {
	const text = fc.string({ unit: "binary", maxLength: 300 });
	const prose = fc
		.array(fc.constantFrom("word", " ", ". ", ", ", "\n", "🎲", "!"), {
			maxLength: 200,
		})
		.map((parts) => parts.join(""));
	fc.assert(
		fc.property(
			fc.oneof(text, prose),
			fc.integer({ min: 2, max: 60 }),
			(spoken, longest) => {
				const pieces = speechPieces(spoken, longest);
				expect(pieces.join("")).toBe(spoken.trim());
				for (const piece of pieces) {
					expect(piece.length).toBeGreaterThan(0);
					expect(piece.length).toBeLessThanOrEqual(longest);
				}
			},
		),
	);
});
