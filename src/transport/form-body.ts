import type { IncomingMessage } from "node:http";
import type { PlainAnswer } from "./plain-answers.js";

/** A form that was read, or the refusal of it, or nobody left to answer. */
export type FormReading =
	| { readonly form: URLSearchParams }
	| { readonly refusal: PlainAnswer }
	| { readonly isGone: true };

/** Reads the body of a request as a form of at most `limitBytes` bytes. Never rejects. */
export async function readForm(
	request: IncomingMessage,
	limitBytes: number,
): Promise<FormReading> {
	const { headers } = request;
	if (!isForm(headers["content-type"])) return { refusal: notAForm };
	if (Number(headers["content-length"] ?? 0) > limitBytes)
		return { refusal: tooLarge };
	return await new Promise((resolve) => {
		const parts: Buffer[] = [];
		let bytes = 0;
		request.on("data", (part: Buffer) => {
			bytes += part.length;
			if (bytes <= limitBytes) parts.push(part);
			else resolve({ refusal: tooLarge });
		});
		request.on("end", () =>
			resolve({ form: new URLSearchParams(Buffer.concat(parts).toString()) }),
		);
		request.on("error", () => resolve({ isGone: true }));
		request.on("close", () => resolve({ isGone: true }));
	});
}

// What is left of the body is not waited for.
const headers = { Connection: "close" };
const notAForm: PlainAnswer = {
	status: 415,
	sentence: "Only application/x-www-form-urlencoded is understood here.",
	headers,
};
const tooLarge: PlainAnswer = {
	status: 413,
	sentence: "The body is too large.",
	headers,
};

function isForm(contentType: string | undefined): boolean {
	const kind = contentType?.split(";")[0]?.trim().toLowerCase();
	return kind === "application/x-www-form-urlencoded";
}
