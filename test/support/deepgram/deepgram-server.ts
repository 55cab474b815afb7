import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
	createServer,
	type IncomingMessage,
	type Server,
	STATUS_CODES,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { Watched } from "../waiting/watched.js";
import { DeepgramListener } from "./deepgram-listener.js";
import { DeepgramSpeaker } from "./deepgram-speaker.js";
import { FluxListener, fluxRefusal } from "./flux-listener.js";
import { FluxSpeaker, fluxSpeakRefusal } from "./flux-speaker.js";
import type { SpeakerEnd } from "./speaker-end.js";

/** Which of Deepgram's sockets is meant. */
export type DeepgramService = "listen" | "speak";

/** What becomes of an upgrade request that is not simply accepted. */
type Refusal = { readonly status: number } | "unanswered" | "reset";

/**
 * A Deepgram on a loopback port: real sockets, no compression, and the behaviour that Deepgram
 * documents. Any path is a listen socket, unless it contains `/speak`; of Flux, if it ends with `/v2/listen` or `/v2/speak`.
 */
export class DeepgramServer extends Watched {
	/** Every listen socket that was ever accepted, in order. */
	readonly listeners: DeepgramListener[] = [];
	/** Every listen v2 socket that was ever accepted, in order. */
	readonly fluxListeners: FluxListener[] = [];
	/** Every speak socket that was ever accepted, in order. */
	readonly speakers: SpeakerEnd[] = [];
	/** The target of every upgrade request, also of those refused. */
	readonly requests: string[] = [];
	/** While true, the audio of new speak sockets waits for `speaker.release()`. */
	holdsSpeech = false;
	/** While there are some, each line is broken off after pieces of audio of so many bytes, and its socket is closed. */
	breaksSpeechOff: readonly number[] | undefined;
	/** While a service is in it, every upgrade request for that is answered with this HTTP status. */
	readonly refuses = new Map<DeepgramService, number>();
	/** What a listen socket says at its end, where it was told no last words of its own. */
	lastWordsOf: (listener: DeepgramListener) => string = () => "";
	/** A listen socket that receives nothing for this long is closed with 1011 NET-0001. */
	silenceMs = 10_000;

