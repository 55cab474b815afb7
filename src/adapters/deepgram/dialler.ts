import { type Deepgram, DeepgramClient } from "@deepgram/sdk";
import { inWholeCharacters } from "../../protocol/whole-characters.js";
import {
	DeepgramWire,
	handshakeMs,
	type SocketEnding,
	type SocketOwner,
} from "./wire.js";

/** What is used of the SDK's connections: they dial. */
interface Connection {
	connect(): unknown;
	close(): void;
}

/** The texts that are sent to Deepgram. */
type Order =
	| Deepgram.listen.ListenV1KeepAlive
	| Deepgram.listen.ListenV1CloseStream
	| { readonly type: "Configure"; readonly keyterms: readonly string[] }
	| Deepgram.listen.ListenV2Configure
	| Deepgram.listen.ListenV2CloseStream
	| Deepgram.speak.SpeakV1Text
	| Deepgram.speak.SpeakV1Flush
	| Deepgram.speak.SpeakV1Clear
	| Deepgram.speak.SpeakV2Interrupt;

/** Where a listen socket is dialled, and whether it speaks listen v2, the protocol of Flux. */
export interface ListenAddress {
	readonly url: string;
	readonly isFlux: boolean;
}

/** Opens sockets to Deepgram with the one SDK client of this process. */
export class DeepgramDialler {
	readonly #client: DeepgramClient;
	/** The SDK hands the abort signal of each dial to the transport factory, which finds the wire by it. */
	readonly #wires = new WeakMap<AbortSignal, DeepgramWire>();

	constructor(apiKey: string) {
		this.#client = new DeepgramClient({
			apiKey,
			transportFactory: (_url, headers, { abortSignal }) => {
				const wire = abortSignal && this.#wires.get(abortSignal);
				if (wire === undefined) throw new Error("A dial without its wire.");
				wire.dial(headers);
				return wire;
			},
		});
	}

	/** Dials a listen socket at exactly this URL. */
	listen({ url, isFlux }: ListenAddress, owner: SocketOwner): ListenSocket {
		return isFlux
			? new FluxSocket(url, owner, (wire) => this.#connectToFlux(wire))
			: new ListenSocket(url, owner, (wire) => this.#connectToNova(wire));
	}

	/** Dials a speak v1 socket at exactly this URL. */
	speak(url: string, owner: SocketOwner): SpeakSocket {
		return new SpeakSocket(url, owner, (wire) =>
			this.#client.speak.v1.connect(this.#dialOf(wire)),
		);
	}

	/** Dials a speak v2 socket, of Flux, at exactly this URL. */
	speakFlux(url: string, owner: SocketOwner): FluxSpeakSocket {
		return new FluxSpeakSocket(url, owner, (wire) =>
			this.#client.speak.v2.connect({
				...this.#dialOf(wire),
				model: "flux-alexis-en",
			}),
		);
	}

	#connectToNova(wire: DeepgramWire) {
		return this.#client.listen.v1.connect({
			...this.#dialOf(wire),
			model: "nova-3",
		});
	}

	#connectToFlux(wire: DeepgramWire) {
		return this.#client.listen.v2.connect({
			...this.#dialOf(wire),
			model: "flux-general-en",
		});
	}

	/** What the SDK is told. The URL that it makes is ignored, and the model: the wire has the operator's. */
	#dialOf(wire: DeepgramWire) {
		const { signal } = new AbortController();
		this.#wires.set(signal, wire);
		return {
			abortSignal: signal,
			reconnectAttempts: 0,
			connectionTimeoutInSeconds: handshakeMs / 1000,
		};
	}
}

/**
 * What both kinds of socket have. Sending on a socket that is not open does nothing. The SDK dials; of a socket that
 * is open it has nothing more to do, and would hold some 4 KiB for each.
 */
class DeepgramSocket implements SocketOwner {
	readonly #wire: DeepgramWire;
	/** The SDK's connection until the socket is open. */
	#dialling: Connection | undefined;
	#isOver = false;

	constructor(
		url: string,
		private readonly owner: SocketOwner,
		connect: (wire: DeepgramWire) => Promise<Connection>,
	) {
		this.#wire = new DeepgramWire(url, this);
		this.#dial(connect).catch((error) => this.#wire.fail(error));
	}

