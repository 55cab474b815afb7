import { Unchecked } from "./inbox.js";
import type { PlayedCaller } from "./played-caller.js";
import type { PlayedTypedGame } from "./played-typed-game.js";
import type { Stage } from "./stage.js";

/** A game, its caller, and the name of the call. */
export interface QuietPair {
	readonly game: PlayedTypedGame;
	readonly caller: PlayedCaller;
	readonly call: string;
}

/** A game and a caller to whom all is said that the server says of its own accord. */
export async function quietPair(bench: Stage): Promise<QuietPair> {
	const game = await bench.join();
	const { caller, call } = await bench.pair(game);
	game.send({ type: "say", id: "opening", text: "Hello." });
	await game.event("said");
	return { game, caller, call };
}

/** What a caller's voice makes of a text. */
export async function speech(bench: Stage, text: string): Promise<Buffer> {
	try {
		return await bench.subject.voice(text);
	} catch (error) {
		throw new Unchecked(`no voice for the caller: ${(error as Error).message}`);
	}
}
