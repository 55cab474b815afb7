/** Values of a game's own, which go on as they are: what it gives to a flow, and tells it. */
import {
	isOfWholeCharacters,
	wholeCharactersOnly,
} from "./whole-characters.js";

/** The most bytes of one such value, as JSON in UTF-8. */
export const maxValueBytes = 16_384;

/**
 * Names under which every object has something already. An own key of that name changes what an object is as soon as it is
 * copied by assignment (`target[key] = value`), and by way of `constructor.prototype` what all objects are.
 */
const namesOfEveryObject: readonly string[] = ["__proto__", "constructor"];

/** What is wrong with a value that was JSON, as the end of a sentence about it; undefined when nothing is. */
export function faultOfValue(value: unknown): string | undefined {
	if (value === undefined) return undefined;
	return faultWithin(value) ?? faultOfSize(value);
}

function faultOfSize(value: unknown): string | undefined {
	return Buffer.byteLength(JSON.stringify(value)) > maxValueBytes
		? `must be at most ${maxValueBytes} bytes of JSON`
		: undefined;
}

function faultWithin(value: unknown): string | undefined {
	if (typeof value === "string") return faultOfText(value);
	// JSON may write a number that is too large to be one, such as 1e999.
	if (typeof value === "number" && !Number.isFinite(value))
		return "must have no number that is too large";
	if (typeof value !== "object" || value === null) return undefined;
	for (const [key, inner] of Object.entries(value)) {
		const fault = faultOfKey(key) ?? faultWithin(inner);
		if (fault !== undefined) return fault;
	}
	return undefined;
}

function faultOfKey(key: string): string | undefined {
	return namesOfEveryObject.includes(key)
		? `must have no key "${key}"`
		: faultOfText(key);
}

function faultOfText(text: string): string | undefined {
	return isOfWholeCharacters(text) ? undefined : wholeCharactersOnly;
}
