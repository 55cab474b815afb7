import type { Logger } from "pino";
import { type AnyActorRef, createActor, type InspectionEvent } from "xstate";
import { stopEvent } from "./adapters/adapter-logic.js";
import { CallLog, GameLog } from "./log.js";
import type { CallActor, callMachine } from "./machines/call/call.js";
import type { CallPolicy } from "./machines/call/call-memory.js";
import type { CallEnd, CoordinatorRef } from "./machines/events.js";
import type { GameActor, gameMachine } from "./machines/game/game.js";
import { Observers, type SessionWatcher } from "./watching/session-watcher.js";

/** Moves the delays of machines; tests pass XState's `SimulatedClock`. */
export interface Clock {
	// biome-ignore format: one line each
	setTimeout(fn: (...args: unknown[]) => void, timeoutMs: number): unknown;
	clearTimeout(id: unknown): void;
	/** The time in milliseconds, which does not run backwards. */
	now(): number;
}

/** What calls and games are made from. */
export interface RootActorsOptions {
	readonly callMachine: typeof callMachine;
	readonly gameMachine: typeof gameMachine;
	readonly coordinator: CoordinatorRef;
	readonly policy: CallPolicy;
	/** The number that games show. */
	readonly phoneNumber: string;
	/** The names of the flows that games may lend their callers to. */
	readonly flows: readonly string[];
	/** How long a game may come back after its socket was lost, in milliseconds. */
	readonly resumeMs: number;
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
	readonly log: Logger;
	readonly clock?: Clock;
	/** Watches every event of every actor; at about twice the cost of each event. */
	readonly inspect?: (event: InspectionEvent) => void;
	/** Who looks on. */
	readonly watchers?: readonly SessionWatcher[];
}

/**
 * Starts one root actor per call and per game. One that throws ends alone: its adapters are closed,
 * the coordinator frees what it was bound to, and it is logged with its id.
 */
export class RootActors {
	readonly calls = new Map<string, CallActor>();
	readonly games = new Map<string, GameActor>();
	#whenQuiet: (() => void) | undefined;

	constructor(private readonly options: RootActorsOptions) {}

	startCall(callId: string): void {
		const {
			coordinator,
			policy,
			now,
			callMachine: machine,
			log,
			watchers = [],
		} = this.options;
		const input = { callId, coordinator, policy, now };
		const call = createActor(machine, { ...this.#common(callId), input });
		this.calls.set(callId, call);
		const ending = {
			complete: () => this.#forgetCall(callId),
			error: (error: unknown) => this.#failCall(callId, call, error),
		};
		const watching = watchers.map((each) => each.callBegins(callId, call));
		const callLog = new CallLog(callId, log);
		call.on("line.refused", ({ bound }) => callLog.lineRefused(bound));
		call.on("conversed", (over) => callLog.conversed(over));
		call.subscribe(new Observers(callLog, ending, ...watching));
		call.start();
	}

	/** `address`: where the game comes from, as `PeerAddresses` tells it. */
	startGame(gameId: string, callers: number, address: string): void {
		const {
			coordinator,
			phoneNumber,
			flows,
			resumeMs,
			gameMachine: machine,
			log,
			watchers = [],
		} = this.options;
		const input = {
			gameId,
			coordinator,
			phoneNumber,
			flows,
			callers,
			address,
			resumeMs,
		};
		const game = createActor(machine, { ...this.#common(gameId), input });
		this.games.set(gameId, game);
		const ending = {
			complete: () => void this.games.delete(gameId),
			error: (error: unknown) => this.#failGame(gameId, game, error),
		};
		const watching = watchers.map((each) => each.gameBegins(gameId, game));
		const gameLog = new GameLog(gameId, log);
		game.on("new.code.refused", ({ bound }) => gameLog.newCodeRefused(bound));
		game.subscribe(new Observers(gameLog, ending, ...watching));
		game.start();
	}

	/** Ends every call and every game, now. */
	endAll(reason: Extract<CallEnd, "server going away">): void {
		for (const call of [...this.calls.values()])
			call.send({ type: "end", reason });
		for (const game of [...this.games.values()])
			game.send({ type: "end", reason });
	}

	/** Resolves when no call is left. */
	untilNoCalls(): Promise<void> {
		if (this.calls.size === 0) return Promise.resolve();
		return new Promise((resolve) => {
			this.#whenQuiet = resolve;
		});
	}

	#common(id: string) {
		const { clock, inspect } = this.options;
		return { id, ...(clock && { clock }), ...(inspect && { inspect }) };
	}

	#forgetCall(callId: string): void {
		this.calls.delete(callId);
		if (this.calls.size === 0) this.#whenQuiet?.();
	}

	#failCall(callId: string, call: CallActor, error: unknown): void {
		this.options.log.error({ callId, err: error }, "call failed");
		stopChildren(call);
		this.options.coordinator.send({
			type: "call.left",
			callId,
			reason: "failed",
		});
		this.#forgetCall(callId);
	}

	#failGame(gameId: string, game: GameActor, error: unknown): void {
		this.options.log.error({ gameId, err: error }, "game failed");
		stopChildren(game);
		this.options.coordinator.send({
			type: "game.left",
			gameId,
			reason: "failed",
		});
		this.games.delete(gameId);
	}
}

/** A failed machine does not stop its children, so they are stopped one by one. */
function stopChildren(failed: AnyActorRef): void {
	const { children } = failed.getSnapshot() as {
		children: Record<string, AnyActorRef | undefined>;
	};
	for (const child of Object.values(children)) child?.send(stopEvent);
}
