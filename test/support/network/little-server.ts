import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { Arrivals } from "../waiting/arrivals.js";

/** One socket that a little server has accepted. */
export class LittleSocket {
	/** Texts that came in. */
	readonly texts = new Arrivals<string>("text for the server");
	/** Binary messages that came in. */
	readonly binaries = new Arrivals<Buffer>("binary message for the server");
	/** The code with which the socket was closed. */
	readonly closings = new Arrivals<number>("close of the socket");

	constructor(
		readonly socket: WebSocket,
		readonly request: IncomingMessage,
	) {
		socket.on("message", (data, isBinary) => {
			if (isBinary) this.binaries.push(data as Buffer);
			else this.texts.push(data.toString());
		});
		socket.on("close", (code) => this.closings.push(code));
		socket.on("error", () => {});
	}
}

/** A WebSocket server of a few lines on a free loopback port, to try callers and games against. */
export class LittleServer {
	/** Sockets in the order in which they came. */
	readonly sockets = new Arrivals<LittleSocket>("socket");
	/** Answer upgrades with this status instead of 101. */
	refusal: number | undefined;

	static async start(): Promise<LittleServer> {
		const http = createServer();
		http.listen(0, "127.0.0.1");
		await once(http, "listening");
		return new LittleServer(http);
	}

	private constructor(readonly http: Server) {
		const webSockets = new WebSocketServer({ noServer: true });
		http.on("upgrade", (request, connection, head) => {
			if (this.refusal !== undefined) {
				connection.end(
					`HTTP/1.1 ${this.refusal} No\r\nContent-Length: 0\r\n\r\n`,
				);
				return;
			}
			webSockets.handleUpgrade(request, connection, head, (socket) =>
				this.sockets.push(new LittleSocket(socket, request)),
			);
		});
	}

	/** `ws://127.0.0.1:PORT/twilio` */
	get url(): string {
		return `ws://127.0.0.1:${(this.http.address() as AddressInfo).port}/twilio`;
	}

	/** Cuts all sockets and listens no more. */
	stop(): void {
		for (const { socket } of this.sockets.all) socket.terminate();
		this.http.close();
	}
}
