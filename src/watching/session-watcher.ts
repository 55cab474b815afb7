import type { CallActor } from "../machines/call/call.js";
import type { GameActor } from "../machines/game/game.js";

/** Is told of every call and every game before its first event. Must not throw, now or later. */
export interface SessionWatcher {
	callBegins(callId: string, call: CallActor): void;
	gameBegins(gameId: string, game: GameActor): void;
}
