/** Reads JSON from outside, where anything may come. */

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a text says in JSON; undefined for a text that is not JSON. */
export function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The fields of an object; undefined for any other value, lists included. */
export function fieldsOf(value: unknown): Fields | undefined {
	const isObject =
		typeof value === "object" && value !== null && !Array.isArray(value);
	return isObject ? (value as Fields) : undefined;
}
