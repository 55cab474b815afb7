/** Whether a game can be reached just now, and in what dialect. */
import type { GameName } from "../cast.js";
import type { GameMemory, Memory } from "./memory.js";
import type { Scene } from "./scene.js";

/** Whether the game speaks the dialect that tells everything. */
export function isTyped(
	{ memory }: Scene,
	{ game }: { game: GameName },
): boolean {
	return memory.setting.dialects[game] === "typed";
}

/** Whether the game can say or hear anything just now. */
export function isConnected(
	scene: Scene,
	{ game }: { game: GameName },
): boolean {
	return scene.game(game).away === "no";
}

/** Whether there is such a game, and it is away in this way. */
export function isAway(
	scene: Scene,
	game: GameName | null,
	how: GameMemory["away"],
): boolean {
	return game !== null && scene.game(game).away === how;
}

/** The socket of a game that is away can hardly fail. */
export function isReachable({ games }: Memory, name: string): boolean {
	return Object.entries(games).some(
		([game, { away }]) => game === name && away === "no",
	);
}
