import type { IncomingMessage } from "node:http";
import type { KnownHosts } from "./known-host.js";

/** What a browser may name as this server's own. */
export interface OwnSite {
	readonly hosts: KnownHosts;
	/** Behind a proxy that changes the `Host` header, this is the server's own origin too. */
	readonly publicUrl: URL | undefined;
}

/**
 * Whether a page of another site sends this from a visitor's browser. Browsers name the page's origin with
 * every WebSocket and every POST; programs, Twilio among them, name none. A page whose own name was made to
 * point here comes from where it goes to, but under a name that is not known.
 */
export function isFromAnotherSite(
	{ headers }: IncomingMessage,
	{ hosts, publicUrl }: OwnSite,
): boolean {
	const { origin, host } = headers;
	if (origin === undefined) return false;
	const from = URL.canParse(origin) ? new URL(origin).host : "";
	const isHere = from === host && hosts.know(host);
	return from === "" || !(isHere || from === publicUrl?.host);
}

/** Whether a page of this server sends it: what no program does that is not a browser. */
export function isFromOwnPage(
	request: IncomingMessage,
	site: OwnSite,
): boolean {
	const isFromPage = request.headers.origin !== undefined;
	return isFromPage && !isFromAnotherSite(request, site);
}
