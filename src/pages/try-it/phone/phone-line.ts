import { type Ear, Loudspeaker, loudness } from "./loudspeaker.js";
import { Mouth } from "./mouth.js";
import { decodeMulaw, frameMs } from "./mulaw.js";
import { randomSid, TwilioStream } from "./twilio-stream.js";

export interface LineListener {
	/** The server has closed the stream: the call is over. */
	closed(): void;
}

/** One stream of the call: its socket, and what it plays. */
interface OpenStream {
	readonly socket: WebSocket;
	readonly twilio: TwilioStream;
	readonly loudspeaker: Loudspeaker;
}

/** How many frames in a hundred get lost on a bad line. */
const lossPercent = 5;

/** A call that was answered: what is said goes to the server, and what the server says is heard. */
export class PhoneLine {
	/** Loses some frames on the way, as mobile networks do. */
	isBad = false;
	/** How many frames of the caller's voice went out, and how many of them were lost. */
	readonly frames = { sent: 0, lost: 0 };
	/** How loud the caller is, from 0 to 1. */
	level = 0;
	readonly mouth: Mouth;
	#stream: OpenStream | undefined;
	#isOver = false;

	constructor(
		private readonly options: {
			readonly callSid: string;
			readonly path: string;
			readonly parameters: Readonly<Record<string, string>>;
			readonly ear: Ear;
		},
		private readonly listener: LineListener,
	) {
		this.mouth = new Mouth((frame) => this.#say(frame));
	}

	/** A stream is open: what is said and pressed reaches the server. */
	get isOpen(): boolean {
		return this.#stream !== undefined;
	}

	/**
	 * Opens a stream, and resolves once it has begun. A second one of the same call takes the place of the
	 * first, as when Twilio delivers a call twice: then it resolves once the server has closed the first.
	 * Rejects with a sentence for people.
	 */
	async openStream(): Promise<void> {
		const { callSid, path, parameters } = this.options;
		const url = new URL(path, location.href.replace(/^http/, "ws"));
		const socket = new WebSocket(url);
		const sids = {
			accountSid: randomSid("AC"),
			callSid,
			streamSid: randomSid("MZ"),
		};
		const loudspeaker = new Loudspeaker(this.options.ear, (name) =>
			twilio.returnMark(name),
		);
		const twilio = new TwilioStream(sids, (text) => send(socket, text), {
			media: (mulaw) => void loudspeaker.play(mulaw),
			mark: (name) => loudspeaker.mark(name),
			clear: () => loudspeaker.clear(),
		});
		const stream = { socket, twilio, loudspeaker };
		const older = this.#stream;
		await this.#begun(stream, parameters);
		if (older) await closed(older.socket);
	}

	press(digit: string): void {
		this.#stream?.twilio.press(digit);
	}

	hangUp(): void {
		this.#stream?.twilio.stop();
		this.#end();
	}

	#begun(
		stream: OpenStream,
		parameters: Readonly<Record<string, string>>,
	): Promise<void> {
		const { socket, twilio, loudspeaker } = stream;
		return new Promise((resolve, reject) => {
			socket.onopen = () => {
				if (this.#isOver) return socket.close();
				this.#stream = stream;
				twilio.start(parameters);
				resolve();
			};
			socket.onmessage = ({ data }) => twilio.receive(String(data));
			socket.onclose = () => {
				loudspeaker.silence();
				reject(new Error("The server did not take the call."));
				if (this.#stream === stream) this.#close();
			};
		});
	}

	#say(frame: Uint8Array): void {
		this.level = loudness(decodeMulaw(frame));
		if (!this.#stream) return;
		this.frames.sent += 1;
		const isLost = this.isBad && Math.random() * 100 < lossPercent;
		if (isLost) {
			this.frames.lost += 1;
			this.#stream.twilio.loseFrame(frameMs);
		} else this.#stream.twilio.sendFrame(frame, frameMs);
	}

	#close(): void {
		if (this.#isOver) return;
		this.#end();
		this.listener.closed();
	}

	#end(): void {
		this.#isOver = true;
		this.mouth.shut();
		this.#stream?.loudspeaker.silence();
		this.#stream?.socket.close(1000);
		this.#stream = undefined;
	}
}

/** How long a server may take to close the older of two streams. */
const closingMs = 5_000;

function closed(socket: WebSocket): Promise<void> {
	return new Promise((resolve, reject) => {
		if (socket.readyState === WebSocket.CLOSED) return resolve();
		const tooLate = new Error("The server has kept both streams.");
		const timer = setTimeout(() => reject(tooLate), closingMs);
		socket.addEventListener("close", () => {
			clearTimeout(timer);
			resolve();
		});
	});
}

function send(socket: WebSocket, text: string): void {
	if (socket.readyState === WebSocket.OPEN) socket.send(text);
}
