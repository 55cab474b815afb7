/** Which words of a line were heard: examples, and what holds of any line however it was cut into pieces. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	heardText,
	heardTextAsTold,
	pieceHeard,
	type SpokenPiece,
} from "../../../src/machines/speaking/heard-text.js";

/** A piece that sounds 50 ms a character, unless said otherwise. */
const piece = (
	text: string,
	audioMs: number | undefined = text.trim().length * 50,
): SpokenPiece => ({ text, audioMs });

const unfinished = (text: string): SpokenPiece => ({
	text,
	audioMs: undefined,
});

describe("what was heard of a line that is one piece", () => {
	const line = "Go to the lighthouse, and be quick.";
	const heard = (ms: number) => heardText(line, [piece(line)], ms);

	test("is as much of its text as of its sound, up to the last word that is whole", () => {
		expect(heard(49)).toBe("");
		expect(heard(99)).toBe("");
		expect(heard(100)).toBe("Go");
		expect(heard(1_000)).toBe("Go to the");
		expect(heard(1_050)).toBe("Go to the lighthouse,");
		expect(heard(line.length * 50)).toBe(line);
	});

	test("is nothing where nothing was heard, also of a line without sound", () => {
		expect(heard(0)).toBe("");
		expect(heardText("…", [piece("…", 0)], 0)).toBe("");
		expect(heardText(line, [], 500)).toBe("");
	});

	test("keeps the space before it, and none behind it", () => {
		const spaced = "  Go on.  \n";
		expect(heardText(spaced, [piece("Go on.")], 300)).toBe("  Go on.");
		expect(heardText(spaced, [piece("Go on.")], 100)).toBe("  Go");
	});

	test("is cut between words also where they are written without spaces", () => {
		const spoken = "灯台に行ってください。";
		const some = heardText(spoken, [piece(spoken)], 150);
		expect(["灯台", "灯台に"]).toContain(some);
	});

	test("never ends in the middle of a word or a character", () => {
		const text = "🙂🙂🙂 x";
		expect(heardText(text, [piece(text)], 250)).toBe("");
		expect(heardText(text, [piece(text)], 300)).toBe("🙂🙂🙂");
	});
});

describe("what was heard of a line of several pieces", () => {
	const first = "One two three. ";
	const second = "Four five six seven. ";
	const text = `${first}${second}Eight.`;

	test("goes by the sound of each", () => {
		const pieces = [piece(first, 1_000), piece(second, 10_000)];
		expect(heardText(text, pieces, 999)).toBe("One two");
		expect(heardText(text, pieces, 1_000)).toBe("One two three.");
		expect(heardText(text, pieces, 6_000)).toBe("One two three. Four five");
		expect(heardText(text, pieces, 11_000)).toBe(`${first}${second}`.trim());
		expect(heardText(text, pieces, 99_000)).toBe(`${first}${second}`.trim());
	});

	test("goes by the slowest before it, in a piece whose length nobody knows", () => {
		const pieces = [piece(first, 1_400), unfinished(second)];
		expect(heardText(text, pieces, 1_400 + 899)).toBe("One two three. Four");
		expect(heardText(text, pieces, 1_400 + 900)).toBe(
			"One two three. Four five",
		);
	});

	test("is never the last word of such a piece", () => {
		expect(heardText(second, [unfinished(second)], 99_000)).toBe(
			"Four five six",
		);
		expect(heardText("Wait.", [unfinished("Wait.")], 99_000)).toBe("");
	});

	test("is slow where there is no other piece", () => {
		expect(heardText(second, [unfinished(second)], 359)).toBe("");
		expect(heardText(second, [unfinished(second)], 360)).toBe("Four");
	});

	test("ends where a piece is not the line's", () => {
		const pieces = [piece(first), piece("What?"), piece("Eight.")];
		expect(heardText(text, pieces, 99_000)).toBe("One two three.");
	});
});

describe("what the voice tells", () => {
	const first = "One two three. ";
	const second = "Four  five, six.";
	const text = `${first}${second}`;
	const pieces = [piece(first), unfinished(second)];
	const asked = pieceHeard(pieces, 750);
	const told = (words: string) => asked && heardTextAsTold(text, asked, words);

	test("is asked of the piece that was being heard", () => {
		expect(asked).toEqual({
			before: [piece(first)],
			piece: unfinished(second),
			heardMs: 50,
		});
		expect(pieceHeard(pieces, 0)).toBeUndefined();
		expect(pieceHeard(pieces, 700)).toBeUndefined();
		expect(pieceHeard([piece(first)], 800)).toBeUndefined();
	});

	test("is taken as it is, behind what was heard before it", () => {
		expect(told("")).toBe("One two three.");
		expect(told("Four five,")).toBe("One two three. Four  five,");
		expect(told(" Four\nfive, six. ")).toBe(text);
	});

	test("is cut at a word, too", () => {
		expect(told("Four fiv")).toBe("One two three. Four");
	});

	test("is not taken where it is not what was to be said", () => {
		expect(told("Five")).toBeUndefined();
		expect(told("Four five, six. Seven")).toBeUndefined();
		expect(
			asked && heardTextAsTold("Something else.", asked, "Four"),
		).toBeUndefined();
	});
});

