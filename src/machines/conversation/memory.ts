/** What a conversation remembers: bounded, and the oldest goes first. */
import type { Remembered } from "./mind.js";

export const maxEntriesRemembered = 200;
export const maxCharactersRemembered = 20_000;

/** What was said, heard, done and told, oldest first. Never changed in place. */
export interface Memory {
	readonly entries: readonly Remembered[];
	/** Of all entries together, as JSON writes them. */
	readonly characters: number;
}

export const emptyMemory: Memory = { entries: [], characters: 0 };

/** The memory with one more entry. */
export function withEntry(memory: Memory, entry: Remembered): Memory {
	return bounded(
		[...memory.entries, lightened(entry)],
		maxCharactersRemembered,
	);
}

/** The memory with another entry in the place of one, if that is still in it. */
export function withEntryFor(
	{ entries }: Memory,
	before: Remembered,
	entry: Remembered,
): Memory {
	return bounded(
		entries.map((each) => (each === before ? entry : each)),
		maxCharactersRemembered,
	);
}

/** A memory of these entries: of the newest, as far as they have room. */
export function bounded(
	entries: readonly Remembered[],
	maxLength: number,
): Memory {
	let characters = 0;
	let first = entries.length;
	while (first > 0 && entries.length - first < maxEntriesRemembered) {
		const length = lengthOf(entries[first - 1]);
		if (characters + length > maxLength) break;
		characters += length;
		first -= 1;
	}
	return {
		entries: first === 0 ? entries : entries.slice(first),
		characters,
	};
}

/** Data alone may be larger than all the memory: then only that it was there is remembered. */
function lightened(entry: Remembered): Remembered {
	if (lengthOf(entry) <= maxCharactersRemembered / 2) return entry;
	switch (entry.kind) {
		case "moved":
		case "told":
			return { kind: entry.kind, name: entry.name };
		case "refused":
			return { ...entry, why: entry.why.slice(0, maxCharactersRemembered / 4) };
		default:
			return {
				...entry,
				text: entry.text.slice(0, maxCharactersRemembered / 4),
			};
	}
}

function lengthOf(entry: Remembered | undefined): number {
	return jsonOf(entry).length;
}

function jsonOf(entry: Remembered | undefined): string {
	try {
		return JSON.stringify(entry) ?? "";
	} catch {
		// Data in a circle is none that a flow or a game can give by JSON.
		return "x".repeat(maxCharactersRemembered);
	}
}
