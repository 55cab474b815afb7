/** A server with real sockets all around: phones, games and Deepgram are emulated, the clock is moved. */
import {
	brokenBytes,
	type CallerName,
	type DeepgramState,
	type GameName,
	type PartyName,
	type VoiceState,
} from "../cast.js";
import type { Setting } from "../model/memory.js";
import { policyTimes } from "../policy.js";
import { Sightings } from "../sightings.js";
import type { SteeredServer } from "../steered/steered-servers.js";
import type { Sessions, World } from "../world.js";
import { CallerEnds } from "./caller-end.js";
import { GameEvents } from "./game-events.js";
import { patienceMs, untilSo } from "./patience.js";
import { Recognition } from "./recognition.js";
import { SocketCallers } from "./socket-callers.js";
import { SocketGames } from "./socket-games.js";
import { SocketMind } from "./socket-mind.js";

/** With which HTTP status Deepgram's voice answers each dial, where it does not let one in. */
const refusals: Readonly<Partial<Record<VoiceState, number>>> = {
	fails: 503,
	refuses: 402,
};

/** A world around one server, which it does not share at the same time with another world. */
export class SocketWorld implements World {
	readonly sightings: Sightings;
	readonly callers: SocketCallers;
	readonly games: SocketGames;
	readonly mind: SocketMind;
	readonly #server: SteeredServer;
	readonly #ends = new CallerEnds();
	readonly #recognition: Recognition;
	#voice: VoiceState = "works";
	/** A server that drains ends with this world. */
	isServerSpent = false;

	constructor(setting: Setting, server: SteeredServer) {
		this.#server = server;
		this.sightings = new Sightings(setting, patienceMs);
		this.#recognition = new Recognition(
			server,
			this.#ends,
			setting.hasFlux === true,
		);
		this.callers = new SocketCallers(
			server,
			this.sightings,
			this.#ends,
			this.#recognition,
		);
		const events = new GameEvents(this.sightings, this.callers);
		this.games = new SocketGames(server, this.sightings, events);
		this.mind = new SocketMind(server, this.sightings);
	}

	setDeepgram(is: DeepgramState): Promise<void> {
		return this.#recognition.become(is);
	}

	async setVoice(is: VoiceState): Promise<void> {
		const { deepgram } = this.#server;
		const was = this.#voice;
		this.#voice = is;
		deepgram.holdsSpeech = is === "waits";
		deepgram.breaksSpeechOff = is === "breaks off" ? brokenBytes : undefined;
		const refusal = refusals[is];
		if (refusal === undefined) deepgram.refuses.delete("speak");
		else deepgram.refuses.set("speak", refusal);
		for (const speaker of deepgram.speakers) {
			speaker.isHeld = is === "waits";
			speaker.breaksOff = deepgram.breaksSpeechOff;
			if (refusal !== undefined) speaker.drop();
			else if (was === "waits") speaker.release();
		}
		// Calls that wait to ask again wait no longer.
		if (was === "fails") await this.#server.steer("askVoicesAgain");
	}

	async pass(ms: number): Promise<void> {
		this.callers.audioMs += ms;
		await this.#server.steer("pass", ms);
	}

	async failAdapter(of: PartyName): Promise<void> {
		const id =
			this.#ends.get(of as CallerName)?.id ??
			this.games.idOf(of as GameName) ??
			"";
		await this.#server.steer("failAdapter", id);
	}

	async drain(): Promise<void> {
		this.isServerSpent = true;
		await this.#server.steer("drain");
	}

	async closeSessions(): Promise<void> {
		await this.#server.steer("endAll");
	}

	async expectSessions(expected: Sessions): Promise<void> {
		await untilSo(
			async () => {
				const { calls, games } = await this.#server.steer("sessions");
				return calls === expected.calls && games === expected.games;
			},
			`sessions: ${JSON.stringify(expected)}`,
		);
		// That a line has failed, or that its voice was lost, may show nowhere else.
		if (refusals[this.#voice] === undefined) return;
		await untilSo(async () => {
			const lines = await this.#server.steer("linesAtVoice");
			return lines === (await this.#server.steer("voicesLost"));
		}, "that lines which cannot be spoken have failed, or wait");
	}

	/** Leaves the server as it was found. */
	async close(): Promise<void> {
		for (const { phone } of this.#ends.values()) phone.vanish();
		this.games.vanish();
		this.mind.vanish();
		if (!this.isServerSpent) {
			await this.#server.steer("endAll");
			await this.expectSessions({ calls: 0, games: 0 });
			await this.#server.steer("pass", 2 * policyTimes.codeRestMs);
		}
		const { deepgram } = this.#server;
		deepgram.refuses.clear();
		deepgram.holdsSpeech = false;
		deepgram.lastWordsOf = () => "";
		deepgram.breaksSpeechOff = undefined;
		deepgram.forget();
	}
}
