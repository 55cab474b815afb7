import {
	type Token,
	tokensOf,
} from "../../../src/machines/spoken-codes/talk/heard-tokens.js";

/** The tokens of one or several results of the recogniser, with a pause between them. */
export function resultTokens(...results: string[]): Token[] {
	return results.flatMap((text, at): Token[] =>
		at === 0 ? tokensOf(text) : [{ kind: "pause" }, ...tokensOf(text)],
	);
}
