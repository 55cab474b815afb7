/** The machines alone: their adapters are doubles, and their clock stands still until it is moved. */
import { pino } from "pino";
import { expect } from "vitest";
import { createActor, type InspectionEvent, SimulatedClock } from "xstate";
import { adapterLogic } from "../../src/adapters/adapter-logic.js";
import type {
	CallAdapterInput,
	GameAdapterInput,
} from "../../src/machines/adapter-contract.js";
import { callMachine } from "../../src/machines/call.js";
import { createCodeBook } from "../../src/machines/code-book.js";
import {
	coordinatorLogic,
	Switchboard,
} from "../../src/machines/coordinator.js";
import type {
	GameEnd,
	GameSocketFact,
	GameSocketOrder,
	Heard,
	PhoneFact,
	PhoneOrder,
	RecogniserFact,
	RecogniserOrder,
	VoiceFact,
	VoiceOrder,
} from "../../src/machines/events.js";
import { gameMachine } from "../../src/machines/game.js";
import { TryLimits } from "../../src/machines/try-limits.js";
import { RootActors } from "../../src/root-actors.js";
import { spoken } from "../support/spoken.js";
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
import { soundMs } from "./model/lines.js";
import type { Setting } from "./model/memory.js";
import { policyTimes, prompts, spokenDigits } from "./policy.js";
import { type Sessions, Sightings, type World } from "./world.js";

const log = pino({ level: "silent" });
const calls = new Map<string, CallDouble>();
const gameDoubles = new Map<string, GameDouble>();

/** The machines of all these worlds: one object each, so that their transitions can be told apart. */
export const machines = {
	call: callMachine.provide({
		actors: {
			phone: adapterLogic<PhoneOrder, PhoneFact, CallAdapterInput>(
				({ callId }, tell, fail) => doubleOf(calls, callId).phone(tell, fail),
			),
			recogniser: adapterLogic<
				RecogniserOrder,
				RecogniserFact,
				CallAdapterInput
			>(({ callId }, tell) => doubleOf(calls, callId).ear(tell)),
			voice: adapterLogic<VoiceOrder, VoiceFact, CallAdapterInput>(
				({ callId }, tell) => doubleOf(calls, callId).voice(tell),
			),
		},
	}),
	game: gameMachine.provide({
		actors: {
			socket: adapterLogic<GameSocketOrder, GameSocketFact, GameAdapterInput>(
				({ gameId }, tell, fail) =>
					doubleOf(gameDoubles, gameId).socket(tell, fail),
			),
		},
	}),
};

function doubleOf<Double>(doubles: Map<string, Double>, id: string): Double {
	const double = doubles.get(id);
	if (!double) throw new Error(`There is no double of ${id}.`);
	return double;
}

/** What a double needs of its world. */
interface Surroundings {
	readonly deepgram: DeepgramState;
	readonly voice: VoiceState;
	see(of: PartyName, what: string): void;
	wordingOf(caller: CallerName, text: string): string;
}

/** The phone, the recogniser and the voice of one call. */
class CallDouble {
	tellPhone: (fact: PhoneFact) => void = () => {};
	tellEar: (fact: RecogniserFact) => void = () => {};
	failPhone: (error: unknown) => void = () => {};
	/** The stream is closed, or has become another call's. */
	isStreamGone = false;
	hasSlowResults = false;
	#tellVoice: (fact: VoiceFact) => void = () => {};
	readonly #texts = new Map<string, string>();
	#marks: string[] = [];
	#held: Extract<VoiceOrder, { type: "synthesise" }> | undefined;
	#words: readonly string[] = [];
	/** No socket is dialled again. */
	#isRefused = false;

	constructor(
		readonly world: Surroundings,
		readonly caller: CallerName,
	) {}

	phone(tell: (fact: PhoneFact) => void, fail: (error: unknown) => void) {
		this.tellPhone = tell;
		this.failPhone = fail;
		return {
			obey: (order: PhoneOrder) => this.#obeyAsPhone(order),
			close: () => {
				if (!this.isStreamGone) this.world.see(this.caller, closed(1000));
			},
		};
	}

