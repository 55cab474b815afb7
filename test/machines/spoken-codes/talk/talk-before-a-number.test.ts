import { describe, expect, test } from "vitest";
import { play } from "../../../support/deepgram/transcripts.js";

/** What comes of these results while 4271 is live. */
function outcomesOf(...heard: string[]): string[] {
	return play({ heard, live: ["4271"], must: "", why: "" });
}

function wordsIn(list: string): string[] {
	return list.split(" ");
}

describe("talk that breaks off before a number says what the number is", () => {
	test.each(
		wordsIn(
			"in at since by of about around until till before after from than over under between almost nearly was is are were year number code flight bus route highway room channel",
		),
	)('"My friend\'s birthday %s" … "4271"', (word) => {
		expect(outcomesOf(`My friend's birthday ${word}`, "4271")).toEqual([]);
	});

	test.each(wordsIn("tomorrow yesterday party again please"))(
		'but "My friend\'s birthday %s" does not',
		(word) => {
			expect(outcomesOf(`My friend's birthday ${word}`, "4271")).toEqual([
				"pair:4271",
			]);
		},
	);
});

describe("a full stop behind an abbreviation ends no sentence", () => {
	test.each(wordsIn("mr mrs ms dr prof st no nr vs approx ca etc jr sr"))(
		'"Our neighbour said %s. 4271"',
		(word) => {
			expect(outcomesOf(`Our neighbour said ${word}. 4271`)).toEqual([]);
		},
	);

	test.each(wordsIn("hello Peter tomorrow"))(
		'but it does in "Our neighbour said %s. 4271"',
		(word) => {
			expect(outcomesOf(`Our neighbour said ${word}. 4271`)).toEqual([
				"pair:4271",
			]);
		},
	);
});
