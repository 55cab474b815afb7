import {
	createServer,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import {
	hostAndPort,
	type ListenerAddress,
} from "../settings/listener-address.js";
import { maxOpenFiles } from "./open-files.js";
import { OpenSockets } from "./open-sockets.js";
import { PeerAddresses } from "./peers/peer-address.js";
import {
	answerPlainly,
	bytesOf,
	nosniff,
	type PlainAnswer,
	refuseUpgrade,
} from "./plain-answers.js";

/** Something that listens, once. */
export interface Listener {
	/** Resolves to the real address; rejects with a sentence when the address cannot be had. */
	listen(): Promise<ListenerAddress>;
	/** Stops listening, and cuts off after `graceMs` whoever is still there. Resolves when all are gone. */
	close(graceMs?: number): Promise<void>;
}

/** What an HTTP listener is made from. `takeRequest` and `takeUpgrade` may throw: the peer gets a 500. */
export interface HttpListenerOptions {
	readonly address: ListenerAddress;
	readonly tls: { readonly cert: string; readonly key: string } | undefined;
	/** How many sockets there may be in all. */
	readonly maxSockets: number;
	/** How many of them may be idle; fewer where the system allows only few open files. */
	readonly maxIdleSockets?: number;
	/** How many of one address may be idle for longer than `idleGraceMs`. */
	readonly maxIdlePerAddress?: number;
	readonly idleGraceMs?: number;
	/** Tells a trusted proxy from a stranger; none is trusted by default. */
	readonly peers?: PeerAddresses;
	/** How long peers may take; patient enough for a slow network by default. */
	readonly timeouts?: typeof usualTimeouts;
	takeRequest(
		request: IncomingMessage,
		response: ServerResponse,
	): void | Promise<void>;
	takeUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	/** Is told of each idle socket that is cut: to make room, or as one of too many of an address. */
	cutIdle?(reason: "full" | "address"): void;
}

/** A socket is idle until its request has come, and again when that was answered. Browsers and programs need a handful. */
const usualIdlePerAddress = 100;
/** Enough for whoever opens a thousand sockets at once, on a machine that is busy, and is about to speak on each. */
const usualIdleGraceMs = 5_000;
/** How many connections may wait to be accepted, as far as the system allows. */
const backlog = 4_096;

// In milliseconds, by the names that Node has for them.
const usualTimeouts = {
	handshakeTimeout: 10_000,
	headersTimeout: 10_000,
	requestTimeout: 15_000,
	connectionsCheckingInterval: 2_000,
};
const brokenDown: PlainAnswer = {
	status: 500,
	sentence: "Something went wrong here.",
};

/** A plain or TLS server that outlives whatever its peers send, and leaves nothing open when closed. */
export function createHttpListener(
	options: HttpListenerOptions,
	log: Logger,
): Listener {
	const server = createServerFor(options);
	const sockets = openSocketsOf(server, options);
	server.on("request", (request, response) => {
		void takeRequestSafely(options, request, response, log);
	});
	server.on("checkExpectation", (_request, response) =>
		answerPlainly(response, noSuchExpectation),
	);
	server.on("clientError", (error, socket) =>
		endBrokenPeer(error, socket, sockets),
	);
	server.on("upgrade", (request, socket, head) => {
		// The peer may vanish before anybody else listens for errors.
		socket.on("error", destroyThis);
		takeUpgradeSafely(options, request, socket, head, log);
	});
	return {
		listen: () => listen(server, options.address, log),
		close: (graceMs = 1_000) => closeServer(server, sockets, graceMs),
	};
}

/** A listener that closes the ways in before itself, so that those who came in are told. */
export function closingDoorsFirst(
	listener: Listener,
	doors: { close(): void },
): Listener {
	return {
		listen: () => listener.listen(),
		close: (graceMs) => {
			doors.close();
			return listener.close(graceMs);
		},
	};
}

function createServerFor(options: HttpListenerOptions): Server {
	const { tls, timeouts = usualTimeouts } = options;
	// What Node would answer by itself lacks the header that everything here has.
	const settings = { ...timeouts, requireHostHeader: false };
	return tls === undefined
		? createServer(settings)
		: createTlsServer({ ...settings, ...tls });
}

function openSocketsOf(
	server: Server,
	options: HttpListenerOptions,
): OpenSockets {
	const {
		maxSockets,
		maxIdleSockets = maxSockets,
		maxIdlePerAddress: perAddress = usualIdlePerAddress,
		idleGraceMs: graceMs = usualIdleGraceMs,
		peers = new PeerAddresses(),
	} = options;
	// The other half is for calls, games and what they need.
	const total = Math.min(maxIdleSockets, Math.floor(maxOpenFiles() / 2));
	return new OpenSockets(server, {
		isTls: options.tls !== undefined,
		maxSockets,
		idle: { total, perAddress, graceMs },
		peers,
		cut: (reason) => options.cutIdle?.(reason),
	});
}

const noSuchExpectation: PlainAnswer = {
	status: 417,
	sentence: "Nothing but 100-continue may be expected here.",
};

/** What Node would answer by itself, but for the header that everything here has. */
function endBrokenPeer(
	error: NodeJS.ErrnoException,
	socket: Duplex,
	sockets: OpenSockets,
): void {
	if (socket.writable && sockets.mayBeAnswered(socket))
		socket.write(bytesOf(answerFor(error)));
	socket.destroy();
}

function answerFor({ code }: NodeJS.ErrnoException): PlainAnswer {
	switch (code) {
		case "HPE_HEADER_OVERFLOW":
			return { status: 431, sentence: "The head of the request is too large." };
		case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
			return { status: 413, sentence: "The chunk extensions are too large." };
		case "ERR_HTTP_REQUEST_TIMEOUT":
			return { status: 408, sentence: "The request did not come in time." };
		default:
			return { status: 400, sentence: "This is no HTTP." };
	}
}

/** One function for all sockets. */
function destroyThis(this: Duplex): void {
	this.destroy();
}

async function takeRequestSafely(
	options: HttpListenerOptions,
	request: IncomingMessage,
	response: ServerResponse,
	log: Logger,
): Promise<void> {
	try {
		for (const [name, value] of Object.entries(nosniff))
			response.setHeader(name, value);
		if (lacksHost(request)) answerPlainly(response, noHost);
		else await options.takeRequest(request, response);
	} catch (error) {
		log.error({ err: error }, "request failed");
		if (response.headersSent) response.destroy();
		else answerPlainly(response, brokenDown);
	}
}

/** RFC 9112, section 3.2. */
function lacksHost({ httpVersion, headers }: IncomingMessage): boolean {
	return httpVersion === "1.1" && headers.host === undefined;
}

const noHost: PlainAnswer = {
	status: 400,
	sentence: "The Host header is missing.",
	headers: { Connection: "close" },
};

function takeUpgradeSafely(
	options: HttpListenerOptions,
	request: IncomingMessage,
	socket: Duplex,
	head: Buffer,
	log: Logger,
): void {
	try {
		options.takeUpgrade(request, socket, head);
	} catch (error) {
		log.error({ err: error }, "upgrade failed");
		refuseUpgrade(socket, brokenDown);
	}
}

function listen(
	server: Server,
	{ host, port }: ListenerAddress,
	log: Logger,
): Promise<ListenerAddress> {
	return new Promise((resolve, reject) => {
		const fail = (error: NodeJS.ErrnoException) =>
			reject(
				new Error(`${whyNot(error)}: ${hostAndPort({ host, port })}`, {
					cause: error,
				}),
			);
		server.once("error", fail);
		server.listen({ host, port, backlog }, () => {
			server.off("error", fail);
			// Unheard, a later failure such as too many open files would end the process.
			server.on("error", (error) =>
				log.error({ err: error }, "listener failed"),
			);
			const actual = server.address() as AddressInfo;
			resolve({ host: actual.address, port: actual.port });
		});
	});
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
	if (code === "EADDRINUSE") return "Another program listens there already";
	if (code === "EACCES") return "Not allowed to listen there";
	if (code === "EADDRNOTAVAIL") return "This machine has no such address";
	if (code === "ENOTFOUND") return "No such host is known";
	return `Cannot listen there (${code ?? message})`;
}

function closeServer(
	server: Server,
	sockets: OpenSockets,
	graceMs: number,
): Promise<void> {
	return new Promise((resolve) => {
		const cutOff = setTimeout(() => sockets.cutAll(), graceMs);
		// The callback's error only says that the server does not listen.
		server.close(() => {
			clearTimeout(cutOff);
			resolve();
		});
	});
}
