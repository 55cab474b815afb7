import { once } from "node:events";
import type { Socket } from "node:net";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { Arrivals } from "./arrivals.js";

/** A line between a client and a server that a test can cut: it passes bytes on, both ways. */
export class CutLine {
	/** Connections of clients, in the order of their coming. */
	readonly connections = new Arrivals<Socket>("connection");
	/** While true, new connections are cut at once. */
	isDown = false;
	readonly #ends = new Set<Socket>();

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
		this.#watch(client, server);
		this.#watch(server, client);
	}

	#watch(from: Socket, to: Socket): void {
		this.#ends.add(from);
		from.on("error", () => {});
		from.on("close", () => {
			this.#ends.delete(from);
			to.destroy();
		});
		from.pipe(to);
	}
}
