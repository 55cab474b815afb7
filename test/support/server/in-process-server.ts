import { pino } from "pino";
import { type RunningServer, startServer } from "../../../src/server.js";
import { readConfig } from "../../../src/settings/config.js";
import type { DeepgramListener } from "../deepgram/deepgram-listener.js";
import { DeepgramServer } from "../deepgram/deepgram-server.js";
import { GameClient, type JoinOptions } from "../games/game-client.js";
import { type CallOptions, TwilioCaller } from "../twilio/twilio-caller.js";

/** A call that is understood: the phone, and Deepgram's end. */
export interface Ring {
	readonly caller: TwilioCaller;
	readonly listener: DeepgramListener;
}

/** A game of the plain dialect, and a call for it. */
export interface GameAndCall extends Ring {
	readonly game: GameClient;
	readonly code: string;
}

/** What a server that is tested needs from its environment: free ports, and this Deepgram. */
export function environmentWith(
	deepgram: DeepgramServer,
	listenQuery: string,
): Record<string, string> {
	return {
		PROXY_URL: "127.0.0.1:0",
		ADMIN_URL: "127.0.0.1:0",
		DEEPGRAM_API_KEY: "key",
		DEEPGRAM_URL: deepgram.listenUrl + listenQuery,
		DEEPGRAM_SPEAK_URL: `${deepgram.speakUrl}?encoding=mulaw&sample_rate=8000`,
		TWILIO_PHONE_NUMBER: "+15005550006",
	};
}

/** A whole server in this process on free ports, with a Deepgram of its own to talk to. */
export class InProcessServer {
	/** Every log line, parsed. */
	readonly log: Record<string, unknown>[] = [];
	server!: RunningServer;

	static async start(
		environment: Readonly<Record<string, string>> = {},
		listenQuery = "?encoding=mulaw&sample_rate=8000&numerals=true",
	): Promise<InProcessServer> {
		const deepgram = await DeepgramServer.start();
		return InProcessServer.#startWith(deepgram, {
			...environmentWith(deepgram, listenQuery),
			...environment,
		});
	}

	/** The same, but callers are understood by Flux. */
	static async startWithFlux(
		environment: Readonly<Record<string, string>> = {},
		fluxQuery = "&encoding=mulaw&sample_rate=8000",
	): Promise<InProcessServer> {
		const deepgram = await DeepgramServer.start();
		return InProcessServer.#startWith(deepgram, {
			...environmentWith(deepgram, ""),
			DEEPGRAM_URL: deepgram.fluxUrl + fluxQuery,
			...environment,
		});
	}

	/** The same as `start`, but what is said is spoken by Flux TTS. */
	static async startWithFluxVoice(
		environment: Readonly<Record<string, string>> = {},
	): Promise<InProcessServer> {
		const deepgram = await DeepgramServer.start();
		return InProcessServer.#startWith(deepgram, {
			...environmentWith(deepgram, ""),
			DEEPGRAM_SPEAK_URL: deepgram.fluxSpeakUrl,
			...environment,
		});
	}

	static async #startWith(
		deepgram: DeepgramServer,
		environment: Readonly<Record<string, string>>,
	): Promise<InProcessServer> {
		const whole = new InProcessServer(deepgram);
		const reading = readConfig({ LOG_LEVEL: "debug", ...environment });
		if ("problems" in reading) throw new Error(reading.problems.join("\n"));
		const log = pino(
			{ level: reading.config.logLevel, base: null },
			{ write: (line: string) => void whole.log.push(JSON.parse(line)) },
		);
		whole.server = await startServer(reading.config, { log });
		return whole;
	}

	private constructor(readonly deepgram: DeepgramServer) {}

	/** The address of a WebSocket path, such as `/game`. */
	socketUrl(path: string): string {
		return this.server.url.replace(/^http/, "ws") + path;
	}

	join(options?: JoinOptions): Promise<GameClient> {
		return GameClient.join(this.socketUrl("/game"), options);
	}

	call(options?: CallOptions): Promise<TwilioCaller> {
		return TwilioCaller.call(this.socketUrl("/twilio"), options);
	}

	/** Calls, and waits for Deepgram to be dialled. */
	async ring(options?: CallOptions): Promise<Ring> {
		const caller = await this.call(options);
		const listener = await this.deepgram.nextListener();
		return { caller, listener };
	}

	/** Calls, and waits for Flux to be dialled. */
	async ringWithFlux(options?: CallOptions) {
		const caller = await this.call(options);
		const flux = await this.deepgram.nextFluxListener();
		return { caller, flux };
	}

	/** A game that shows its code, and a call that has not said it yet. */
	async joinAndRing(
		joining?: JoinOptions,
		calling?: CallOptions,
	): Promise<GameAndCall> {
		const game = await this.join(joining);
		const { code } = await game.shown();
		return { game, code, ...(await this.ring(calling)) };
	}

	/** A game, and a call that has keyed its code. */
	async pair(): Promise<GameAndCall> {
		const pair = await this.joinAndRing();
		pair.caller.press(`${pair.code}#`);
		const told = await pair.game.text();
		if (told !== "connected") throw new Error(`The game was told "${told}".`);
		return pair;
	}

	async close(): Promise<void> {
		await this.server.close();
		await this.deepgram.close();
	}
}
