/**
 * "I want to play. It's 4271." says two things, and only one of them is about the code. Only where the
 * recogniser writes punctuation: results that were cut apart by a pause are told apart in `gathered-speech.ts`.
 */
import { dangles } from "./code-context.js";
import { roleOf } from "./code-talk.js";
import {
	type AnyItem,
	type Item,
	isStray,
	isTalk,
	type Talk,
} from "./items.js";
import type { Role } from "./roles.js";

/** Leaves out the sentences that are ordinary talk of their own, if anything else is left that belongs to a code. */
export function withoutOtherSentences<Said extends AnyItem>(
	items: readonly Item<Said>[],
	isSaid: (item: Item<Said>) => item is Said,
): readonly Item<Said>[] {
	if (!items.some(isSaid)) return items;
	return sentencesIn(items)
		.filter((sentence) => !isAside(sentence, isSaid))
		.flat();
}

function sentencesIn<Said extends AnyItem>(
	items: readonly Item<Said>[],
): Item<Said>[][] {
	const sentences: Item<Said>[][] = [[]];
	for (const item of items) {
		sentences.at(-1)?.push(item);
		if (endsSentence(item)) sentences.push([]);
	}
	return sentences;
}

function endsSentence(item: AnyItem): boolean {
	return "endsSentence" in item && item.endsSentence === true;
}

/** Talk that ends, has nothing of a code in it, and says nothing about a number that comes before or after it. */
function isAside<Said extends AnyItem>(
	sentence: readonly Item<Said>[],
	isSaid: (item: Item<Said>) => item is Said,
): boolean {
	const words = sentence.filter(isTalk);
	const last = words.at(-1);
	return (
		endsSentence(sentence.at(-1) ?? { kind: "none" }) &&
		!sentence.some(isSaid) &&
		words.some(isStray) &&
		!words.some(concernsNumbers) &&
		last !== undefined &&
		!dangles(last.word) &&
		!abbreviations.has(last.word)
	);
}

/** "Dollars", "no", "not", "code", "phone number". */
function concernsNumbers({ word, role }: Talk): boolean {
	const noun = roleOf(word.slice(word.lastIndexOf(" ") + 1));
	return [role, noun].some((each) => rolesOfNumbers.includes(each));
}

const rolesOfNumbers: readonly Role[] = [
	"unit",
	"correction",
	"denial",
	"announcement",
	"marker",
];

const abbreviations = new Set(
	"mr, mrs, ms, dr, prof, st, no, nr, vs, approx, ca, etc, jr, sr".split(", "),
);
