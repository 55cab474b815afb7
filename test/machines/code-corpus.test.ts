import { describe, expect, test } from "vitest";
import {
	linesOf,
	outcomesThatMust,
	play,
	type Transcript,
	transcriptFiles,
} from "../support/transcripts.js";

/** Every good transcript that is known not to be understood, as "file: what is heard". */
const knownMisses: readonly string[] = [
	// "Read" is one of the words that people put around a code, and so is not compared with the codes.
	"word-codes.jsonl: read fox",
	// "St" is a street or a saint; nothing in the sound of the letters says which.
	"word-codes.jsonl: st bernard",
];

function heardIn({ heard }: Transcript): string {
	return heard
		.map((item) => (typeof item === "string" ? item : JSON.stringify(item)))
		.join(" | ");
}

const files = transcriptFiles().map((file) => ({
	file,
	transcripts: linesOf<Transcript>(file),
}));
const all = files.flatMap(({ transcripts }) => transcripts);

describe.each(files)("the transcripts of $file", ({ file, transcripts }) => {
	test.each(transcripts.map((each) => [heardIn(each), each] as const))(
		"%s",
		(heard, transcript) => {
			const isKnownMiss = knownMisses.includes(`${file}: ${heard}`);
			const expected = expect(play(transcript), transcript.why);
			if (isKnownMiss) expected.toEqual([]);
			else expected.toEqual(outcomesThatMust(transcript));
		},
	);
});

describe("the corpus as a whole", () => {
	const good = all.filter(({ must }) => must.startsWith("pair:"));
	const bad = all.filter(({ must }) => !must.startsWith("pair:"));

	test("is large, and good and bad are both in it", () => {
		expect(good.length).toBeGreaterThan(500);
		expect(bad.length).toBeGreaterThan(200);
	});

	test("has no false pair", () => {
		const wrong = all.filter((transcript) =>
			play(transcript).some(
				(outcome) => outcome !== "try" && outcome !== transcript.must,
			),
		);
		expect(wrong.map(heardIn)).toEqual([]);
	});

	test("is understood in 99 of 100 good transcripts", () => {
		const understood = good.filter((transcript) =>
			play(transcript).includes(transcript.must),
		);
		expect(understood.length / good.length).toBeGreaterThanOrEqual(0.99);
		expect(good.length - understood.length).toBe(knownMisses.length);
	});
});
