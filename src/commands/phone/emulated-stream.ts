import { randomBytes } from "node:crypto";
import { bytesPerMs, telephoneHz } from "../../adapters/sound/mulaw.js";
import { type FromServer, readFromServer } from "./from-server.js";
import { Playback } from "./playback.js";

/** The names that Twilio gives to an account, a call and its stream. */
export interface StreamSids {
	readonly accountSid: string;
	readonly callSid: string;
	readonly streamSid: string;
}

/** Fresh names for a call, as random as Twilio's. */
export function randomSids(): StreamSids {
	return {
		accountSid: `AC${randomBytes(16).toString("hex")}`,
		callSid: `CA${randomBytes(16).toString("hex")}`,
		streamSid: `MZ${randomBytes(16).toString("hex")}`,
	};
}

/** The first frame of a real stream does not come at 0 (102 was observed). */
const firstTimestampMs = 102;

/**
 * Twilio's side of one bidirectional media stream: it says what Twilio says, numbered as Twilio
 * does it, and plays what the server sends. It has no clock of its own: each frame sent moves the
 * caller's time, each `play` the listener's.
 */
export class EmulatedStream {
	/** Told of each mark that goes back to the server. */
	onMarkReturned: (name: string) => void = () => {};
	readonly #playback = new Playback();
	#sequenceNumber = 0;
	#chunk = 0;
	#timestampMs = firstTimestampMs;

	constructor(
		readonly sids: StreamSids,
		readonly send: (text: string) => void,
	) {}

	/** Audio of the server that the caller has not heard yet, in milliseconds. */
	get bufferedMs(): number {
		return this.#playback.bufferedMs;
	}

	/** Says `connected`, the first message. */
	connect(): void {
		this.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
	}

	/** Says `start`, the second message. */
	start(customParameters: Readonly<Record<string, string>> = {}): void {
		this.#say("start", {
			...this.sids,
			tracks: ["inbound"],
			mediaFormat: {
				encoding: "audio/x-mulaw",
				sampleRate: telephoneHz,
				channels: 1,
			},
			customParameters,
		});
	}

	/** Sends one piece of the caller's voice: mulaw, 8000 Hz, normally 20 ms. */
	sendFrame(frame: Buffer): void {
		this.#chunk += 1;
		this.#say("media", {
			track: "inbound",
			chunk: String(this.#chunk),
			timestamp: String(Math.round(this.#timestampMs)),
			payload: frame.toString("base64"),
		});
		this.skip(frame.length / bytesPerMs);
	}

	/** Time passes for which Twilio sends no audio. */
	skip(ms: number): void {
		this.#timestampMs += ms;
	}

	/** The caller presses one key. */
	press(digit: string): void {
		this.#say("dtmf", { track: "inbound_track", digit });
	}

	/** The call has ended: the last message. */
	stop(): void {
		const { accountSid, callSid } = this.sids;
		this.#say("stop", { accountSid, callSid });
	}

	/** Takes one message of the server and does what it asks; returns what it was. */
	receive(message: Buffer, isBinary: boolean): FromServer {
		const read = readFromServer(message, isBinary, this.sids.streamSid);
		switch (read.event) {
			case "media":
				if (this.#playback.append(read.audio)) return read;
				return { event: "refused", why: "audio beyond ten minutes of buffer" };
			case "mark":
				this.#returnMarks(this.#playback.mark(read.name));
				return read;
			case "clear":
				this.#returnMarks(this.#playback.clear());
				return read;
			case "refused":
				return read;
		}
	}

	/** Lets the caller listen for so long; returns what was heard, after returning the marks now due. */
	play(ms: number): Buffer {
		const { heard, marks } = this.#playback.advance(ms);
		this.#returnMarks(marks);
		return heard;
	}

	#returnMarks(names: readonly string[]): void {
		for (const name of names) {
			this.#say("mark", { name });
			this.onMarkReturned(name);
		}
	}

	/** Every message but `connected` is numbered, and carries its body under its own name. */
	#say(event: string, body: object): void {
		this.#sequenceNumber += 1;
		this.send(
			JSON.stringify({
				event,
				sequenceNumber: String(this.#sequenceNumber),
				streamSid: this.sids.streamSid,
				[event]: body,
			}),
		);
	}
}
