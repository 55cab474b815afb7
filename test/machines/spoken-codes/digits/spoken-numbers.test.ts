import { describe, expect, test } from "vitest";
import {
	numbersIn,
	type Part,
} from "../../../../src/machines/spoken-codes/digits/spoken-numbers.js";
import { resultTokens } from "../../../support/codes/result-tokens.js";

function partsOf(...results: string[]): Part[] {
	return numbersIn(resultTokens(...results));
}

/** What was said, with each number as its digits, `,` for a break and `|` for a pause. */
function shown(...results: string[]): string {
	return partsOf(...results)
		.map(shownPart)
		.join(" ");
}

function shownPart(part: Part): string {
	if (part.kind === "number") return part.digits;
	if (part.kind === "word") return part.word;
	return part.kind === "break" ? "," : "|";
}

describe("numbers in words", () => {
	test.each([
		["four two seven one", "4 2 7 1"],
		["forty two seventy one", "42 71"],
		["forty dogs", "40 dogs"],
		["fourteen", "14"],
		["twelve seventy one", "12 71"],
		["twenty ten", "20 10"],
		["forty zero", "40 0"],
		["four hundred", "400"],
		["a hundred", "100"],
		["a hundred and one", "101"],
		["a thousand and one", "1001"],
		["a hundreds", "a hundreds"],
		["a dog", "a dog"],
		["four hundred twenty seven", "427"],
		["four hundred and twenty seven", "427"],
		["four hundred and dogs", "400 and dogs"],
		["forty two hundred seventy one", "4271"],
		["four thousand", "4000"],
		["four thousand two", "4002"],
		["four thousand two hundred", "4200"],
		["four thousand two hundred seventy one", "4271"],
		["four thousand two hundred and seventy one", "4271"],
		["four thousand and seventy one", "4071"],
		["four thousand, two hundred seventy one", "4271"],
		["four thousand, two", "4000 , 2"],
		["four thousand, one hundred", "4100"],
		["four thousand dogs, two hundred", "4000 dogs , 200"],
		["four thousand twelve hundred", "4000 1200"],
		["four thousand ten hundred", "4000 1000"],
		["four thousand nine hundred ninety nine", "4999"],
		["four hundred thousand", "400000"],
		["hundred", "hundred"],
		["four and two", "4 and 2"],
		["forty to seventy dogs", "40 to 70 dogs"],
		["forty for you", "40 for you"],
		["forty too", "42"],
	])('"%s": %s', (said, numbers) => {
		expect(shown(said)).toBe(numbers);
	});
});

describe("numbers that are partly in numerals", () => {
	test.each([
		["4 hundred and 27", "427"],
		["42 hundred 71", "4271"],
		["99 hundred", "9900"],
		["100 hundred", "100 hundred"],
		["4 thousand 271", "4271"],
		["four thousand, 271", "4271"],
		["four thousand, 71", "4000 , 71"],
		["999 thousand", "999000"],
		["1000 thousand", "1000 thousand"],
		["4 thousand 1000", "4000 1000"],
		["4 thousand 071", "4000 071"],
		["4th thousand", "4 ordinal thousand"],
		["forty 2nd", "40 2"],
		["42", "42"],
		["0042", "0042"],
	])('"%s": %s', (said, numbers) => {
		expect(shown(said)).toBe(numbers);
	});
});

describe("repeated digits", () => {
	test.each([
		["double four", "44"],
		["double 4", "44"],
		["triple oh", "000"],
		["double 42 7", "442 7"],
		["double dog", "double dog"],
		["double", "double"],
		["double forty", "double 40"],
		["two fours", "44"],
		["3 7s", "777"],
		["six ones", "111111"],
		["seven ones", "7 ones"],
		["one fours", "1 fours"],
		["two 42s", "2 42 plural"],
		["two dogs", "2 dogs"],
		["the fours", "the fours"],
		["two 4", "2 4"],
	])('"%s": %s', (said, numbers) => {
		expect(shown(said)).toBe(numbers);
	});
});

describe("what is a number only beside another one", () => {
	test.each([
		["oh", "oh"],
		["oh hello", "oh hello"],
		["oh 427", "0 427"],
		["427 oh", "427 0"],
		["oh four", "0 4"],
		["oh, um, four", "0 , um , 4"],
		["oh dear, four", "oh dear , 4"],
		["oh forty", "0 40"],
		["oh twelve", "0 12"],
		["oh double four", "0 44"],
		["oh oh seven", "0 0 7"],
		["o 7", "0 7"],
		["42nd 71", "42 71"],
		["71 42nd", "71 42"],
		["the 1984th time", "the 1984 ordinal time"],
		["4s", "4 plural"],
	])('"%s": %s', (said, numbers) => {
		expect(shown(said)).toBe(numbers);
	});

	test("also if a pause stands between them", () => {
		expect(shown("oh", "four")).toBe("0 | 4");
	});
});

describe("a number", () => {
	const plain = {
		kind: "number",
		withoutInvention: undefined,
		isDigitwise: false,
		isInWords: false,
		isTime: false,
		isDoubtful: false,
	};

	test.each([
		["42", { digits: "42" }],
		["4", { digits: "4", isDigitwise: true }],
		["four", { digits: "4", isDigitwise: true }],
		["zero", { digits: "0", isDigitwise: true }],
		["oh 4", { digits: "0", isDigitwise: true, isDoubtful: true }],
		["o 4", { digits: "0", isDigitwise: true, isDoubtful: true }],
		["forty two", { digits: "42", isInWords: true }],
		["forty", { digits: "40", isInWords: true }],
		["4 hundred", { digits: "400", isInWords: true }],
		["double four", { digits: "44", isDigitwise: true }],
		["double 42", { digits: "442" }],
		["two fours", { digits: "44", isDigitwise: true }],
		["42nd 1", { digits: "42" }],
		["06", { digits: "06" }],
	])('"%s": %j', (said, expected) => {
		expect(partsOf(said)[0]).toEqual({ ...plain, ...expected });
	});

	test.each([
		["5:06", { digits: "06", isTime: true, withoutInvention: "6" }],
		["5:00", { digits: "00", isTime: true }],
		["5:16", { digits: "16", isTime: true }],
		["5/27/06", { digits: "06", withoutInvention: "6" }],
	])('at the end of "%s": %j', (said, expected) => {
		expect(partsOf(said).at(-1)).toEqual({ ...plain, ...expected });
	});
});
