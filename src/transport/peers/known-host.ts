import { isIP } from "node:net";

/**
 * Whether a request names the listener as its operators do: by an address, as `localhost`, or by the name in its
 * setting. A page of another site whose own name was made to point here (DNS rebinding) comes with that name.
 */
export function isKnownHost(
	hostHeader: string | undefined,
	listenerHost: string,
): boolean {
	const url = `http://${hostHeader ?? ""}`;
	if (!URL.canParse(url)) return false;
	const name = new URL(url).hostname.toLowerCase();
	return (
		isIP(name.replace(/^\[|\]$/g, "")) !== 0 ||
		name === "localhost" ||
		name.endsWith(".localhost") ||
		name === listenerHost.toLowerCase()
	);
}
