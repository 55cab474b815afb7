/**
 * Tells a code from a number in ordinary talk, by the words around it. A caller who gives a code says
 * little else; the rules below are the only exceptions.
 */
import {
	type AnyItem,
	hasRole,
	type Item,
	isBreath,
	isStray,
} from "./items.js";

/** Beside a code that is announced ("the code is …"), this many stray words are forgiven. */
const maxStraysIfAnnounced = 8;

/** Where something like a code stands: indices in the utterance. */
export interface Place {
	readonly first: number;
	readonly last: number;
	/** Said digit by digit, as people rarely say an amount, a year or a time. */
	readonly isDigitwise: boolean;
}

/**
 * Whether an utterance is ordinary talk, although it may have a code's digits in it. It is, if it has a
 * stray word, unless (1) the code is announced as one, or (2) the code was said digit by digit and one
 * stray word follows, as when the recogniser misheard "please".
 */
export function isOrdinaryTalk<Said extends AnyItem>(
	items: readonly Item<Said>[],
	places: readonly Place[],
): boolean {
	const strays = items.flatMap((item, at) => (isForeign(item) ? [at] : []));
	if (strays.length === 0) return false;
	const mayStray =
		strays.length <= maxStraysIfAnnounced && isOneAnnounced(items, places);
	return !mayStray && !isForgivable(items, strays, places);
}

/** Whether "code", "pin" or the like announces what stands in one of these places, and nothing is denied. */
export function isOneAnnounced<Said extends AnyItem>(
	items: readonly Item<Said>[],
	places: readonly Place[],
): boolean {
	if (items.some((item) => hasRole(item, "denial"))) return false;
	return places.some((place) => isAnnounced(items, place));
}

/** Whether no unit makes it an amount. */
function isAnnounced<Said extends AnyItem>(
	items: readonly Item<Said>[],
	{ first, last }: Place,
): boolean {
	if (hasRole(nextTalk(items, last, 1), "unit")) return false;
	let at = first - 1;
	while (isBetween(items[at])) at--;
	if (!hasRole(items[at], "announcement")) return false;
	// "Zip code", "bank pin": what is announced is another kind of number.
	return !isForeign(items[at - 1]);
}

const danglingWords = new Set(
	`in, at, since, by, of, about, around, until, till, before, after, from, than, over, under, between,
	almost, nearly, was, is, are, were, year, number, code, flight, bus, route, highway, room, channel`
		.split(",")
		.map((word) => word.trim()),
);

/** Whether talk that ends with this word goes on with the next number: "I was born in …". */
export function dangles(word: string): boolean {
	return danglingWords.has(word);
}

function isForgivable<Said extends AnyItem>(
	items: readonly Item<Said>[],
	strays: readonly number[],
	places: readonly Place[],
): boolean {
	const [stray, another] = strays;
	if (stray === undefined || another !== undefined) return false;
	if (hasRole(items[stray], "unit") || places.length === 0) return false;
	return places.every((place) => place.isDigitwise && place.last < stray);
}

/** A stray word, or a unit that makes the number before it an amount. */
function isForeign(item: AnyItem | undefined): boolean {
	return isStray(item) || hasRole(item, "unit");
}

function nextTalk<Said extends AnyItem>(
	items: readonly Item<Said>[],
	from: number,
	step: 1 | -1,
): Item<Said> | undefined {
	let at = from + step;
	while (isBreath(items[at])) at += step;
	return items[at];
}

/** What may stand between an announcement and its code: "is", "um", a breath. */
function isBetween(item: AnyItem | undefined): boolean {
	return hasRole(item, "link") || hasRole(item, "filler") || isBreath(item);
}
