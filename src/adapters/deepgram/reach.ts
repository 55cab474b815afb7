import { connect } from "node:net";
import { orFail } from "../guarding.js";

const patienceMs = 2_000;

/**
 * Connects to the host of a ws, wss, http or https URL, and hangs up at once: nothing is asked of the
 * service. Resolves to what went wrong, or to undefined where a server listens; never rejects.
 */
export function reach(url: string): Promise<string | undefined> {
	const { hostname, port, protocol } = new URL(url);
	const isSecure = protocol === "wss:" || protocol === "https:";
	return new Promise((resolve) => {
		const socket = connect({
			// Only URLs have brackets around IPv6 addresses.
			host: hostname.replace(/^\[|\]$/g, ""),
			port: Number(port) || (isSecure ? 443 : 80),
			timeout: patienceMs,
		});
		// Must not keep the process up by itself.
		socket.unref();
		const settle = (trouble?: string) => {
			socket.destroy();
			resolve(trouble);
		};
		const fail = (error: unknown) => resolve(String(error));
		socket.once(
			"connect",
			orFail(() => settle(), fail),
		);
		socket.once(
			"timeout",
			orFail(() => settle("ETIMEDOUT"), fail),
		);
		socket.on(
			"error",
			orFail(({ message }: Error) => settle(message), fail),
		);
	});
}
