import { expect, test } from "vitest";
import { isEcho } from "../../../src/machines/speaking/echo.js";

const said = ["The door is open now.", "Don't go in!"];

test.each([
	"door is open",
	"THE DOOR IS OPEN NOW",
	"is open",
	"don't go",
	"go, in",
])("what is being said comes back: %s", (heard) => {
	expect(isEcho(heard, said)).toBe(true);
});

test.each([
	["open", "a single word may be an answer in our own words"],
	["open is door", "the words come in another order"],
	["or is open", "a word is no piece of a longer one"],
	["is ope", "nor the beginning of one"],
	["now don't", "two lines are not one"],
	["dont go", "another word"],
	["", "nothing is heard"],
])("%j is the caller's: %s", (heard) => {
	expect(isEcho(heard, said)).toBe(false);
});

test("nothing is an echo of a line without words, or of none", () => {
	expect(isEcho("was here", ["", "…"])).toBe(false);
	expect(isEcho("open now", [])).toBe(false);
});
