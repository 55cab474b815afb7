import { DeepgramClient } from "@deepgram/sdk";
import {
	DeepgramWire,
	handshakeMs,
	type SocketEnd,
	type SocketOwner,
} from "./wire.js";

type Listening = Awaited<ReturnType<DeepgramClient["listen"]["v1"]["connect"]>>;
type Speaking = Awaited<ReturnType<DeepgramClient["speak"]["v1"]["connect"]>>;

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

	/** Dials a listen v1 socket at exactly this URL. */
	listen(url: string, owner: SocketOwner): ListenSocket {
		return new ListenSocket(url, owner, (wire) =>
			this.#client.listen.v1.connect({
				...this.#dialOf(wire),
				model: "nova-3",
			}),
		);
	}

	/** Dials a speak v1 socket at exactly this URL. */
	speak(url: string, owner: SocketOwner): SpeakSocket {
		return new SpeakSocket(url, owner, (wire) =>
			this.#client.speak.v1.connect(this.#dialOf(wire)),
		);
	}

	/** What the SDK is told. The URL that it makes is ignored: the wire has the operator's. */
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

/** What both kinds of socket have. Sending on a socket that is not open does nothing. */
class DeepgramSocket<Connection extends { connect(): unknown; close(): void }> {
	readonly #wire: DeepgramWire;
	#connection: Connection | undefined;
	#isOver = false;

	constructor(
		url: string,
		owner: SocketOwner,
		connect: (wire: DeepgramWire) => Promise<Connection>,
	) {
		this.#wire = new DeepgramWire(url, {
			opened: (requestId) => owner.opened(requestId),
			heardText: (text) => owner.heardText(text),
			heardAudio: (audio) => owner.heardAudio(audio),
			ended: (end: SocketEnd) => {
				this.#finish();
				owner.ended(end);
			},
		});
		void this.#dial(connect);
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

	/** The SDK's connection while something can be sent on it. */
	protected get connection(): Connection | undefined {
		return this.isOpen ? this.#connection : undefined;
	}

	protected sendText(text: string): void {
		if (this.isOpen) this.#wire.send(text);
	}

	async #dial(connect: (wire: DeepgramWire) => Promise<Connection>) {
		try {
			const connection = await connect(this.#wire);
			if (this.#isOver) return;
			this.#connection = connection;
			connection.connect();
		} catch (error) {
			this.#wire.fail(error);
		}
	}

	/** Lets go of the SDK's connection, which has a timer of its own until the socket opens. */
	#finish(): void {
		this.#isOver = true;
		this.#connection?.close();
		this.#wire.close();
	}
}

/** A listen v1 socket: takes the caller's audio, answers with transcripts. */
export class ListenSocket extends DeepgramSocket<Listening> {
	sendAudio(audio: Buffer): void {
		this.connection?.sendMedia(audio);
	}

	/** Keeps a socket open on which no audio goes for a while. */
	keepAlive(): void {
		this.connection?.sendKeepAlive({ type: "KeepAlive" });
	}

	/**
	 * Replaces the words that are expected. The SDK has no such message; Deepgram answers it with
	 * `ConfigureSuccess`, `ConfigureFailure` or `Error` (its changelog of October 2026).
	 */
	configure(keyterms: readonly string[]): void {
		this.sendText(JSON.stringify({ type: "Configure", keyterms }));
	}

	/** Says that no more audio comes. The last results, metadata and close code 1000 follow. */
	closeStream(): void {
		this.connection?.sendCloseStream({ type: "CloseStream" });
	}
}

/** A speak v1 socket: takes text, answers with audio. */
export class SpeakSocket extends DeepgramSocket<Speaking> {
	/** At most 2000 characters. */
	speak(text: string): void {
		this.connection?.sendText({ type: "Speak", text });
	}

	/** Asks for the audio of all text so far, and then `Flushed`. */
	flush(): void {
		this.connection?.sendFlush({ type: "Flush" });
	}

	/** Drops the text that has not become audio; audio may still come until `Cleared`. */
	clear(): void {
		this.connection?.sendClear({ type: "Clear" });
	}
}
