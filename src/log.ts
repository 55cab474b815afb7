import { type Logger, pino } from "pino";
import type { CallActor } from "./machines/call/call.js";
import type { GameActor } from "./machines/game/game.js";
import { outerState } from "./machines/outer-state.js";

/** The server's log: JSON lines on standard output. */
export function createLog(level: string): Logger {
	return pino({
		level,
		base: null,
		timestamp: pino.stdTimeFunctions.isoTime,
	});
}

/** Logs each change of state of a call, by name; machines themselves do not log. */
export function logCall(call: CallActor, callId: string, log: Logger): void {
	let before = "";
	call.subscribe({
		next: ({ value, context }) => {
			const state = outerState(value);
			if (state === before) return;
			const gameId = context.game?.id;
			const reason = state === "ended" ? context.endReason : undefined;
			log.info({ callId, gameId, state, before, reason }, `call ${state}`);
			before = state;
		},
		error: () => {},
	});
}

/** Logs each change of state of a game. */
export function logGame(game: GameActor, gameId: string, log: Logger): void {
	let before = "";
	game.subscribe({
		next: ({ value, context, output: reason }) => {
			const state = outerState(value);
			if (state === before) return;
			const calls = Object.keys(context.calls).length;
			log.info({ gameId, state, before, calls, reason }, `game ${state}`);
			before = state;
		},
		error: () => {},
	});
}
