import { type Logger, pino } from "pino";
import type { SnapshotFrom } from "xstate";
import type { CallActor } from "./machines/call/call.js";
import type { ConversationOver } from "./machines/call/call-memory.js";
import type { NewCodeBound, SpeechBound } from "./machines/events.js";
import type { GameActor } from "./machines/game/game.js";
import { outerState } from "./machines/outer-state.js";
import type { SessionObserver } from "./watching/session-watcher.js";

/** The server's log: JSON lines on standard output. */
export function createLog(level: string): Logger {
	return pino({
		level,
		base: null,
		timestamp: pino.stdTimeFunctions.isoTime,
	});
}

/** Logs each change of state of a call, by name; machines themselves do not log. */
export class CallLog implements SessionObserver<CallActor> {
	#before = "";
	#refusedLines = 0;

	constructor(
		private readonly callId: string,
		private readonly log: Logger,
	) {}

	next({ value, context, output: reason }: SnapshotFrom<CallActor>): void {
		const { callId } = this;
		const before = this.#before;
		const state = outerState(value);
		if (state === before) return;
		this.#before = state;
		const gameId = context.game?.id;
		this.log.info({ callId, gameId, state, before, reason }, `call ${state}`);
		if (context.failure !== undefined)
			this.log.error({ callId, err: context.failure }, "call failed");
	}

	/** A flow that fails does so by its author's fault, who finds here where. */
	conversed({ flow, state, reason, error }: ConversationOver): void {
		const { callId } = this;
		const over = { callId, flow, flowState: state, reason };
		if (reason === "failed")
			this.log.error({ ...over, err: error }, "conversation failed");
		else this.log.info(over, "conversation over");
	}

	/** A game that floods its caller with lines does not flood the log: the first, second, fourth … are told. */
	lineRefused(bound: SpeechBound): void {
		this.#refusedLines += 1;
		const refusedLines = this.#refusedLines;
		if (!isPowerOfTwo(refusedLines)) return;
		const { callId } = this;
		this.log.warn(
			{ callId, bound, refusedLines },
			bound === "voices"
				? "a line of the game is not spoken: too many voices in a minute"
				: "a line of the game is not spoken, or not to its end: too much waits",
		);
	}
}

/** Logs each change of state of a game. */
export class GameLog implements SessionObserver<GameActor> {
	#before = "";
	#refusedCodes = 0;

	constructor(
		private readonly gameId: string,
		private readonly log: Logger,
	) {}

	next({ value, context, output: reason }: SnapshotFrom<GameActor>): void {
		const { gameId } = this;
		const before = this.#before;
		const state = outerState(value);
		if (state === before) return;
		this.#before = state;
		const calls = Object.keys(context.calls).length;
		this.log.info({ gameId, state, before, calls, reason }, `game ${state}`);
		if (context.failure !== undefined)
			this.log.error({ gameId, err: context.failure }, "game failed");
	}

	/** A game that asks on and on does not flood the log: the first, second, fourth … are told. */
	newCodeRefused(bound: NewCodeBound): void {
		this.#refusedCodes += 1;
		const refusedCodes = this.#refusedCodes;
		if (!isPowerOfTwo(refusedCodes)) return;
		const { gameId } = this;
		this.log.warn(
			{ gameId, bound, refusedCodes },
			"a game asked for another code and keeps the one it has",
		);
	}
}

function isPowerOfTwo(count: number): boolean {
	return Number.isInteger(Math.log2(count));
}
