import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";

/** The server answered an upgrade with something else than 101. */
export class UpgradeRefused extends Error {
	constructor(
		readonly status: number,
		readonly headers: IncomingMessage["headers"],
		readonly body: string,
	) {
		super(`The upgrade was answered ${status}: ${body}`);
	}
}

/** How a socket was closed. */
export interface Closing {
	readonly code: number;
	readonly reason: string;
}

/** Resolves when the socket is open; rejects with `UpgradeRefused`, or with the network's error. */
export function opened(socket: WebSocket): Promise<void> {
	return new Promise((resolve, reject) => {
		socket.once("open", resolve);
		socket.on("error", reject);
		socket.once("unexpected-response", (request, response) => {
			textOf(response)
				.then((body) => {
					request.destroy();
					const { statusCode = 0, headers } = response;
					reject(new UpgradeRefused(statusCode, headers, body));
				})
				.catch(reject);
		});
	});
}

/** Resolves when the socket is closed. */
export function closing(socket: WebSocket): Promise<Closing> {
	return new Promise((resolve) => {
		socket.once("close", (code, reason) =>
			resolve({ code, reason: reason.toString() }),
		);
	});
}

async function textOf(response: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	response.on("data", (chunk: Buffer) => chunks.push(chunk));
	await once(response, "end");
	return Buffer.concat(chunks).toString();
}
