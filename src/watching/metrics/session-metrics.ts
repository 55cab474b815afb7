import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { SnapshotFrom } from "xstate";
import type { CallActor } from "../../machines/call/call.js";
import type { CallEmission } from "../../machines/call/call-memory.js";
import type {
	CallEnd,
	GameEnd,
	NewCodeBound,
	SpeechBound,
} from "../../machines/events.js";
import type { GameActor, GameEmission } from "../../machines/game/game.js";
import { outerState } from "../../machines/outer-state.js";
import type { RefusalReason, RefusedPeer } from "../../transport/refusals.js";
import type { SessionObserver, SessionWatcher } from "../session-watcher.js";

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
	"too long": 0,
	"game hung up": 0,
	"character hung up": 0,
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
const refusals: Readonly<Record<RefusalReason, readonly RefusedPeer[]>> = {
	signature: ["call"],
	origin: ["call"],
	form: ["call"],
	token: ["call"],
	key: ["game"],
	dialect: ["game"],
	draining: ["call", "game"],
	not_ready: ["call"],
	full: ["call", "game", "socket"],
	address: ["call", "game", "socket"],
	tries: ["call"],
};

const speechBounds: Readonly<Record<SpeechBound, 0>> = {
	waiting_lines: 0,
	waiting_characters: 0,
	voices: 0,
};

const newCodeBounds: Readonly<Record<NewCodeBound, 0>> = {
	game: 0,
	address: 0,
	none_free: 0,
};

/** Measures calls and games: how many there are, how they came together and why they ended. */
export class SessionMetrics implements SessionWatcher {
	readonly #callsBegun;
	readonly #gamesBegun;
	readonly #gamesClosed;
	readonly #ofCalls: CallMeters;
	readonly #refusals;
	readonly #refusedLines;
	readonly #refusedCodes;

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
		const ended = new Counter({
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
		const tries = new Counter({
			name: "callsign_code_tries_total",
			help: "Codes that callers have tried, by what came of it.",
			labelNames: ["outcome"],
			registers,
		});
		for (const reason of Object.keys(callEnds)) ended.inc({ reason }, 0);
		for (const reason of Object.keys(gameEnds))
			this.#gamesClosed.inc({ reason }, 0);
		for (const outcome of ["matched", ...Object.values(outcomes)])
			tries.inc({ outcome }, 0);
		const pairing = new Histogram({
			name: "callsign_pairing_seconds",
			help: "From the beginning of a call until it is first paired with a game.",
			buckets: [1, 2, 5, 10, 15, 20, 30, 45, 60, 120, 300],
			registers,
		});
		this.#ofCalls = { ended, tries, pairing, now };
		this.#refusals = new Counter({
			name: "callsign_refusals_total",
			help: "Calls and games that were not let in, by the reason; and sockets that were cut while they were idle.",
			labelNames: ["who", "reason"],
			registers,
		});
		for (const [reason, parties] of Object.entries(refusals))
			for (const who of parties) this.#refusals.inc({ who, reason }, 0);
		this.#refusedLines = new Counter({
			name: "callsign_refused_lines_total",
			help: "Lines that games wanted spoken while too much waited for the call already, or in too many voices, by the bound: 100 lines, 50,000 characters, 5 voices in a minute. They count as failed, too, but for the text of a plain game of which a part is spoken.",
			labelNames: ["bound"],
			registers,
		});
		for (const bound of Object.keys(speechBounds))
			this.#refusedLines.inc({ bound }, 0);
		this.#refusedCodes = new Counter({
			name: "callsign_refused_codes_total",
			help: "New codes that games asked for and did not get, by the bound: NEW_CODES_PER_GAME, NEW_CODES_PER_ADDRESS, or that no code was free. They keep the one they have.",
			labelNames: ["bound"],
			registers,
		});
		for (const bound of Object.keys(newCodeBounds))
			this.#refusedCodes.inc({ bound }, 0);
	}

	/** Counts the current sessions, at each scrape. */
	countLive(registry: Registry, sessions: LiveSessions): void {
		const states = {
			calls: ["awaitingStart", "answered", "listeningForCode", "paired"],
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

	refused(who: RefusedPeer, reason: RefusalReason): void {
		this.#refusals.inc({ who, reason });
	}

	callBegins(_callId: string, call: CallActor): SessionObserver<CallActor> {
		this.#callsBegun.inc();
		call.on("*", this.#countEmission);
		return new CallMeasurement(call, this.#ofCalls, this.now());
	}

	gameBegins(_gameId: string, game: GameActor): SessionObserver<GameActor> {
		this.#gamesBegun.inc();
		game.on("new.code.refused", this.#countRefusedCode);
		return {
			complete: () => {
				const { output: reason } = game.getSnapshot();
				if (reason !== undefined) this.#gamesClosed.inc({ reason });
			},
			error: () => this.#gamesClosed.inc({ reason: "failed" }),
		};
	}

	readonly #countRefusedCode = ({ bound }: GameEmission): void => {
		this.#refusedCodes.inc({ bound });
	};

	readonly #countEmission = (emission: CallEmission): void => {
		if (emission.type === "line.refused") {
			this.#refusedLines.inc({ bound: emission.bound });
			return;
		}
		if (emission.type !== "try.failed") return;
		const outcome = outcomes[emission.because];
		if (outcome !== undefined) this.#ofCalls.tries.inc({ outcome });
	};
}

/** Where calls are counted. */
interface CallMeters {
	readonly ended: Counter<"reason">;
	readonly tries: Counter<"outcome">;
	readonly pairing: Histogram;
	readonly now: () => number;
}

/** Measures one call. */
class CallMeasurement implements SessionObserver<CallActor> {
	#wasPaired = false;
	#isPaired = false;

	constructor(
		private readonly call: CallActor,
		private readonly meters: CallMeters,
		private readonly beganAt: number,
	) {}

	next({ value }: SnapshotFrom<CallActor>): void {
		const { tries, pairing, now } = this.meters;
		const isNowPaired = outerState(value) === "paired";
		if (isNowPaired && !this.#isPaired) tries.inc({ outcome: "matched" });
		if (isNowPaired && !this.#wasPaired)
			pairing.observe((now() - this.beganAt) / 1000);
		this.#wasPaired ||= isNowPaired;
		this.#isPaired = isNowPaired;
	}

	complete(): void {
		const reason = this.call.getSnapshot().output ?? "failed";
		this.meters.ended.inc({ reason });
	}

	error(): void {
		this.meters.ended.inc({ reason: "failed" });
	}
}
