import { pino } from "pino";
import { type RunningServer, startServer } from "../../../src/server.js";
import { readConfig } from "../../../src/settings/config.js";
import { DeepgramServer } from "../deepgram/deepgram-server.js";
import { GameClient, type JoinOptions } from "../games/game-client.js";
import { type CallOptions, TwilioCaller } from "../twilio/twilio-caller.js";

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
		const whole = new InProcessServer(deepgram);
		const reading = readConfig({
			PROXY_URL: "127.0.0.1:0",
			ADMIN_URL: "127.0.0.1:0",
			DEEPGRAM_API_KEY: "key",
			DEEPGRAM_URL: deepgram.listenUrl + listenQuery,
			DEEPGRAM_SPEAK_URL: `${deepgram.speakUrl}?encoding=mulaw&sample_rate=8000`,
			TWILIO_PHONE_NUMBER: "+15005550006",
			LOG_LEVEL: "debug",
			...environment,
		});
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

	async close(): Promise<void> {
		await this.server.close();
		await this.deepgram.close();
	}
}
