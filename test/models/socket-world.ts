/** A server with real sockets all around: phones, games and Deepgram are emulated, the clock is moved. */
import type { RawData, WebSocket } from "ws";
import type { DeepgramListener } from "../support/deepgram-listener.js";
import type { DeepgramServer } from "../support/deepgram-server.js";
import { GameClient } from "../support/game-client.js";
import { TwilioCaller } from "../support/twilio-caller.js";
import { TypedGame } from "../support/typed-game.js";
import {
	type Addressee,
	type CallerName,
	type CodeBy,
	type CodeOf,
	callers,
	cleared,
	closed,
	type DeepgramState,
	type GameName,
	type GameSight,
	type HangUp,
	hears,
	type LineName,
	lineTexts,
	movedOver,
	noise,
	note,
	type PartyName,
	pause,
	type VoiceState,
} from "./cast.js";
import type { Setting } from "./model/memory.js";
import { policyTimes, spokenDigits } from "./policy.js";
import type { Steering } from "./steering.mjs";
import { type Sessions, Sightings, type World } from "./world.js";

/** A running server, and how a test gets at what no socket reaches. */
export interface SteeredServer {
	/** The address of a WebSocket path, such as `/game`. */
	socketUrl(path: string): string;
	readonly deepgram: DeepgramServer;
	steer<Name extends keyof Steering>(
		name: Name,
		...args: Parameters<Steering[Name]>
	): Promise<Awaited<ReturnType<Steering[Name]>>>;
	close(): Promise<void>;
}

/** What the servers of the models are set to. */
export function environmentFor(setting: Setting): Record<string, string> {
	const seconds = (ms: number) => String(ms / 1_000);
	return {
		START_TIMEOUT_SECONDS: seconds(policyTimes.startTimeoutMs),
		CODE_WAIT_SECONDS: seconds(policyTimes.codeWaitMs),
		CODE_REMINDER_SECONDS: policyTimes.codeRemindersMs.map(seconds).join(","),
		CODE_SETTLE_MS: String(policyTimes.codeSettleMs),
		CODE_REST_SECONDS: seconds(policyTimes.codeRestMs),
		CODE_TRIES_PER_CALL: String(setting.triesPerCall),
		CODE_TRIES_PER_CALLER: Number.isFinite(setting.triesPerCaller)
			? String(setting.triesPerCaller)
			: "10000",
		CODE_TRIES_PER_SERVER: "1000000",
		LAST_WORDS_MS: String(policyTimes.lastWordsMs),
		GAME_RESUME_SECONDS: seconds(policyTimes.resumeMs),
		GAME_LOG_SECONDS: "86400",
		GAME_MESSAGES_PER_SECOND: "10000",
		// A single frame is sent at once.
		AUDIO_BATCH_MS: "20",
		// The clock of the machines is moved by much more than any socket may be silent.
		GAME_PING_SECONDS: "3600",
	};
}

/** The parts of Deepgram's messages that the models look at. */
export const listenQuery =
	"?encoding=mulaw&sample_rate=8000&numerals=true&model=nova-3&interim_results=true&vad_events=true&utterance_end_ms=1000";

const frameBytes = 160;
const patienceMs = 10_000;

interface CallerEnd {
	readonly id: string;
	phone: TwilioCaller;
	listener: DeepgramListener | undefined;
	/** Deepgram is dialled again as soon as it is there. */
	isDialling: boolean;
	hasHungUp: boolean;
	/** Resolves when the sockets that newer ones have replaced are closed. */
	olderClosed: Promise<unknown>;
	interim: readonly string[];
}

interface GameEnd {
	readonly id: string;
	readonly client: GameClient;
	readonly typed: TypedGame | undefined;
	hasLeft: boolean;
	eventsRead: number;
	/** The number of the newest event, on whatever socket it came. */
	lastSeq: number;
	lastHeard: string;
}

let worlds = 0;

/** A world around one server, which it does not share at the same time with another world. */
export class SocketWorld extends Sightings implements World {
	readonly #callers = new Map<CallerName, CallerEnd>();
	readonly #games = new Map<GameName, GameEnd>();
	readonly #names = new Map<string, CallerName>();
	readonly #number = ++worlds;
	#deepgram: DeepgramState = "up";
	#voice: VoiceState = "works";
	#lastGiver: CallerName = callers[0];
	#audioMs = 0;
	/** A server that drains ends with this world. */
	isServerSpent = false;

