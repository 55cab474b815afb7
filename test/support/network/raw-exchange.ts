import { connect, type Socket } from "node:net";
import { within } from "../waiting/within.js";

/** A connection that sends any bytes at all, for peers that do not speak HTTP as they should. */
export function openRaw(port: number): {
	readonly socket: Socket;
	/** All that was answered, once the connection is closed from the other side. */
	readonly answered: Promise<string>;
} {
	const socket = connect({ host: "127.0.0.1", port });
	const parts: Buffer[] = [];
	socket.on("data", (part) => parts.push(part));
	// A reset counts as closed: what matters is what came before it.
	socket.on("error", () => {});
	const answered = new Promise<string>((resolve) => {
		socket.once("close", () => resolve(Buffer.concat(parts).toString()));
	});
	return {
		socket,
		answered: within(answered, () => "the end of a raw connection"),
	};
}

/** Sends these bytes; resolves with all that was answered until the other side closed. */
export function exchangeRaw(port: number, bytes: string): Promise<string> {
	const { socket, answered } = openRaw(port);
	socket.write(bytes);
	return answered;
}

/** The lines of an upgrade request, with other headers in place of the right ones or beside them. */
export function upgradeRequest(
	target: string,
	headers: Readonly<Record<string, string>> = {},
): string {
	const all = {
		Host: "localhost",
		Connection: "Upgrade",
		Upgrade: "websocket",
		"Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
		...headers,
	};
	const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
	return [`GET ${target} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}
