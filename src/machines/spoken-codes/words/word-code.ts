/** Reads an utterance as one of the operator's word codes, with the same care as a code of digits. */

import type { ReadCode, Reading } from "../digits/digit-code.js";
import { isOrdinaryTalk, type Place } from "../talk/code-context.js";
import type { Token } from "../talk/heard-tokens.js";
import { type Item, isStray } from "../talk/items.js";
import { withoutOtherSentences } from "../talk/other-sentences.js";
import { corrected } from "../talk/spoken-corrections.js";
import { beginsCode, type Mention, mentionsIn } from "./word-mentions.js";

type WordItem = Item<Mention>;

/** Reads an utterance as a code out of this list. */
export function readWordCode(
	tokens: readonly Token[],
	codes: readonly string[],
): Reading {
	const items = withoutOtherSentences(mentionsIn(tokens, codes), isMention);
	const left = corrected(items, isMention);
	const mentions = left.items.filter(isMention);
	if (mentions.length === 0) return readUnknownWords(items, codes);
	if (isOrdinaryTalk(left.items, placesOf(left.items)))
		return { kind: "talk", holdsCode: true };
	if (left.isWithdrawn) return { kind: "part" };
	const agreed = codesOfAll(mentions);
	return agreed.length > 0
		? { kind: "code", codes: agreed, isOpen: false }
		: { kind: "unclear" };
}

/** The codes that each of the mentions may mean: two different ones have none in common. */
function codesOfAll(mentions: readonly Mention[]): ReadCode[] {
	const [first, ...others] = mentions;
	const common = (first?.codes ?? []).filter(({ code }) =>
		others.every((other) => other.codes.some((its) => its.code === code)),
	);
	return common.map(({ code }) => ({
		code,
		fit: Math.max(...mentions.map((mention) => fitOf(code, mention))),
	}));
}

function fitOf(code: string, { codes }: Mention): number {
	return codes.find((its) => its.code === code)?.fit ?? 0;
}

/** No code was named, or it was taken back; but "fire" may go on to "firefly". */
function readUnknownWords(
	items: readonly WordItem[],
	codes: readonly string[],
): Reading {
	if (items.some(isMention)) return { kind: "part" };
	const strays = items.flatMap((item) => (isStray(item) ? [item.word] : []));
	if (strays.length === 0) return { kind: "nothing" };
	return beginsCode(strays, codes)
		? { kind: "part" }
		: { kind: "talk", holdsCode: false };
}

function placesOf(items: readonly WordItem[]): Place[] {
	return items.flatMap((item, at) =>
		isMention(item) ? [{ first: at, last: at, isDigitwise: false }] : [],
	);
}

function isMention(item: WordItem): item is Mention {
	return item.kind === "mention";
}