	opened(requestId: string | undefined): void {
		this.#dialling = undefined;
		this.owner.opened(requestId);
	}

	heardText(text: string): void {
		this.owner.heardText(text);
	}

	heardAudio(audio: Buffer): void {
		this.owner.heardAudio(audio);
	}

	ended(end: SocketEnding): void {
		try {
			this.#finish();
		} finally {
			this.owner.ended(end);
		}
	}

	get isOpen(): boolean {
		return this.#wire.isOpen();
	}

	/** Bytes that were sent but have not left this process. */
	get bufferedBytes(): number {
		return this.#wire.bufferedBytes;
	}

	/** Closes in good order, within a second; the owner hears no more of it. */
	close(): void {
		this.#wire.letGo();
		this.#finish();
	}

	/** Cuts the connection; the owner hears no more of it. */
	terminate(): void {
		this.#wire.letGo();
		this.#wire.terminate();
		this.#finish();
	}

	protected ping(): void {
		this.#wire.ping();
	}

	protected send(order: Order): void {
		this.#wire.send(JSON.stringify(order));
	}

	protected sendBytes(bytes: Buffer): void {
		this.#wire.send(bytes);
	}

	async #dial(connect: (wire: DeepgramWire) => Promise<Connection>) {
		const connection = await connect(this.#wire);
		if (this.#isOver) return;
		this.#dialling = connection;
		connection.connect();
	}

	/** Lets go of the SDK's connection, which has a timer of its own until the socket opens. */
	#finish(): void {
		this.#isOver = true;
		this.#dialling?.close();
		this.#dialling = undefined;
		this.#wire.close();
	}
}

/** A listen v1 socket: takes the caller's audio, answers with transcripts. */
export class ListenSocket extends DeepgramSocket {
	sendAudio(audio: Buffer): void {
		this.sendBytes(audio);
	}

	/** Keeps a socket open on which no audio goes for a while. */
	keepAlive(): void {
		this.send({ type: "KeepAlive" });
	}

	/**
	 * Replaces the words that are expected. The SDK has no such message; Deepgram answers it with
	 * `ConfigureSuccess`, `ConfigureFailure` or `Error` (its changelog of October 2026).
	 */
	configure(words: readonly string[], _threshold?: number): void {
		this.send({ type: "Configure", keyterms: words.map(inWholeCharacters) });
	}

	/** Says that no more audio comes. The last results, metadata and close code 1000 follow; of Flux, the close alone. */
	closeStream(): void {
		this.send({ type: "CloseStream" });
	}
}

/** A listen v2 socket. Flux knows no KeepAlive: a ping keeps it open. */
class FluxSocket extends ListenSocket {
	override keepAlive(): void {
		this.ping();
	}

	override configure(words: readonly string[], threshold?: number): void {
		this.send({
			type: "Configure",
			keyterms: words.map(inWholeCharacters),
			...(threshold !== undefined && {
				thresholds: { eot_threshold: threshold },
			}),
		});
	}
}

/** A speak socket: takes text, answers with audio. */
class TextSocket extends DeepgramSocket {
	/** At most 2000 characters. */
	speak(text: string): void {
		this.send({ type: "Speak", text: inWholeCharacters(text) });
	}

	/** Asks for the audio of all text so far, and then to be told that it has come. */
	flush(): void {
		this.send({ type: "Flush" });
	}
}

/** A speak v1 socket. */
export class SpeakSocket extends TextSocket {
	/** Drops the text that has not become audio; audio may still come until `Cleared`. */
	clear(): void {
		this.send({ type: "Clear" });
	}
}

/** A speak v2 socket. Like listen v2 it knows no KeepAlive: a ping keeps it open. */
export class FluxSpeakSocket extends TextSocket {
	/** Ends the turn at hand, when so much of the session's audio was played. Without that it tells no words. */
	interrupt(playedMs?: number): void {
		this.send({
			type: "Interrupt",
			...(playedMs !== undefined && {
				playback_offset: { type: "time_ms", value: playedMs },
			}),
		});
	}

	keepAlive(): void {
		this.ping();
	}
}
