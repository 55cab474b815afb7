import { once } from "node:events";
import {
	createServer,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { Arrivals } from "../waiting/arrivals.js";
import { ModelExchange, type ModelRequest } from "./model-exchange.js";
import { refusalOf } from "./model-refusal.js";

/**
 * A server of a model on a loopback port, which speaks OpenAI's chat completions as its API reference says ("Create chat
 * completion", "The chat completion chunk object"), and is as strict about what it is asked as the strictest of those who
 * speak the same wire. What it answers a test says, piece by piece.
 */
export class ModelServer {
	/** The one model that it has. */
	readonly model = "keeper-1";
	/** The one key that it takes; while it is undefined it takes anybody. */
	key: string | undefined;
	/** Questions that were taken, in the order in which they came, for a test to answer. */
	readonly exchanges = new Arrivals<ModelExchange>("question to the model");
	/** Whether a connection serves for more than one question. */
	keepsConnections = true;
	/** While there is one, it answers each question, and no test needs to. */
	answers: ((exchange: ModelExchange) => void) | undefined;

	static async start(): Promise<ModelServer> {
		const http = createServer();
		http.listen(0, "127.0.0.1");
		await once(http, "listening");
		return new ModelServer(http);
	}

	private constructor(private readonly http: Server) {
		http.on("request", (request, response) => {
			this.#take(request, response).catch((error) =>
				this.exchanges.fail(error as Error),
			);
		});
	}

	/** `http://127.0.0.1:PORT/v1`, as of `MIND_URL`. */
	get url(): string {
		return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}/v1`;
	}

	/** The next question that nobody has taken yet. */
	next(): Promise<ModelExchange> {
		return this.exchanges.next();
	}

	/** Cuts all connections, and listens no more. */
	async stop(): Promise<void> {
		this.http.closeAllConnections();
		this.http.close();
		await once(this.http, "close");
	}

	async #take(
		request: IncomingMessage,
		response: ServerResponse,
	): Promise<void> {
		response.shouldKeepAlive = this.keepsConnections;
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const text = Buffer.concat(chunks).toString();
		const body = JSON.parse(text) as ModelRequest;
		const exchange = new ModelExchange(request, response, text, body);
		const refusal = refusalOf(exchange, this);
		if (refusal) return exchange.refuse(...refusal);
		this.exchanges.push(exchange);
		this.answers?.(exchange);
	}
}
