import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { ListenerAddress } from "../settings/listener-address.js";
import {
	answerHealth,
	type ServerHealth,
	withoutReasons,
} from "./health-pages.js";
import {
	closingDoorsFirst,
	createHttpListener,
	type HttpListenerOptions,
	type Listener,
} from "./http-listener.js";
import {
	createOperatorsPages,
	type InspectorCharts,
} from "./pages/operators-pages.js";
import { KnownHosts } from "./peers/known-host.js";
import {
	answerPlainly,
	noSuchPage,
	onlyGet,
	type PlainAnswer,
} from "./plain-answers.js";
import type { RefusalObserver } from "./refusals.js";
import { readTarget } from "./request-target.js";
import { type SocketDoor, SocketDoors } from "./socket-door.js";
import { createViewerDoor, type TakeViewer } from "./viewer-door.js";

/** What the operators' listener is made from: settings of `Config`. */
export interface AdminListenerOptions {
	readonly adminListener: ListenerAddress;
	/** Names under which it is known, beside that in its own address. */
	readonly adminHosts?: readonly string[] | undefined;
}

/** Who is asked by operators. */
export interface AdminHandlers extends ServerHealth, RefusalObserver {
	/** All metrics as they are now, and the content type of that text. */
	readMetrics(): Promise<{ readonly type: string; readonly text: string }>;
	readonly charts: InspectorCharts;
	/** Takes a page of the inspector. */
	readonly takeViewer: TakeViewer;
	/** Takes a page with Stately's inspector; undefined when that is off. */
	readonly takeStatelyPage: TakeViewer | undefined;
}

// For the pages of some viewers, and all that operators ask besides.
const maxSockets = 300;
const maxIdleSockets = 200;

/** The listener for operators. It asks for no key, so it belongs on an address that only they reach. */
export function createAdminListener(
	{ adminListener, adminHosts = [] }: AdminListenerOptions,
	handlers: AdminHandlers,
	log: Logger,
): Listener {
	const hosts = new KnownHosts([adminListener.host, ...adminHosts]);
	const doors = viewerDoors(hosts, handlers, log);
	const listener = createHttpListener(
		{
			address: adminListener,
			tls: undefined,
			maxSockets,
			maxIdleSockets,
			cutIdle: (reason) => handlers.refused?.("socket", reason),
			takeRequest: operatorsPages(hosts, handlers),
			takeUpgrade: doors.take.bind(doors),
		},
		log,
	);
	return closingDoorsFirst(listener, doors);
}

function viewerDoors(
	hosts: KnownHosts,
	{ takeViewer, takeStatelyPage }: AdminHandlers,
	log: Logger,
): SocketDoors {
	const doors = new Map<string, SocketDoor>();
	doors.set("/inspect/socket", createViewerDoor(hosts, takeViewer, log));
	if (takeStatelyPage)
		doors.set(
			"/inspect/stately/socket",
			createViewerDoor(hosts, takeStatelyPage, log),
		);
	return new SocketDoors(doors);
}

/** Answers what is no upgrade. */
function operatorsPages(
	hosts: KnownHosts,
	handlers: AdminHandlers,
): HttpListenerOptions["takeRequest"] {
	const { charts, takeStatelyPage } = handlers;
	const pages = createOperatorsPages(charts, takeStatelyPage !== undefined);
	return (request, response) => {
		const path = readTarget(request.url).path;
		const isKnown = hosts.know(request.headers.host);
		const health = isKnown ? handlers : withoutReasons(handlers);
		if (answerHealth(path, request, response, health)) return;
		if (!isKnown) return answerPlainly(response, unknownName);
		if (path === "/metrics") return answerMetrics(request, response, handlers);
		const answer = pages(path);
		if (answer) return answer(request, response);
		answerPlainly(response, noSuchPage);
	};
}

const unknownName: PlainAnswer = {
	status: 421,
	sentence:
		"Open this by an address, as localhost, or by a name in ADMIN_URL or ADMIN_HOSTS: under another name it might be another site's doing.",
};

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