/** Words as games say them, and how each piece of them was made. */
const lines = fc
	.array(
		fc.record({
			words: fc.array(
				fc.oneof(
					fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
					fc.constantFrom("lighthouse.", "o", "灯台に行って", "a-b", "🙂"),
				),
				{ minLength: 1, maxLength: 6 },
			),
			audioMs: fc.integer({ min: 0, max: 9_000 }),
		}),
		{ minLength: 1, maxLength: 5 },
	)
	.chain((made) => fc.tuple(fc.constant(made), fc.boolean()))
	.map(([made, isWhole]) => {
		const pieces = made
			.map(({ words, audioMs }) => piece(`${words.join(" ")} `, audioMs))
			.filter(({ text }) => text.trim() !== "");
		const last = pieces.at(-1);
		const text = pieces.map((each) => each.text).join("");
		return isWhole || !last
			? { text, pieces }
			: { text, pieces: [...pieces.slice(0, -1), unfinished(last.text)] };
	});

const ms = fc.integer({ min: 0, max: 60_000 });

/** How long the pieces sound whose length is known. */
const lengthMs = (pieces: readonly SpokenPiece[]) =>
	pieces.reduce((sum, { audioMs = 0 }) => sum + audioMs, 0);

describe("of any line", () => {
	test("what was heard is its beginning, with no space at its end", () => {
		fc.assert(
			fc.property(lines, ms, ({ text, pieces }, heardMs) => {
				const heard = heardText(text, pieces, heardMs);
				expect(text.startsWith(heard)).toBe(true);
				expect(heard).toBe(heard.trimEnd());
			}),
		);
	});

	test("what was heard ends with a word", () => {
		const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
		fc.assert(
			fc.property(lines, ms, ({ text, pieces }, heardMs) => {
				const { length } = heardText(text, pieces, heardMs);
				if (length === 0 || /^(?:\s|$)/u.test(text.slice(length))) return;
				const [word = ""] = /\S+$/u.exec(text.slice(0, length)) ?? [];
				const [rest = ""] = /^\S+/u.exec(text.slice(length)) ?? [];
				const ends = [...segmenter.segment(word + rest)].map(
					({ index }) => index,
				);
				expect(ends).toContain(word.length);
			}),
		);
	});

	test("more is heard the longer it sounds", () => {
		fc.assert(
			fc.property(lines, ms, ms, ({ text, pieces }, one, other) => {
				const shorter = heardText(text, pieces, Math.min(one, other));
				const longer = heardText(text, pieces, Math.max(one, other));
				expect(longer.startsWith(shorter)).toBe(true);
			}),
		);
	});

	test("no piece is heard of which no sound was", () => {
		fc.assert(
			fc.property(lines, ms, ({ text, pieces }, heardMs) => {
				const heard = heardText(text, pieces, heardMs);
				let before = "";
				for (const [at, { audioMs }] of pieces.entries()) {
					before += pieces[at]?.text ?? "";
					const untilMs = lengthMs(pieces.slice(0, at + 1));
					if (audioMs !== undefined && untilMs < heardMs) continue;
					expect(heard.length).toBeLessThanOrEqual(before.length);
					break;
				}
			}),
		);
	});

	test("no greater share of a piece is heard than of its sound", () => {
		fc.assert(
			fc.property(
				lines,
				fc.double({ min: 0, max: 1, noNaN: true }),
				({ text, pieces }, share) => {
					const [only] = pieces;
					if (pieces.length !== 1 || !only?.audioMs) return;
					const heard = heardText(text, pieces, only.audioMs * share);
					const { length } = heard.trimStart();
					const whole = only.text.trim().length;
					expect(length / whole).toBeLessThanOrEqual(share + 1e-9);
				},
			),
		);
	});

	test("all of it is heard when all of its sound was, and nothing when none was", () => {
		fc.assert(
			fc.property(lines, ({ text, pieces }) => {
				expect(heardText(text, pieces, 0)).toBe("");
				if (pieces.some(({ audioMs }) => audioMs === undefined)) return;
				const wholeMs = lengthMs(pieces);
				if (wholeMs > 0)
					expect(heardText(text, pieces, wholeMs)).toBe(text.trimEnd());
			}),
		);
	});

	test("what its voice tells is its beginning as well, or is not taken", () => {
		const anyText = fc.oneof(fc.string(), fc.constant("lighthouse. o"));
		fc.assert(
			fc.property(lines, ms, anyText, fc.nat(40), (line, heardMs, any, cut) => {
				const { text, pieces } = line;
				const asked = pieceHeard(pieces, heardMs);
				if (!asked) return;
				for (const told of [any, asked.piece.text.slice(0, cut)]) {
					const heard = heardTextAsTold(text, asked, told);
					if (heard !== undefined) expect(text.startsWith(heard)).toBe(true);
				}
			}),
		);
	});
});
