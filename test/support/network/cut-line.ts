import { once } from "node:events";
import type { Socket } from "node:net";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { Arrivals } from "../waiting/arrivals.js";

/** A line between a client and a server that a test can cut: it passes bytes on, both ways. */
export class CutLine {
	/** Connections of clients, in the order in which they came. */
	readonly connections = new Arrivals<Socket>("connection");
	/** While true, new connections are cut at once. */
	isDown = false;
	readonly #ends = new Set<Socket>();
	#bytesLeft = Number.POSITIVE_INFINITY;

	/** Starts a line to a port of this machine. */
	static async to(port: number): Promise<CutLine> {
		const server = createServer();
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		return new CutLine(server, port);
	}

	private constructor(
		private readonly server: Server,
		private readonly target: number,
	) {
		server.on("connection", (client) => this.#join(client));
	}

	/** The port that clients connect to. */
	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	/** Cuts all connections, with no closing handshake of any kind. */
	cut(): void {
		for (const end of this.#ends) end.resetAndDestroy();
	}

	/** Cuts only the next connection, when this many bytes have gone to the client. */
	cutNextAfter(bytes: number): void {
		this.#bytesLeft = bytes;
	}

	/** Cuts all connections and takes no more. */
	close(): void {
		this.cut();
		this.server.close();
	}

	#join(client: Socket): void {
		this.connections.push(client);
		if (this.isDown) {
			client.on("error", () => {});
			client.resetAndDestroy();
			return;
		}
		const server = connect(this.target, "127.0.0.1");
		const bytesLeft = this.#bytesLeft;
		this.#bytesLeft = Number.POSITIVE_INFINITY;
		this.#carry(client, server, Number.POSITIVE_INFINITY);
		this.#carry(server, client, bytesLeft);
	}

	#carry(from: Socket, to: Socket, bytesLeft: number): void {
		let left = bytesLeft;
		this.#ends.add(from);
		from.on("error", () => {});
		from.on("close", () => {
			this.#ends.delete(from);
			to.destroySoon();
		});
		from.on("data", (bytes) => {
			to.write(bytes.subarray(0, Math.max(0, left)));
			left -= bytes.length;
			if (left <= 0) from.destroy();
		});
	}
}
