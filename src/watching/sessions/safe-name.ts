/** Names come from the program, never from a peer; one that looks otherwise is not shown. */
export function safeName(name: string): string {
	return /^[a-z][\w.:*-]{0,100}$/i.test(name) && !/\d{4}/.test(name)
		? name
		: "unnamed";
}
