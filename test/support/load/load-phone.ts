import { EventEmitter, once } from "node:events";
import { connect, type Socket } from "node:net";
import { WebSocket } from "ws";
import { randomSids } from "../../../src/commands/phone/emulated-stream.js";
import { streamSid } from "./call-audio.js";

/**
 * Twilio's end of a call: a WebSocket for what is rare, and the connection under it, to which frames are
 * written as they are. Says `close` when the server has closed it.
 */
export class LoadPhone extends EventEmitter<{ close: [] }> {
	/** Told whenever audio for the caller has come. */
	onAudio: () => void = () => {};
	/** Told whenever it is to stop playing. */
	onClear: () => void = () => {};
	#isSlow = false;
	#marks: object[] = [];

	/** Opens the socket and starts the stream. */
	static async dial(url: string): Promise<LoadPhone> {
		const { hostname, port } = new URL(url);
		const connection = connect(Number(port), hostname).setNoDelay();
		const socket = new WebSocket(url, {
			perMessageDeflate: false,
			createConnection: () => connection,
		});
		await once(socket, "open");
		return new LoadPhone(socket, connection);
	}

	private constructor(
		private readonly socket: WebSocket,
		private readonly connection: Socket,
	) {
		super();
		socket.on("message", (text) => this.#take(String(text)));
		socket.on("error", () => {});
		socket.on("close", () => this.emit("close"));
		socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
		this.#say("start", {
			...randomSids(),
			streamSid,
			tracks: ["inbound"],
			mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
			customParameters: {},
		});
	}

	/** Writes a whole frame past the WebSocket library. */
	write(frame: Buffer): void {
		this.connection.write(frame);
	}

	press(keys: string): void {
		for (const digit of keys) {
			this.#say("dtmf", { track: "inbound_track", digit });
		}
	}

	drop(): void {
		this.socket.terminate();
	}

	/** Whether it has not played yet what it is given; else all audio is played at once, and its marks come back. */
	set isSlow(isSlow: boolean) {
		this.#isSlow = isSlow;
		if (!isSlow) this.#returnMarks();
	}

	#take(text: string): void {
		const { event, mark } = JSON.parse(text);
		if (event === "media") this.onAudio();
		if (event === "mark") this.#marks.push(mark);
		if (event === "clear") this.onClear();
		// As at Twilio: what is dropped returns its marks.
		if (!this.#isSlow || event === "clear") this.#returnMarks();
	}

	#returnMarks(): void {
		for (const mark of this.#marks.splice(0)) this.#say("mark", mark);
	}

	#say(event: string, fields: object): void {
		const sequenceNumber = "1";
		this.socket.send(
			JSON.stringify({ event, sequenceNumber, streamSid, [event]: fields }),
		);
	}
}
