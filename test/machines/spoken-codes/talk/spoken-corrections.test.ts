import { describe, expect, test } from "vitest";
import type { SpokenNumber } from "../../../../src/machines/spoken-codes/digits/spoken-numbers.js";
import type { Item } from "../../../../src/machines/spoken-codes/talk/items.js";
import { corrected } from "../../../../src/machines/spoken-codes/talk/spoken-corrections.js";
import { digitItems } from "../../../support/codes/digit-items.js";

function isNumber(item: Item<SpokenNumber>): item is SpokenNumber {
	return item.kind === "number";
}

/** What still holds: its numbers; and whether something was put in the place of what was said, or will be. */
function left(...results: string[]): string {
	const { items, isCorrection, isWithdrawn } = corrected(
		digitItems(...results),
		isNumber,
	);
	const numbers = items.filter(isNumber).map(({ digits }) => digits);
	return [
		...numbers,
		...(isCorrection ? ["corrected"] : []),
		...(isWithdrawn ? ["withdrawn"] : []),
	].join(" ");
}

describe("what still holds of", () => {
	test.each([
		["4271", "4271"],
		["hello", ""],
		["no", ""],
		["sorry", ""],
		["not me, no", ""],
		["4275, no, 4271", "4271 corrected"],
		["4275, no, 4272, no, 4271", "4271 corrected"],
		["4275, sorry, 4271", "4271 corrected"],
		["no, 4271", "4271"],
		["sorry, 4271", "4271"],
		["no, no, 42 71", "42 71"],
		["42 no 71 28", "71 28 corrected"],
		["4271, no", "4271 withdrawn"],
		["4271, no, sorry, um", "4271 withdrawn"],
		["4271, sorry", "4271"],
		["4275, no, 4271, no", "4271 corrected withdrawn"],
		["not 4275", ""],
		["not 42 75", ""],
		["not 42 um 75", ""],
		["not the 4275", ""],
		["not my 4275", ""],
		["not, um, 4275", ""],
		["not 4275 but 4271", "4271"],
		["not 4275 it's 4271", "4271"],
		["4271 not 4275", "4271"],
		["4271 not 4275 hello 42", "4271 42"],
		["4275 that's not it 4271", "4271 corrected"],
		["4275 that's not it", "4275 withdrawn"],
		["4271 this is not a dog", "4271 withdrawn"],
		["this is not it 4271", "4271"],
		["not there 4271", "4271"],
		["not Tommy 4271", "4271"],
	])("%s: %s", (said, holds) => {
		expect(left(said)).toBe(holds);
	});

	test("several results", () => {
		expect(left("4275", "no", "4271")).toBe("4271 corrected");
		expect(left("not", "4275")).toBe("");
	});
});

test("as many items are left, with talk that says nothing in the place of what was taken back", () => {
	const items = digitItems("4275, no, 4271");
	const { items: after } = corrected(items, isNumber);
	expect(after.slice(1)).toEqual(items.slice(1));
	expect(after[0]).toMatchObject({ kind: "talk", role: "frame" });
});
