/** The machines alone: their adapters are doubles, and their clock stands still until it is moved. */
import { expect } from "vitest";
import type { InspectionEvent } from "xstate";
import type { ConversableFlow } from "../../../src/machines/conversation/conversation-input.js";
import {
	type CallerName,
	callers as callerNames,
	type DeepgramState,
	type GameName,
	type PartyName,
	type VoiceState,
} from "../cast.js";
import type { Setting } from "../model/memory.js";
import { Sightings } from "../sightings.js";
import { askVoiceAgain } from "../steered/steering.mjs";
import type { Sessions, World } from "../world.js";
import { callDoubles, type Surroundings } from "./call-double.js";
import { gameDoubles } from "./game-double.js";
import { MachineCallers } from "./machine-callers.js";
import { MachineGames } from "./machine-games.js";
import { MachineMind } from "./machine-mind.js";
import { MachineServer } from "./machine-server.js";

/** A world of machines and doubles. */
export class MachineWorld implements World, Surroundings {
	deepgram: DeepgramState = "up";
	voice: VoiceState = "works";
	readonly sightings: Sightings;
	readonly callers: MachineCallers;
	readonly games: MachineGames;
	readonly mind: MachineMind;
	readonly server: MachineServer;

	/** The server has the flow that is given, or else the porter. */
	constructor(
		setting: Setting,
		inspect?: (event: InspectionEvent) => void,
		flow?: ConversableFlow,
	) {
		this.sightings = new Sightings(setting, 0);
		this.server = new MachineServer(setting, inspect, flow);
		this.callers = new MachineCallers(this.server, this);
		this.games = new MachineGames(this.server, this.sightings, this.callers);
		this.mind = new MachineMind(this.callers);
	}

	async setDeepgram(is: DeepgramState): Promise<void> {
		const was = this.deepgram;
		this.deepgram = is;
		for (const double of this.callers.doubles) double.changeDeepgram(was);
	}

	async setVoice(is: VoiceState): Promise<void> {
		this.voice = is;
		for (const double of this.callers.doubles) double.goOnSpeaking();
		for (const call of this.server.actors.calls.values()) askVoiceAgain(call);
	}

	async pass(ms: number): Promise<void> {
		this.callers.audioMs += ms;
		this.server.clock.increment(ms);
	}

	async failAdapter(of: PartyName): Promise<void> {
		const error = new Error("made to fail by the test");
		const isCaller = (name: string): name is CallerName =>
			callerNames.includes(name as CallerName);
		if (isCaller(of)) this.callers.double(of).failPhone(error);
		else this.games.double(of as GameName).fail(error);
	}

	async drain(): Promise<void> {
		this.server.coordinator.send({ type: "drain" });
	}

	async closeSessions(): Promise<void> {
		this.server.actors.endAll("server going away");
	}

	async expectSessions(expected: Sessions): Promise<void> {
		const { calls, games } = this.server.actors;
		const sessions = { calls: calls.size, games: games.size };
		expect(sessions, "sessions").toEqual(expected);
		expect(this.server.switchboard.size.games, "games with a code").toBe(
			expected.games,
		);
	}

	async close(): Promise<void> {
		this.server.actors.endAll("server going away");
		for (const id of this.server.ids) {
			callDoubles.delete(id);
			gameDoubles.delete(id);
		}
	}
}
