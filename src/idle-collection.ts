import type { CallActor } from "./machines/call/call.js";
import type { GameActor } from "./machines/game/game.js";
import type { Clock } from "./root-actors.js";
import type {
	SessionObserver,
	SessionWatcher,
} from "./watching/session-watcher.js";

/** So long there has been no call when memory is given back. */
const idleMs = 1_000;
/** So many calls and games have ended since it last was. */
const minEnded = 100;

/**
 * Has garbage collected when the server has nothing to do: V8 by itself lets much of it lie for as long as there is room, and an
 * operator sees memory that is never given back. While a call is there V8 alone decides, since a collection stops
 * everything for some hundredths of a second.
 */
export class IdleCollection implements SessionWatcher {
	#calls = 0;
	#ended = 0;
	#wait: unknown;
	/** One for all calls and one for all games: they cost no session anything. */
	readonly #atCall: SessionObserver<CallActor>;
	readonly #atGame: SessionObserver<GameActor>;

	/** `collect` collects all garbage, at once. */
	constructor(
		private readonly collect: () => void,
		private readonly clock: Pick<Clock, "setTimeout" | "clearTimeout">,
	) {
		const callEnds = () => this.#callEnds();
		const gameEnds = () => this.#sessionEnds();
		this.#atCall = { complete: callEnds, error: callEnds };
		this.#atGame = { complete: gameEnds, error: gameEnds };
	}

	callBegins(): SessionObserver<CallActor> {
		this.#calls += 1;
		this.#waitNoMore();
		return this.#atCall;
	}

	gameBegins(): SessionObserver<GameActor> {
		return this.#atGame;
	}

	#callEnds(): void {
		this.#calls -= 1;
		this.#sessionEnds();
	}

	#sessionEnds(): void {
		this.#ended += 1;
		if (this.#calls > 0 || this.#ended < minEnded) return;
		this.#waitNoMore();
		this.#wait = this.clock.setTimeout(() => {
			this.#ended = 0;
			this.collect();
		}, idleMs);
	}

	#waitNoMore(): void {
		this.clock.clearTimeout(this.#wait);
	}
}
