import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { answerPlainly, type PlainAnswer } from "../plain-answers.js";
import { readBody } from "../request-body.js";
import { readTarget } from "../request-target.js";
import { isFromOwnPage } from "../same-site.js";
import {
	answerWithFile,
	inlineScriptHashes,
	type PageFiles,
	readPageFiles,
} from "./page-files.js";
import { SpeechAllowance } from "./speech-allowance.js";

/** Who does what the try-it page asks for beside calling and playing. */
export interface TryItHandlers {
	/** Speaks a text: mulaw at 8000 Hz. Rejects when it cannot. */
	speak(text: string): Promise<Uint8Array>;
	/** The id by which games know the call with this CallSid; undefined when there is no such call. */
	callIdOf(callSid: string): string | undefined;
	/** Cuts the call off from its recogniser for 3 s; false when there is no such call. */
	cutRecogniser(callSid: string): boolean;
}

/** What answers requests for a path; undefined when the path is none of the page's. */
export type TryItPage = (path: string) => Answer | undefined;

type Answer = (
	request: IncomingMessage,
	response: ServerResponse,
) => void | Promise<void>;

const folder = fileURLToPath(new URL("./try-it/", import.meta.url));
const clientFolder = fileURLToPath(
	new URL("../../../clients/js/", import.meta.url),
);
const longestText = 200;
const longestBodyBytes = 2_000;
/** Half a minute: what 200 characters take at most, unless they are all digits. */
const longestSpeechBytes = 30 * 8_000;
const speechLimits = { atOnce: 4, perMinute: 240, perMinuteAndAddress: 60 };

/**
 * `GET /` and all below `/try-it/`: a game and a phone in a browser, for trying the server out. Only
 * for servers that take unsigned streams: whoever reaches it may call and be a game.
 */
export function createTryItPage(
	{ publicUrl }: { readonly publicUrl: URL | undefined },
	handlers: TryItHandlers,
	log: Logger,
): TryItPage {
	const files = tryItFiles();
	const headers = pageHeaders(files);
	const orders = new Map<string, Answer>([
		["/try-it/speech", answerSpeech(handlers, log)],
		["/try-it/call", answerCall(handlers)],
		["/try-it/cut", answerCut(handlers)],
	]);
	return (path) => {
		const order = orders.get(path);
		if (order) return onlyFromOwnPage(order, publicUrl);
		const file = files.get(path);
		return (
			file &&
			((request, response) => answerWithFile(request, response, file, headers))
		);
	};
}

function tryItFiles(): PageFiles {
	const files = new Map([
		...readPageFiles(folder, "/try-it/"),
		...readPageFiles(clientFolder, "/try-it/client/"),
	]);
	const page = files.get("/try-it/page.html");
	if (page) files.set("/", page);
	files.delete("/try-it/page.html");
	return files;
}

/** Nothing from outside, nothing into a frame, and no script that does not come from here. */
function pageHeaders(files: PageFiles): Readonly<Record<string, string>> {
	const page = files.get("/");
	const ownScripts = ["'self'", ...(page ? inlineScriptHashes(page) : [])];
	const policy = {
		"default-src": "'none'",
		"script-src": ownScripts.join(" "),
		"style-src": "'self'",
		"img-src": "'self'",
		"connect-src": "'self'",
		"base-uri": "'none'",
		"form-action": "'none'",
		"frame-ancestors": "'none'",
	};
	return {
		"Content-Security-Policy": Object.entries(policy)
			.map(([directive, sources]) => `${directive} ${sources}`)
			.join("; "),
		"Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
		"Referrer-Policy": "no-referrer",
	};
}

function onlyFromOwnPage(order: Answer, publicUrl: URL | undefined): Answer {
	return (request, response) => {
		if (request.method !== "POST") return answerPlainly(response, onlyPost);
		if (!isFromOwnPage(request, publicUrl))
			return answerPlainly(response, onlyOwnPage);
		return order(request, response);
	};
}

function answerSpeech(handlers: TryItHandlers, log: Logger): Answer {
	const allowance = new SpeechAllowance(speechLimits);
	return async (request, response) => {
		const text = await readText(request);
		if (text === "gone") return;
		if (typeof text === "object") return answerPlainly(response, text);
		const seat = allowance.take(request.socket.remoteAddress);
		if (typeof seat === "string") return answerPlainly(response, tooMany(seat));
		try {
			const speech = await handlers.speak(text);
			answerWithSpeech(response, speech.subarray(0, longestSpeechBytes));
		} catch (error) {
			log.warn({ err: error }, "a typed text was not spoken");
			answerPlainly(response, noVoice);
		} finally {
			seat.giveBack();
		}
	};
}

async function readText(
	request: IncomingMessage,
): Promise<string | PlainAnswer | "gone"> {
	const body = await readBody(request, longestBodyBytes);
	if (body === "gone") return body;
	if (body === "too large") return tooLong;
	const text = body
		.toString()
		.replace(/\p{Cc}/gu, " ")
		.trim();
	if (text === "") return noText;
	return text.length > longestText ? tooLong : text;
}

function answerWithSpeech(response: ServerResponse, speech: Uint8Array): void {
	response.writeHead(200, {
		// Mulaw at 8000 Hz, one channel (RFC 2046, section 4.3).
		"Content-Type": "audio/basic",
		"Content-Length": speech.length,
		"Cache-Control": "no-store",
	});
	response.end(speech);
}

function answerCall({ callIdOf }: TryItHandlers): Answer {
	return (request, response) => {
		const call = callIdOf(callSidIn(request));
		if (call === undefined) return answerPlainly(response, noSuchCall);
		const body = JSON.stringify({ call });
		response.writeHead(200, {
			"Content-Type": "application/json",
			"Content-Length": Buffer.byteLength(body),
			"Cache-Control": "no-store",
		});
		response.end(body);
	};
}

function answerCut({ cutRecogniser }: TryItHandlers): Answer {
	return (request, response) =>
		answerPlainly(
			response,
			cutRecogniser(callSidIn(request)) ? done : noSuchCall,
		);
}

function callSidIn({ url }: IncomingMessage): string {
	return new URLSearchParams(readTarget(url).query).get("sid") ?? "";
}

const done: PlainAnswer = { status: 200, sentence: "It is done." };
const noSuchCall: PlainAnswer = {
	status: 404,
	sentence: "There is no such call.",
};
const onlyPost: PlainAnswer = {
	status: 405,
	sentence: "Only POST is understood here.",
	headers: { Allow: "POST" },
};
const onlyOwnPage: PlainAnswer = {
	status: 403,
	sentence: "Only this server's own page may ask for this.",
};
const noText: PlainAnswer = { status: 400, sentence: "There is no text." };
const tooLong: PlainAnswer = {
	status: 413,
	sentence: `The text is longer than ${longestText} characters.`,
	// What is left of the body is not waited for.
	headers: { Connection: "close" },
};
const noVoice: PlainAnswer = {
	status: 503,
	sentence:
		"This server cannot speak typed text just now. Use the microphone or the keys.",
};

function tooMany(sentence: string): PlainAnswer {
	return { status: 429, sentence, headers: { "Retry-After": "30" } };
}
