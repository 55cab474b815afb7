/**
 * Characters beyond the first plane, most emoji among them, are two units in UTF-16: a surrogate pair. JSON lets one
 * half come alone (RFC 8259, section 8.2), in practice from a program that has cut a text in two. Such a text has no
 * UTF-8: `encodeURIComponent` throws at it, and strict readers refuse it.
 */

/** What must hold of a text of a game, as the end of a sentence about it. */
export const wholeCharactersOnly =
	"must be of whole characters, but half of one is in it, as of an emoji that was cut in two: cut texts between characters";

/** Whether no character of the text is cut in two. */
export function isOfWholeCharacters(text: string): boolean {
	return text.isWellFormed();
}

/** The same text with U+FFFD, the replacement character, in the place of each half of one. */
export function inWholeCharacters(text: string): string {
	return text.toWellFormed();
}

/** The beginning of a text, of at most so many UTF-16 units, without cutting a character. */
export function beginningOf(text: string, maxLength: number): string {
	return text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, "");
}
