import { once } from "node:events";
import {
	type AddressInfo,
	connect,
	createServer,
	type Server,
	type Socket,
} from "node:net";

/** A stretch of network that breaks: each connection is cut after some bytes from the server. */
export class CuttingProxy {
	/** How many connections were cut. */
	cuts = 0;
	/** Whether connections break at all. */
	isCutting = true;
	readonly #sockets = new Set<Socket>();

	/** `bytes` says after how many bytes the next connection is cut. */
	static async start(
		targetPort: number,
		bytes: () => number,
	): Promise<CuttingProxy> {
		const server = createServer();
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		return new CuttingProxy(server, targetPort, bytes);
	}

	private constructor(
		readonly server: Server,
		targetPort: number,
		bytes: () => number,
	) {
		server.on("connection", (game) => {
			const far = connect(targetPort, "127.0.0.1");
			this.#hold(game, far);
			game.pipe(far);
			let left = bytes();
			far.on("data", (data: Buffer) => {
				if (!this.isCutting || data.length < left) {
					left -= data.length;
					game.write(data);
					return;
				}
				this.cuts += 1;
				far.destroy();
				game.write(data.subarray(0, left), () => game.destroy());
			});
		});
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	close(): void {
		this.server.close();
		for (const socket of this.#sockets) socket.destroy();
	}

	#hold(game: Socket, far: Socket): void {
		for (const [socket, other] of [
			[game, far],
			[far, game],
		] as const) {
			this.#sockets.add(socket);
			socket.on("error", () => {});
			socket.on("close", () => {
				this.#sockets.delete(socket);
				other.end();
			});
		}
	}
}
