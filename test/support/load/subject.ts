import { fileURLToPath } from "node:url";
import { Load } from "./load.js";
import { LoadDeepgram } from "./load-deepgram.js";
import { MeteredProcess } from "./metered-process.js";

/** What is measured: the server, the bare relay, or a bare relay that gathers as much audio as the server. */
export type SubjectName = "server" | "bare relay" | "batching relay";

const relay = fileURLToPath(
	new URL("../bench/bare-relay.mjs", import.meta.url),
);
/** As long as the server's own default. */
const batchMs = "60";

/** One program under load, alone in its process, with a Deepgram of its own and its calls. */
export class Subject {
	readonly load: Load;

	/** Starts it with nothing to do. */
	static async start(name: SubjectName): Promise<Subject> {
		const deepgram = await LoadDeepgram.start();
		const program =
			name === "server"
				? await MeteredProcess.start(serverEnvironment(deepgram.url))
				: await MeteredProcess.start(
						relayEnvironment(name, deepgram.url),
						relay,
					);
		return new Subject(name, deepgram, program);
	}

	private constructor(
		readonly name: SubjectName,
		private readonly deepgram: LoadDeepgram,
		readonly program: MeteredProcess,
	) {
		const { server } = program;
		this.load = new Load(deepgram, {
			socketUrl: (path, pair) => server.socketUrl(`${path}?pair=${pair}`),
			showsCodes: name === "server",
		});
	}

	/** Ends it. Rejects if it ended by itself, or let go of a call. */
	async end(): Promise<void> {
		const { lostCalls } = this.load;
		this.load.close();
		await this.program.kill();
		await this.deepgram.close();
		if (lostCalls > 0) {
			throw new Error(`The ${this.name} let go of ${lostCalls} calls.`);
		}
	}
}

/** A listen URL of which plain games get interim results too; all else as it is by default. */
function serverEnvironment(deepgramUrl: string): Record<string, string> {
	return {
		DEEPGRAM_API_KEY: "key",
		DEEPGRAM_URL: `${deepgramUrl}/listen?encoding=mulaw&sample_rate=8000&interim_results=true`,
		DEEPGRAM_SPEAK_URL: `${deepgramUrl}/speak`,
		TWILIO_PHONE_NUMBER: "+15005550006",
	};
}

function relayEnvironment(
	name: SubjectName,
	deepgramUrl: string,
): Record<string, string> {
	return {
		DEEPGRAM_URL: `${deepgramUrl}/listen`,
		...(name === "batching relay" && { BATCH_MS: batchMs }),
	};
}
