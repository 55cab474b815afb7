import { WebSocket } from "ws";
import { type Closing, closing, opened } from "../network/opening.js";
import { Arrivals } from "../waiting/arrivals.js";

/** What the try-it page is told of its call, as it came. */
export interface ToldOfCall {
	readonly call: string;
	readonly state: string;
}

/** The try-it page of a server, as far as it follows the call of its phone. */
export class CallPage {
	readonly #received = new Arrivals<ToldOfCall>("news of the call");
	readonly #closed: Promise<Closing>;

	/** Opens the socket as the server's own page does, or from elsewhere: of another origin, or of none. */
	static async follow(
		serverUrl: string,
		callSid: string,
		origin: string | null = new URL(serverUrl).origin,
	): Promise<CallPage> {
		const url = new URL(`/try-it/call?sid=${callSid}`, serverUrl);
		url.protocol = "ws:";
		const page = new CallPage(
			new WebSocket(url, origin === null ? {} : { origin }),
		);
		await opened(page.socket);
		return page;
	}

	private constructor(readonly socket: WebSocket) {
		socket.on("message", (data) =>
			this.#received.push(JSON.parse(data.toString())),
		);
		this.#closed = closing(socket);
	}

	/** Everything that it was told. */
	get received(): readonly ToldOfCall[] {
		return this.#received.all;
	}

	/** The next that it is told. */
	news(): Promise<ToldOfCall> {
		return this.#received.next();
	}

	say(text: string): void {
		this.socket.send(text);
	}

	/** How the server closed it. */
	closed(): Promise<Closing> {
		return this.#closed;
	}

	close(): void {
		this.socket.close();
	}
}
