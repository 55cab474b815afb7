import { callsignProtocol } from "../../../src/protocol/callsign-v1.js";
import { GameClient } from "../games/game-client.js";
import { mediaFrames } from "./call-audio.js";
import type { Delays } from "./delays.js";
import type { LoadDeepgram, LoadEar } from "./load-deepgram.js";
import { LoadFlux } from "./load-flux.js";
import { LoadPhone } from "./load-phone.js";

/** The parts of a turn that are nobody's work but that of what is measured. */
export interface TurnDelays {
	/** From `EndOfTurn` on Flux's wire until the game has the end of the turn. */
	readonly told: Delays;
	/** From the game's text until the voice has it. */
	readonly asked: Delays;
	/** From the voice's first sound until the phone has it. */
	readonly played: Delays;
}

/** With what a call is made. */
export interface TurnMeans {
	readonly deepgram: LoadDeepgram;
	readonly delays: TurnDelays;
	/** A relay shows no code, and gives a game Flux's own messages. */
	readonly isRelay: boolean;
	/** The address of a path for the pair of this number. */
	socketUrl(path: "/game" | "/twilio", pair: number): string;
}

/** What a voice that speaks for a call tells it. */
export interface SpokenTurn {
	/** It has been given the text. */
	asked(): void;
	/** It sends the first sound now. */
	made(): void;
}

/** A caller who talks, Flux that hears, a game that answers at once, and a voice: one call in one hand. */
export class TurnCall implements SpokenTurn {
	/** The answer to each turn, which no other call has. */
	readonly text: string;
	readonly #say: string;
	#endedAtMs = 0;
	#saidAtMs = 0;
	#madeAtMs: number | undefined;

	/** Opens game and phone and pairs them. */
	static async open(means: TurnMeans, pair: number): Promise<TurnCall> {
		const { deepgram, isRelay } = means;
		const url = means.socketUrl("/game", pair);
		const protocols = isRelay ? [] : [callsignProtocol];
		const game = await GameClient.join(url, { protocols });
		const welcome = isRelay ? undefined : JSON.parse(await game.text());
		const phone = await LoadPhone.dial(means.socketUrl("/twilio", pair));
		const ear = await deepgram.nextEar();
		const flux = new LoadFlux(ear);
		if (welcome) {
			phone.press(`${welcome.code}#`);
			while (JSON.parse(await game.text()).type !== "paired");
		}
		return new TurnCall(phone, ear, flux, game, means, pair);
	}

	private constructor(
		private readonly phone: LoadPhone,
		private readonly ear: LoadEar,
		private readonly flux: LoadFlux,
		private readonly game: GameClient,
		private readonly means: TurnMeans,
		private readonly pair: number,
	) {
		this.text = `It is dark here, and caller ${pair} is not alone.`;
		this.#say = JSON.stringify({ type: "say", text: this.text });
		// The client of other tests keeps every text.
		game.socket.removeAllListeners("message");
		game.socket.on("message", (data) => this.#read(String(data)));
		phone.onAudio = () => this.#hear();
	}

	/** The caller speaks for 20 ms. */
	sendFrame(at: number): void {
		const frame = (at + this.pair * 7) % mediaFrames.length;
		this.phone.write(mediaFrames[frame] as Buffer);
	}

	/** Flux says that the caller has begun to speak, and that the turn has ended. */
	takeTurn(): void {
		this.flux.startTurn("open");
		this.flux.endTurn("open the door");
		this.#endedAtMs = performance.now();
	}

	asked(): void {
		this.means.delays.asked.add(performance.now() - this.#saidAtMs);
	}

	made(): void {
		this.#madeAtMs = performance.now();
	}

	close(): void {
		this.phone.drop();
		this.ear.drop();
		this.game.vanish();
	}

	/** The game answers a turn that has ended. */
	#read(text: string): void {
		const nowMs = performance.now();
		const { type, state, event } = JSON.parse(text);
		const isEnd = this.means.isRelay
			? event === "EndOfTurn"
			: type === "turn" && state === "ended";
		if (!isEnd) return;
		this.means.delays.told.add(nowMs - this.#endedAtMs);
		this.#saidAtMs = performance.now();
		this.game.say(this.#say);
	}

	#hear(): void {
		if (this.#madeAtMs === undefined) return;
		this.means.delays.played.add(performance.now() - this.#madeAtMs);
		this.#madeAtMs = undefined;
	}
}
