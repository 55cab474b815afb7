import { type ClientOptions, type RawData, WebSocket } from "ws";
import {
	frameBytes,
	frameMs,
	silence,
} from "../../../src/adapters/sound/mulaw.js";
import {
	EmulatedStream,
	randomSids,
	type StreamSids,
} from "../../../src/commands/phone/emulated-stream.js";
import type { FromServer } from "../../../src/commands/phone/from-server.js";
import { everyFrame } from "../../../src/commands/phone/pace.js";
import { type Closing, closing, opened } from "../network/opening.js";
import { Arrivals } from "../waiting/arrivals.js";
import { within } from "../waiting/within.js";

/** How a call differs from the usual one. */
export interface CallOptions {
	/** Random if not given. */
	readonly callSid?: string;
	/** The stream's custom parameters, as TwiML would set them. */
	readonly parameters?: Readonly<Record<string, string>>;
	/** Further headers of the upgrade, such as a signature. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Plays what comes in real time, or as if it took no time; otherwise the test plays, by `play` and `playAll`. */
	readonly autoPlay?: boolean | "at once";
	/** Keeps what Twilio would refuse in `refusals`; otherwise it fails the test. */
	readonly collectsRefusals?: boolean;
}

/** A message of the server that Twilio takes. */
type Taken = Exclude<FromServer, { event: "refused" }>;

/**
 * A call as Twilio brings it to the server: one socket, the messages of Media Streams, and a play
 * buffer. What Twilio would refuse fails the test, whether or not the test waits for anything.
 */
export class TwilioCaller {
	/** Messages of the server that Twilio would refuse, in words. */
	readonly refusals: string[] = [];
	/** The protocol by itself, for tests that break it. */
	readonly stream: EmulatedStream;
	/** Names of marks that went back to the server, in order. */
	readonly returnedMarks: string[] = [];
	readonly #received = new Arrivals<Taken>("message for the caller");
	readonly #closed: Promise<Closing>;
	#audio: Buffer[] = [];
	#hasStarted = false;
	#clears = 0;

	/** Opens the socket of a call and says nothing yet. Rejects with `UpgradeRefused` when the server refuses. */
	static async dial(
		url: string,
		options: CallOptions = {},
	): Promise<TwilioCaller> {
		const caller = new TwilioCaller(
			new WebSocket(url, clientOptions(options)),
			options,
		);
		await opened(caller.socket);
		return caller;
	}

	/** Opens the socket and starts the stream. */
	static async call(
		url: string,
		options: CallOptions = {},
	): Promise<TwilioCaller> {
		const caller = await TwilioCaller.dial(url, options);
		caller.start();
		return caller;
	}

	private constructor(
		readonly socket: WebSocket,
		private readonly options: CallOptions,
	) {
		const { callSid } = options;
		this.stream = new EmulatedStream(
			{ ...randomSids(), ...(callSid !== undefined && { callSid }) },
			(text) => socket.send(text),
		);
		this.stream.onMarkReturned = (name) => this.returnedMarks.push(name);
		socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
		this.#closed = closing(socket);
		socket.on("close", (code) =>
			this.#received.fail(new Error(`The call was closed with ${code}.`)),
		);
	}

	get sids(): StreamSids {
		return this.stream.sids;
	}

	/** How often the server has cleared the play buffer. */
	get clears(): number {
		return this.#clears;
	}

