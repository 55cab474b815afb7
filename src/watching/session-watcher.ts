import type { AnyActorRef, Observer, SnapshotFrom } from "xstate";
import type { CallActor } from "../machines/call/call.js";
import type { GameActor } from "../machines/game/game.js";

/** Follows one call or game from its first snapshot to its end. Must not throw. */
export type SessionObserver<Session extends AnyActorRef> = Observer<
	SnapshotFrom<Session>
>;

/** Is told of every call and every game before its first event, and may follow it. Must not throw. */
export interface SessionWatcher {
	callBegins(callId: string, call: CallActor): SessionObserver<CallActor>;
	gameBegins(gameId: string, game: GameActor): SessionObserver<GameActor>;
}

/**
 * Several observers as one: each that subscribes by itself costs a session some 400 bytes, as XState binds all
 * three functions of each.
 */
export class Observers<Session extends AnyActorRef>
	implements SessionObserver<Session>
{
	readonly #all: readonly SessionObserver<Session>[];

	constructor(...all: readonly SessionObserver<Session>[]) {
		this.#all = all;
	}

	next(snapshot: SnapshotFrom<Session>): void {
		for (const each of this.#all) each.next?.(snapshot);
	}

	complete(): void {
		for (const each of this.#all) each.complete?.();
	}

	error(error: unknown): void {
		for (const each of this.#all) each.error?.(error);
	}
}
