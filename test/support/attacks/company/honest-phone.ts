import { WebSocket } from "ws";
import { frameMs, silence } from "../../../../src/adapters/sound/mulaw.js";
import {
	EmulatedStream,
	randomSids,
} from "../../../../src/commands/phone/emulated-stream.js";
import { everyFrame } from "../../../../src/commands/phone/pace.js";
import { opened } from "../../network/opening.js";
import { heardAs } from "../ground/heard-as.js";
import { HeardSpeech, SoundGaps } from "./heard-speech.js";
import { type Door, ring, type StreamPass, socketUrl } from "./ways-in.js";

const quiet = silence(frameMs);

/** A caller's phone in real time: it sends a frame each 20 ms, and plays one. */
export class HonestPhone {
	readonly heard = new HeardSpeech();
	readonly gaps = new SoundGaps();
	/** Whether a line was said to this caller that was not heard yet. */
	awaitsSound: () => boolean = () => false;
	/** What the server closed it with, if it did. */
	closedWith: number | undefined;
	readonly #stream: EmulatedStream;
	readonly #toSay: Buffer[] = [];

	/** Rings, and starts the stream. Rejects when the server does not let it in. */
	static async call(door: Door): Promise<HonestPhone> {
		const pass = await ring(door);
		const socket = new WebSocket(socketUrl(door, "/twilio"), {
			perMessageDeflate: false,
			headers: pass.headers,
		});
		await opened(socket);
		return new HonestPhone(socket, pass);
	}

	private constructor(
		private readonly socket: WebSocket,
		readonly pass: StreamPass,
	) {
		this.#stream = new EmulatedStream(
			{ ...randomSids(), callSid: pass.callSid },
			(text) => socket.readyState === socket.OPEN && socket.send(text),
		);
		const stop = everyFrame(() => this.#pass());
		socket.on("message", (data: Buffer, isBinary) => {
			this.#stream.receive(data, isBinary);
		});
		socket.once("close", (code) => {
			this.closedWith = code;
			stop();
		});
		this.#stream.connect();
		this.#stream.start(pass.parameters);
	}

	/** Says something as soon as what was to be said before is said. */
	say(text: string): void {
		this.#toSay.push(heardAs(text));
	}

	press(keys: string): void {
		for (const key of keys) this.#stream.press(key);
	}

	hangUp(): void {
		this.#stream.stop();
		this.socket.close(1000);
	}

	/** 20 ms pass. */
	#pass(): void {
		this.#stream.sendFrame(this.#toSay.shift() ?? quiet);
		const hasSound = this.heard.take(this.#stream.play(frameMs));
		this.gaps.frame(!hasSound && this.awaitsSound());
	}
}
