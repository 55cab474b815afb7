import { fileURLToPath } from "node:url";
import type { WebSocket } from "ws";
import { ModelServer } from "../minds/model-server.js";
import { framesPerSecond } from "./call-audio.js";
import {
	ConversationCall,
	type ConversationDelays,
	type ConversationMeans,
	type StandIns,
	type TurnKind,
} from "./conversation-call.js";
import { Delays } from "./delays.js";
import { LoadDeepgram } from "./load-deepgram.js";
import { MeteredProcess } from "./metered-process.js";

/**
 * What stands between phone, Flux, model and voice: the server; the server without a character, which waits for a code; or a
 * relay that hands each message on.
 */
export type ConversationSubject =
	| "server"
	| "server without characters"
	| "bare relay";

const relay = fileURLToPath(
	new URL("../bench/bare-conversation.mjs", import.meta.url),
);
const flows = fileURLToPath(new URL("../characters", import.meta.url));
/** As much as is sent to a phone at once: so nothing waits for what goes with it. */
const firstSound = Buffer.alloc(100 * 8, 0x10);
const tickMs = 4;
const ticksPerFrame = 1000 / framesPerSecond / tickMs;

/** With what a load is made. */
interface LoadMeans extends Omit<ConversationMeans, "url" | "delays"> {
	readonly model: ModelServer;
	readonly program: MeteredProcess;
}

/** Many callers who talk all the time, each with a character, and have a turn now and then. */
export class ConversationLoad {
	readonly delays: ConversationDelays = {
		ownShare: new Delays(),
		gap: new Delays(),
		gapAfterEager: new Delays(),
		cleared: new Delays(),
		aborted: new Delays(),
	};
	/** How late the load itself was with each of its turns. */
	readonly lateness = new Delays();
	readonly #calls: ConversationCall[] = [];
	#timer: NodeJS.Timeout | undefined;

	/** Starts one with nobody in it, and room for so many. */
	static async start(
		subject: ConversationSubject,
		maxCalls: number,
		standIns: StandIns,
	): Promise<ConversationLoad> {
		const all: ConversationCall[] = [];
		const deepgram = await LoadDeepgram.start((socket) =>
			speak(socket, all, standIns.voiceMs),
		);
		const model = await ModelServer.start();
		model.answers = (exchange) =>
			all[numberIn(exchange.lastWords, /caller (\d+)/g)]?.think(exchange);
		const program = await MeteredProcess.start(
			{
				DEEPGRAM_API_KEY: "key",
				DEEPGRAM_URL: `${deepgram.fluxUrl}/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000`,
				DEEPGRAM_SPEAK_URL: `${deepgram.url}/speak?encoding=mulaw&sample_rate=8000`,
				TWILIO_PHONE_NUMBER: "+15005550006",
				MAX_SPEAK_SOCKETS: String(maxCalls + 10),
				MIND_URL: model.url,
				MIND_MODEL: model.model,
				FLOWS: flows,
				...(subject === "server" && { ANSWER_WITH: "listener" }),
			},
			...(subject === "bare relay" ? [relay] : []),
		);
		return new ConversationLoad(
			{ deepgram, model, program, standIns, isGreeted: subject === "server" },
			all,
		);
	}

	private constructor(
		private readonly means: LoadMeans,
		calls: ConversationCall[],
	) {
		this.#calls = calls;
	}

	/** Opens calls, one after the other, until there are so many, all at rest. */
	async openUntil(count: number): Promise<void> {
		const { program } = this.means;
		const url = program.server.socketUrl("/twilio");
		const means = { ...this.means, url, delays: this.delays };
		while (this.#calls.length < count)
			this.#calls.push(await ConversationCall.open(means, this.#calls.length));
	}

	/** The program that is measured. */
	get program(): MeteredProcess {
		return this.means.program;
	}

	/** Turns that were not answered before the next one. */
	get unanswered(): number {
		return this.#calls.reduce((sum, { unanswered }) => sum + unanswered, 0);
	}

	/** Begins to talk, with a turn of each caller in so much time. What is late is sent at once, so that the pace is kept. */
	talk(kind: TurnKind, everyMs: number): void {
		const startMs = performance.now();
		let tick = 0;
		this.#timer = setInterval(() => {
			for (;;) {
				const lateMs = performance.now() - startMs - tick * tickMs;
				if (lateMs < 0) break;
				this.lateness.add(lateMs);
				this.#take(tick++, kind, everyMs / tickMs);
			}
		}, tickMs / 2);
	}

	fallSilent(): void {
		clearInterval(this.#timer);
	}

	/** Forgets all delays so far. */
	forgetDelays(): void {
		for (const delays of [...Object.values(this.delays), this.lateness])
			delays.forget();
	}

	async end(): Promise<void> {
		this.fallSilent();
		for (const call of this.#calls) call.close();
		await this.means.program.kill();
		await this.means.deepgram.close();
		await this.means.model.stop();
	}

	#take(tick: number, kind: TurnKind, ticksPerTurn: number): void {
		for (const [at, call] of this.#calls.entries()) {
			if ((tick + at) % ticksPerFrame === 0) call.sendFrame(tick);
			// Not all at the same moment.
			const turnOfCall = Math.round((at * ticksPerTurn) / this.#calls.length);
			if ((tick + turnOfCall) % ticksPerTurn === 0) call.takeTurn(kind);
		}
	}
}

/** The last number that the text has in this place; -1 without one. */
function numberIn(text: string, place: RegExp): number {
	return Number([...text.matchAll(place)].at(-1)?.[1] ?? -1);
}

/** A voice that makes each text in the same time. */
function speak(
	socket: WebSocket,
	calls: readonly ConversationCall[],
	voiceMs: number,
): void {
	let speaker: ConversationCall | undefined;
	let flushes = 0;
	socket.on("error", () => {});
	socket.on("message", (data) => {
		const { type, text } = JSON.parse(String(data));
		if (type === "Speak") speaker = calls[numberIn(text, /lamp (\d+)/g)];
		if (type !== "Flush") return;
		const made = speaker;
		const askedAtMs = performance.now();
		setTimeout(() => {
			made?.made(performance.now() - askedAtMs);
			socket.send(firstSound);
			const sequence_id = flushes++;
			socket.send(JSON.stringify({ type: "Flushed", sequence_id }));
		}, voiceMs);
	});
}
