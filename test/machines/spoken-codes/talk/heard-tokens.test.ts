import { describe, expect, test } from "vitest";
import {
	folded,
	type Token,
	tokensOf,
} from "../../../../src/machines/spoken-codes/talk/heard-tokens.js";

/** The tokens on one line: words, `digits/form`, and `,` or `.` for a break. */
function shown(text: string): string {
	return tokensOf(text).map(shownToken).join(" ");
}

function shownToken(token: Token): string {
	if (token.kind === "word") return token.word;
	if (token.kind === "break") return token.endsSentence ? "." : ",";
	return token.kind === "numeral" ? `${token.digits}/${token.form}` : "|";
}

describe("a transcript is cut into words", () => {
	test.each([
		["", ""],
		["Hello  World", "hello world"],
		["It’s O`Hara's", "it's o'hara's"],
		["'quoted' words'", "quoted words"],
		["crème brûlée", "creme brulee"],
		["ｆｏｕｒ", "four"],
		["fortytwo", "forty two"],
		["seventyone times", "seventy one times"],
		["pretty fortyish twentyfirst", "pretty fortyish twentyfirst"],
		["emptytwo fiftyx", "emptytwo fiftyx"],
		["afortytwo", "afortytwo"],
		["4271a b4", "4271a b4"],
		["50% off", "50/plain percent off"],
		["you & me @ home", "you and me at home"],
		["(hello) [there] $ *", "hello there"],
	])('"%s": %s', (text, tokens) => {
		expect(shown(text)).toBe(tokens);
	});
});

describe("and into numerals", () => {
	test.each([
		["4271", "4271/plain"],
		["42nd 1st 3rd 4th", "42/ordinal 1/ordinal 3/ordinal 4/ordinal"],
		["4s 4's", "4/plural 4/plain"],
		["$42.71", "42/plain 71/plain"],
		["4,271", "4/plain 271/plain"],
		["4-2-7-1", "4/plain 2/plain 7/plain 1/plain"],
		["4:27", "4/plain 27/minutes"],
		["14:27", "14/plain 27/minutes"],
		["4:2", "4/plain 2/plain"],
		["4:271", "4/plain 271/plain"],
		["4:27pm", "4/plain 27pm"],
		["4:27:1", "4/plain 27/plain 1/plain"],
		["114:27", "114/plain 27/plain"],
		["4/27/06", "4/plain 27/plain 06/padded year"],
		["14/27/06", "14/plain 27/plain 06/padded year"],
		["4/27/16", "4/plain 27/plain 16/plain"],
		["4/27/00", "4/plain 27/plain 00/plain"],
		["4/27/061", "4/plain 27/plain 061/plain"],
		["4/27/06/1", "4/plain 27/plain 06/plain 1/plain"],
		["114/27/06", "114/plain 27/plain 06/plain"],
		["4/127/06", "4/plain 127/plain 06/plain"],
	])('"%s": %s', (text, tokens) => {
		expect(shown(text)).toBe(tokens);
	});
});

describe("and at punctuation where a reader breathes", () => {
	test.each([
		["4271, please", "4271/plain , please"],
		["no; wait: what", "no , wait , what"],
		["No. Wait! What?", "no . wait . what ."],
		["well... 4", "well . 4/plain"],
		["no – wait — what", "no , wait , what"],
		["no–wait", "no , wait"],
		["no - wait -- what", "no , wait , what"],
		["twenty-one", "twenty one"],
		["a.b", "a b"],
	])('"%s": %s', (text, tokens) => {
		expect(shown(text)).toBe(tokens);
	});
});

test("folded text has lower case, no accents and one kind of apostrophe", () => {
	expect(folded("ÉCOLE ‘l’été` NO")).toBe("ecole 'l'ete' no");
});
