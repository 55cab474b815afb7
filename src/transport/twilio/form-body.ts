import type { IncomingMessage } from "node:http";
import type { PlainAnswer } from "../plain-answers.js";
import { readBody } from "../request-body.js";

/** A form that was read, or the refusal of it, or nobody left to answer. */
export type FormReading =
	| { readonly form: URLSearchParams }
	| { readonly refusal: PlainAnswer }
	| { readonly isGone: true };

/** How large a form may be. Checking a signature takes time for each parameter. */
export interface FormLimits {
	readonly bytes: number;
	readonly parameters: number;
}

/** Reads the body of a request as a form. Never rejects. */
export async function readForm(
	request: IncomingMessage,
	limits: FormLimits,
): Promise<FormReading> {
	const { headers } = request;
	if (!isForm(headers["content-type"])) return { refusal: notAForm };
	if (Number(headers["content-length"] ?? 0) > limits.bytes)
		return { refusal: tooLarge };
	const body = await readBody(request, limits.bytes);
	if (body === "gone") return { isGone: true };
	if (body === "too large") return { refusal: tooLarge };
	const text = body.toString();
	return text.split("&").length > limits.parameters
		? { refusal: tooLarge }
		: { form: new URLSearchParams(text) };
}

function isForm(contentType: string | undefined): boolean {
	const kind = contentType?.split(";")[0]?.trim().toLowerCase();
	return kind === "application/x-www-form-urlencoded";
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
	sentence: "The form is too large.",
	headers,
};
