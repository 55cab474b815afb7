/** Which words of a line the caller has heard: by how long it sounded, and by what its voice tells. */

/** A part of a line that its voice was given at once. */
export interface SpokenPiece {
	readonly text: string;
	/** How long it sounds; undefined where nobody knows how long all of it would. */
	readonly audioMs: number | undefined;
}

/** The piece that was being heard when the line was stopped. */
export interface PieceHeard {
	/** What of the line comes before it. */
	readonly before: readonly SpokenPiece[];
	readonly piece: SpokenPiece;
	/** How much of this piece was heard. */
	readonly heardMs: number;
}

/** Slower than people are usually spoken to, so that no word is guessed that was not heard. */
const slowCharacterMs = 90;

/**
 * The beginning of a line's text that was heard in so many milliseconds, cut at a word: of each piece as much of the
 * text as was heard of its sound. Of a piece whose length nobody knows, it is what the slowest of the others would
 * have said in that time, and never its last word.
 */
export function heardText(
	text: string,
	pieces: readonly SpokenPiece[],
	heardMs: number,
): string {
	if (heardMs <= 0) return "";
	let end = 0;
	let leftMs = heardMs;
	for (const [at, piece] of pieces.entries()) {
		const place = placeOf(text, piece, end);
		if (place === undefined) break;
		const { audioMs } = piece;
		if (audioMs === undefined || leftMs < audioMs) {
			end = place + charactersIn(leftMs, piece, pieces.slice(0, at));
			break;
		}
		end = place + piece.text.trim().length;
		leftMs -= audioMs;
	}
	return upToWord(text, end);
}

/** The piece that is cut off after so many milliseconds; undefined where the cut is between two, or after all. */
export function pieceHeard(
	pieces: readonly SpokenPiece[],
	heardMs: number,
): PieceHeard | undefined {
	let leftMs = heardMs;
	for (const [at, piece] of pieces.entries()) {
		if (leftMs <= 0) return undefined;
		const { audioMs } = piece;
		if (audioMs === undefined || leftMs < audioMs)
			return { before: pieces.slice(0, at), piece, heardMs: leftMs };
		leftMs -= audioMs;
	}
	return undefined;
}

/**
 * The beginning of a line's text that was heard, where the voice tells what was heard of the last piece; undefined
 * where that is no beginning of this piece, but for white space.
 */
export function heardTextAsTold(
	text: string,
	{ before, piece }: PieceHeard,
	told: string,
): string | undefined {
	let end = 0;
	for (const each of before) {
		const place = placeOf(text, each, end);
		if (place === undefined) return undefined;
		end = place + each.text.trim().length;
	}
	const place = placeOf(text, piece, end);
	if (place === undefined) return undefined;
	const length = lengthOfBeginning(piece.text.trim(), told);
	if (length === undefined) return undefined;
	return upToWord(text, length === 0 ? end : place + length);
}

/** Where a piece begins in the text of its line, at or after `from`. */
function placeOf(
	text: string,
	piece: SpokenPiece,
	from: number,
): number | undefined {
	const place = text.indexOf(piece.text.trim(), from);
	return place < 0 ? undefined : place;
}

/** How many characters of a piece sound in so many milliseconds. */
function charactersIn(
	ms: number,
	{ text, audioMs }: SpokenPiece,
	before: readonly SpokenPiece[],
): number {
	const { length } = text.trim();
	if (audioMs !== undefined) return Math.floor((length * ms) / audioMs);
	const withoutLastWord = text.trim().search(/\s*\S+$/);
	return Math.min(withoutLastWord, Math.floor(ms / slowestCharacterMs(before)));
}

/** How long a character of the slowest of these pieces sounds. */
function slowestCharacterMs(pieces: readonly SpokenPiece[]): number {
	const paces = pieces.flatMap(({ text, audioMs }) =>
		audioMs && text.trim() ? [audioMs / text.trim().length] : [],
	);
	return paces.length === 0 ? slowCharacterMs : Math.max(...paces);
}

/** How much of `text` has the same characters as `beginning`, white space aside; undefined if that says something else. */
function lengthOfBeginning(
	text: string,
	beginning: string,
): number | undefined {
	let at = 0;
	for (const character of beginning.replace(/\s+/gu, "")) {
		while (/\s/u.test(text.charAt(at))) at += 1;
		if (!text.startsWith(character, at)) return undefined;
		at += character.length;
	}
	return at;
}

/** Scripts that are written without spaces between words. */
const unspaced =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/** The text up to the last end of a word that is not behind `end`. */
function upToWord(text: string, end: number): string {
	let last = 0;
	for (const { 0: word, index } of text.matchAll(/\S+/gu)) {
		if (index >= end) break;
		if (index + word.length <= end) last = index + word.length;
		else if (unspaced.test(word)) last = lastEnd(word, index, end) ?? last;
	}
	return text.slice(0, last);
}

/** Where the last word ends that is whole before `end`, in a text without spaces that begins at `from`. */
function lastEnd(word: string, from: number, end: number): number | undefined {
	let last: number | undefined;
	for (const { segment, index } of segmenter.segment(word)) {
		const segmentEnd = from + index + segment.length;
		if (segmentEnd > end) return last;
		last = segmentEnd;
	}
	return last;
}
