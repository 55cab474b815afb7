/** Every dialect there is. */
export const dialects = ["plain", "callsign.v1"] as const;

/** How a game and the server talk: plain texts, or a WebSocket subprotocol. */
export type Dialect = (typeof dialects)[number];

/** The subprotocol among those offered that is spoken here; undefined when none is. */
export function subprotocolAmong(
	offered: ReadonlySet<string>,
	spoken: readonly Dialect[],
): Dialect | undefined {
	return spoken.find((dialect) => dialect !== "plain" && offered.has(dialect));
}

/** The dialect for the `Sec-WebSocket-Protocol` header of an upgrade: plain for a game that offers none. */
export function dialectFor(
	offer: string | undefined,
	spoken: readonly Dialect[],
): Dialect | undefined {
	if (offer === undefined) return "plain";
	const offered = offer.split(",").map((name) => name.trim());
	return subprotocolAmong(new Set(offered), spoken);
}
