/** The outermost state: the inner ones are the machine's own affair. */
export function outerState(value: string | object): string {
	return typeof value === "string" ? value : (Object.keys(value)[0] ?? "");
}
