/** The path and the query of a request, as sent: nothing is decoded. */
export interface RequestTarget {
	readonly path: string;
	/** Without the question mark. */
	readonly query: string;
}

/** Splits a request target. Undefined unless it is a path: no route takes an absolute URI or `*`. */
export function readTarget(
	target: string | undefined,
): RequestTarget | undefined {
	if (target === undefined || !target.startsWith("/")) return undefined;
	const mark = target.indexOf("?");
	return mark < 0
		? { path: target, query: "" }
		: { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
