import { pino } from "pino";
import { type RunningServer, startServer } from "../../src/server.js";
import { readConfig } from "../../src/settings/config.js";
import { DeepgramServer } from "../support/deepgram/deepgram-server.js";
import { environmentWith } from "../support/server/in-process-server.js";
import type { EarName } from "./scripts.js";

/** How much faster the time of the server's machines passes, so that pauses are soon over. */
const pace = 4;

/** A server in this process whose callers are understood by one ear. */
export class ServerWithEar {
	private constructor(
		readonly server: RunningServer,
		readonly deepgram: DeepgramServer,
	) {}

	static async start(ear: EarName): Promise<ServerWithEar> {
		const deepgram = await DeepgramServer.start();
		const reading = readConfig({
			...environmentOf(ear, deepgram),
			// All of them come from one address, and at once.
			NEW_CODES_PER_ADDRESS: "1000000",
			GAME_MESSAGES_PER_SECOND: "10000",
			ADDRESS_MESSAGES_PER_SECOND: "1000000",
			AUDIO_KEEP_SECONDS: "30",
		});
		if ("problems" in reading) throw new Error(reading.problems.join("\n"));
		const log = pino({ level: "silent" });
		const server = await startServer(reading.config, { log, clock });
		return new ServerWithEar(server, deepgram);
	}

	/** The address of a WebSocket path, such as `/game`. */
	socketUrl(path: string): string {
		return this.server.url.replace(/^http/, "ws") + path;
	}

	async close(): Promise<void> {
		await this.server.close();
		await this.deepgram.close();
	}
}

const clock = {
	now: () => performance.now() * pace,
	setTimeout: (fn: (...args: unknown[]) => void, ms: number) =>
		setTimeout(fn, ms / pace),
	clearTimeout: (id: unknown) => clearTimeout(id as NodeJS.Timeout),
};

function environmentOf(
	ear: EarName,
	deepgram: DeepgramServer,
): Record<string, string> {
	const sound = "encoding=mulaw&sample_rate=8000";
	const usual = environmentWith(deepgram, `?${sound}&interim_results=true`);
	switch (ear) {
		case "Flux":
			return {
				...usual,
				// The shortest that there is.
				DEEPGRAM_URL: `${deepgram.fluxUrl}&${sound}&eot_timeout_ms=500`,
			};
		case "listen v1":
			return usual;
		case "local": {
			const { PROXY_URL = "", ADMIN_URL = "" } = usual;
			return { PROXY_URL, ADMIN_URL };
		}
	}
}
