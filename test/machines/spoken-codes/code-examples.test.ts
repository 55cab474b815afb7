import { describe, expect, test } from "vitest";
import { linesOf, play } from "../../support/deepgram/transcripts.js";

/** A row of the table in `docs/spoken-codes.md`: ways to say a code, or to say none. */
interface Example {
	readonly how: string;
	/** The code that all of them mean; `null` if they must never pair. */
	readonly code: string | null;
	readonly said: readonly string[];
}

const words = ["banana", "tiger", "firefly"];
const live = ["4271", "8036", "4427", "1984", "1045"];

function outcomesOf(text: string, code: string | null): string[] {
	const about = { heard: [text], must: "", why: "" };
	return code !== null && words.includes(code)
		? play({ ...about, live: words, words })
		: play({ ...about, live });
}

describe.each(linesOf<Example>("examples.jsonl"))("$how", ({ code, said }) => {
	test.each(said)("%s", (text) => {
		const paired = outcomesOf(text, code).filter((each) => each !== "try");
		expect(paired).toEqual(code === null ? [] : [`pair:${code}`]);
	});
});
