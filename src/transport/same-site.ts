import type { IncomingMessage } from "node:http";

/**
 * Whether a page of another site sends this from a visitor's browser. Browsers name the page's origin with
 * every WebSocket and every POST; programs, Twilio among them, name none.
 */
export function isFromAnotherSite({ headers }: IncomingMessage): boolean {
	const { origin, host } = headers;
	if (origin === undefined) return false;
	return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** Whether a page of this server sends it: what no program does that is not a browser. */
export function isFromOwnPage(request: IncomingMessage): boolean {
	return request.headers.origin !== undefined && !isFromAnotherSite(request);
}
