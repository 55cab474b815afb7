import { expect, test } from "vitest";
import {
	codeLengths,
	maxLiveCodes,
} from "../../../src/machines/codes/code-length.js";

test("codes have four digits at least, and nine at most", () => {
	expect(codeLengths).toEqual([4, 5, 6, 7, 8, 9]);
});

test.each([
	[4, 3, 2],
	[5, 3, 24],
	[6, 3, 249],
	[4, 1, 4],
	[4, 9, 0],
])(
	"of %i digits, with %i tries, %i codes are live at most",
	(digits, tries, most) => {
		expect(maxLiveCodes(digits, tries)).toBe(most);
	},
);
