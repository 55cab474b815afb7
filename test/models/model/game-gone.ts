import type { CallerName } from "../cast.js";
import { isConnected, isReachable, isTyped } from "./game-reach.js";
import type { Memory } from "./memory.js";
import type { Scene } from "./scene.js";
import { turns } from "./turns.js";

/** The caller's game has gone, in one way or another. */
export function whenGameIsGone(
	name: CallerName,
	to: string,
	does: (scene: Scene) => void,
	failures: ReturnType<typeof turns<"ADAPTER_FAILS">>,
) {
	const isHis = ({ callers }: Memory, game: unknown) =>
		callers[name].game !== null && callers[name].game === game;
	return {
		GAME_LEAVES: turns<"GAME_LEAVES">(
			(memory, { game }) => isHis(memory, game),
			[{ if: isConnected, to, do: does }],
		),
		GAME_IS_CUT_OFF: turns<"GAME_IS_CUT_OFF">(
			(memory, { game }) => isHis(memory, game),
			[{ if: (scene, step) => !isTyped(scene, step), to, do: does }],
		),
		ADAPTER_FAILS: [
			...failures,
			...turns<"ADAPTER_FAILS">(
				(memory, { of }) => isHis(memory, of) && isReachable(memory, of),
				[{ to, do: does }],
			),
		],
	};
}
