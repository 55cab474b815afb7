import { expect, test } from "vitest";
import { fieldsOf, parsedJson } from "../../src/protocol/json.js";

test("only an object has fields", () => {
	const texts = ['{"a":1}', "{}", "[1]", "null", '"text"', "7", "{", ""];
	expect(texts.map((text) => fieldsOf(parsedJson(text)))).toEqual([
		{ a: 1 },
		{},
		...Array(6).fill(undefined),
	]);
});
