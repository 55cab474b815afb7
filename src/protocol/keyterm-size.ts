/**
 * What Deepgram takes of keyterms in all (its page "Keyterm Prompting"). Beyond it a running session stops
 * transcribing without a word and is closed half a minute later, so the size is checked first.
 */
export const maxKeytermTokens = 500;

/** The fewest bytes that a token has on average, in words that no tokeniser has seen. */
const bytesOfAToken = 2;

/** How many tokens these words are at most. Deepgram does not say how it counts, so this errs upwards. */
export function keytermTokens(keyterms: readonly string[]): number {
	return keyterms
		.flatMap((term) => term.split(/\s+/))
		.reduce(
			(sum, word) => sum + Math.ceil(Buffer.byteLength(word) / bytesOfAToken),
			0,
		);
}
