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

/** Answers an upgrade request with a refusal and ends its socket. */
export function refuseUpgrade(socket: Duplex, refusal: PlainAnswer): void {
	const { status, sentence } = refusal;
	const headers = { ...headersOf(refusal), Connection: "close" };
	const lines = [
		`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
		...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
	];
	// A peer that does not close its half would otherwise keep the socket for ever.
	socket.once("finish", () => socket.destroy());
	socket.end(`${lines.join("\r\n")}\r\n\r\n${sentence}\n`);
}

function headersOf({ sentence, headers }: PlainAnswer): Record<string, string> {
	return {
		"Content-Type": "text/plain; charset=utf-8",
		"Content-Length": String(Buffer.byteLength(sentence) + 1),
		"Cache-Control": "no-store",
		...headers,
	};
}