	/** All audio that the server has sent so far. */
	get audio(): Buffer {
		return Buffer.concat(this.#audio);
	}

	/** Says `connected` and `start`. */
	start(): void {
		this.#hasStarted = true;
		this.stream.connect();
		this.stream.start(this.options.parameters);
		if (this.options.autoPlay === true) this.#playInRealTime();
	}

	/** Sends audio, or this many milliseconds of silence, in frames of 20 ms, all at once. */
	sendAudio(audio: Buffer | number): void {
		for (const frame of framesOf(audio)) this.stream.sendFrame(frame);
	}

	/** Sends the same at the pace of a real call; resolves when the last frame is sent. */
	async speak(audio: Buffer | number): Promise<void> {
		const frames = framesOf(audio);
		await new Promise<void>((resolve) => {
			const stop = everyFrame(() => {
				const frame = frames.shift();
				if (frame !== undefined) this.stream.sendFrame(frame);
				if (frames.length > 0) return;
				stop();
				resolve();
			});
		});
	}

	/** Presses these keys one after the other. */
	press(keys: string): void {
		for (const key of keys) this.stream.press(key);
	}

	/** The caller hangs up: Twilio says `stop` and closes. */
	hangUp(): void {
		this.stream.stop();
		this.socket.close(1000);
	}

	/** The connection is cut, with no word and no closing handshake. */
	vanish(): void {
		this.socket.terminate();
	}

	/** Sends anything at all: a string or the bytes of one as text, or with `isBinary` as a binary message. */
	send(data: string | Buffer, isBinary = false): void {
		this.socket.send(data, { binary: isBinary });
	}

	/** The caller listens for this long. Returns what was heard, after returning the marks that are due. */
	play(ms: number): Buffer {
		return this.stream.play(ms);
	}

	/** The caller listens until all that came so far is played. */
	playAll(): Buffer {
		return this.stream.play(this.stream.bufferedMs);
	}

	/** Resolves with all audio so far as soon as this many bytes have come since the call began. */
	async heardAudio(bytes = 1): Promise<Buffer> {
		while (this.audio.length < bytes) await this.#next("media");
		return this.audio;
	}

	/** The name of the next mark that the server sets. */
	async mark(deadlineMs?: number): Promise<string> {
		return (await this.#next("mark", deadlineMs)).name;
	}

	/** Resolves with the next clear of the server. */
	async cleared(): Promise<void> {
		await this.#next("clear");
	}

	/** How the socket was closed, once it is. */
	closed(): Promise<Closing> {
		return within(this.#closed, () => "the end of the call");
	}

	#receive(data: RawData, isBinary: boolean): void {
		const message = this.stream.receive(data as Buffer, isBinary);
		if (message.event === "refused") {
			this.#refuse(message.why);
		} else if (!this.#hasStarted) {
			this.#refuse(`${message.event} before the start`);
		} else {
			if (message.event === "media") this.#audio.push(message.audio);
			if (message.event === "clear") this.#clears += 1;
			this.#received.push(message);
			if (this.options.autoPlay === "at once") this.playAll();
		}
	}

	/** Thrown where no test can catch it, so that the test run fails even if the test looks elsewhere. */
	#refuse(why: string): void {
		this.refusals.push(why);
		if (this.options.collectsRefusals) return;
		const error = new Error(`Twilio would refuse what the server sent: ${why}`);
		this.#received.fail(error);
		queueMicrotask(() => {
			throw error;
		});
	}

	async #next<Name extends Taken["event"]>(
		name: Name,
		deadlineMs?: number,
	): Promise<Extract<Taken, { event: Name }>> {
		const message = await this.#received.first(
			({ event }) => event === name,
			deadlineMs,
		);
		return message as Extract<Taken, { event: Name }>;
	}

	#playInRealTime(): void {
		const stop = everyFrame(() => this.stream.play(frameMs));
		this.socket.once("close", stop);
	}
}

/** What Twilio sends with an upgrade, and what it does not: no Origin, no subprotocol, no compression. */
function clientOptions({ headers }: CallOptions): ClientOptions {
	return {
		perMessageDeflate: false,
		headers: { "User-Agent": "Twilio.TmeWs/1.0", ...headers },
	};
}

function framesOf(audio: Buffer | number): Buffer[] {
	const bytes = typeof audio === "number" ? silence(audio) : audio;
	const count = Math.ceil(bytes.length / frameBytes);
	return Array.from({ length: count }, (_, index) =>
		bytes.subarray(index * frameBytes, (index + 1) * frameBytes),
	);
}
