import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { type ServerOptions, WebSocket, WebSocketServer } from "ws";
import { drainingSentence } from "./health-pages.js";
import {
	leaving,
	noSuchPage,
	type PlainAnswer,
	refuseUpgrade,
} from "./plain-answers.js";
import { readTarget } from "./request-target.js";

/** The way in for one kind of WebSocket. */
export interface SocketDoor {
	/** Upgrades the request, or refuses it. */
	take(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	/** Says 1001 to everyone who came in and is still there. */
	close(): void;
}

/** The ways in of one listener, by their paths. */
export class SocketDoors {
	constructor(private readonly doors: ReadonlyMap<string, SocketDoor>) {}

	has(path: string): boolean {
		return this.doors.has(path);
	}

	/** Upgrades the request at the door of its path, or refuses it; with 404 where there is no door. */
	take(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		const door = this.doors.get(readTarget(request.url).path);
		if (door) door.take(request, socket, head);
		else refuseUpgrade(socket, noSuchPage);
	}

	/** Says 1001 to everyone who came in at any of them and is still there. */
	close(): void {
		for (const door of this.doors.values()) door.close();
	}
}

/** How long a peer may take to answer a close frame until its socket is cut. */
const closeTimeoutMs = 5_000;

/** In how many frames one message may come. Each costs as much as a message, and those of no bytes fit any `maxPayload`. */
const maxFragments = 256;

/** A WebSocket server without a port and without compression, which costs more than it saves on short messages. */
export function createSocketServer(
	maxPayload: number,
	chooseProtocol: (offered: Set<string>) => string | false,
): WebSocketServer {
	const options = {
		noServer: true,
		perMessageDeflate: false,
		maxPayload,
		maxFragments,
		closeTimeout: closeTimeoutMs,
		handleProtocols: chooseProtocol,
		WebSocket: LeavingSocket,
	};
	return new UpgradingServer(options);
}

/** Says when it is closed from here. */
class LeavingSocket extends WebSocket {
	override close(code?: number, reason?: string | Buffer): void {
		super.close(code, reason);
		this.emit(leaving);
	}
}

/** Upgrades as ws does, and answers as this server does what ws would refuse in HTML. */
class UpgradingServer extends WebSocketServer<typeof LeavingSocket> {
	#isClosed = false;

	constructor(options: ServerOptions<typeof LeavingSocket>) {
		super(options);
		this.on("wsClientError", ({ message }, socket, request) =>
			refuseUpgrade(socket, noWebSocket(message, request)),
		);
	}

	override handleUpgrade(
		request: IncomingMessage,
		socket: Duplex,
		head: Buffer,
		take: (socket: LeavingSocket, request: IncomingMessage) => void,
	): void {
		if (this.#isClosed) {
			refuseUpgrade(socket, { status: 503, sentence: drainingSentence });
			return;
		}
		super.handleUpgrade(request, socket, head, (webSocket) => {
			webSocket.once(leaving, () => socket.emit(leaving));
			take(webSocket, request);
		});
	}

	override close(): void {
		this.#isClosed = true;
		super.close();
	}
}

/** `Sec-WebSocket-Version`: which versions are spoken (RFC 6455, section 4.4). */
function noWebSocket(why: string, { method }: IncomingMessage): PlainAnswer {
	return {
		status: method === "GET" ? 400 : 405,
		sentence: `${why}.`,
		headers: { "Sec-WebSocket-Version": "13, 8" },
	};
}

/** Closes a server of `createSocketServer`: everyone is told 1001, and nobody comes in any more. */
export function sendAllAway(server: WebSocketServer): void {
	server.close();
	for (const socket of server.clients)
		socket.close(1001, "The server is going away.");
}

/**
 * Hands a socket over in the tick in which it was opened, so that no message is missed, and sees to it
 * that none of its errors goes unheard. False if it could not be taken: it is then closed with 1011.
 */
export function handOver(
	socket: WebSocket,
	take: () => void,
	log: Logger,
): boolean {
	listenForErrors(socket, log);
	try {
		take();
		return true;
	} catch (error) {
		log.error({ err: error }, "socket could not be taken");
		socket.close(1011, "Something went wrong here.");
		return false;
	}
}

/** Closes a socket that has just been opened, with a reason that its owner can read. */
export function sendAway(
	socket: WebSocket,
	code: number,
	reason: string,
	log: Logger,
): void {
	listenForErrors(socket, log);
	socket.close(code, reason);
}

/** No error of this socket goes unheard. ws has closed it by then, with the right code: 1009 for a message that is too big. */
export function listenForErrors(socket: WebSocket, log: Logger): void {
	socket.on("error", ({ message }) =>
		log.debug({ reason: message }, "socket broke"),
	);
}
