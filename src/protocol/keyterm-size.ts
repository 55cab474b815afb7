/**
 * What Deepgram takes of keyterms in all (its page "Keyterm Prompting"). Beyond it a running session stops
 * transcribing without a word and is closed half a minute later, so the size is checked first.
 */
export const maxKeytermTokens = 500;

/** The fewest bytes that a token has on average, in words that no tokeniser has seen. */
const bytesOfAToken = 2;

/**
 * How many tokens these words are at most; of words that are too many, some number that is too many. Deepgram does not say
 * how it counts, so this errs upwards.
 */
export function keytermTokens(keyterms: readonly string[]): number {
	let tokens = 0;
	for (const term of keyterms) {
		for (const [word] of term.matchAll(/\S+/g)) {
			tokens += Math.ceil(Buffer.byteLength(word) / bytesOfAToken);
			if (tokens > maxKeytermTokens) return tokens;
		}
	}
	return tokens;
}
