/** Reads JSON from outside, where anything may come. */
import { isCheapJson } from "./json-size.js";
import { inWholeCharacters, isOfWholeCharacters } from "./whole-characters.js";

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a text says in JSON, all of it in whole characters; undefined for a text that is not JSON. */
export function parsedJson(text: string): unknown {
	try {
		return mayHaveHalfCharacters(text)
			? JSON.parse(text, (_, value) => repaired(value))
			: JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The same of a stranger's text: undefined, too, for one that costs more to parse than a message of ours can. */
export function parsedJsonOfStranger(text: string): unknown {
	return isCheapJson(text) ? parsedJson(text) : undefined;
}

/** The same as `parsedJson` for readers that refuse half a character themselves: it is there as it came. */
export function parsedJsonAsWritten(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Half a character comes as an escape: a WebSocket's text is UTF-8, which has none. */
function mayHaveHalfCharacters(text: string): boolean {
	const hasEscapes = text.includes("\\");
	return (
		(hasEscapes && /\\ud[89a-f]/i.test(text)) || !isOfWholeCharacters(text)
	);
}

/** A value whose inner values are repaired already. */
function repaired(value: unknown): unknown {
	if (typeof value === "string") return inWholeCharacters(value);
	const names = Object.keys(fieldsOf(value) ?? {});
	if (names.every(isOfWholeCharacters)) return value;
	return Object.fromEntries(
		Object.entries(fieldsOf(value) ?? {}).map(([name, inner]) => [
			inWholeCharacters(name),
			inner,
		]),
	);
}

/** The fields of an object; undefined for any other value, lists included. */
export function fieldsOf(value: unknown): Fields | undefined {
	const isObject =
		typeof value === "object" && value !== null && !Array.isArray(value);
	return isObject ? (value as Fields) : undefined;
}
