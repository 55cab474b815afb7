import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Whether a game may come in with the key that it presents, or with none. */
export type GameKeyCheck = (presented: string | undefined) => boolean;

/** Compares with every key, and takes the same time whatever was presented. No keys: all may come in. */
export function createGameKeyCheck(
	keys: readonly string[] | undefined,
): GameKeyCheck {
	if (keys === undefined) return () => true;
	const hmacKey = randomBytes(32);
	const digest = (text: string) =>
		createHmac("sha256", hmacKey).update(text).digest();
	const digests = keys.map(digest);
	return (presented) => {
		const candidate = digest(presented ?? "");
		const matches = digests.filter((known) =>
			timingSafeEqual(known, candidate),
		);
		return matches.length > 0;
	};
}

/** The key in the `Authorization` header, else the one in the query. */
export function presentedGameKey(
	request: IncomingMessage,
	query: URLSearchParams,
): string | undefined {
	const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "");
	return bearer?.[1] ?? query.get("key") ?? undefined;
}
