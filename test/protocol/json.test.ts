import { describe, expect, test } from "vitest";
import {
	fieldsOf,
	parsedJson,
	parsedJsonAsWritten,
} from "../../src/protocol/json.js";

test("only an object has fields", () => {
	const texts = ['{"a":1}', "{}", "[1]", "null", '"text"', "7", "{", ""];
	expect(texts.map((text) => fieldsOf(parsedJson(text)))).toEqual([
		{ a: 1 },
		{},
		...Array(6).fill(undefined),
	]);
});

describe("half a character", () => {
	test.each([
		[String.raw`"\ud83d"`, "\ufffd"],
		[String.raw`"a \uD83C"`, "a \ufffd"],
		[String.raw`"\udf89\ud83c"`, "\ufffd\ufffd"],
		['"\ud83c"', "\ufffd"],
		[String.raw`"\ud83c\udf89"`, "🎉"],
		[String.raw`"\\ud83d"`, String.raw`\ud83d`],
		[String.raw`[1,["\ud83d",null]]`, [1, ["\ufffd", null]]],
		[String.raw`{"a":{"b":["\ud83d"]}}`, { a: { b: ["\ufffd"] } }],
		[
			String.raw`{"\ud83d":{"\ud83d":"\ud83d"}}`,
			{ "\ufffd": { "\ufffd": "\ufffd" } },
		],
	])("in %s is repaired", (text, value) => {
		expect(parsedJson(text)).toEqual(value);
	});

	test("in the name of a prototype's neighbour changes no prototype", () => {
		const value = parsedJson(
			String.raw`{"__proto__":{"x":"\ud83d"},"\ud83d":1}`,
		);
		expect(Object.keys(value as object)).toEqual(["__proto__", "\ufffd"]);
		expect(({} as { x?: unknown }).x).toBeUndefined();
	});

	test("in what is too deep is no JSON, and throws nothing", () => {
		const deep = "[".repeat(100_000) + "]".repeat(100_000);
		expect(() => parsedJson(String.raw`["\ud83d",${deep}]`)).not.toThrow();
	});

	test("is there for those who want it as it was written", () => {
		expect(parsedJsonAsWritten(String.raw`{"\ud83d":"\ud83d"}`)).toEqual({
			"\ud83d": "\ud83d",
		});
		expect(parsedJsonAsWritten("{")).toBeUndefined();
	});
});
