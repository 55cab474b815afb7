import type { FromServer, ToServer } from "./wire.js";

export interface ConnectionListener {
	opened(): void;
	heard(message: FromServer): void;
	lost(): void;
}

const againMs = 1_000;

/** The socket to the server, dialled again when it is lost. */
export class Connection {
	#socket: WebSocket | undefined;

	constructor(private readonly listener: ConnectionListener) {
		this.#dial();
	}

	tell(order: ToServer): void {
		if (this.#socket?.readyState === WebSocket.OPEN)
			this.#socket.send(JSON.stringify(order));
	}

	#dial(): void {
		const url = new URL("/inspect/socket", location.href);
		url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
		const socket = new WebSocket(url);
		this.#socket = socket;
		socket.addEventListener("open", () => this.listener.opened());
		socket.addEventListener("message", ({ data }) =>
			this.listener.heard(JSON.parse(String(data)) as FromServer),
		);
		socket.addEventListener("close", () => {
			this.listener.lost();
			setTimeout(() => this.#dial(), againMs);
		});
	}
}
