/**
 * "For to seven won" is what a recogniser writes for "four two seven one". Such a word is a digit only
 * where its neighbours make it one, so that "10 to 4" and "4271 for my game" stay what they are.
 */

import { roleOf, withRole } from "../talk/code-talk.js";
import { mayStandInside } from "../talk/items.js";
import { digitThatSoundsLike } from "../talk/number-words.js";
import { minDigits } from "./digit-count.js";
import type { Part, SpokenNumber } from "./spoken-numbers.js";

/** Turns each word that sounds like a digit, and is one by its neighbours, into that digit. */
export function withSoundAlikes(parts: readonly Part[]): Part[] {
	const stretches = digitwiseStretches(parts).filter(isSaidAsDigits(parts));
	const digits = new Map(
		stretches.flatMap((stretch) => soundAlikesIn(parts, stretch)),
	);
	if (digits.size === 0) return withLoneSoundAlike(parts);
	return parts.map((part, at) => digits.get(at) ?? part);
}

/** Indices of parts that follow each other with at most a breath or a filler between them. */
type Stretch = readonly number[];

function digitwiseStretches(parts: readonly Part[]): Stretch[] {
	const stretches: number[][] = [[]];
	parts.forEach((part, at) => {
		if (isDigitwise(part) || soundAlike(part)) stretches.at(-1)?.push(at);
		else if (!isPassedOver(part)) stretches.push([]);
	});
	return stretches;
}

/** Enough real digits in it; one is enough if nothing but digits is said: "for to seven won". */
function isSaidAsDigits(parts: readonly Part[]) {
	const said = parts.filter((part) => !isPassedOver(part));
	const isBare =
		said.length >= minDigits - 1 &&
		said.every((part) => isNumber(part) || soundAlike(part));
	return (stretch: Stretch): boolean => {
		const guesses = stretch.filter((at) => soundAlike(parts[at])).length;
		const digits = stretch.length - guesses;
		if (guesses === 0 || digits === 0) return false;
		return isBare || (digits >= 2 && digits >= guesses);
	};
}

function soundAlikesIn(
	parts: readonly Part[],
	stretch: Stretch,
): [number, SpokenNumber][] {
	return stretch.flatMap((at, place): [number, SpokenNumber][] => {
		const digit = soundAlike(parts[at]);
		const isFirst = place === 0;
		const isLast = place === stretch.length - 1;
		if (!digit) return [];
		if (isFirst && !mayBegin(parts, at)) return [];
		if (isLast && isNumber(neighbour(parts, at, 1))) return [];
		return [[at, spokenDigit(digit, isFirst || isLast)]];
	});
}

/** Whether a code may begin here: not behind "42", and not where "to" and "for" have their own sense. */
function mayBegin(parts: readonly Part[], at: number): boolean {
	const before = neighbour(parts, at, -1);
	return before === undefined || leadsIn(before);
}

/** "The code is …", "it's …", "no, …". */
function leadsIn(part: Part): boolean {
	if (part.kind !== "word") return false;
	const roles = ["announcement", "marker", "link", "correction"];
	return roles.includes(roleOf(part.word));
}

/**
 * "For 271" and "427 won", if nothing else is said, and "the code is for 271": one such word at one end of a
 * number of 3 digits.
 */
function withLoneSoundAlike(parts: readonly Part[]): Part[] {
	const alike = parts.findIndex(
		(part, at) => soundAlike(part) && completesNumber(parts, at),
	);
	return parts.map((part, at) => {
		const digit = at === alike ? soundAlike(part) : undefined;
		return digit ? spokenDigit(digit, true) : part;
	});
}

function completesNumber(parts: readonly Part[], at: number): boolean {
	const before = neighbour(parts, at, -1);
	const after = neighbour(parts, at, 1);
	if (isOfThree(after))
		return before === undefined ? isAlone(parts) : leadsIn(before);
	return isOfThree(before) && after === undefined && isAlone(parts);
}

function isOfThree(part: Part | undefined): boolean {
	return isNumber(part) && part.digits.length === 3;
}

function isAlone(parts: readonly Part[]): boolean {
	return parts.filter((part) => !isPassedOver(part)).length === 2;
}

function neighbour(
	parts: readonly Part[],
	at: number,
	step: 1 | -1,
): Part | undefined {
	let beside = at + step;
	for (; ; beside += step) {
		const part = parts[beside];
		if (!part || !isPassedOver(part)) return part;
	}
}

function isPassedOver(part: Part): boolean {
	return mayStandInside(withRole(part));
}

function soundAlike(part: Part | undefined): string | undefined {
	return part?.kind === "word" ? digitThatSoundsLike.get(part.word) : undefined;
}

function isDigitwise(part: Part): boolean {
	return part.kind === "number" && part.isDigitwise;
}

function isNumber(part: Part | undefined): part is SpokenNumber {
	return part?.kind === "number";
}

function spokenDigit(digits: string, isDoubtful: boolean): SpokenNumber {
	return {
		kind: "number",
		digits,
		withoutInvention: undefined,
		isDigitwise: true,
		isInWords: false,
		isTime: false,
		isDoubtful,
	};
}