	ear(tell: (fact: RecogniserFact) => void) {
		this.tellEar = tell;
		const { deepgram } = this.world;
		if (deepgram === "down") this.#lose();
		if (deepgram === "refuses") this.#refuse();
		return {
			obey: (order: RecogniserOrder) => this.#obeyAsEar(order),
			close: () => {},
		};
	}

	voice(tell: (fact: VoiceFact) => void) {
		this.#tellVoice = tell;
		return {
			obey: (order: VoiceOrder) => {
				this.#held = undefined;
				if (order.type === "synthesise") this.#synthesise(order);
			},
			close: () => {},
		};
	}

	/** All that is at the phone has been played. */
	playAll(): void {
		const marks = this.#marks;
		this.#marks = [];
		for (const name of marks) this.tellPhone({ type: "mark.returned", name });
	}

	/** The voice gets on with what it holds. */
	goOnSpeaking(): void {
		const held = this.#held;
		this.#held = undefined;
		if (held) this.#synthesise(held);
	}

	/** Deepgram has changed under the call's socket. */
	changeDeepgram(was: DeepgramState): void {
		const { deepgram } = this.world;
		if (this.hasSlowResults) this.tellEar({ type: "recognition.finished" });
		else if (this.#isRefused) return;
		else if (deepgram === "up")
			this.tellEar({ type: "recognition.restored", missedMs: 0 });
		else {
			if (was === "up") this.#lose();
			if (deepgram === "refuses") this.#refuse();
		}
	}

	#lose(): void {
		this.tellEar({ type: "recognition.lost" });
	}

	#refuse(): void {
		this.#isRefused = true;
		this.tellEar({ type: "recognition.refused" });
	}

	#obeyAsPhone(order: PhoneOrder): void {
		switch (order.type) {
			case "mark": {
				if (this.isStreamGone) break;
				const text = this.#texts.get(order.name) ?? "";
				this.world.see(
					this.caller,
					hears(this.world.wordingOf(this.caller, text)),
				);
				this.#marks.push(order.name);
				break;
			}
			case "clear":
				this.world.see(this.caller, cleared);
				this.playAll();
				break;
			case "take.over":
				if (!this.isStreamGone) this.world.see(this.caller, movedOver);
				this.isStreamGone = false;
				this.hasSlowResults = false;
				this.#marks = [];
				doubleOf(calls, order.fromCallId).isStreamGone = true;
		}
	}

	#obeyAsEar(order: RecogniserOrder): void {
		if (order.type === "finish") {
			if (!this.hasSlowResults) this.tellEar({ type: "recognition.finished" });
			return;
		}
		const words = order.type === "expect.words" ? order.words : [];
		if (words.length === 0 && this.#words.length === 0) return;
		this.#words = words;
		const isUp = this.world.deepgram === "up" && !this.#isRefused;
		const when = isUp ? "now" : "next";
		this.tellEar({ type: "words.taken", when });
	}

	#synthesise(order: Extract<VoiceOrder, { type: "synthesise" }>): void {
		const { lineId, text } = order;
		this.#texts.set(lineId, text);
		switch (this.world.voice) {
			case "waits":
				this.#held = order;
				break;
			case "fails":
				this.#tellVoice({ type: "line.failed", lineId });
				break;
			case "works": {
				this.#tellVoice({ type: "line.begun", lineId });
				const audioMs = soundMs({ text, isStoppable: true });
				this.#tellVoice({ type: "line.synthesised", lineId, audioMs });
			}
		}
	}
}

const closeCodes: Readonly<Record<GameEnd, number>> = {
	"game left": 1000,
	"game lost": 1000,
	"no code free": 1013,
	"server going away": 1001,
	failed: 1011,
};

/** The socket of one game. */
class GameDouble {
	tell: (fact: GameSocketFact) => void = () => {};
	fail: (error: unknown) => void = () => {};
	isSocketGone = false;
	readonly #kept: GameSocketOrder[] = [];

	constructor(
		readonly world: MachineWorld,
		readonly name: GameName,
	) {}

	socket(tell: (fact: GameSocketFact) => void, fail: (error: unknown) => void) {
		this.tell = tell;
		this.fail = (error) => {
			this.#closeSocket(closeCodes.failed);
			fail(error);
		};
		return {
			obey: (order: GameSocketOrder) => this.#obey(order),
			close: () => {},
		};
	}

