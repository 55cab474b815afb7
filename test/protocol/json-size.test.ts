import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsedJsonOfStranger } from "../../src/protocol/json.js";
import { isCheapJson } from "../../src/protocol/json-size.js";

const bounds = { depth: 4, values: 50 };
/** Short texts are not looked at. */
const padding = " ".repeat(500);

describe("by its depth and its number of values", () => {
	test.each([
		["[[[[1]]]]", true],
		["[[[[[1]]]]]", false],
		['{"a":{"a":{"a":{"a":1}}}}', true],
		['{"a":{"a":{"a":{"a":{"a":1}}}}}', false],
		["[[],[],[],[],[],[]]", true],
		[JSON.stringify(Array(48).fill(0)), true],
		[JSON.stringify(Array(60).fill(0)), false],
		[JSON.stringify(Array(30).fill([])), false],
		["[".repeat(100), false],
	])("%s is judged", (text, isCheap) => {
		expect(isCheapJson(text + padding, bounds)).toBe(isCheap);
	});

	test.each([
		JSON.stringify("[{,".repeat(1_000)),
		JSON.stringify({ '[[[["': '\\"[[[[[,,,,,"\\\\' }) + padding,
		`"${"[,".repeat(500)}`,
		`"${"\\".repeat(501)}`,
	])("what stands in a string counts as nothing: %#", (text) => {
		expect(isCheapJson(text, bounds)).toBe(true);
	});
});

test("whatever JSON it is: it is judged by what is in it", () => {
	fc.assert(
		fc.property(fc.jsonValue({ depthSize: "large", maxDepth: 12 }), (value) => {
			const text = JSON.stringify(value) + padding;
			const { depth, values } = sizeOf(value);
			const isCheap = isCheapJson(text, bounds);
			if (depth > bounds.depth) expect(isCheap).toBe(false);
			else if (values + depth < bounds.values / 2) expect(isCheap).toBe(true);
			else if (values > bounds.values * 2) expect(isCheap).toBe(false);
		}),
	);
});

test("a stranger's text that costs too much is as one that cannot be read", () => {
	expect(parsedJsonOfStranger(`[1]${padding}`)).toEqual([1]);
	expect(parsedJsonOfStranger("[".repeat(20) + padding)).toBeUndefined();
	const deep = "[".repeat(300) + "]".repeat(300);
	expect(parsedJsonOfStranger(deep)).toBeUndefined();
});

/** How deep a value is, and how many values are in it, itself included. */
function sizeOf(value: unknown): { depth: number; values: number } {
	if (typeof value !== "object" || value === null)
		return { depth: 0, values: 1 };
	const inner = Object.values(value).map(sizeOf);
	return {
		depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
		values: inner.reduce((sum, { values }) => sum + values, 1),
	};
}
