/** Where a text may be cut, best first: after a sentence, after a clause, between words. */
const cuts = [/[.!?…。！？]["')\]»”’]*\s+|\n+/gu, /[,;:—–]\s+/gu, /\s+/gu];

/**
 * Cuts a text into pieces of at most `longest` UTF-16 units, as few as possible, at the ends of sentences
 * where there are any. Together they are the trimmed text; a text of nothing but space has no piece.
 */
export function speechPieces(text: string, longest: number): string[] {
	const pieces: string[] = [];
	let rest = text.trim();
	while (rest !== "") {
		const piece = firstSpeechPiece(rest, longest);
		pieces.push(piece);
		rest = rest.slice(piece.length);
	}
	return pieces;
}

/** The first of these pieces alone, of a text that begins with no space. */
export function firstSpeechPiece(text: string, longest: number): string {
	if (text.length <= longest) return text;
	return text.slice(0, bestCut(text, longest));
}

function bestCut(text: string, longest: number): number {
	const reach = text.slice(0, longest);
	for (const cut of cuts) {
		const end = [...reach.matchAll(cut)].at(-1);
		if (end !== undefined && end.index > 0) return end.index + end[0].length;
	}
	return isHighSurrogate(text.charCodeAt(longest - 1)) ? longest - 1 : longest;
}

/** The first half of a character, which must not be separated from its second. */
function isHighSurrogate(unit: number): boolean {
	return unit >= 0xd800 && unit <= 0xdbff;
}
