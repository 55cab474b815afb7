import type { IncomingMessage } from "node:http";
import { isIP, isIPv6 } from "node:net";
import readForwarded from "forwarded-parse";
import proxyAddress from "proxy-addr";

/** Tells whose address a request counts for, also behind proxies that are trusted to say it. */
export class PeerAddresses {
	readonly #isTrusted: (address: string, hop: number) => boolean;

	/** `trustedProxies`: addresses, networks such as `10.0.0.0/8`, or `loopback`, `linklocal`, `uniquelocal`. Throws if one is none. */
	constructor(trustedProxies: readonly string[] = []) {
		this.#isTrusted = proxyAddress.compile([...trustedProxies]);
	}

	/** What counts as one address (`limitedAddress`); empty for a socket that is gone. */
	of(request: IncomingMessage): string {
		const { remoteAddress } = request.socket;
		return limitedAddress(
			this.isProxy(remoteAddress)
				? this.#behindProxies(request)
				: remoteAddress,
		);
	}

	/** Whether a socket from there is a trusted proxy's, and so may carry many strangers. */
	isProxy(remoteAddress: string | undefined): boolean {
		return remoteAddress !== undefined && this.#isTrusted(remoteAddress, 0);
	}

	/**
	 * The nearest address that is no trusted proxy's. A proxy writes one of two headers, and a stranger may send the
	 * other: where they differ neither is believed, and the proxy's own address counts.
	 */
	#behindProxies({ headers, socket }: IncomingMessage): string | undefined {
		const told = [hopsInForwarded(headers), hopsInForwardedFor(headers)]
			.filter((hops) => hops !== undefined)
			.map((hops) => this.#nearestStranger(socket.remoteAddress, hops));
		const [one, other = one] = told;
		return one === other && isIP(one ?? "") !== 0 ? one : socket.remoteAddress;
	}

	#nearestStranger(
		remoteAddress: string | undefined,
		hops: readonly string[],
	): string {
		const request = {
			headers: { "x-forwarded-for": hops.join(", ") },
			socket: { remoteAddress },
			connection: { remoteAddress },
		};
		return proxyAddress(request as unknown as IncomingMessage, this.#isTrusted);
	}
}

type Headers = IncomingMessage["headers"];

/** The standard header (RFC 7239). One that cannot be read tells of nobody. */
function hopsInForwarded({ forwarded }: Headers): string[] | undefined {
	if (forwarded === undefined) return undefined;
	try {
		return readForwarded(forwarded).map((hop) => bareAddress(hop.for ?? ""));
	} catch {
		return [""];
	}
}

/** The header that nearly all proxies write: the client, and then each proxy that passed the request on. */
function hopsInForwardedFor(headers: Headers): string[] | undefined {
	const text = headers["x-forwarded-for"];
	if (text === undefined) return undefined;
	return String(text).split(",").map(bareAddress);
}

/** Some proxies write the port too: `192.0.2.43:47011`, `[2001:db8::17]:4711` (RFC 7239, section 6). */
function bareAddress(text: string): string {
	const address = text.trim();
	const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(address)?.[1];
	return bracketed ?? address.replace(/^([\d.]+):\d+$/, "$1");
}

/**
 * What counts as one address: an IPv4 address, or the /64 network of an IPv6 address, which is the
 * least that one subscriber is given (RFC 6177).
 */
export function limitedAddress(remoteAddress: string | undefined): string {
	const address = (remoteAddress ?? "").replace(/^::ffff:(?=[\d.]+$)/i, "");
	if (!isIPv6(address)) return address;
	const [left = "", right] = address
		.toLowerCase()
		.replace(/%.*$/, "")
		.split("::");
	const leading = left === "" ? [] : left.split(":");
	const trailing = right ? right.split(":") : [];
	const zeros = 8 - leading.length - trailing.length;
	const groups = [
		...leading,
		...Array(Math.max(zeros, 0)).fill("0"),
		...trailing,
	];
	return `${groups.slice(0, 4).map(withoutLeadingZeros).join(":")}::/64`;
}

/** Proxies write addresses as they like: `0db8` is `db8`. */
function withoutLeadingZeros(group: string): string {
	return group.replace(/^0+(?=.)/, "");
}
