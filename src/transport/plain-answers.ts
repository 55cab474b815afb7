import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** An HTTP answer that is one plain text. */
export interface PlainAnswer {
	readonly status: number;
	readonly sentence: string;
	readonly headers?: Readonly<Record<string, string>>;
}

/** For a path that is no route. */
export const noSuchPage: PlainAnswer = {
	status: 404,
	sentence: "There is nothing here.",
};

/** Answers a request. */
export function answerPlainly(
	response: ServerResponse,
	answer: PlainAnswer,
): void {
	response.writeHead(answer.status, headersOf(answer));
	response.end(`${answer.sentence}\n`);
}

/** Emitted on the socket of an upgrade that was refused, or whose WebSocket was closed from here: its peer shall go. */
export const leaving = Symbol("leaving");

/** How long a peer may take to read that it is refused. */
const lastReadingMs = 5_000;

/** Answers an upgrade request with a refusal and ends its socket. */
export function refuseUpgrade(socket: Duplex, refusal: PlainAnswer): void {
	// A peer that does not close its half would otherwise keep the socket for ever, and so would one that does not read.
	socket.once("finish", () => socket.destroy());
	const cutOff = setTimeout(() => socket.destroy(), lastReadingMs).unref();
	socket.once("close", () => clearTimeout(cutOff));
	socket.end(bytesOf(refusal));
	socket.emit(leaving);
}

/** A whole answer as it goes over the wire, after which the connection is closed. */
export function bytesOf(answer: PlainAnswer): string {
	const { status, sentence } = answer;
	const headers = { ...headersOf(answer), Connection: "close" };
	const lines = [
		`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
		...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
	];
	return `${lines.join("\r\n")}\r\n\r\n${sentence}\n`;
}

/** On everything that is sent: no browser shall guess that a plain text is a page or a script. */
export const nosniff = { "X-Content-Type-Options": "nosniff" } as const;

function headersOf({ sentence, headers }: PlainAnswer): Record<string, string> {
	return {
		"Content-Type": "text/plain; charset=utf-8",
		"Content-Length": String(Buffer.byteLength(sentence) + 1),
		"Cache-Control": "no-store",
		...nosniff,
		...headers,
	};
}

/** For a request with another method than GET or HEAD. */
export const onlyGet: PlainAnswer = {
	status: 405,
	sentence: "Only GET is understood here.",
	headers: { Allow: "GET, HEAD" },
};

/** For a request with another method than POST. */
export const onlyPost: PlainAnswer = {
	status: 405,
	sentence: "Only POST is understood here.",
	headers: { Allow: "POST" },
};
