import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { answerHealth, type Health, onlyGet } from "./health-pages.js";
import {
	createHttpListener,
	type Listener,
	type ListenerAddress,
} from "./http-listener.js";
import {
	answerPlainly,
	noSuchPage,
	type PlainAnswer,
	refuseUpgrade,
} from "./plain-answers.js";
import { readTarget } from "./request-target.js";

/** What the operators' listener is made from: a setting of `Config`. */
export interface AdminListenerOptions {
	readonly adminListener: ListenerAddress;
}

/** Who is asked by operators. */
export interface AdminHandlers extends Health {
	/** All metrics as they are now, and the content type of that text. */
	readMetrics(): Promise<{ readonly type: string; readonly text: string }>;
}

const frontPage: PlainAnswer = {
	status: 200,
	sentence: [
		"Callsign, for its operators.",
		"",
		"/healthz  whether the server works",
		"/readyz   whether it takes new calls",
		"/metrics  what it has done, for Prometheus",
	].join("\n"),
};
const maxSockets = 100;

/** The listener for operators. It asks for no key, so it belongs on an address that only they reach. */
export function createAdminListener(
	{ adminListener }: AdminListenerOptions,
	handlers: AdminHandlers,
	log: Logger,
): Listener {
	return createHttpListener(
		{
			address: adminListener,
			tls: undefined,
			maxSockets,
			takeRequest: (request, response) => {
				const path = readTarget(request.url).path;
				if (answerHealth(path, request, response, handlers)) return;
				if (path === "/metrics")
					return answerMetrics(request, response, handlers);
				answerPlainly(response, path === "/" ? frontPage : noSuchPage);
			},
			takeUpgrade: (_request, socket) => refuseUpgrade(socket, noSuchPage),
		},
		log,
	);
}

async function answerMetrics(
	{ method }: IncomingMessage,
	response: ServerResponse,
	handlers: AdminHandlers,
): Promise<void> {
	if (method !== "GET" && method !== "HEAD") {
		answerPlainly(response, onlyGet);
		return;
	}
	const { type, text } = await handlers.readMetrics();
	response.writeHead(200, {
		"Content-Type": type,
		"Content-Length": Buffer.byteLength(text),
		"Cache-Control": "no-store",
	});
	response.end(method === "HEAD" ? undefined : text);
}
