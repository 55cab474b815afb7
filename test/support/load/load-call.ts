import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { WebSocket } from "ws";
import { randomSids } from "../../../src/phone/twilio-stream.js";
import { GameClient } from "../game-client.js";
import {
	frameBytes,
	mediaFrames,
	resultFrames,
	streamSid,
} from "./call-audio.js";
import type { Delays } from "./delays.js";
import type { LoadDeepgram, LoadEar } from "./load-deepgram.js";

/** What is put under load: the server, which pairs by codes, or a relay to which each pair is named. */
export interface LoadTarget {
	/** The address of a path for the pair of this number. */
	socketUrl(path: "/game" | "/twilio", pair: number): string;
	readonly showsCodes: boolean;
}

/** Where the calls of a load take down how long things took. */
export interface LoadDelays {
	/** From a frame's first byte at the phone until Deepgram has all of it. */
	readonly frames: Delays;
	/** From a result at Deepgram until the game has it. */
	readonly texts: Delays;
}

/** So many frames may be under way. */
const mostUnderWay = 512;

/** One call, paired with a game of its own: phone, game and Deepgram's socket in one hand. */
export class LoadCall {
	framesSent = 0;
	framesArrived = 0;
	resultsSent = 0;
	textsArrived = 0;
	readonly #sentAt = new Float64Array(mostUnderWay);
	#saidAt = 0;

	/** Opens game and phone and pairs them. */
	static async open(
		target: LoadTarget,
		deepgram: LoadDeepgram,
		delays: LoadDelays,
		pair: number,
	): Promise<LoadCall> {
		const game = await GameClient.join(target.socketUrl("/game", pair));
		const code = target.showsCodes ? (await game.shown()).code : "";
		const phone = await LoadPhone.dial(target.socketUrl("/twilio", pair));
		const ear = await deepgram.nextEar();
		if (target.showsCodes) {
			phone.press(`${code}#`);
			await game.text();
		}
		return new LoadCall(phone, ear, game, delays, pair);
	}

	private constructor(
		private readonly phone: LoadPhone,
		private readonly ear: LoadEar,
		game: GameClient,
		private readonly delays: LoadDelays,
		private readonly pair: number,
	) {
		ear.onAudio = (bytes) => this.#arrive(Math.floor(bytes / frameBytes));
		game.socket.removeAllListeners("message");
		game.socket.on("message", () => this.#read());
	}

	sendFrame(): void {
		const at = this.framesSent++;
		this.#sentAt[at % mostUnderWay] = performance.now();
		const frame = mediaFrames[(at + this.pair * 7) % mediaFrames.length];
		if (frame !== undefined) this.phone.write(frame);
	}

	/** Deepgram says the next result. */
	sayResult(): void {
		const frame = resultFrames[this.resultsSent++ % resultFrames.length];
		this.#saidAt = performance.now();
		if (frame !== undefined) this.ear.write(frame);
	}

	/** Lets go of phone and game. */
	close(): void {
		this.phone.drop();
		this.ear.drop();
	}

	#arrive(frames: number): void {
		const now = performance.now();
		for (; this.framesArrived < frames; this.framesArrived++) {
			const sentAt = this.#sentAt[this.framesArrived % mostUnderWay] ?? now;
			this.delays.frames.add(now - sentAt);
		}
	}

	#read(): void {
		this.textsArrived += 1;
		this.delays.texts.add(performance.now() - this.#saidAt);
	}
}

/** The phone's end of a call: a WebSocket for what is rare, and the connection under it for frames. */
class LoadPhone {
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
		socket.on("message", (text) => this.#returnMark(String(text)));
		socket.on("error", () => {});
		this.#start();
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

	#start(): void {
		this.socket.send(
			'{"event":"connected","protocol":"Call","version":"1.0.0"}',
		);
		this.#say("start", {
			...randomSids(),
			streamSid,
			tracks: ["inbound"],
			mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
			customParameters: {},
		});
	}

	/** As if all audio were played at once. */
	#returnMark(text: string): void {
		const { event, mark } = JSON.parse(text);
		if (event === "mark") this.#say("mark", mark);
	}

	#say(event: string, fields: object): void {
		const sequenceNumber = "1";
		this.socket.send(
			JSON.stringify({ event, sequenceNumber, streamSid, [event]: fields }),
		);
	}
}
