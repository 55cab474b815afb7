/** The path and the query of a request, as sent: nothing is decoded. */
export interface RequestTarget {
	readonly path: string;
	/** Without the question mark. */
	readonly query: string;
}

/** Splits a request target. What is not a path, such as an absolute URI or `*`, is the path of no route. */
export function readTarget(target = ""): RequestTarget {
	const mark = target.indexOf("?");
	return mark < 0
		? { path: target, query: "" }
		: { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