	constructor(
		setting: Setting,
		private readonly server: SteeredServer,
	) {
		super(setting, patienceMs);
	}

	// -------------------------------------------------------------------------------------------
	// Games

	lose(name: GameName): void {
		this.restCode(name);
	}

	async join(name: GameName): Promise<void> {
		const isTyped = this.setting.dialects[name] === "typed";
		try {
			if (isTyped) await this.#joinTyped(name, `?callers=${this.setting.room}`);
			else await this.#joinPlain(name);
		} catch (error) {
			const [, code] = /closed with (\d+)/.exec(String(error)) ?? [];
			if (code === undefined) throw error;
			// A plain game has seen it already.
			if (isTyped) this.seeAsGame(name, { sees: "closed", code: Number(code) });
		}
	}

	async leave(name: GameName): Promise<void> {
		const game = this.#game(name);
		game.hasLeft = true;
		this.restCode(name);
		game.client.leave();
		await game.client.closed();
	}

	async cutOff(name: GameName): Promise<void> {
		const game = this.#game(name);
		const isTyped = game.typed !== undefined;
		if (!isTyped) this.restCode(name);
		game.hasLeft = true;
		const before = await this.server.steer("gamesAway");
		game.client.vanish();
		if (!isTyped) return;
		await this.#untilSo(
			async () => (await this.server.steer("gamesAway")) > before,
			`that the server misses ${name}`,
		);
	}

	async resume(name: GameName): Promise<void> {
		const { typed, lastSeq } = this.#game(name);
		const query = typed?.resumeQuery(lastSeq) ?? "";
		await this.#joinTyped(name, query, lastSeq);
	}

	async say(name: GameName, line: LineName, to: Addressee): Promise<void> {
		const text = lineTexts[line];
		const { typed, client } = this.#game(name);
		if (typed) {
			const interruptible = line === "story";
			const call = this.#callMeant(to);
			typed.send({ type: "say", id: line, text, interruptible, ...call });
		} else client.say(text);
		await answered(client.socket);
	}

	async stop(name: GameName, to: Addressee): Promise<void> {
		await this.#order(name, { type: "stop", ...this.#callMeant(to) });
	}

	async sendAway(name: GameName, to: Addressee): Promise<void> {
		await this.#order(name, { type: "hangUp", ...this.#callMeant(to) });
	}

	async wantCode(name: GameName): Promise<void> {
		await this.#order(name, { type: "newCode" });
	}

	async expectWords(name: GameName): Promise<void> {
		await this.#order(name, { type: "listen", keyterms: ["north"] });
	}

	async #order(
		name: GameName,
		order: Parameters<TypedGame["send"]>[0],
	): Promise<void> {
		const { typed, client } = this.#game(name);
		typed?.send(order);
		await answered(client.socket);
	}

	async #joinPlain(name: GameName): Promise<void> {
		const client = await GameClient.join(this.server.socketUrl("/game"));
		const game = this.#newGame(name, await this.#newestGame(client), client);
		client.socket.on("message", () => this.#readPlain(name, game));
		await client.textCount(1);
		this.#readPlain(name, game);
	}

	async #newestGame({ socket }: GameClient): Promise<string> {
		await answered(socket);
		return this.server.steer("newestGame");
	}

	async #joinTyped(name: GameName, query: string, lastSeq = 0): Promise<void> {
		const url = this.server.socketUrl(`/game${query}`);
		const typed = await TypedGame.join(url);
		const { session, code, resumed } = typed.welcome;
		const game = this.#newGame(name, session, typed.client, typed);
		game.lastSeq = lastSeq;
		if (!resumed) this.showCode(name, code);
		typed.client.socket.on("message", () => this.#readTyped(name, game));
		this.#readTyped(name, game);
	}

	#newGame(
		name: GameName,
		id: string,
		client: GameClient,
		typed?: TypedGame,
	): GameEnd {
		const game: GameEnd = {
			id,
			client,
			typed,
			hasLeft: false,
			eventsRead: 0,
			lastSeq: 0,
			lastHeard: "",
		};
		this.#games.set(name, game);
		const whenClosed = ({ code }: { code: number }) => {
			if (game.hasLeft) return;
			game.hasLeft = true;
			this.restCode(name);
			this.seeAsGame(name, { sees: "closed", code });
		};
		client.socket.once("close", (code) => whenClosed({ code }));
		const { readyState } = client.socket;
		if (readyState === client.socket.CLOSED)
			void client.closed().then(whenClosed);
		return game;
	}

	#readPlain(name: GameName, game: GameEnd): void {
		const { texts } = game.client;
		for (; game.eventsRead < texts.length; game.eventsRead++) {
			const text = texts[game.eventsRead] ?? "";
			if (game.eventsRead === 0) this.#expectNumber(text);
			else if (game.eventsRead === 1) this.showCode(name, text);
			else this.#seePlainly(name, text);
		}
	}

	#expectNumber(text: string): void {
		if (text !== "+15005550006") throw new Error(`The number is ${text}.`);
	}

	#seePlainly(name: GameName, text: string): void {
		const [caller] = callers;
		if (text === "connected")
			this.seeAsGame(name, { sees: "joined", caller, callers: 1 });
		else if (text === "disconnected")
			this.seeAsGame(name, { sees: "left", caller, reason: "" });
		else this.seeAsGame(name, { sees: "heard", caller, what: heardIn(text) });
	}

	#readTyped(name: GameName, game: GameEnd): void {
		const events = game.typed?.events ?? [];
		for (; game.eventsRead < events.length; game.eventsRead++) {
			const event = events[game.eventsRead];
			if (!event) continue;
			// None is missing and none comes twice, also when the game comes back.
			if (event.seq !== game.lastSeq + 1)
				this.see(name, `event ${event.seq} after ${game.lastSeq}`);
			game.lastSeq = event.seq;
			this.#seeEvent(name, game, event);
		}
	}

	#seeEvent(
		name: GameName,
		game: GameEnd,
		event: TypedGame["events"][number],
	): void {
		if (event.type === "code") this.showCode(name, event.code);
		else if (event.type === "gap") this.see(name, "a gap");
		else if (event.type === "utterance") {
			// It repeats what was heard; anything else is news.
			if (event.text !== game.lastHeard)
				this.see(name, `utterance: ${event.text}`);
		} else this.seeAsGame(name, this.#sightOf(game, event));
	}

	#sightOf(
		game: GameEnd,
		event: Exclude<
			TypedGame["events"][number],
			{ type: "code" | "gap" | "utterance" }
		>,
	): GameSight {
		if (event.type === "error")
			return {
				sees: "refused",
				problem: problems[event.code] ?? event.message,
			};
		if (event.type === "paired") this.#names.set(event.call, this.#lastGiver);
		const caller = this.#names.get(event.call) ?? callers[0];
		switch (event.type) {
			case "paired":
				return { sees: "joined", caller, callers: event.callers };
			case "transcript":
				game.lastHeard = event.text;
				return { sees: "heard", caller, what: event.text };
			case "speechStarted":
				return { sees: "heard", caller, what: noise };
			case "key":
				return { sees: "key", caller, key: event.digit };
			case "said": {
				const { id: line, outcome, heardMs } = event;
				return { sees: "said", caller, line, outcome, heardMs };
			}
			case "recognition":
				return { sees: "recognition", caller, state: event.state };
			case "listening":
				return { sees: "words taken", caller, when: event.keyterms };
			case "left":
				return { sees: "left", caller, reason: event.reason };
		}
	}

	// -------------------------------------------------------------------------------------------
	// Callers

	async dial(name: CallerName): Promise<void> {
		this.beginCall(name);
		const phone = await this.#dial(name);
		const id = await this.server.steer("newestCall");
		const end: CallerEnd = {
			id,
			phone,
			listener: undefined,
			isDialling: false,
			hasHungUp: false,
			olderClosed: Promise.resolve(),
			interim: [],
		};
		this.#callers.set(name, end);
		this.#listenTo(name, end, phone);
	}

	async start(name: CallerName): Promise<void> {
		const end = this.#caller(name);
		const { phone } = end;
		phone.start();
		phone.sendAudio(frameOf(name));
		await answered(phone.socket);
		if (!(await this.server.steer("hasEar", end.id))) return;
		end.isDialling = this.#deepgram === "down";
		if (end.isDialling) await this.#untilRecognition(end, "down");
		if (this.#deepgram === "up") await this.#findListeners([name]);
	}

	async giveCode(name: CallerName, of: CodeOf, by: CodeBy): Promise<void> {
		this.#lastGiver = name;
		const [code, ...others] = this.readingsOf(name, of);
		const end = this.#caller(name);
		if (by === "keys") {
			end.phone.press(code);
			return answered(end.phone.socket);
		}
		end.interim = [code, ...others].map((each) => spokenDigits(each));
		if (by === "speech") return this.#hear(name, end.interim, true);
		await this.#hear(name, end.interim, false);
		return this.#hear(name, end.interim, false, 0);
	}

	async finish(name: CallerName): Promise<void> {
		await this.#hear(name, this.#caller(name).interim, true, 0);
	}

	async talk(name: CallerName, words: string): Promise<void> {
		await this.#hear(name, [words], true);
	}

	async makeNoise(name: CallerName): Promise<void> {
		this.#listener(name).startSpeech(this.#audioMs);
		await this.#listener(name).read();
	}

	async pause(name: CallerName): Promise<void> {
		this.#listener(name).endUtterance(this.#audioMs);
		await this.#listener(name).read();
	}

	async note(name: CallerName): Promise<void> {
		this.#listener(name).push(JSON.stringify({ type: note }));
		await this.#listener(name).read();
	}

	async press(name: CallerName, key: string): Promise<void> {
		const { phone } = this.#caller(name);
		phone.press(key);
		await answered(phone.socket);
	}

	async listen(name: CallerName): Promise<void> {
		const { phone } = this.#caller(name);
		phone.playAll();
		await answered(phone.socket);
	}

	async callAgain(name: CallerName): Promise<void> {
		const end = this.#caller(name);
		const newer = await this.#dial(name, end.phone.sids.callSid);
		const older = end.phone;
		end.phone = newer;
		end.olderClosed = older.closed();
		this.#listenTo(name, end, newer);
		newer.start();
		if (end.hasHungUp) await this.#beHeardAgain(name, end);
		await answered(newer.socket);
		await end.olderClosed;
	}

	/** A call whose recogniser was about to finish opens another. */
	async #beHeardAgain(name: CallerName, end: CallerEnd): Promise<void> {
		end.hasHungUp = false;
		end.phone.sendAudio(frameOf(name));
		await this.#findListeners([name]);
	}

	async hangUp(name: CallerName, how: HangUp): Promise<void> {
		const end = this.#caller(name);
		end.hasHungUp = true;
		end.isDialling = false;
		const { listener } = end;
		if (listener) listener.answersCloseStream = how !== "results late";
		if (how === "cut off") end.phone.vanish();
		else end.phone.hangUp();
		if (how === "results late") await listener?.heardText("CloseStream");
	}

	async finishRecognition(name: CallerName): Promise<void> {
		this.#listener(name).timeOut();
	}

	async #dial(name: CallerName, callSid?: string): Promise<TwilioCaller> {
		const phone = await TwilioCaller.dial(this.server.socketUrl("/twilio"), {
			parameters: { caller: `${this.#number} ${name}` },
			...(callSid !== undefined && { callSid }),
		});
		await answered(phone.socket);
		return phone;
	}

	/** Takes down what this phone hears: a line is known by its mark, which follows its sound. */
	#listenTo(name: CallerName, end: CallerEnd, phone: TwilioCaller): void {
		let sound: Buffer[] = [];
		// What comes on a newer socket counts as seen after the end of the older one.
		const { olderClosed } = end;
		const take = (data: RawData) => {
			const message = JSON.parse(data.toString());
			if (message.event === "media")
				sound.push(Buffer.from(message.media.payload, "base64"));
			if (message.event === "mark") {
				const text = textOf(Buffer.concat(sound));
				this.see(name, hears(this.wordingOf(name, text)));
				sound = [];
			}
			if (message.event === "clear") {
				sound = [];
				this.see(name, cleared);
			}
		};
		phone.socket.on(
			"message",
			(data) => void olderClosed.then(() => take(data)),
		);
		phone.socket.on("close", (code) => {
			if (end.phone !== phone) this.see(name, movedOver);
			else if (!end.hasHungUp)
				void end.olderClosed.then(() => this.see(name, closed(code)));
		});
	}

	async #hear(
		name: CallerName,
		texts: readonly string[],
		final: boolean,
		stepMs = 10_000,
	): Promise<void> {
		this.#audioMs += stepMs;
		const [text = "", ...alternatives] = texts;
		const listener = this.#listener(name);
		listener.say(text, {
			final,
			speechFinal: true,
			startMs: this.#audioMs,
			durationMs: 2_000,
			alternatives,
		});
		await listener.read();
	}

	// -------------------------------------------------------------------------------------------
	// All the rest

	async setDeepgram(is: DeepgramState): Promise<void> {
		const { deepgram } = this.server;
		this.#deepgram = is;
		if (is === "up") {
			deepgram.refuses.delete("listen");
			await this.#findListeners(this.#callersWho((end) => end.isDialling));
			return;
		}
		deepgram.refuses.set("listen", is === "down" ? 503 : 401);
		for (const name of this.#callersWho(
			({ listener }) => listener !== undefined,
		)) {
			const end = this.#caller(name);
			end.listener?.drop();
			end.listener = undefined;
			end.isDialling = !end.hasHungUp;
			if (end.hasHungUp) continue;
			await this.#untilRecognition(end, "down");
			end.phone.sendAudio(frameOf(name));
		}
		if (is === "refuses") {
			for (const end of this.#callers.values()) end.isDialling = false;
		}
	}

	/** Each call that dials sends a frame of its caller's own, so that its socket is known by it. */
	async #findListeners(names: readonly CallerName[]): Promise<void> {
		for (const _ of names) {
			const listener = await this.#nextCallsListener();
			const name = callers.find(
				(each) => frameOf(each)[0] === listener.audio[0],
			);
			if (!name) throw new Error("Deepgram heard a stranger.");
			const end = this.#caller(name);
			end.listener = listener;
			end.isDialling = false;
			await this.#untilRecognition(end, "up");
		}
	}

	/** The server also dials to see whether Deepgram is there: such a socket brings no sound. */
	async #nextCallsListener(): Promise<DeepgramListener> {
		for (;;) {
			const listener = await this.server.deepgram.nextListener();
			await listener.until(
				() => listener.audio.length > 0 || listener.closedWith !== undefined,
				() => "a frame of the caller's",
				patienceMs,
			);
			if (listener.audio.length > 0) return listener;
		}
	}

	async #untilRecognition({ id }: CallerEnd, is: "up" | "down"): Promise<void> {
		await this.#untilSo(
			async () => (await this.server.steer("recognition", id)) === is,
			`that recognition is ${is}`,
		);
	}

	#callersWho(isMeant: (end: CallerEnd) => boolean): readonly CallerName[] {
		return [...this.#callers].flatMap(([name, end]) =>
			isMeant(end) && this.#isLive(end) ? [name] : [],
		);
	}

	#isLive({ phone, hasHungUp, listener }: CallerEnd): boolean {
		if (hasHungUp)
			return listener !== undefined && listener.closedWith === undefined;
		return phone.socket.readyState === phone.socket.OPEN;
	}

	async setVoice(is: VoiceState): Promise<void> {
		const { deepgram } = this.server;
		const was = this.#voice;
		this.#voice = is;
		deepgram.holdsSpeech = is === "waits";
		if (is === "fails") {
			deepgram.refuses.set("speak", 503);
			for (const speaker of deepgram.speakers) speaker.drop();
			return;
		}
		deepgram.refuses.delete("speak");
		for (const speaker of deepgram.speakers) speaker.isHeld = is === "waits";
		if (was === "waits")
			for (const speaker of deepgram.speakers) speaker.release();
	}

	async pass(ms: number): Promise<void> {
		this.#audioMs += ms;
		await this.server.steer("pass", ms);
	}

	async failAdapter(of: PartyName): Promise<void> {
		const id =
			this.#callers.get(of as CallerName)?.id ??
			this.#games.get(of as GameName)?.id ??
			"";
		await this.server.steer("failAdapter", id);
	}

	async drain(): Promise<void> {
		this.isServerSpent = true;
		await this.server.steer("drain");
	}

	async closeSessions(): Promise<void> {
		await this.server.steer("endAll");
	}

	async expectSessions(expected: Sessions): Promise<void> {
		await this.#untilSo(
			async () => {
				const { calls, games } = await this.server.steer("sessions");
				return calls === expected.calls && games === expected.games;
			},
			`sessions: ${JSON.stringify(expected)}`,
		);
		// That a line has failed may show nowhere else.
		if (this.#voice !== "fails") return;
		await this.#untilSo(
			async () => (await this.server.steer("linesAtVoice")) === 0,
			"that lines which cannot be spoken have failed",
		);
	}

	/** Leaves the server as it was found. */
	async close(): Promise<void> {
		for (const { phone } of this.#callers.values()) phone.vanish();
		for (const game of this.#games.values()) {
			game.hasLeft = true;
			game.client.vanish();
		}
		if (!this.isServerSpent) {
			await this.server.steer("endAll");
			await this.expectSessions({ calls: 0, games: 0 });
			await this.server.steer("pass", 2 * policyTimes.codeRestMs);
		}
		const { deepgram } = this.server;
		deepgram.refuses.clear();
		deepgram.holdsSpeech = false;
		deepgram.forget();
	}

	async #untilSo(isSo: () => Promise<boolean>, what: string): Promise<void> {
		const endAt = performance.now() + patienceMs;
		while (!(await isSo())) {
			if (performance.now() > endAt)
				throw new Error(`Not within ${patienceMs} ms: ${what}`);
			await new Promise((resolve) => setImmediate(resolve));
		}
	}

	#callMeant(to: Addressee): { call?: string } {
		if (to === "all") return {};
		if (to === "stranger") return { call: to };
		const [call] =
			[...this.#names].filter(([, name]) => name === to).at(-1) ?? [];
		return { call: call ?? "" };
	}

	#listener(name: CallerName): DeepgramListener {
		const { listener } = this.#caller(name);
		if (!listener) throw new Error(`Nobody hears ${name}.`);
		return listener;
	}

	#caller(name: CallerName): CallerEnd {
		const end = this.#callers.get(name);
		if (!end) throw new Error(`${name} has not called.`);
		return end;
	}

	#game(name: GameName): GameEnd {
		const game = this.#games.get(name);
		if (!game) throw new Error(`${name} has not joined.`);
		return game;
	}
}

