/** How deep the values of a JSON text may be in each other, and how many there may be. */
export interface JsonBounds {
	readonly depth: number;
	readonly values: number;
}

/** What strangers may have parsed: many times what any message of ours has. */
const usualBounds: JsonBounds = { depth: 16, values: 400 };

/** So short a text costs little, whatever is in it. */
const shortLength = 400;

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;

/**
 * Whether a text would be cheap to parse as JSON. Deep lists cost `JSON.parse` a hundred times what a string of their
 * length does, and many values as much again for whoever reads them. One look at each character, and none beyond a
 * bound. A text that is no JSON may be called cheap: parsing ends where it is wrong.
 */
export function isCheapJson(
	text: string,
	bounds: JsonBounds = usualBounds,
): boolean {
	if (text.length <= shortLength) return true;
	let depth = 0;
	let values = 1;
	for (let at = 0; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		if (unit === quote) at = endOfString(text, at);
		else if (unit === comma) values += 1;
		else if (opens(unit)) {
			depth += 1;
			values += 1;
		} else if (closes(unit)) depth -= 1;
		if (depth > bounds.depth || values > bounds.values) return false;
	}
	return true;
}

/** Where the quote is that ends the string which begins there; the end of the text if none is. */
function endOfString(text: string, begin: number): number {
	let at = begin + 1;
	while (at < text.length) {
		const unit = text.charCodeAt(at);
		if (unit === quote) return at;
		at += unit === backslash ? 2 : 1;
	}
	return at;
}

function opens(unit: number): boolean {
	return unit === 0x5b || unit === 0x7b;
}

function closes(unit: number): boolean {
	return unit === 0x5d || unit === 0x7d;
}
