import type { IncomingMessage } from "node:http";

/** Reads the body of a request, up to a limit; `gone` when the peer left before its end. Never rejects. */
export function readBody(
	request: IncomingMessage,
	limitBytes: number,
): Promise<Buffer | "too large" | "gone"> {
	return new Promise((resolve) => {
		const parts: Buffer[] = [];
		let bytes = 0;
		request.on("data", (part: Buffer) => {
			bytes += part.length;
			if (bytes <= limitBytes) parts.push(part);
			else resolve("too large");
		});
		request.on("end", () => resolve(Buffer.concat(parts)));
		request.on("error", () => resolve("gone"));
		request.on("close", () => resolve("gone"));
	});
}