const problems: Readonly<Record<string, string>> = {
	noSuchCall: "no such call",
	noCodeFree: "no code free",
};

/** Resolves when the other end has read all that was sent on this socket; or when it is closed. */
function answered(socket: WebSocket): Promise<void> {
	if (socket.readyState !== socket.OPEN) return Promise.resolve();
	return new Promise((resolve) => {
		const done = () => {
			socket.off("pong", done);
			socket.off("close", done);
			resolve();
		};
		socket.on("pong", done);
		socket.on("close", done);
		socket.ping();
	});
}

/** A frame of sound by which a caller is known. */
function frameOf(name: CallerName): Buffer {
	return Buffer.alloc(frameBytes, name.charCodeAt(0));
}

/** What the emulator's voice has said: each character is 50 ms of its own byte. */
function textOf(sound: Buffer): string {
	const bytesPerCharacter = 400;
	const characters = Math.round(sound.length / bytesPerCharacter);
	return Array.from({ length: characters }, (_, at) =>
		String.fromCharCode(sound[at * bytesPerCharacter] ?? 0),
	).join("");
}

function heardIn(text: string): string {
	const message = JSON.parse(text) as {
		type: string;
		channel?: { alternatives?: readonly { transcript: string }[] };
	};
	if (message.type === "SpeechStarted") return noise;
	if (message.type === "UtteranceEnd") return pause;
	if (message.type === note) return note;
	return message.channel?.alternatives?.[0]?.transcript ?? text;
}
