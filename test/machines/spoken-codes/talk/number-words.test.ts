import { describe, expect, test } from "vitest";
import { readDigitCode } from "../../../../src/machines/spoken-codes/digits/digit-code.js";
import { tokensOf } from "../../../../src/machines/spoken-codes/talk/heard-tokens.js";

/** The likeliest code in a text; what the text is instead, if it is no code. */
function codeIn(text: string): string | undefined {
	const reading = readDigitCode(tokensOf(text));
	return reading.kind === "code" ? reading.codes[0]?.code : reading.kind;
}

/** Each word, with what it stands for. */
function eachOf(words: Readonly<Record<string, string>>): [string, string][] {
	return Object.entries(words).flatMap(([meaning, spellings]) =>
		spellings.split(" ").map((word): [string, string] => [word, meaning]),
	);
}

describe("words for a digit", () => {
	const digits = eachOf({
		0: "zero oh o nought naught aught nil",
		1: "one",
		2: "two",
		3: "three",
		4: "four",
		5: "five fife",
		6: "six",
		7: "seven",
		8: "eight",
		9: "nine niner",
	});

	test.each(digits)("%s is %s", (word, digit) => {
		expect(codeIn(`4 2 ${word} 7`)).toBe(`42${digit}7`);
	});

	test.each(digits.filter(([, digit]) => digit !== "0"))(
		"forty %s is 4%s",
		(word, digit) => {
			expect(codeIn(`71 forty ${word}`)).toBe(`714${digit}`);
		},
	);
});

describe("plurals of digits", () => {
	const plurals = eachOf({
		0: "zeros zeroes ohs noughts",
		1: "ones",
		2: "twos",
		3: "threes",
		4: "fours",
		5: "fives",
		6: "sixes",
		7: "sevens",
		8: "eights",
		9: "nines",
	});

	test.each(plurals)("two %s are two times %s", (word, digit) => {
		expect(codeIn(`4 7 two ${word}`)).toBe(`47${digit}${digit}`);
	});
});

describe("words for ten and more", () => {
	const numbers = eachOf({
		10: "ten",
		11: "eleven",
		12: "twelve",
		13: "thirteen",
		14: "fourteen",
		15: "fifteen",
		16: "sixteen",
		17: "seventeen",
		18: "eighteen",
		19: "nineteen",
		20: "twenty",
		30: "thirty",
		40: "forty fourty",
		50: "fifty",
		60: "sixty",
		70: "seventy",
		80: "eighty",
		90: "ninety",
	});

	test.each(numbers)("%s is %s", (word, digits) => {
		expect(codeIn(`${word} 71`)).toBe(`${digits}71`);
	});

	test.each(numbers)(
		"%s, beside which an oh is a zero, is %s",
		(word, digits) => {
			expect(codeIn(`oh ${word} 7`)).toBe(`0${digits}7`);
		},
	);
});

describe("ordinals that recognisers write behind tens", () => {
	const ordinals = eachOf({
		1: "first",
		2: "second",
		3: "third",
		4: "fourth",
		5: "fifth",
		6: "sixth",
		7: "seventh",
		8: "eighth",
		9: "ninth",
	});

	test.each(ordinals)("seventy %s is 7%s", (word, digit) => {
		expect(codeIn(`forty two seventy ${word}`)).toBe(`427${digit}`);
	});
});

describe("words that repeat the next digit", () => {
	test.each([
		["double", "7744"],
		["triple", "77444"],
		["treble", "77444"],
		["quadruple", "774444"],
	])("%s", (word, code) => {
		expect(codeIn(`7 7 ${word} four`)).toBe(code);
	});
});

describe("words that sound like a digit", () => {
	const soundAlikes = eachOf({
		1: "won wan juan",
		2: "to too",
		3: "tree free",
		4: "for fore",
		6: "sex sicks",
		8: "ate",
		9: "nein",
	});

	test.each(soundAlikes)("%s is %s among digits", (word, digit) => {
		expect(codeIn(`4 2 ${word} 7`)).toBe(`42${digit}7`);
	});

	test.each(soundAlikes)("%s is %s behind double", (word, digit) => {
		expect(codeIn(`4 2 double ${word}`)).toBe(`42${digit}${digit}`);
	});

	test.each(soundAlikes.filter(([word]) => word !== "to" && word !== "for"))(
		"%s is %s behind seventy",
		(word, digit) => {
			expect(codeIn(`forty two seventy ${word}`)).toBe(`427${digit}`);
		},
	);
});
