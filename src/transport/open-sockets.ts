import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import {
	type IdleLimits,
	type IdleRank,
	IdleSockets,
} from "./peers/idle-sockets.js";
import { limitedAddress, type PeerAddresses } from "./peers/peer-address.js";
import { leaving } from "./plain-answers.js";

/** How often it is looked for sockets that have had their time, while an address has too many. */
const maxSweepMs = 1_000;

/** How many sockets there may be, and who is told when one is cut. */
export interface OpenSocketsOptions {
	readonly isTls: boolean;
	/** All that are open, whatever they do. */
	readonly maxSockets: number;
	readonly idle: IdleLimits;
	/** Many strangers come by a trusted proxy, so no limit for an address holds for it. */
	readonly peers: Pick<PeerAddresses, "isProxy">;
	/** A socket was cut: `full` to make room for another, `address` as one of too many. Must not throw. */
	cut(reason: "full" | "address"): void;
	/** The time in milliseconds, by a clock that does not run backwards. */
	now?(): number;
}

/** One connection. TLS has a socket of its own on top of this one. */
interface Connection {
	readonly socket: Socket;
	/** Undefined for a trusted proxy. */
	readonly address: string | undefined;
	/** How many of its requests are being answered. */
	requests: number;
	/** Upgraded, and not sent away. */
	isIn: boolean;
	/** What it counts as while it is idle. */
	rank: IdleRank;
}

/**
 * All sockets of a server. One is idle until its request is there as a whole, again once that is answered, and for good
 * once an upgrade is refused or its WebSocket is closed from here. Idle ones are limited, and make room for those that come.
 */
export class OpenSockets {
	readonly #connections = new Map<Socket, Connection>();
	/** A TLS socket finds the connection that it is on by their ends. */
	readonly #byEnds = new Map<string, Connection>();
	readonly #bySocket = new WeakMap<Duplex, Connection>();
	readonly #idle: IdleSockets<Connection>;
	readonly #now: () => number;
	#sweep: NodeJS.Timeout | undefined;

	constructor(
		server: Server,
		private readonly options: OpenSocketsOptions,
	) {
		this.#idle = new IdleSockets(options.idle);
		this.#now = options.now ?? (() => performance.now());
		server.on("connection", (socket: Socket) => this.#come(socket));
		server.on("secureConnection", (socket: TLSSocket) => this.#secure(socket));
		server.on("request", (request, response) => this.#ask(request, response));
		server.on("upgrade", ({ socket }: IncomingMessage) => this.#letIn(socket));
		server.on("close", () => clearTimeout(this.#sweep));
	}

	/** Cuts all of them. */
	cutAll(): void {
		for (const socket of this.#connections.keys()) socket.destroy();
	}

	/** Whether nothing has been said on this socket that an answer to something else would garble. */
	mayBeAnswered(socket: Duplex): boolean {
		const connection = this.#bySocket.get(socket);
		return connection?.requests === 0 && !connection.isIn;
	}

	#come(socket: Socket): void {
		const { remoteAddress } = socket;
		const address = this.options.peers.isProxy(remoteAddress)
			? undefined
			: limitedAddress(remoteAddress);
		if (!this.#makeRoom(address)) {
			socket.destroy();
			return;
		}
		const connection: Connection = {
			socket,
			address,
			requests: 0,
			isIn: false,
			rank: "was not served",
		};
		this.#connections.set(socket, connection);
		this.#bySocket.set(socket, connection);
		if (this.options.isTls) this.#awaitHandshake(connection);
		socket.once("close", () => this.#forget(connection));
		this.#rest(connection);
	}

	#awaitHandshake(connection: Connection): void {
		const ends = endsOf(connection.socket);
		this.#byEnds.set(ends, connection);
		connection.socket.once("close", () => {
			if (this.#byEnds.get(ends) === connection) this.#byEnds.delete(ends);
		});
	}

	/** False if every place is taken by somebody who is being served. */
	#makeRoom(address: string | undefined): boolean {
		while (this.#idle.isFull || this.#isFull) {
			const first = this.#idle.firstFor(address);
			if (!first) return false;
			this.#cut(first, "full");
		}
		return true;
	}

	get #isFull(): boolean {
		return this.#connections.size >= this.options.maxSockets;
	}

	#secure(socket: TLSSocket): void {
		const connection = this.#byEnds.get(endsOf(socket));
		if (!connection) return;
		this.#bySocket.set(socket, connection);
		this.#rest(connection);
	}

	#ask(request: IncomingMessage, response: ServerResponse): void {
		const connection = this.#bySocket.get(request.socket);
		if (!connection) return;
		let isBeingAnswered = false;
		let isAnswered = false;
		const begin = () => {
			if (isAnswered) return;
			isBeingAnswered = true;
			connection.requests += 1;
			this.#idle.delete(connection);
		};
		const end = () => {
			isAnswered = true;
			if (!isBeingAnswered) return;
			isBeingAnswered = false;
			connection.requests -= 1;
			connection.rank = "was served";
			this.#rest(connection);
		};
		if (hasBody(request)) request.once("end", begin);
		else begin();
		// From here on it is for the peer to read.
		response.once("prefinish", end);
		response.once("close", end);
	}

	#letIn(socket: Duplex): void {
		const connection = this.#bySocket.get(socket);
		if (!connection) return;
		connection.isIn = true;
		this.#idle.delete(connection);
		socket.once(leaving, () => {
			connection.isIn = false;
			connection.rank = "was not served";
			this.#rest(connection);
		});
	}

	/** It is for the peer to do something. */
	#rest(connection: Connection): void {
		const { socket, address, requests, isIn, rank } = connection;
		if (requests > 0 || isIn || !this.#connections.has(socket)) return;
		this.#idle.add(connection, address, rank, this.#now());
		if (this.#idle.hasMany(address)) this.#sweepSoon();
	}

	#sweepSoon(): void {
		const { graceMs } = this.options.idle;
		this.#sweep ??= setTimeout(
			() => this.#sweepNow(),
			Math.min(graceMs, maxSweepMs),
		).unref();
	}

	#sweepNow(): void {
		this.#sweep = undefined;
		for (const connection of this.#idle.tooMany(this.#now()))
			this.#cut(connection, "address");
		if (this.#idle.isCrowded) this.#sweepSoon();
	}

	#cut(connection: Connection, reason: "full" | "address"): void {
		this.#forget(connection);
		connection.socket.destroy();
		this.options.cut(reason);
	}

	#forget(connection: Connection): void {
		this.#idle.delete(connection);
		this.#connections.delete(connection.socket);
	}
}

/** No two connections at a time have these. */
function endsOf(socket: Socket): string {
	const { remoteAddress, remotePort, localAddress } = socket;
	return `${remoteAddress} ${remotePort} ${localAddress}`;
}

function hasBody({ headers }: IncomingMessage): boolean {
	const length = headers["content-length"] ?? "0";
	return length !== "0" || headers["transfer-encoding"] !== undefined;
}
