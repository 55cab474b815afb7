/**
 * Numbers that may be one number: "forty", a breath, "two" in two results of the recogniser; and "four
 * thousand two seventy one", which leaves out "hundred".
 */
import type { Item } from "../talk/items.js";
import type { SpokenNumber } from "./spoken-numbers.js";

/** The numbers of a run, with those joined that may belong together; `undefined` if no two do. */
export function joinedNumbers(
	items: readonly Item<SpokenNumber>[],
): readonly SpokenNumber[] | undefined {
	const joined: SpokenNumber[] = [];
	let hasPaused = false;
	let hasJoined = false;
	for (const item of items) {
		if (item.kind === "pause") hasPaused = true;
		if (item.kind !== "number") continue;
		const before = joined.at(-1);
		const whole = before && joinedWith(before, item, hasPaused);
		if (whole) joined.splice(-1, 1, whole);
		else joined.push(item);
		hasJoined ||= whole !== undefined;
		hasPaused = false;
	}
	return hasJoined ? joined : undefined;
}

/** Whether its words could go on: "forty" with "two", "four thousand" with "two hundred". */
export function mayGoOn({ digits, isInWords }: SpokenNumber): boolean {
	return isInWords && zerosToFill(digits) > 0;
}

function joinedWith(
	one: SpokenNumber,
	other: SpokenNumber,
	hasPaused: boolean,
): SpokenNumber | undefined {
	const digits = hasPaused ? sumOf(one, other) : withHundreds(one, other);
	return digits === undefined ? undefined : { ...other, digits };
}

/** "Forty" and "two", "4000" and "two hundred and seventy one"; but not "40" and "2", which may be 402. */
function sumOf(one: SpokenNumber, other: SpokenNumber): string | undefined {
	const zeros = zerosToFill(one.digits);
	const isRound = one.isInWords || zeros >= 3;
	const fits = other.digits.length <= zeros && /^[1-9]/.test(other.digits);
	if (!isRound || !fits) return undefined;
	return String(Number(one.digits) + Number(other.digits));
}

/** "Four thousand two" and "seventy one". */
function withHundreds(
	one: SpokenNumber,
	other: SpokenNumber,
): string | undefined {
	const [, thousands, hundreds] =
		/^([1-9]\d?)00([1-9])$/.exec(one.digits) ?? [];
	const areWords = one.isInWords && other.isInWords;
	if (!thousands || !areWords || other.digits.length !== 2) return undefined;
	return `${thousands}${hundreds}${other.digits}`;
}

/** How many zeros at its end other words could take the place of; none in "ten", which "two" does not make twelve. */
function zerosToFill(digits: string): number {
	const [, zeros = ""] = /[1-9](0+)$/.exec(digits) ?? [];
	return digits.endsWith("10") ? 0 : zeros.length;
}
