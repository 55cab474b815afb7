/**
 * Numbers that follow each other, and the codes that they make. A breath, a filler or the end of a result
 * may stand between them: "42 … um … 71".
 */
import { type Item, mayStandInside } from "../talk/items.js";
import { maxDigits, minDigits } from "./digit-count.js";
import { joinedNumbers, mayGoOn } from "./joined-numbers.js";
import type { SpokenNumber } from "./spoken-numbers.js";

/** Numbers without any other talk between them. */
export interface Run {
	/** Indices in the utterance. */
	readonly first: number;
	readonly last: number;
	readonly items: readonly Item<SpokenNumber>[];
}

/** The runs of an utterance, in order. */
export function runsOf(items: readonly Item<SpokenNumber>[]): Run[] {
	const places: { first: number; last: number }[] = [];
	let current: { first: number; last: number } | undefined;
	items.forEach((item, at) => {
		if (item.kind === "number" && current) current.last = at;
		else if (item.kind === "number") {
			current = { first: at, last: at };
			places.push(current);
		} else if (!mayStandInside(item)) current = undefined;
	});
	return places.map(({ first, last }) => ({
		first,
		last,
		items: items.slice(first, last + 1),
	}));
}

/**
 * The codes that a run may mean, best first; none if it has too few or too many digits. At most one of
 * each length, since more would give a stranger who speaks unclearly more guesses than he is allowed.
 */
export function codesOf(run: Run): readonly string[] {
	if (isRecited(run)) return [];
	const joined = joinedNumbers(run.items);
	const readings = [
		...readingsOf(numbersOf(run.items)),
		...(joined ? readingsOf(joined) : []),
	];
	const codes = readings.flatMap((digits) => [...unitsOf(digits), digits]);
	const byLength = new Map<number, string>();
	for (const code of [...codes, ...retakesIn(run)]) {
		if (!byLength.has(code.length)) byLength.set(code.length, code);
	}
	return [...byLength.values()].filter(isCodeLong);
}

/** Whether a run has digits enough for a code. */
export function isLongEnough(run: Run): boolean {
	return readingsOf(numbersOf(run.items)).some(
		(digits) => digits.length >= minDigits,
	);
}

/** Whether each digit was said on its own. */
export function isDigitwise(run: Run): boolean {
	return numbersOf(run.items).every((number) => number.isDigitwise);
}

/** Whether its last number is in words that could go on: "four thousand", "forty two seventy". */
export function isOpenRun(run: Run): boolean {
	const last = numbersOf(run.items).at(-1);
	return last !== undefined && mayGoOn(last);
}

/** The digits as they stand. */
export function digitsOf(items: readonly Item<SpokenNumber>[]): string {
	return numbersOf(items)
		.map(({ digits }) => digits)
		.join("");
}

/** More numbers than even a code that is said over and over again has. */
function isRecited({ items }: Run): boolean {
	return items.length > maxDigits * 8;
}

function isCodeLong({ length }: string): boolean {
	return length >= minDigits && length <= maxDigits;
}

/** All ways to read the numbers in turn; the first takes each unchanged. */
function readingsOf(numbers: readonly SpokenNumber[]): string[] {
	const tooMany = 16;
	return numbers.reduce<string[]>(
		(readings, number, at) => {
			const isEdge = at === 0 || at === numbers.length - 1;
			return waysToRead(number, isEdge)
				.flatMap((way) => readings.map((digits) => digits + way))
				.slice(0, tooMany);
		},
		[""],
	);
}

function waysToRead(number: SpokenNumber, isEdge: boolean): string[] {
	const { digits, withoutInvention, isDoubtful } = number;
	const ways = [digits];
	if (withoutInvention !== undefined) ways.push(withoutInvention);
	if (isDoubtful && isEdge) ways.push("");
	return ways;
}

/** The code in "4271 4271", which is said more than once and nothing else with it. */
function unitsOf(digits: string): string[] {
	const units: string[] = [];
	for (let length = minDigits; length <= digits.length / 2; length++) {
		const unit = digits.slice(0, length);
		if (unit.repeat(digits.length / length) === digits) units.push(unit);
	}
	return units;
}

/**
 * The code of a caller who stops and starts again: "four two, um, four two seven one", or who looks again
 * and finds another one: "4275, hang on, 4271".
 */
function retakesIn({ items }: Run): string[] {
	const digits = digitsOf(items);
	let said = 0;
	return items.flatMap((item) => {
		if (item.kind === "number") said += item.digits.length;
		if (item.kind !== "talk" && item.kind !== "pause") return [];
		const before = digits.slice(0, said);
		const after = digits.slice(said);
		const isFalseStart = after.startsWith(before);
		const isSecondLook = looksAgain(item) && before.length === after.length;
		return isFalseStart || isSecondLook ? [after] : [];
	});
}

/** "Hang on", "let me see", "one second": not the "and" and "um" that people say between digits. */
function looksAgain(item: Item<SpokenNumber>): boolean {
	return (
		item.kind === "talk" &&
		/^(hang|hold|let|lets|let's|one|just) /.test(item.word)
	);
}

function numbersOf(items: readonly Item<SpokenNumber>[]): SpokenNumber[] {
	return items.filter((item) => item.kind === "number");
}
