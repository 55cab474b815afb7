import { connect } from "node:net";

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
		socket.once("connect", () => settle());
		socket.once("timeout", () => settle("ETIMEDOUT"));
		socket.on("error", ({ message }) => settle(message));
	});
}
