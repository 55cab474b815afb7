/** Fewer words than this may well be an answer in our own words. */
const minWords = 2;

/**
 * Whether what was heard is a piece of what is being said: the same words in the same order. Single
 * words count as the caller's: who is asked "yes or no?" says one of them.
 */
export function isEcho(heard: string, said: readonly string[]): boolean {
	if (said.length === 0) return false;
	const words = comparableWords(heard);
	if (words.length < minWords) return false;
	const piece = ` ${words.join(" ")} `;
	return said.some((text) =>
		` ${comparableWords(text).join(" ")} `.includes(piece),
	);
}

/** The words of a text, as they may be compared. */
export function comparableWords(text: string): readonly string[] {
	return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}
