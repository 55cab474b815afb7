/** The lines of a game of which more is to come, in each of its calls. */

/** All texts of one line together are no longer; the protocol says the same of each. */
export const maxLineCharacters = 10_000;

/** A line that takes more text, in one call. */
export interface OpenLine {
	readonly callId: string;
	/** The game's own name for it. */
	readonly lineId: string;
	readonly characters: number;
}

export type OpenLines = readonly OpenLine[];

/** Those that are meant: of that name, in that call or in all. */
export function meant(
	lines: OpenLines,
	{ lineId, callId }: { lineId: string; callId?: string },
): OpenLines {
	return lines.filter(
		(line) =>
			line.lineId === lineId &&
			(callId === undefined || line.callId === callId),
	);
}

/** Whether this text would make one of them too long. */
export function isTooMuch(lines: OpenLines, { length }: string): boolean {
	return lines.some(
		({ characters }) => characters + length > maxLineCharacters,
	);
}

/** The same with these lines longer by a text, or without them, if no more is to come. */
export function withText(
	lines: OpenLines,
	longer: OpenLines,
	{ length }: string,
	more: boolean,
): OpenLines {
	if (!more) return lines.filter((line) => !longer.includes(line));
	return lines.map((line) =>
		longer.includes(line)
			? { ...line, characters: line.characters + length }
			: line,
	);
}

/** The same without those that are meant. */
export function withoutLines(
	lines: OpenLines,
	over: { lineId: string; callId: string },
): OpenLines {
	const gone = meant(lines, over);
	return gone.length === 0
		? lines
		: lines.filter((line) => !gone.includes(line));
}

/** The same without those of a call. */
export function withoutCall(lines: OpenLines, callId: string): OpenLines {
	return lines.filter((line) => line.callId !== callId);
}
