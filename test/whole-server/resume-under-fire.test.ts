/**
 * Games whose sockets are killed a thousand times at random points, while their callers talk on: each comes
 * back with the newest token that it has seen and the number of the last event that it got.
 */
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import {
	callsignProtocol,
	type NumberedEvent,
	toGame,
} from "../../src/protocol/callsign-v1.js";
import type { DeepgramListener } from "../support/deepgram/deepgram-listener.js";
import { seededRandom } from "../support/randomness/seeded-random.js";
import { InProcessServer } from "../support/server/in-process-server.js";
import { within } from "../support/waiting/within.js";

const games = 20;
const killsEach = 50;
const deadlineMs = 60_000;

test(`of ${games * killsEach} kills no event is lost, none comes twice, none out of order`, {
	timeout: 2 * deadlineMs,
}, async () => {
	const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
	console.info(`seed ${seed}: run again with SEED=${seed}`);
	const random = seededRandom(seed);
	const whole = await InProcessServer.start();
	try {
		const clients = Array.from(
			{ length: games },
			() => new MortalGame(whole.socketUrl("/game"), random),
		);
		const listeners: DeepgramListener[] = [];
		for (const client of clients) listeners.push(await pair(whole, client));
		const talkers = listeners.map(talk);
		for (const client of clients) client.die(killsEach);
		await Promise.all(clients.map((client) => client.hasDiedEnough()));
		const said = talkers.map((stop) => stop());
		for (const [at, client] of clients.entries()) {
			const last = `word ${said[at]}`;
			await client.until(({ texts }) => texts.at(-1) === last, last);
			expect(client.faults).toEqual([]);
			expect(client.texts).toEqual(
				Array.from({ length: said[at] ?? 0 }, (_, n) => `word ${n + 1}`),
			);
		}
	} finally {
		await whole.close();
	}
});

async function pair(
	whole: InProcessServer,
	game: MortalGame,
): Promise<DeepgramListener> {
	await game.until(({ code }) => code !== "", "the code");
	const { caller, listener } = await whole.ring();
	caller.press(game.code);
	await game.until(({ lastSeq }) => lastSeq > 0, "the pairing");
	return listener;
}

/** Says one numbered utterance after the other until stopped; the stop returns how many. */
function talk(listener: DeepgramListener): () => number {
	let count = 0;
	const timer = setInterval(() => {
		count += 1;
		listener.say(`word ${count}`, { startMs: 1_000 * count });
	}, 10);
	return () => {
		clearInterval(timer);
		return count;
	};
}

/** A game that is killed again and again, and each time takes up its session at once. */
class MortalGame {
	code = "";
	lastSeq = 0;
	/** The text of every utterance, as it came. */
	readonly texts: string[] = [];
	/** What must never happen. */
	readonly faults: string[] = [];
	#token = "";
	#livesLeft = 0;
	#socket: WebSocket;
	#changed: () => void = () => {};

	constructor(
		private readonly url: string,
		private readonly random: (bound: number) => number,
	) {
		this.#socket = this.#connect("");
	}

	/** Begins to be killed, so many times. */
	die(times: number): void {
		this.#livesLeft = times;
		this.#scheduleDeath();
	}

	hasDiedEnough(): Promise<void> {
		return this.until(() => this.#livesLeft === 0, "all kills");
	}

	until(isSo: (game: this) => boolean, what: string): Promise<void> {
		const waiting = new Promise<void>((resolve) => {
			this.#changed = () => isSo(this) && resolve();
			this.#changed();
		});
		return within(
			waiting,
			() => `${what}; the last was ${this.texts.at(-1)}`,
			deadlineMs,
		);
	}

	#connect(query: string): WebSocket {
		const socket = new WebSocket(this.url + query, callsignProtocol);
		socket.on("message", (data) => {
			if (socket === this.#socket) this.#receive(data.toString());
		});
		socket.on("error", () => {});
		socket.on("close", (code) => {
			if (socket === this.#socket) this.faults.push(`closed with ${code}`);
		});
		return socket;
	}

	#receive(text: string): void {
		const message = toGame.parse(JSON.parse(text));
		if (message.type === "welcome") {
			this.code = message.code;
			this.#token = message.resumeToken;
		} else this.#take(message);
		this.#changed();
	}

	#take(event: NumberedEvent): void {
		if (event.seq !== this.lastSeq + 1)
			this.faults.push(`${event.type} ${event.seq} after ${this.lastSeq}`);
		this.lastSeq = event.seq;
		if (event.type === "utterance") this.texts.push(event.text);
	}

	/** Any moment: before the handshake, before the welcome, among the events. */
	#scheduleDeath(): void {
		if (this.#livesLeft === 0) return;
		const lifeMs = this.random(10) < 3 ? 0 : this.random(20);
		setTimeout(() => {
			const dead = this.#socket;
			const isTakenOver = this.random(2) === 0;
			if (!isTakenOver) dead.terminate();
			const query = `?resume=${this.#token}&after=${this.lastSeq}`;
			this.#socket = this.#connect(query);
			if (isTakenOver) dead.terminate();
			this.#livesLeft -= 1;
			this.#changed();
			this.#scheduleDeath();
		}, lifeMs);
	}
}
