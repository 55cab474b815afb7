/** Data that is the same after it was JSON. */

/** What of a value is not plain data, with its place, such as `a Map in context.seen`; undefined when all is. */
export function strangerIn(
	value: unknown,
	place: string,
	around: readonly unknown[] = [],
): string | undefined {
	if (isPlainValue(value)) return undefined;
	if (around.includes(value)) return `a circle in ${place}`;
	if (typeof value !== "object" || value === null || !isContainer(value))
		return `${kindOf(value)} in ${place}`;
	for (const [key, inner] of Object.entries(value)) {
		const found = strangerIn(inner, `${place}.${key}`, [...around, value]);
		if (found !== undefined) return found;
	}
	return undefined;
}

function isPlainValue(value: unknown): boolean {
	return (
		value === null ||
		value === undefined ||
		typeof value === "string" ||
		typeof value === "boolean" ||
		Number.isFinite(value)
	);
}

function isContainer(value: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	return (
		Array.isArray(value) || prototype === Object.prototype || prototype === null
	);
}

function kindOf(value: unknown): string {
	if (typeof value === "object" && value !== null)
		return `a ${value.constructor.name}`;
	return typeof value === "number" ? `${value}` : `a ${typeof value}`;
}

/** A value as text that is the same for equal values, in whatever order their keys were set. */
export function asKey(value: unknown): string {
	return JSON.stringify(value, (_, inner: unknown) =>
		typeof inner === "object" && inner !== null && !Array.isArray(inner)
			? Object.fromEntries(
					Object.entries(inner).sort(([one], [other]) =>
						one < other ? -1 : 1,
					),
				)
			: inner,
	);
}