	/** What was kept while the game was away is shown now. */
	comeBack(): void {
		this.isSocketGone = false;
		for (const order of this.#kept.splice(0)) this.#obey(order);
	}

	#obey(order: GameSocketOrder): void {
		if (order.type === "close") this.#closeSocket(closeCodes[order.reason]);
		else if (this.isSocketGone) this.#kept.push(order);
		else this.world.show(this.name, order);
	}

	#closeSocket(code: number): void {
		if (this.isSocketGone) return;
		this.isSocketGone = true;
		this.world.show(this.name, { type: "closed", code });
	}
}

let newestId = 0;

/** A world of machines and doubles. */
export class MachineWorld extends Sightings implements World {
	deepgram: DeepgramState = "up";
	voice: VoiceState = "works";
	readonly #clock = new SimulatedClock();
	readonly #switchboard: Switchboard;
	readonly #coordinator;
	readonly #actors: RootActors;
	readonly #calls = new Map<CallerName, string>();
	readonly #games = new Map<GameName, string>();
	readonly #callers = new Map<string, CallerName>();
	readonly #ids: string[] = [];
	#audioMs = 0;

	constructor(setting: Setting, inspect?: (event: InspectionEvent) => void) {
		super(setting, 0);
		const now = () => this.#clock.now();
		let drawn = 0;
		this.#switchboard = new Switchboard({
			codes: createCodeBook({
				triesPerCall: setting.triesPerCall,
				restMs: policyTimes.codeRestMs,
				// Codes that are far from each other, and the same in each run.
				randomBelow: (bound) => (4_271 + 1_357 * drawn++) % bound,
				...(setting.words && { words: setting.words }),
			}),
			tries: new TryLimits({
				perCaller: setting.triesPerCaller,
				perServer: 1_000,
			}),
			triesPerCall: setting.triesPerCall,
			now,
		});
		this.#coordinator = createActor(
			coordinatorLogic(this.#switchboard),
		).start();
		this.#actors = new RootActors({
			callMachine: machines.call,
			gameMachine: machines.game,
			coordinator: this.#coordinator,
			policy: {
				...policyTimes,
				triesPerCall: setting.triesPerCall,
				vocabulary: setting.words
					? { kind: "words", codes: setting.words }
					: { kind: "digits" },
				prompts,
				promptVoice: undefined,
			},
			phoneNumber: "+15005550006",
			resumeMs: policyTimes.resumeMs,
			now,
			log,
			clock: this.#clock,
			...(inspect && { inspect }),
		});
	}

	// -------------------------------------------------------------------------------------------
	// Games

	async join(name: GameName): Promise<void> {
		const gameId = `game-${++newestId}`;
		this.#ids.push(gameId);
		this.#games.set(name, gameId);
		gameDoubles.set(gameId, new GameDouble(this, name));
		const { dialects, room } = this.setting;
		this.#actors.startGame(gameId, dialects[name] === "plain" ? 1 : room);
	}

	async leave(name: GameName): Promise<void> {
		this.#game(name).isSocketGone = true;
		this.#game(name).tell({ type: "socket.closed" });
		this.restCode(name);
	}

	async cutOff(name: GameName): Promise<void> {
		if (this.setting.dialects[name] === "plain") return this.leave(name);
		this.#game(name).isSocketGone = true;
		this.#game(name).tell({ type: "socket.lost" });
	}

	async resume(name: GameName): Promise<void> {
		this.#game(name).comeBack();
		this.#game(name).tell({ type: "socket.resumed" });
	}

	lose(name: GameName): void {
		this.restCode(name);
	}

	async say(name: GameName, line: LineName, to: Addressee): Promise<void> {
		const isPlain = this.setting.dialects[name] === "plain";
		this.#game(name).tell({
			type: "words.sent",
			text: lineTexts[line],
			isInterruptible: line === "story" && !isPlain,
			...(!isPlain && { lineId: line }),
			...this.#callMeant(to),
		});
	}

	async stop(name: GameName, to: Addressee): Promise<void> {
		this.#game(name).tell({ type: "stop.wanted", ...this.#callMeant(to) });
	}

	async sendAway(name: GameName, to: Addressee): Promise<void> {
		this.#game(name).tell({ type: "hang.up.wanted", ...this.#callMeant(to) });
	}

	async wantCode(name: GameName): Promise<void> {
		this.#game(name).tell({ type: "code.wanted" });
	}

	async expectWords(name: GameName): Promise<void> {
		this.#game(name).tell({ type: "words.expected", words: ["north"] });
	}

	/** A game's socket was told this. */
	show(
		name: GameName,
		order: GameSocketOrder | { readonly type: "closed"; readonly code: number },
	): void {
		const callerOf = (callId: string) =>
			this.#callers.get(callId) ?? callers[0];
		switch (order.type) {
			case "show.code":
				this.showCode(name, order.code);
				break;
			case "tell.joined":
				this.seeAsGame(name, {
					sees: "joined",
					caller: callerOf(order.callId),
					callers: order.callers,
				});
				break;
			case "tell.heard":
				this.seeAsGame(name, {
					sees: "heard",
					caller: callerOf(order.callId),
					what: whatWasHeard(order.heard),
				});
				break;
			case "tell.pressed":
				this.seeAsGame(name, {
					sees: "key",
					caller: callerOf(order.callId),
					key: order.digit,
				});
				break;
			case "tell.line.ended":
				this.seeAsGame(name, {
					sees: "said",
					caller: callerOf(order.callId),
					line: order.lineId,
					outcome: order.outcome,
					heardMs: order.heardMs,
				});
				break;
			case "tell.recognition":
				this.seeAsGame(name, {
					sees: "recognition",
					caller: callerOf(order.callId),
					state: order.state,
				});
				break;
			case "tell.words.taken":
				this.seeAsGame(name, {
					sees: "words taken",
					caller: callerOf(order.callId),
					when: order.when,
				});
				break;
			case "tell.left":
				this.seeAsGame(name, {
					sees: "left",
					caller: callerOf(order.callId),
					reason: order.reason,
				});
				break;
			case "refuse":
				this.seeAsGame(name, { sees: "refused", problem: order.problem });
				break;
			case "closed":
				this.seeAsGame(name, { sees: "closed", code: order.code });
				this.restCode(name);
				break;
			case "close":
				break;
		}
	}

	// -------------------------------------------------------------------------------------------
	// Callers

	async dial(caller: CallerName): Promise<void> {
		this.beginCall(caller);
		this.#calls.set(caller, this.#newCall(caller));
	}

	async start(caller: CallerName): Promise<void> {
		this.#startStream(caller, this.#call(caller));
	}

	/** Twilio says which call it is, and what it says is not believed. */
	refuseStream(caller: CallerName): void {
		this.#call(caller).tellPhone({ type: "stream.refused" });
	}

	async giveCode(caller: CallerName, of: CodeOf, by: CodeBy): Promise<void> {
		const readings = this.readingsOf(caller, of);
		if (by === "keys") {
			for (const digit of readings[0])
				this.#call(caller).tellPhone({ type: "key.pressed", digit });
			return;
		}
		const texts = readings.map((code) => spokenDigits(code));
		if (by === "speech") this.#hear(caller, texts, true);
		else {
			this.#hear(caller, texts, false);
			this.#hear(caller, texts, false, 0);
			this.#lastInterim = texts;
		}
	}

	#lastInterim: readonly string[] = [];

	async finish(caller: CallerName): Promise<void> {
		this.#hear(caller, this.#lastInterim, true, 0);
	}

	async talk(caller: CallerName, words: string): Promise<void> {
		this.#hear(caller, [words], true);
	}

	async makeNoise(caller: CallerName): Promise<void> {
		const atMs = this.#audioMs;
		this.#call(caller).tellEar({
			type: "speech.started",
			atMs,
			verbatim: noise,
		});
	}

	async pause(caller: CallerName): Promise<void> {
		const lastWordEndMs = this.#audioMs;
		this.#call(caller).tellEar({
			type: "utterance.ended",
			lastWordEndMs,
			verbatim: pause,
		});
	}

	async note(caller: CallerName): Promise<void> {
		this.#call(caller).tellEar({ type: "recogniser.noted", verbatim: note });
	}

	async press(caller: CallerName, digit: string): Promise<void> {
		this.#call(caller).tellPhone({ type: "key.pressed", digit });
	}

	async listen(caller: CallerName): Promise<void> {
		this.#call(caller).playAll();
	}

	async callAgain(caller: CallerName): Promise<void> {
		const newer = this.#newCall(caller);
		this.#startStream(caller, doubleOf(calls, newer));
	}

	async hangUp(caller: CallerName, how: HangUp): Promise<void> {
		const call = this.#call(caller);
		call.isStreamGone = true;
		call.hasSlowResults = how === "results late";
		call.tellPhone({ type: "phone.hung.up" });
	}

	async finishRecognition(caller: CallerName): Promise<void> {
		this.#call(caller).tellEar({ type: "recognition.finished" });
	}

	// -------------------------------------------------------------------------------------------
	// All the rest

	async setDeepgram(is: DeepgramState): Promise<void> {
		const was = this.deepgram;
		this.deepgram = is;
		for (const callId of this.#calls.values())
			doubleOf(calls, callId).changeDeepgram(was);
	}

	async setVoice(is: VoiceState): Promise<void> {
		this.voice = is;
		for (const callId of this.#calls.values())
			doubleOf(calls, callId).goOnSpeaking();
	}

	async pass(ms: number): Promise<void> {
		this.#audioMs += ms;
		this.#clock.increment(ms);
	}

	async failAdapter(of: PartyName): Promise<void> {
		const error = new Error("made to fail by the test");
		const isCaller = (name: string): name is CallerName =>
			callers.includes(name as CallerName);
		if (isCaller(of)) this.#call(of).failPhone(error);
		else this.#game(of).fail(error);
	}

	async drain(): Promise<void> {
		this.#coordinator.send({ type: "drain" });
	}

	async closeSessions(): Promise<void> {
		this.#actors.endAll("server going away");
	}

	async expectSessions(expected: Sessions): Promise<void> {
		const { calls, games } = this.#actors;
		const sessions = { calls: calls.size, games: games.size };
		expect(sessions, "sessions").toEqual(expected);
		expect(this.#switchboard.size.games, "games with a code").toBe(
			expected.games,
		);
	}

	async close(): Promise<void> {
		this.#actors.endAll("server going away");
		for (const id of this.#ids) {
			calls.delete(id);
			gameDoubles.delete(id);
		}
	}

	#hear(
		caller: CallerName,
		texts: readonly string[],
		isFinal: boolean,
		stepMs = 10_000,
	): void {
		this.#audioMs += stepMs;
		const [text = "", ...others] = texts;
		const alternative = (each: string) => ({
			text: each,
			confidence: 0.98,
			words: [],
		});
		const speech = spoken(text, {
			alternatives: [alternative(text), ...others.map(alternative)],
			isFinal,
			startMs: this.#audioMs,
			endMs: this.#audioMs + 2_000,
		});
		this.#call(caller).tellEar({
			type: "speech.heard",
			speech,
			verbatim: text,
		});
	}

	#newCall(caller: CallerName): string {
		const callId = `call-${++newestId}`;
		this.#ids.push(callId);
		this.#callers.set(callId, caller);
		calls.set(callId, new CallDouble(this, caller));
		this.#actors.startCall(callId);
		return callId;
	}

	#startStream(caller: CallerName, call: CallDouble): void {
		const callSid = `CA of ${this.#calls.get(caller)}`;
		call.tellPhone({ type: "stream.started", callSid, callerKey: caller });
	}

	#callMeant(to: Addressee): { callId?: string } {
		if (to === "all") return {};
		return { callId: to === "stranger" ? to : (this.#calls.get(to) ?? "") };
	}

	#call(caller: CallerName): CallDouble {
		return doubleOf(calls, this.#calls.get(caller) ?? "");
	}

	#game(name: GameName): GameDouble {
		return doubleOf(gameDoubles, this.#games.get(name) ?? "");
	}
}

function whatWasHeard(heard: Heard): string {
	return heard.type === "speech.heard"
		? heard.speech.text
		: (heard.verbatim ?? "");
}
