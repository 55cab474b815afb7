import { frameBytes } from "../../../src/adapters/sound/mulaw.js";
import { GameClient } from "../games/game-client.js";
import { mediaFrames, resultFrames } from "./call-audio.js";
import type { Delays } from "./delays.js";
import type { LoadDeepgram, LoadEar } from "./load-deepgram.js";
import { LoadPhone } from "./load-phone.js";

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
	/** From a result's first byte at Deepgram until the game has it. */
	readonly texts: Delays;
}

/** How many frames of a call may be on their way at once. */
const maxUnderWay = 512;

/** One call, paired with a game of its own: phone, game and Deepgram's socket in one hand. */
export class LoadCall {
	framesSent = 0;
	framesArrived = 0;
	resultsSent = 0;
	textsArrived = 0;
	isLost = false;
	readonly #sentAtMs = new Float64Array(maxUnderWay);
	#saidAtMs = 0;

	/** Opens game and phone and pairs them. */
	static async open(
		target: LoadTarget,
		deepgram: LoadDeepgram,
		delays: LoadDelays,
		pair: number,
	): Promise<LoadCall> {
		const game = await GameClient.join(target.socketUrl("/game", pair));
		const code = target.showsCodes ? (await game.shown()).code : undefined;
		const phone = await LoadPhone.dial(target.socketUrl("/twilio", pair));
		const ear = await deepgram.nextEar();
		if (code !== undefined) {
			phone.press(`${code}#`);
			await game.text();
		}
		return new LoadCall(phone, ear, game, delays, pair);
	}

	private constructor(
		private readonly phone: LoadPhone,
		private readonly ear: LoadEar,
		private readonly game: GameClient,
		private readonly delays: LoadDelays,
		private readonly pair: number,
	) {
		ear.onAudio = (bytes) => this.#arrive(Math.floor(bytes / frameBytes));
		// The client of other tests keeps every text.
		game.socket.removeAllListeners("message");
		game.socket.on("message", () => this.#read());
		const lose = () => {
			this.isLost = true;
		};
		for (const end of [phone, ear, game.socket]) end.once("close", lose);
	}

	/** The caller speaks for 20 ms. */
	sendFrame(): void {
		const at = this.framesSent++;
		this.#sentAtMs[at % maxUnderWay] = performance.now();
		// Not all calls say the same.
		this.phone.write(nth(mediaFrames, at + this.pair * 7));
	}

	/** Deepgram says the next result. */
	sayResult(): void {
		this.#saidAtMs = performance.now();
		this.ear.write(nth(resultFrames, this.resultsSent++));
	}

	close(): void {
		this.phone.drop();
		this.ear.drop();
		this.game.vanish();
	}

	#arrive(frames: number): void {
		const nowMs = performance.now();
		for (; this.framesArrived < frames; this.framesArrived++) {
			const sentAtMs = this.#sentAtMs[this.framesArrived % maxUnderWay];
			this.delays.frames.add(nowMs - (sentAtMs ?? nowMs));
		}
	}

	#read(): void {
		this.textsArrived += 1;
		this.delays.texts.add(performance.now() - this.#saidAtMs);
	}
}

/** Opens a call that talks at once: the milliseconds from its first frame until audio is at Deepgram. */
export async function firstAudioMs(
	target: LoadTarget,
	deepgram: LoadDeepgram,
): Promise<number> {
	const phone = await LoadPhone.dial(target.socketUrl("/twilio", -1));
	const startMs = performance.now();
	let sent = 0;
	const speak = () => phone.write(nth(mediaFrames, sent++));
	speak();
	const timer = setInterval(speak, 20);
	const ear = await deepgram.nextEar();
	await new Promise<void>((resolve) => {
		ear.onAudio = () => resolve();
	});
	const tookMs = performance.now() - startMs;
	clearInterval(timer);
	phone.drop();
	ear.drop();
	return tookMs;
}

function nth(frames: readonly Buffer[], index: number): Buffer {
	return frames[index % frames.length] as Buffer;
}
