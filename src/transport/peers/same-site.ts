import type { IncomingMessage } from "node:http";

/**
 * Whether a page of another site sends this from a visitor's browser. Browsers name the page's origin with
 * every WebSocket and every POST; programs, Twilio among them, name none. Behind a proxy that changes the
 * `Host` header, `publicUrl` is the server's own origin too.
 */
export function isFromAnotherSite(
	{ headers }: IncomingMessage,
	publicUrl: URL | undefined,
): boolean {
	const { origin, host } = headers;
	if (origin === undefined) return false;
	const from = URL.canParse(origin) ? new URL(origin).host : "";
	return from === "" || (from !== host && from !== publicUrl?.host);
}

/** Whether a page of this server sends it: what no program does that is not a browser. */
export function isFromOwnPage(
	request: IncomingMessage,
	publicUrl: URL | undefined,
): boolean {
	const isFromPage = request.headers.origin !== undefined;
	return isFromPage && !isFromAnotherSite(request, publicUrl);
}
