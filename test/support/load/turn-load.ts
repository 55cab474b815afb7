import { fileURLToPath } from "node:url";
import type { WebSocket } from "ws";
import { framesPerSecond } from "./call-audio.js";
import { Delays } from "./delays.js";
import { LoadDeepgram } from "./load-deepgram.js";
import { MeteredProcess } from "./metered-process.js";
import {
	type SpokenTurn,
	TurnCall,
	type TurnDelays,
	type TurnMeans,
} from "./turn-call.js";

/** What stands between Flux, game, voice and phone: the server, or a relay that hands each message on. */
export type TurnSubject = "server" | "bare relay";

const relay = fileURLToPath(
	new URL("../bench/bare-relay.mjs", import.meta.url),
);
/** The others take as long as this, always. */
const voiceMs = 100;
/** As much as is sent to a phone at once: so nothing waits for what goes with it. */
const firstSound = Buffer.alloc(100 * 8, 0x10);
const tickMs = 4;
const ticksPerFrame = 1000 / framesPerSecond / tickMs;
/** Each caller has a turn every four seconds. */
const ticksPerTurn = 1_000;

/** Many paired calls whose callers talk all the time, and have a turn, and an answer, now and then. */
export class TurnLoad {
	readonly delays: TurnDelays = {
		told: new Delays(),
		asked: new Delays(),
		played: new Delays(),
	};
	/** How late the load itself was with each of its turns. */
	readonly lateness = new Delays();
	readonly #calls: TurnCall[] = [];
	#timer: NodeJS.Timeout | undefined;

	/** Starts one with so many calls, all paired. */
	static async start(subject: TurnSubject, calls: number): Promise<TurnLoad> {
		const speakers = new Map<string, SpokenTurn>();
		const deepgram = await LoadDeepgram.start((socket) =>
			speak(socket, speakers),
		);
		const program = await MeteredProcess.start(
			...programOf(subject, deepgram, calls),
		);
		const load = new TurnLoad(subject, deepgram, program);
		for (let pair = 0; pair < calls; pair++) {
			const call = await TurnCall.open(load.#means, pair);
			speakers.set(call.text, call);
			load.#calls.push(call);
		}
		return load;
	}

	private constructor(
		private readonly subject: TurnSubject,
		private readonly deepgram: LoadDeepgram,
		private readonly program: MeteredProcess,
	) {}

	/** Begins to talk. What is late is sent at once, so that the pace is kept. */
	talk(): void {
		const startMs = performance.now();
		let tick = 0;
		this.#timer = setInterval(() => {
			for (;;) {
				const lateMs = performance.now() - startMs - tick * tickMs;
				if (lateMs < 0) break;
				this.lateness.add(lateMs);
				this.#take(tick++);
			}
		}, tickMs / 2);
	}

	fallSilent(): void {
		clearInterval(this.#timer);
	}

	/** Forgets all delays so far. */
	forgetDelays(): void {
		const { told, asked, played } = this.delays;
		for (const delays of [told, asked, played, this.lateness]) delays.forget();
	}

	async end(): Promise<void> {
		this.fallSilent();
		for (const call of this.#calls) call.close();
		await this.program.kill();
		await this.deepgram.close();
	}

	get #means(): TurnMeans {
		const { server } = this.program;
		return {
			deepgram: this.deepgram,
			delays: this.delays,
			socketUrl: (path, pair) => server.socketUrl(`${path}?pair=${pair}`),
			isRelay: this.subject === "bare relay",
		};
	}

	#take(tick: number): void {
		for (const [at, call] of this.#calls.entries()) {
			if ((tick + at) % ticksPerFrame === 0) call.sendFrame(tick);
			// Not all at the same moment.
			if ((tick + at * 5) % ticksPerTurn === 0) call.takeTurn();
		}
	}
}

function programOf(
	subject: TurnSubject,
	deepgram: LoadDeepgram,
	calls: number,
): [environment: Record<string, string>, entry?: string] {
	const listen = `${deepgram.fluxUrl}/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000`;
	const speakUrl = `${deepgram.url}/speak?encoding=mulaw&sample_rate=8000`;
	if (subject === "bare relay")
		return [{ DEEPGRAM_URL: listen, SPEAK_URL: speakUrl }, relay];
	return [
		{
			DEEPGRAM_API_KEY: "key",
			DEEPGRAM_URL: listen,
			DEEPGRAM_SPEAK_URL: speakUrl,
			TWILIO_PHONE_NUMBER: "+15005550006",
			MAX_SPEAK_SOCKETS: String(calls + 10),
		},
	];
}

/** A voice that makes each text in the same time. A text that is no call's is a prompt. */
function speak(
	socket: WebSocket,
	speakers: ReadonlyMap<string, SpokenTurn>,
): void {
	let turn: SpokenTurn | undefined;
	let flushes = 0;
	socket.on("error", () => {});
	socket.on("message", (data) => {
		const { type, text } = JSON.parse(String(data));
		if (type === "Speak") {
			turn = speakers.get(text);
			turn?.asked();
		}
		if (type !== "Flush") return;
		const made = turn;
		setTimeout(() => {
			made?.made();
			socket.send(firstSound);
			const sequence_id = flushes++;
			socket.send(JSON.stringify({ type: "Flushed", sequence_id }));
		}, voiceMs);
	});
}
