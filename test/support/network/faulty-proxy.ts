import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

/** A message of `callsign.v1`, or `undefined` for a text that is no JSON. */
export type Fields = Record<string, unknown>;

/** What a server does wrong. */
export interface Fault {
	/** What becomes of a message of the server; `time` counts the sockets, from 1. */
	readonly toGame?: (message: Fields, time: number) => readonly Fields[];
	/** What becomes of a text that is no JSON object. */
	readonly toPlainGame?: (text: string) => readonly string[];
	/** What becomes of the close code. */
	readonly close?: (code: number) => number;
	/** What becomes of the query. */
	readonly query?: (query: URLSearchParams) => void;
	/** The subprotocol that the server chooses, instead of the right one. */
	readonly protocol?: string;
	readonly answersNoPing?: boolean;
	/** Accepts games that offer only unknown subprotocols. */
	readonly takesAll?: boolean;
}

/** Stands between games and a good server, and makes a bad one of it. */
export class FaultyProxy {
	#sockets = 0;

	static async start(target: string, fault: Fault): Promise<FaultyProxy> {
		const http = createServer();
		http.listen(0, "127.0.0.1");
		await once(http, "listening");
		return new FaultyProxy(http, target, fault);
	}

	private constructor(
		readonly http: Server,
		readonly target: string,
		readonly fault: Fault,
	) {
		const sockets = new WebSocketServer({
			noServer: true,
			autoPong: !fault.answersNoPing,
			handleProtocols: ([first = ""]) => fault.protocol ?? first,
		});
		http.on("upgrade", (request, connection, head) => {
			const offer = request.headers["sec-websocket-protocol"] ?? "";
			if (offer !== "" && !offer.includes("callsign") && !fault.takesAll) {
				connection.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
				return;
			}
			const isTyped = offer.includes("callsign");
			if (isTyped) request.headers["sec-websocket-protocol"] = "callsign.v1";
			sockets.handleUpgrade(request, connection, head, (game) =>
				this.#join(game, request.url ?? "/", isTyped),
			);
		});
	}

	/** Where games find it. */
	get url(): string {
		return `ws://127.0.0.1:${(this.http.address() as AddressInfo).port}/game`;
	}

	close(): void {
		this.http.close();
		this.http.closeAllConnections();
	}

	#join(game: WebSocket, path: string, isTyped: boolean): void {
		const url = new URL(path, this.target);
		this.fault.query?.(url.searchParams);
		this.#sockets += 1;
		const time = this.#sockets;
		const server = new WebSocket(url, isTyped ? ["callsign.v1"] : []);
		const early: [Buffer, boolean][] = [];
		game.on("message", (data: Buffer, isBinary) => {
			if (server.readyState === WebSocket.OPEN)
				server.send(data, { binary: isBinary });
			else early.push([data, isBinary]);
		});
		server.on("open", () => {
			for (const [data, binary] of early.splice(0))
				server.send(data, { binary });
		});
		server.on("message", (data) => {
			for (const text of this.#spoiled(`${data}`, time)) game.send(text);
		});
		game.on("close", (code) => {
			if (code === 1006) server.terminate();
			else server.close(code === 1005 ? 1000 : code);
		});
		server.on("close", (code, reason) => {
			if (code === 1006) game.terminate();
			else game.close(this.fault.close?.(code) ?? code, `${reason}`);
		});
		for (const socket of [game, server]) socket.on("error", () => {});
	}

	#spoiled(text: string, time: number): readonly string[] {
		const { toGame, toPlainGame } = this.fault;
		if (!text.startsWith("{")) return toPlainGame?.(text) ?? [text];
		const message = JSON.parse(text) as Fields;
		const spoiled = toGame?.(message, time);
		return spoiled?.map((each) => JSON.stringify(each)) ?? [text];
	}
}
