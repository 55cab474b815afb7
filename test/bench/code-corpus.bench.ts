/** How much of the corpus is understood, and each good transcript that is not. */
import { expect, test } from "vitest";
import { table, writeSection } from "../support/bench/results-page.js";
import {
	type CorpusTranscript,
	corpus,
	isGood,
	missesIn,
	shownAs,
} from "../support/codes/corpus.js";
import { play } from "../support/deepgram/transcripts.js";

test("the corpus of transcripts", () => {
	const all = corpus();
	const good = all.filter(isGood);
	const misses = missesIn(all);
	const understood = 1 - misses.length / good.length;
	const falsePairs = all.filter(isFalsePair);
	const files = [...new Set(all.map(({ file }) => file))];
	const text = [
		"Transcripts written as recognisers write (`test/corpus`), by hand and not recorded: the figures say which forms are understood, not how often people use them. **Good**: a code is said that a game shows. **Bad**: ordinary talk, parts of longer numbers, near misses, recitations.",
		`Of ${good.length} good transcripts ${(understood * 100).toFixed(1)} % are understood (the bar is 99); of all ${all.length} transcripts ${falsePairs.length} pair with a wrong game (the bar is none).`,
		table(
			["file", "good", "understood", "bad", "false pairs"],
			files.map((file) => {
				const own = all.filter((each) => each.file === file);
				const missed = misses.filter((each) => each.file === file).length;
				const ownGood = own.filter(isGood).length;
				return [
					file.replace(".jsonl", ""),
					ownGood,
					ownGood - missed,
					own.length - ownGood,
					own.filter(isFalsePair).length,
				];
			}),
		),
		"Every good transcript that is not understood:",
		table(
			["heard", "means", "why it is missed"],
			misses.map((miss) => [
				shownAs(miss),
				miss.must.replace("pair:", ""),
				miss.missed ?? "not known",
			]),
		),
	];
	writeSection("Understanding codes: the corpus", text);
	process.stdout.write(`\n${text.join("\n\n")}\n`);
	expect(falsePairs.map(shownAs)).toEqual([]);
	expect(understood).toBeGreaterThanOrEqual(0.99);
});

function isFalsePair(transcript: CorpusTranscript): boolean {
	return play(transcript).some(
		(outcome) => outcome !== "try" && outcome !== transcript.must,
	);
}