	readonly #refusals: Record<DeepgramService, Refusal[]> = {
		listen: [],
		speak: [],
	};
	readonly #webSockets = new WebSocketServer({
		noServer: true,
		perMessageDeflate: false,
	});
	readonly #connections = new Set<Duplex>();
	#http: Server | undefined;
	#port = 0;
	#takenListeners = 0;
	#takenFluxListeners = 0;
	#takenSpeakers = 0;

	/** A running server on a free port. */
	static async start(): Promise<DeepgramServer> {
		const server = new DeepgramServer();
		await server.start();
		return server;
	}

	get port(): number {
		return this.#port;
	}

	/** `ws://127.0.0.1:PORT/v1/listen`, with no query. */
	get listenUrl(): string {
		return `ws://127.0.0.1:${this.#port}/v1/listen`;
	}

	/** `ws://127.0.0.1:PORT/v2/listen`, with Flux's model and nothing else. */
	get fluxUrl(): string {
		return `ws://127.0.0.1:${this.#port}/v2/listen?model=flux-general-en`;
	}

	/** `ws://127.0.0.1:PORT/v1/speak`, with no query. */
	get speakUrl(): string {
		return `ws://127.0.0.1:${this.#port}/v1/speak`;
	}

	/** `ws://127.0.0.1:PORT/v2/speak`, with a voice of Flux and nothing else. */
	get fluxSpeakUrl(): string {
		return `ws://127.0.0.1:${this.#port}/v2/speak?model=flux-alexis-en`;
	}

	/** The next listen socket that no one has taken yet, as soon as there is one. */
	async nextListener(): Promise<DeepgramListener> {
		const index = this.#takenListeners++;
		await this.until(
			() => index < this.listeners.length,
			() => "a listen socket",
		);
		return this.listeners[index] as DeepgramListener;
	}

	/** The next listen v2 socket that no one has taken yet, as soon as there is one. */
	async nextFluxListener(): Promise<FluxListener> {
		const index = this.#takenFluxListeners++;
		await this.until(
			() => index < this.fluxListeners.length,
			() => "a listen socket of Flux",
		);
		return this.fluxListeners[index] as FluxListener;
	}

	/** The next speak socket that no one has taken yet, as soon as there is one. */
	async nextSpeaker(): Promise<SpeakerEnd> {
		const index = this.#takenSpeakers++;
		await this.until(
			() => index < this.speakers.length,
			() => "a speak socket",
		);
		return this.speakers[index] as SpeakerEnd;
	}

	/** The same, where it is a speak v2 socket. */
	async nextFluxSpeaker(): Promise<FluxSpeaker> {
		const speaker = await this.nextSpeaker();
		if (speaker instanceof FluxSpeaker) return speaker;
		throw new Error(`${speaker.url} is no speak socket of Flux.`);
	}

	/** Counts sockets from 0 again, and cuts those that are open. */
	forget(): void {
		for (const socket of [
			...this.listeners,
			...this.fluxListeners,
			...this.speakers,
		])
			socket.drop();
		this.listeners.length = 0;
		this.fluxListeners.length = 0;
		this.speakers.length = 0;
		this.#takenListeners = 0;
		this.#takenFluxListeners = 0;
		this.#takenSpeakers = 0;
	}

	/** Resolves when this many upgrade requests have come in all. */
	requested(count: number): Promise<void> {
		return this.until(
			() => this.requests.length >= count,
			() => `${count} requests; there were ${this.requests.length}`,
		);
	}

	/** Answers the next upgrade requests with this HTTP status, as Deepgram does. */
	refuseNext(
		status: number,
		{ times = 1, service = "listen" as DeepgramService } = {},
	): void {
		for (let count = 0; count < times; count++) {
			this.#refusals[service].push({ status });
		}
	}

	/** Never answers the next upgrade request. */
	ignoreNext(service: DeepgramService = "listen"): void {
		this.#refusals[service].push("unanswered");
	}

	/** Cuts the connection of the next upgrade request without an answer. */
	resetNext(service: DeepgramService = "listen"): void {
		this.#refusals[service].push("reset");
	}

	/** Listens, on the port it had before if it had one. */
	async start(): Promise<void> {
		const http = createServer((_request, response) => {
			response.writeHead(404).end();
		});
		http.on("connection", (connection) => this.#watch(connection));
		http.on("upgrade", (request, connection, head) =>
			this.#upgrade(request, connection, head),
		);
		http.listen(this.#port, "127.0.0.1");
		await once(http, "listening");
		this.#http = http;
		this.#port = (http.address() as AddressInfo).port;
	}

	/** Cuts every connection and refuses new ones until started again. */
	async stop(): Promise<void> {
		const http = this.#http;
		if (http === undefined) return;
		this.#http = undefined;
		const closed = once(http, "close");
		http.close();
		for (const connection of this.#connections) connection.destroy();
		await closed;
	}

	/** The same as `stop`, for the end of a test. */
	close(): Promise<void> {
		return this.stop();
	}

	#watch(connection: Duplex): void {
		this.#connections.add(connection);
		connection.on("error", () => {});
		connection.on("close", () => this.#connections.delete(connection));
	}

	#upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
		const service = serviceOf(request);
		const status = this.refuses.get(service) ?? refusalOf(request.url ?? "");
		const refusal =
			status === undefined ? this.#refusals[service].shift() : { status };
		this.requests.push(request.url ?? "");
		if (refusal === undefined) this.#accept(service, request, connection, head);
		else if (refusal === "reset") connection.destroy();
		else if (refusal !== "unanswered") refuse(connection, refusal.status);
		this.changed();
	}

	#accept(
		service: DeepgramService,
		request: IncomingMessage,
		connection: Duplex,
		head: Buffer,
	): void {
		this.#webSockets.once("headers", (headers) => {
			headers.push(`dg-request-id: ${randomUUID()}`);
		});
		this.#webSockets.handleUpgrade(request, connection, head, (socket) => {
			if (service === "listen" && isOfFlux(request)) {
				this.fluxListeners.push(new FluxListener(socket, request));
			} else if (service === "listen") {
				const listener = new DeepgramListener(socket, request, this.silenceMs);
				listener.understand = () => this.lastWordsOf(listener);
				this.listeners.push(listener);
			} else {
				const Speaker = isOfFlux(request) ? FluxSpeaker : DeepgramSpeaker;
				const speaker = new Speaker(socket, request, this.holdsSpeech);
				speaker.breaksOff = this.breaksSpeechOff;
				this.speakers.push(speaker);
			}
			this.changed();
		});
	}
}

function serviceOf(request: IncomingMessage): DeepgramService {
	return request.url?.includes("/speak") ? "speak" : "listen";
}

function isOfFlux({ url = "" }: IncomingMessage): boolean {
	return /\/v2\/(listen|speak)$/.test(pathOf(url));
}

/** Why Deepgram takes no such query, as an HTTP status; undefined if it does. */
function refusalOf(url: string): number | undefined {
	const path = pathOf(url);
	if (path.endsWith("/v2/listen")) return fluxRefusal(url);
	if (path.endsWith("/v2/speak")) return fluxSpeakRefusal(url);
	const isOfAura = !/[?&]model=flux-/.test(url);
	return path.endsWith("/v1/speak") && !isOfAura ? 400 : undefined;
}

function pathOf(url: string): string {
	return new URL(url, "ws://deepgram.test").pathname;
}

const errorCodes: Readonly<Record<number, string>> = {
	400: "INVALID_QUERY_PARAMETER",
	401: "INVALID_AUTH",
	402: "ASR_PAYMENT_REQUIRED",
	403: "INSUFFICIENT_PERMISSIONS",
	429: "TOO_MANY_REQUESTS",
};

function refuse(connection: Duplex, status: number): void {
	const requestId = randomUUID();
	const code = errorCodes[status] ?? "INTERNAL_SERVER_ERROR";
	const body = JSON.stringify({
		err_code: code,
		err_msg: `The emulator was told to answer ${status}.`,
		request_id: requestId,
	});
	connection.end(
		[
			`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}`,
			"Content-Type: application/json",
			`Content-Length: ${Buffer.byteLength(body)}`,
			`dg-error: ${code}`,
			`dg-request-id: ${requestId}`,
			"Connection: close",
			"",
			body,
		].join("\r\n"),
	);
}
