import { isIP } from "node:net";

/**
 * The names under which a listener is known: addresses, `localhost`, and those that its operators have set. A page of
 * another site whose own name was made to point here (DNS rebinding) comes with that name.
 */
export class KnownHosts {
	readonly #names: ReadonlySet<string>;

	/** Names without a port; those that are not set are passed over. */
	constructor(names: readonly (string | undefined)[]) {
		this.#names = new Set(names.map((name) => bare(name ?? "")));
	}

	/** Whether this `Host` header has such a name. */
	know(hostHeader: string | undefined): boolean {
		const url = `http://${hostHeader ?? ""}`;
		if (!URL.canParse(url)) return false;
		const name = bare(new URL(url).hostname);
		return (
			isIP(name) !== 0 ||
			name === "localhost" ||
			name.endsWith(".localhost") ||
			this.#names.has(name)
		);
	}
}

/** Only URLs have brackets around IPv6 addresses. */
function bare(name: string): string {
	return name.replace(/^\[|\]$/g, "").toLowerCase();
}
