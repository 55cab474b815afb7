import { WebSocket } from "ws";
import { twilioSignature } from "./signature.js";
import type { Problem } from "./wav.js";

const handshakeTimeoutMs = 10_000;

/** Opens a stream's socket as Twilio does: no compression, its user agent, signed if there is a token. */
export function dial(
	url: string,
	authToken: string | undefined,
): Promise<WebSocket | Problem> {
	const socket = new WebSocket(url, {
		perMessageDeflate: false,
		handshakeTimeout: handshakeTimeoutMs,
		headers: {
			"User-Agent": "Twilio.TmeWs/1.0",
			...(authToken && {
				"X-Twilio-Signature": twilioSignature(url, authToken),
			}),
		},
	});
	return new Promise((resolve) => {
		socket.once("open", () => resolve(socket));
		socket.once("unexpected-response", (request, response) => {
			request.destroy();
			resolve({ problem: refusal(response.statusCode ?? 0) });
		});
		socket.on("error", (error) => resolve({ problem: reason(error) }));
	});
}

function refusal(status: number): string {
	const hints: Readonly<Record<number, string>> = {
		401: ": it wants a signature, see --auth-token-env",
		403: ": it wants a valid signature, see --auth-token-env",
		404: ": is the path of --url right? It is usually /twilio",
		503: ": it takes no calls now",
	};
	return `answered ${status} instead of opening a stream${hints[status] ?? ""}`;
}

function reason(error: Error & { code?: string }): string {
	if (error.code === "ECONNREFUSED")
		return "is not running: connection refused";
	if (error.code === "ENOTFOUND") return "has a name that nobody knows";
	return `cannot be reached: ${error.message || error.code}`;
}
