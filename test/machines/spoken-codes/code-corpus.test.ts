import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
	corpus,
	isGood,
	missesIn,
	shownAs,
} from "../../support/codes/corpus.js";
import { outcomesThatMust, play } from "../../support/deepgram/transcripts.js";

const all = corpus();
const files = [...new Set(all.map(({ file }) => file))].map((file) => ({
	file,
	transcripts: all.filter((transcript) => transcript.file === file),
}));

describe.each(files)("the transcripts of $file", ({ transcripts }) => {
	test.each(transcripts.map((each) => [shownAs(each), each] as const))(
		"%s",
		(_, transcript) => {
			const expected = expect(play(transcript), transcript.why);
			if (transcript.missed === undefined)
				expected.toEqual(outcomesThatMust(transcript));
			else expected.not.toContain(transcript.must);
		},
	);
});

describe("the corpus as a whole", () => {
	const good = all.filter(isGood);

	test("is large, and good and bad are both in it", () => {
		expect(good.length).toBeGreaterThan(500);
		expect(all.length - good.length).toBeGreaterThan(200);
	});

	test("has no false pair", () => {
		const wrong = all.filter((transcript) =>
			play(transcript).some(
				(outcome) => outcome !== "try" && outcome !== transcript.must,
			),
		);
		expect(wrong.map(shownAs)).toEqual([]);
	});

	test("is understood in 99 of 100 good transcripts", () => {
		const misses = missesIn(all);
		expect(1 - misses.length / good.length).toBeGreaterThanOrEqual(0.99);
	});

	test("has its misses listed on the results page", () => {
		const page = readFileSync(
			new URL("../../../BENCHMARKS.md", import.meta.url),
			"utf8",
		);
		for (const miss of missesIn(all)) expect(page).toContain(shownAs(miss));
	});
});
