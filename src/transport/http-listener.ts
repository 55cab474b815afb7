import {
	createServer,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import {
	hostAndPort,
	type ListenerAddress,
} from "../settings/listener-address.js";
import {
	answerPlainly,
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
	readonly maxSockets: number;
	/** How long peers may take; patient enough for a slow network by default. */
	readonly timeouts?: typeof usualTimeouts;
	takeRequest(
		request: IncomingMessage,
		response: ServerResponse,
	): void | Promise<void>;
	takeUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

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
	const sockets = trackSockets(server);
	server.maxConnections = options.maxSockets;
	server.on("request", (request, response) => {
		void takeRequestSafely(options, request, response, log);
	});
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
	return tls === undefined
		? createServer(timeouts)
		: createTlsServer({ ...timeouts, ...tls });
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
		await options.takeRequest(request, response);
	} catch (error) {
		log.error({ err: error }, "request failed");
		if (response.headersSent) response.destroy();
		else answerPlainly(response, brokenDown);
	}
}

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

// Node keeps no list of sockets that were upgraded, and waits for them when it closes.
function trackSockets(server: Server): ReadonlySet<Socket> {
	const sockets = new Set<Socket>();
	function forgetThis(this: Socket): void {
		sockets.delete(this);
	}
	server.on("connection", (socket: Socket) => {
		sockets.add(socket);
		socket.on("close", forgetThis);
	});
	return sockets;
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
		server.listen({ host, port }, () => {
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
	sockets: ReadonlySet<Socket>,
	graceMs: number,
): Promise<void> {
	return new Promise((resolve) => {
		const cutOff = setTimeout(() => {
			for (const socket of sockets) socket.destroy();
		}, graceMs);
		// The callback's error only says that the server does not listen.
		server.close(() => {
			clearTimeout(cutOff);
			resolve();
		});
	});
}
