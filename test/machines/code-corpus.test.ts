import { describe, expect, test } from "vitest";
import {
	linesOf,
	outcomesThatMust,
	play,
	type Transcript,
	transcriptFiles,
} from "../support/transcripts.js";

/** Good transcripts that are known not to be understood, as "file: what is heard". */
const knownMisses: readonly string[] = [];

function heardIn({ heard }: Transcript): string {
	return heard
		.map((item) => (typeof item === "string" ? item : JSON.stringify(item)))
		.join(" | ");
}

describe.each(transcriptFiles())("the transcripts of %s", (file) => {
	const transcripts = linesOf<Transcript>(file);

	test.each(transcripts.map((each) => [heardIn(each), each] as const))(
		"%s",
		(heard, transcript) => {
			const outcomes = play(transcript);
			if (knownMisses.includes(`${file}: ${heard}`)) {
				expect(outcomes, "no longer a miss").not.toEqual(
					outcomesThatMust(transcript),
				);
			} else {
				expect(outcomes, transcript.why).toEqual(outcomesThatMust(transcript));
			}
		},
	);
});
