import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { callsignProtocol } from "../../protocol/callsign-v1.js";
import { Guest } from "./guest.js";
import { Inbox } from "./inbox.js";

/** Stands in for a server: takes any game in, on loopback only. */
export class StandIn {
	readonly #guests: Inbox<Guest>;

	/** Port 0 is any free one. */
	static async listen(port: number, patienceMs: number): Promise<StandIn> {
		const http = createServer((_, response) => {
			response.writeHead(426, { "Content-Type": "text/plain" });
			response.end("Connect a WebSocket here.\n");
		});
		http.listen(port, "127.0.0.1");
		await once(http, "listening");
		return new StandIn(http, patienceMs);
	}

	private constructor(
		readonly http: Server,
		patienceMs: number,
	) {
		this.#guests = new Inbox(patienceMs);
		const sockets = new WebSocketServer({
			server: http,
			maxPayload: 65_536,
			handleProtocols: (offered) =>
				offered.has(callsignProtocol) ? callsignProtocol : false,
		});
		sockets.on("connection", (socket, request) =>
			this.#guests.push(new Guest(socket, request, patienceMs)),
		);
	}

	/** Where games find it. */
	get url(): string {
		const { port } = this.http.address() as AddressInfo;
		return `ws://127.0.0.1:${port}/game`;
	}

	/** How many games have come so far. */
	get arrivals(): number {
		return this.#guests.all.length;
	}

	/** The most messages that came within one second on one socket. */
	get busiestSecond(): number {
		const guests = this.#guests.all;
		return Math.max(0, ...guests.map(({ busiestSecond }) => busiestSecond));
	}

	/** The next game that comes, within so many milliseconds. */
	guest(patienceMs?: number): Promise<Guest> {
		return this.#guests.next("a game", undefined, patienceMs);
	}

	/** Cuts all sockets and listens no more. */
	close(): void {
		for (const guest of this.#guests.all) guest.cut();
		this.http.close();
	}
}
