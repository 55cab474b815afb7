import {
	numbersIn,
	type SpokenNumber,
} from "../../../src/machines/spoken-codes/digits/spoken-numbers.js";
import {
	withPhrases,
	withRole,
} from "../../../src/machines/spoken-codes/talk/code-talk.js";
import {
	type Token,
	tokensOf,
} from "../../../src/machines/spoken-codes/talk/heard-tokens.js";
import type { Item } from "../../../src/machines/spoken-codes/talk/items.js";

/** What was said, in one or several results of the recogniser, with its numbers found. */
export function digitItems(...results: string[]): Item<SpokenNumber>[] {
	const tokens = results.flatMap((text, at): Token[] =>
		at === 0 ? tokensOf(text) : [{ kind: "pause" }, ...tokensOf(text)],
	);
	return numbersIn(withPhrases(tokens)).map(withRole);
}
