import {
	numbersIn,
	type SpokenNumber,
} from "../../../src/machines/spoken-codes/digits/spoken-numbers.js";
import {
	withPhrases,
	withRole,
} from "../../../src/machines/spoken-codes/talk/code-talk.js";
import type { Item } from "../../../src/machines/spoken-codes/talk/items.js";
import { resultTokens } from "./result-tokens.js";

/** What was said, in one or several results of the recogniser, with its numbers found. */
export function digitItems(...results: string[]): Item<SpokenNumber>[] {
	return numbersIn(withPhrases(resultTokens(...results))).map(withRole);
}
