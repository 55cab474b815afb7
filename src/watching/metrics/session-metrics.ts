import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { CallActor } from "../../machines/call/call.js";
import type { CallEnd, GameEnd, SpeechBound } from "../../machines/events.js";
import type { GameActor } from "../../machines/game/game.js";
import { outerState } from "../../machines/outer-state.js";
import type { RefusalReason } from "../../transport/refusals.js";
import type { SessionWatcher } from "../session-watcher.js";

export interface LiveSessions {
	readonly calls: ReadonlyMap<string, CallActor>;
	readonly games: ReadonlyMap<string, GameActor>;
}

/** The outcome of a code that a caller said or keyed, by the event that told the call. */
const outcomes: Readonly<Record<string, string>> = {
	"code.unknown": "unknown",
	"code.ambiguous": "ambiguous",
	"code.garbled": "garbled",
	"game.full": "full",
	"tries.exhausted": "exhausted",
};

// Every value of a label is there from the start, at 0: a rate needs a value before the first one that counts.
const callEnds: Readonly<Record<CallEnd, 0>> = {
	"caller hung up": 0,
	"never started": 0,
	"no code heard": 0,
	"too many tries": 0,
	"game hung up": 0,
	"handed over": 0,
	"no room": 0,
	"server going away": 0,
	failed: 0,
};
const gameEnds: Readonly<Record<GameEnd, 0>> = {
	"game left": 0,
	"game lost": 0,
	"no code free": 0,
	"server going away": 0,
	failed: 0,
};
const refusals: Readonly<Record<RefusalReason, readonly ("call" | "game")[]>> =
	{
		signature: ["call"],
		origin: ["call"],
		token: ["call"],
		key: ["game"],
		dialect: ["game"],
		draining: ["call", "game"],
		not_ready: ["call"],
		full: ["call", "game"],
		address: ["game"],
		tries: ["call"],
	};

const speechBounds: Readonly<Record<SpeechBound, 0>> = {
	waiting_lines: 0,
	waiting_characters: 0,
};

/** Measures calls and games: how many there are, how they came together and why they ended. */
export class SessionMetrics implements SessionWatcher {
	readonly #callsBegun;
	readonly #callsEnded;
	readonly #gamesBegun;
	readonly #gamesClosed;
	readonly #tries;
	readonly #pairing;
	readonly #refusals;
	readonly #refusedLines;

	constructor(
		registry: Registry,
		private readonly now: () => number = () => performance.now(),
	) {
		const registers = [registry];
		this.#callsBegun = new Counter({
			name: "callsign_calls_begun_total",
			help: "Calls whose media stream was let in.",
			registers,
		});
		this.#callsEnded = new Counter({
			name: "callsign_calls_ended_total",
			help: "Calls that have ended, by the reason.",
			labelNames: ["reason"],
			registers,
		});
		this.#gamesBegun = new Counter({
			name: "callsign_games_begun_total",
			help: "Games that were let in.",
			registers,
		});
		this.#gamesClosed = new Counter({
			name: "callsign_games_closed_total",
			help: "Games that are closed, by the reason.",
			labelNames: ["reason"],
			registers,
		});
		this.#tries = new Counter({
			name: "callsign_code_tries_total",
			help: "Codes that callers have tried, by what came of it.",
			labelNames: ["outcome"],
			registers,
		});
		for (const reason of Object.keys(callEnds))
			this.#callsEnded.inc({ reason }, 0);
		for (const reason of Object.keys(gameEnds))
			this.#gamesClosed.inc({ reason }, 0);
		for (const outcome of ["matched", ...Object.values(outcomes)])
			this.#tries.inc({ outcome }, 0);
		this.#pairing = new Histogram({
			name: "callsign_pairing_seconds",
			help: "From the beginning of a call until it is first paired with a game.",
			buckets: [1, 2, 5, 10, 15, 20, 30, 45, 60, 120, 300],
			registers,
		});
		this.#refusals = new Counter({
			name: "callsign_refusals_total",
			help: "Calls and games that were not let in, by the reason.",
			labelNames: ["who", "reason"],
			registers,
		});
		for (const [reason, parties] of Object.entries(refusals))
			for (const who of parties) this.#refusals.inc({ who, reason }, 0);
		this.#refusedLines = new Counter({
			name: "callsign_refused_lines_total",
			help: "Lines that games wanted spoken while too much waited for the call already, by the bound: 100 lines, 50,000 characters. They count as failed, too.",
			labelNames: ["bound"],
			registers,
		});
		for (const bound of Object.keys(speechBounds))
			this.#refusedLines.inc({ bound }, 0);
	}

	/** Counts the current sessions, at each scrape. */
	countLive(registry: Registry, sessions: LiveSessions): void {
		const states = {
			calls: ["awaitingStart", "listeningForCode", "paired"],
			games: ["issuedCode", "paired"],
		} as const;
		for (const kind of ["calls", "games"] as const) {
			new Gauge({
				name: `callsign_${kind}`,
				help: `How many ${kind} there are, by the state of their machine.`,
				labelNames: ["state"],
				registers: [registry],
				collect() {
					this.reset();
					for (const state of states[kind]) this.set({ state }, 0);
					for (const actor of sessions[kind].values())
						this.inc({ state: outerState(actor.getSnapshot().value) });
				},
			});
		}
	}

	refused(who: "call" | "game", reason: RefusalReason): void {
		this.#refusals.inc({ who, reason });
	}

	callBegins(_callId: string, call: CallActor): void {
		const beganAt = this.now();
		let wasPaired = false;
		let isPaired = false;
		this.#callsBegun.inc();
		call.on("try.failed", ({ because }) => {
			const outcome = outcomes[because];
			if (outcome !== undefined) this.#tries.inc({ outcome });
		});
		call.on("line.refused", ({ bound }) => this.#refusedLines.inc({ bound }));
		call.subscribe({
			next: ({ value }) => {
				const isNowPaired = outerState(value) === "paired";
				if (isNowPaired && !isPaired) this.#tries.inc({ outcome: "matched" });
				if (isNowPaired && !wasPaired)
					this.#pairing.observe((this.now() - beganAt) / 1000);
				wasPaired ||= isNowPaired;
				isPaired = isNowPaired;
			},
			complete: () => {
				const reason = call.getSnapshot().context.endReason;
				this.#callsEnded.inc({ reason });
			},
			error: () => this.#callsEnded.inc({ reason: "failed" }),
		});
	}

	gameBegins(_gameId: string, game: GameActor): void {
		this.#gamesBegun.inc();
		game.subscribe({
			complete: () => {
				const { output: reason } = game.getSnapshot();
				if (reason !== undefined) this.#gamesClosed.inc({ reason });
			},
			error: () => this.#gamesClosed.inc({ reason: "failed" }),
		});
	}
}
