import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import type { PeerAddresses } from "../peers/peer-address.js";
import { isFromOwnPage, type OwnSite } from "../peers/same-site.js";
import {
	answerPlainly,
	onlyGet,
	onlyPost,
	type PlainAnswer,
} from "../plain-answers.js";
import { callSidOf, type FollowCall } from "./followed-calls.js";
import { type KeeperOfPage, keeperPages } from "./keeper-pages.js";
import {
	answerWithFile,
	inlineScriptHashes,
	type PageFiles,
	readPageFiles,
} from "./page-files.js";
import { createTypedSpeech, type TypedSpeaker } from "./typed-speech.js";

/** Does what the try-it page asks for besides calling and playing. */
export interface TryItHandlers extends TypedSpeaker {
	readonly followCall: FollowCall;
	readonly keeper: KeeperOfPage;
	/** Cuts the call off from its recogniser for 3 s; false when there is no such call. */
	cutRecogniser(callSid: string): boolean;
}

/** What the try-it page is served with. */
export interface TryItPageOptions extends OwnSite {
	readonly peers: PeerAddresses;
}

/** The handler of a path; undefined when the path is not of this page. */
export type TryItPage = (path: string) => Answer | undefined;

type Answer = (
	request: IncomingMessage,
	response: ServerResponse,
) => void | Promise<void>;

const folder = fileURLToPath(new URL("../../pages/try-it/", import.meta.url));
const clientFolder = fileURLToPath(
	new URL("../../../clients/js/", import.meta.url),
);

/**
 * `GET /` and all below `/try-it/`: a game and a phone in a browser, for trying the server out. Only
 * for servers that take unsigned streams: everyone who reaches it may call and be a game.
 */
export function createTryItPage(
	site: TryItPageOptions,
	handlers: TryItHandlers,
	log: Logger,
): TryItPage {
	const files = tryItFiles();
	const headers = pageHeaders(files);
	const orders = new Map<string, Answer>([
		["/try-it/speech", createTypedSpeech(handlers, site.peers, log)],
		["/try-it/cut", answerCut(handlers)],
	]);
	const ofKeeper = keeperPages(handlers.keeper, headers);
	return (path) => {
		const order = orders.get(path);
		if (order) return onlyFromOwnPage(order, site);
		const answer = ofKeeper.get(path);
		if (answer) return onlyUnderOwnName(onlyToGet(answer), site);
		const file = files.get(path);
		return (
			file &&
			onlyUnderOwnName(
				(request, response) => answerWithFile(request, response, file, headers),
				site,
			)
		);
	};
}

function onlyUnderOwnName(answer: Answer, { hosts }: OwnSite): Answer {
	return (request, response) =>
		hosts.know(request.headers.host)
			? answer(request, response)
			: answerPlainly(response, unknownName);
}

function onlyToGet(answer: Answer): Answer {
	return (request, response) =>
		request.method === "GET" || request.method === "HEAD"
			? answer(request, response)
			: answerPlainly(response, onlyGet);
}

const unknownName: PlainAnswer = {
	status: 421,
	sentence:
		"Open this page by an address, as localhost, or by the name in PUBLIC_URL or PROXY_URL: under another name it might be another site's doing. A proxy must pass the Host header on.",
};

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

/** Nothing from other servers, not in a frame, and only scripts from here. */
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

function onlyFromOwnPage(order: Answer, site: OwnSite): Answer {
	return (request, response) => {
		if (request.method !== "POST") return answerPlainly(response, onlyPost);
		if (!isFromOwnPage(request, site))
			return answerPlainly(response, onlyOwnPage);
		return order(request, response);
	};
}

function answerCut({ cutRecogniser }: TryItHandlers): Answer {
	return (request, response) =>
		answerPlainly(
			response,
			cutRecogniser(callSidOf(request)) ? done : noSuchCall,
		);
}

const done: PlainAnswer = { status: 200, sentence: "It is done." };
const noSuchCall: PlainAnswer = {
	status: 404,
	sentence: "There is no such call.",
};
const onlyOwnPage: PlainAnswer = {
	status: 403,
	sentence:
		"Only this server's own page may ask for this, opened by a name that is known.",
};
