import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type GodotEngine, startDeadlineMs } from "./engine.js";
import { RemoteGame } from "./remote-game.js";

/** Lets the tests of a `describe` share one game, which has a new client for each. `take` is given it first. */
export function playIn(
	engine: GodotEngine,
	take: (game: RemoteGame) => void,
	clients?: string,
): void {
	let game: RemoteGame | undefined;
	beforeAll(async () => {
		game = await RemoteGame.start(engine, clients);
		take(game);
	}, startDeadlineMs);
	beforeEach(() => game?.beginAnew());
	afterEach(() => game?.running.expectNoComplaint());
	afterAll(() => game?.stop());
}
