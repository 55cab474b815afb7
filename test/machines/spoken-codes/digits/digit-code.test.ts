import { describe, expect, test } from "vitest";
import { readDigitCode } from "../../../../src/machines/spoken-codes/digits/digit-code.js";
import { resultTokens } from "../../../support/codes/result-tokens.js";

function reading(...results: string[]) {
	return readDigitCode(resultTokens(...results));
}

describe("an utterance without a code", () => {
	test.each([
		["", { kind: "nothing" }],
		["hello", { kind: "nothing" }],
		["the code is", { kind: "nothing" }],
		["not 4275", { kind: "nothing" }],
		["I have two dogs", { kind: "talk", holdsCode: false }],
		["no dogs at all", { kind: "talk", holdsCode: false }],
		["I was born in 1984", { kind: "talk", holdsCode: true }],
		["4271 dogs", { kind: "talk", holdsCode: true }],
		["42", { kind: "part" }],
		["it's 427", { kind: "part" }],
		["4271, no", { kind: "part" }],
		["42, no, 71", { kind: "part" }],
		["4275, no, 1", { kind: "unclear" }],
		["4271 or 8036", { kind: "unclear" }],
		["it's 4271, this is 42", { kind: "unclear" }],
		["it's 43, it's 4271", { kind: "unclear" }],
		["1 2 3 4 5 6 7 8 9 0", { kind: "unclear" }],
	])('"%s": %j', (text, expected) => {
		expect(reading(text)).toEqual(expected);
	});
});

describe("an utterance with one code", () => {
	test.each([
		["4271", ["4271"], false],
		["4271, that's 4271", ["4271"], false],
		["four thousand", ["4000"], true],
		["forty two seventy", ["4270"], true],
		["oh 4271", ["04271", "4271"], false],
		["four two, it's four two seven one", ["4271"], false],
		["2 of us, the code is 4271, that's 4271", ["4271"], false],
	])('"%s": %j', (text, codes, isOpen) => {
		expect(reading(text)).toMatchObject({
			kind: "code",
			codes: codes.map((code) => ({ code })),
			isOpen,
		});
	});

	test("is less certain where it does not take the words as they stand", () => {
		const codes = [
			{ code: "04271", fit: 1 },
			{ code: "4271", fit: 0.9 },
		];
		expect(reading("oh 4271")).toMatchObject({ codes });
	});
});

describe("too few digits before a code", () => {
	test.each([
		["we are 2", "it's 4271"],
		["we are 2", "um, it's, 4271"],
		["we are 2", "hello", "this is 4271"],
	])("do no harm if the code begins anew after a pause: %s", (...results) => {
		expect(reading(...results)).toMatchObject({
			kind: "code",
			codes: [{ code: "4271" }],
		});
	});

	test.each([
		["we are 2, it's 4271"],
		["we are 2 it's", "4271"],
		["we are 2", "with 4271"],
		["we are", "2 it's 4271"],
		["we are 2, it's 4271", "it is"],
	])("leave open which digits are meant otherwise: %s", (...results) => {
		expect(reading(...results)).toEqual({ kind: "unclear" });
	});
});
